import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodes } from "../tools.ts";
import { jsonBombs, mediaTypes } from "./cases/bodies.ts";
import { framing } from "./cases/framing.ts";
import { headerCases, methodCases } from "./cases/header.ts";
import { contract, replies } from "./cases/replies.ts";
import { targets, values } from "./cases/target.ts";
import { exchange } from "./client.ts";
import type { RawCase } from "./case.ts";

const tables: Readonly<Record<string, readonly RawCase[]>> = {
  framing,
  targets,
  values,
  methods: methodCases,
  headers: headerCases,
  "media types": mediaTypes,
  JSON: jsonBombs,
  replies,
  "a contract": contract,
};

/** Text of errors, stacks and files, none of which is anybody's business. */
const leaks = /secret-|\bat [\w.<>]+ \(|node:|\.[jt]s:\d|Error:|\/src\/|\/dist\//;

test("there are enough cases", () => {
  expect(Object.values(tables).flat().length).toBeGreaterThanOrEqual(120);
});

describe.each(nodes())("Node $version", ({ binary }) => {
  let child: ChildProcess;
  let port = 0;
  let log = "";

  beforeAll(async () => {
    child = fork(fileURLToPath(new URL("./app.ts", import.meta.url)), [], {
      execPath: binary,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const started = once(child, "message");
    const [message] = (await Promise.race([
      started,
      once(child, "exit").then(() => {
        throw new Error(`the server did not start: ${log}`);
      }),
    ])) as [{ port: number }];
    ({ port } = message);
  });

  afterAll(async () => {
    const gone = once(child, "exit");
    child.send("stop");
    await gone;
  });

  describe.each(Object.entries(tables))("%s", (_table, cases) => {
    // Most of the time is spent waiting for a reply that must not come.
    test.concurrent.each(cases)("$name: $statuses", async (row) => {
      const { replies: got, rest, closed } = await exchange(port, row.send, row.statuses.length, row.heads);
      expect(got.map(({ status }) => status)).toEqual(row.statuses);
      expect(rest).toBe("");
      for (const { body } of got) expect(body).not.toMatch(leaks);
      const last = got.at(-1);
      if (row.body !== undefined) expect(last?.body).toContain(row.body);
      if (row.without !== undefined) expect(last?.body).not.toContain(row.without);
      if (last !== undefined) expect(last.complete).toBe(row.complete ?? true);
      for (const [name, value] of Object.entries(row.headers ?? {})) {
        const seen = last?.headers.get(name)?.join(", ");
        if (value instanceof RegExp) expect(seen).toMatch(value);
        else expect([name, seen]).toEqual([name, value]);
      }
      if (last !== undefined && last.status >= 400 && row.heads?.at(-1) !== true) {
        expect(last.headers.get("content-type")).toEqual(["application/problem+json"]);
        expect(JSON.parse(last.body)).toMatchObject({
          status: last.status,
          title: expect.any(String) as string,
        });
      }
      if (row.closes !== undefined) expect(closed).toBe(row.closes);
    });
  });

  test("the server is alive after all that, and its log has nothing but what handlers did", async () => {
    const { replies: got } = await exchange(port, ["GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"], 1);
    expect(got[0]?.status).toBe(200);
    expect(child.exitCode).toBeNull();
    const messages = log
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { message: string }).message);
    const expected = new Set([
      "Error: secret-in-a-message",
      "Error: secret-in-a-rejection",
      "Error: secret-in-a-stream",
      "HttpError: Internal Server Error",
      "HttpError: The operation getInventory is not implemented.",
      "TypeError: Invalid value of cookie c",
    ]);
    expect(messages.filter((message) => !expected.has(message))).toEqual([]);
    expect(messages.length).toBeGreaterThan(5);
  });
});
