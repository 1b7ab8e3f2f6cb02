import { expect } from "vitest";
import { clearRecords, recordsOf, rows, send } from "../case.ts";
import type { Case } from "../case.ts";
import type { Client } from "../client.ts";

const opaque = [
  ["/throw", "secret 1"],
  ["/reject", "secret 2"],
  ["/throw-text", "secret 3"],
  ["/throw-null", "null"],
  ["/bad-header", "Invalid value of header x"],
  ["/bad-status", ""],
] as const;

async function expectOpaque(host: Client, target: string, secret: string): Promise<void> {
  await clearRecords(host);
  const answer = await send(host, target);
  const problem = (await answer.json()) as { traceId: string };
  expect(answer.status).toBe(500);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(problem).toEqual({
    title: "Internal Server Error",
    status: 500,
    traceId: expect.stringMatching(/^[\da-f]{32}$/),
  });
  expect([answer.headers.get("x-layer"), answer.headers.get("evil")]).toEqual(["1", null]);
  const { errors } = await recordsOf(host);
  expect(errors).toEqual([
    expect.objectContaining({ traceId: problem.traceId, method: "GET", path: target, route: target }),
  ]);
  expect(JSON.stringify(errors)).toContain(secret);
}

export const failures: readonly Case[] = [
  ...opaque.map(([target, secret]): Case => ({
    name: `${target} is an opaque 500 that the log explains, once`,
    run: (host) => expectOpaque(host, target, secret),
  })),
  ...rows({
    name: "an HttpError is its problem details, with its header",
    target: "/http-error",
    status: 409,
    text: '{"title":"Taken","status":409,"detail":"again"}',
    replyHeaders: { "content-type": "application/problem+json", "x-hint": "1", "x-layer": "1" },
  }),
  {
    name: "onError shapes errors, those of the server itself included",
    run: async (host) => {
      const headers = { "x-on-error": "shape" };
      for (const target of ["/throw", "/none", "/http-error"]) {
        const answer = await send(host, target, { headers });
        expect([answer.status, await answer.json()]).toEqual([
          418,
          { error: expect.any(String), path: target },
        ]);
      }
    },
  },
  {
    name: "onError that fails keeps the default, and is logged",
    run: async (host) => {
      await clearRecords(host);
      expect((await send(host, "/none", { headers: { "x-on-error": "throw" } })).status).toBe(404);
      expect(JSON.stringify((await recordsOf(host)).errors)).toContain("in the hook");
    },
  },
  {
    name: "onError whose reply cannot be sent keeps the default, and is logged",
    run: async (host) => {
      await clearRecords(host);
      const answer = await send(host, "/none", { headers: { "x-on-error": "unsendable" } });
      expect([answer.status, ((await answer.json()) as { status: number }).status]).toEqual([500, 500]);
      expect((await recordsOf(host)).errors).not.toEqual([]);
    },
  },
  {
    name: "a handler that takes too long: 503, its signal is aborted, its late answer dropped",
    run: async (host) => {
      await clearRecords(host);
      const answer = await send(host, "/wait");
      expect([answer.status, await answer.json()]).toEqual([
        503,
        expect.objectContaining({ title: "Service Unavailable", status: 503 }),
      ]);
      const { errors, events } = await recordsOf(host);
      expect(events).toEqual(["waiting", "aborted wait TimeoutError"]);
      expect(errors).toHaveLength(1);
    },
  },
];
