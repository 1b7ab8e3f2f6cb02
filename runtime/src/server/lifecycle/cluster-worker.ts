import type { Worker } from "node:cluster";
import type { Awaitable } from "../../service/service.ts";
import type { CloseOptions, Server } from "../serve.ts";
import { unwrap, wrap } from "./cluster-messages.ts";
import type { PrimaryMessage, WorkerMessage } from "./cluster-messages.ts";
import type { Report } from "./report.ts";

/**
 * The side of a worker: starts the server, says when it is ready, closes it when the primary says so, and leaves the cluster when
 * it is closed, for whatever reason.
 * @throws what `start` throws, after the primary was told
 */
export async function runWorker(
  worker: Worker,
  start: () => Awaitable<Server>,
  report: Report,
): Promise<void> {
  let server: Server | undefined;
  /** Set when the primary wanted the server closed before it was there. */
  let early: CloseOptions | undefined;
  const close = (options: CloseOptions): void => {
    if (server === undefined) early = options;
    else server.close(options).catch((error: unknown) => report("closing the worker failed", error));
  };
  worker.on("message", (envelope: unknown) => {
    const message = unwrap<PrimaryMessage>(envelope);
    if (typeof message === "object") close(message.options);
  });

  try {
    server = await start();
  } catch (error) {
    await tell(worker, { type: "failed", reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
  const { started } = server;
  leaveWhenClosed(worker, server);
  if (early !== undefined) close(early);
  await started;
  if (server.state === "ready") await tell(worker, { type: "ready" });
}

function leaveWhenClosed(worker: Worker, server: Server): void {
  server.onClosing(() => {
    // Not awaited here: the hook would wait for itself.
    void server.close().then(() => {
      // The primary confirms it before the channel is closed, so that no connection is under way to this worker then.
      if (worker.isConnected()) worker.disconnect();
    });
  });
}

/** Resolves when the message is out; a primary that is gone hears nothing, and takes its workers with it. */
function tell(worker: Worker, message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (worker.isConnected()) worker.send(wrap(message), () => resolve());
    else resolve();
  });
}
