import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { get, Router } from "volo-http";
import type { Logger } from "volo-http";
import { accessLog } from "volo-http/layers";
import type { AccessLogger } from "volo-http/layers";
import { live } from "../../runtime/src/server/live.fixture.ts";

test("a logger of pino takes the records of requests and of errors as it is", async () => {
  const lines: string[] = [];
  const logger: Logger & AccessLogger = pino({}, { write: (line: string) => void lines.push(line) });
  const router = new Router().layer(accessLog({ logger })).route(
    "/throw",
    get(() => {
      throw new Error("no");
    }),
  );
  const server = await live(router, { logger });
  await (await fetch(`${server.url}/throw`, { headers: { "user-agent": "a\\nb" } })).text();
  await vi.waitUntil(() => lines.length === 2);
  const [error, access] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(error).toMatchObject({ level: 50, msg: "request failed", message: "Error: no", path: "/throw" });
  expect(access).toMatchObject({
    level: 30,
    msg: "request",
    status: 500,
    path: "/throw",
    userAgent: "a\\nb",
  });
  expect(access?.["traceId"]).toBe(error?.["traceId"]);
  // No name is there twice, as it would be if records had a level and a time of their own.
  for (const line of lines) {
    expect(line.match(/"(level|time|msg)":/g)?.toSorted()).toEqual(['"level":', '"msg":', '"time":']);
  }
});
