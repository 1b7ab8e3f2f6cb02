import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { onTestFinished, vi } from "vitest";
import type { RequestStats, ServerContext } from "../http/context.ts";
import { serve } from "./serve.ts";
import type { ServeOptions, Server } from "./serve.ts";
import type { SpanProvider } from "./span-provider.ts";
import type { HttpService } from "./types.ts";

/** A server on a socket for the time of one test; what it logs is lost unless the test has a logger. */
export async function live(service: HttpService, options: ServeOptions = {}): Promise<Server> {
  const server = await serve(service, {
    hostname: "127.0.0.1",
    logger: { error: () => undefined },
    ...options,
  });
  onTestFinished(() => server.close({ timeout: 0 }));
  return server;
}

/** A connection on which a test writes what it likes. */
export async function dial(server: Server, text: string): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** Remembers every request that is over. */
export class Observer implements SpanProvider {
  readonly entered: ServerContext[] = [];
  readonly left: { readonly cx: ServerContext; readonly stats: RequestStats }[] = [];

  onServe(cx: ServerContext): void {
    this.entered.push(cx);
  }

  leaveServe(cx: ServerContext, stats: RequestStats): void {
    this.left.push({ cx, stats });
  }
}

/** A handler that answers when the test says so, and tells when its caller has gone away. */
export class Gate {
  private signal: AbortSignal | undefined = undefined;
  private readonly held: PromiseWithResolvers<void> = Promise.withResolvers();

  readonly handler = (_req: unknown, cx: ServerContext): Promise<void> => {
    this.signal = cx.signal;
    return this.held.promise;
  };

  open(): void {
    this.held.resolve();
  }

  async entered(): Promise<void> {
    await vi.waitUntil(() => this.signal !== undefined);
  }

  async left(): Promise<void> {
    await vi.waitUntil(() => this.signal?.aborted);
  }
}
