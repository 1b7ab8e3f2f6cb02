import { setTimeout as sleep } from "node:timers/promises";
import { get, Router, post } from "volo-http";
import type { FailureRecord, Logger } from "volo-http/server";

/** What the programs serve: an answer at once, one that takes as long as is asked for, and a body that comes back. */
export const app: Router = new Router()
  .route(
    "/hello",
    get(() => `hello from ${process.pid}`),
  )
  .route(
    "/wait/{milliseconds}",
    get(async (_req, cx) => {
      await sleep(Number(cx.params[0]), undefined, { signal: cx.signal });
      return "waited";
    }),
  )
  .route(
    "/echo",
    post(async (req) => [200, await req.body.bytes(1_000_000)]),
  );

/** One line on standard output for each event, for the test to read. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export const logger: Logger = {
  error: (record: FailureRecord, text) => say(`log: ${text}: ${record.message.split("\n")[0]}`),
};
