import { join } from "node:path";
import { fetchTransport } from "volo-http/client";
import { toFetch } from "volo-http/server";
import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers } from "../tools.ts";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// What becomes of values between a generated client and a generated server: digits, defaults, and what one side keeps.

const path = join(import.meta.dirname, "fixtures/values.yaml");
type Call = (req?: object) => PromiseLike<unknown>;

interface Sides {
  readonly api: Generated;
  readonly client: Record<string, Call>;
  /** What the handler saw of the last request. */
  seen: Record<string, unknown>;
  /** What the handler answers; by default the body that it got. */
  answer: ((body: unknown) => unknown) | undefined;
  /** The texts of the bodies that went over the wire: request, reply. */
  readonly wire: string[];
  /** Sends a body as it is. */
  post: (path: string, body: object) => Promise<Response>;
  /** What the server logged. */
  readonly errors: string[];
}

async function sidesOf(int64: "number" | "bigint" | "string"): Promise<Sides> {
  const api = await generated({ path }, "Values", { int64 });
  const { valuesRouter } = await api.load("server.ts");
  const { ValuesClient } = await api.load("client.ts");
  const sides: Sides = {
    api,
    client: {},
    post: () => Promise.reject(new Error("too early")),
    seen: {},
    answer: undefined,
    wire: [],
    errors: [],
  };
  const service = new Proxy(
    {},
    {
      get: () => (req: Record<string, unknown>) => {
        sides.seen = req;
        return sides.answer === undefined ? req["body"] : sides.answer(req["body"]);
      },
    },
  );
  const router = (valuesRouter as (service: object) => Router)(service);
  const handle = toFetch(router, {
    logger: { error: (record) => void sides.errors.push(record.message) },
  });
  const transport = fetchTransport({
    fetch: async (url, init) => {
      const request = new Request(url, init);
      sides.wire[0] = await request.clone().text();
      const response = await handle(request);
      sides.wire[1] = await response.clone().text();
      return response;
    },
  });
  const Client = ValuesClient as new (options: object) => Record<string, Call>;
  sides.post = (at, body) => {
    const headers = { "content-type": "application/json" };
    return handle(new Request(`http://test${at}`, { method: "POST", headers, body: JSON.stringify(body) }));
  };
  Object.assign(sides, { client: new Client({ baseUrl: "http://test", transport }) });
  return sides;
}

describe.each(["number", "bigint", "string"] as const)("int64 as %s", (int64) => {
  let sides: Sides;
  beforeAll(async () => {
    sides = await sidesOf(int64);
  });
  afterAll(() => sides.api.remove());

  test.each(compilers)(
    "%s finds nothing wrong",
    async (compiler) => expect(await sides.api.check(compiler)).toBe(""),
    60_000,
  );

  const held = (digits: string): unknown =>
    int64 === "number" ? Number(digits) : int64 === "bigint" ? BigInt(digits) : digits;
  const big = int64 !== "number";

  test("every digit survives both ways, wherever it stands", async () => {
    const least = held(big ? "-9223372036854775808" : "-9007199254740991");
    const most = held(big ? "9223372036854775807" : "9007199254740991");
    const unsigned = held(big ? "18446744073709551614" : "9007199254740991");
    const body = {
      id: most,
      total: unsigned,
      ids: [least, most],
      maybe: most,
      byName: { a: least },
      either: most,
      preset: least,
      plain: 1e300,
    };
    const req = { path: least, query: unsigned, list: [least, most], xHeader: most, body };
    expect(await sides.client["numbers"]?.(req)).toEqual(body);
    expect(sides.seen).toEqual(req);
    expect(sides.wire[0]).toContain(`"id":${String(most)},`);
    expect(sides.wire[1]).toBe(sides.wire[0]);
  });

  test("what does not fit is refused", async () => {
    const id = held("1");
    const out = big ? held("9223372036854775808") : 2 ** 53;
    const refused = [
      { id: out },
      { id, ids: [id, id] },
      ...(big ? [{ id, total: held("18446744073709551615") }] : []),
    ];
    for (const body of refused)
      await expect(Promise.resolve(sides.client["numbers"]?.({ path: id, body }))).rejects.toMatchObject({
        status: 400,
      });
  });
});

describe("values", () => {
  let sides: Sides;
  beforeAll(async () => {
    sides = await sidesOf("bigint");
  });
  afterAll(() => sides.api.remove());

  test("a default beyond 2^53 is exact", async () => {
    await sides.client["numbers"]?.({ path: 1n, body: { id: 1n } });
    expect(sides.seen["body"]).toEqual({ id: 1n, preset: 9007199254740993n });
  });

  test("what is write-only never leaves the server, even from a handler that returns it", async () => {
    const device = { name: "d", serial: "s", pin: "1234", password: "p", hash: "h" };
    sides.answer = () => ({
      id: 1,
      token: "t",
      password: "p",
      hash: "h",
      extra: "e",
      devices: [device],
      byName: { x: device },
    });
    const given = { token: "t", password: "p", devices: [{ name: "d", pin: "1234", password: "p" }] };
    const shown = { name: "d", serial: "s", hash: "h" };
    expect(await sides.client["account"]?.({ body: given })).toEqual({
      id: 1,
      hash: "h",
      devices: [shown],
      byName: { x: shown },
    });
    for (const secret of ["token", "password", "pin", "1234", "extra"])
      expect(sides.wire[1]).not.toContain(secret);
    expect(sides.seen["body"]).toEqual(given);
    sides.answer = undefined;
  });

  test("what is read-only is not sent by a client, and not needed by the server", async () => {
    sides.answer = () => ({ id: 1 });
    const body = { id: 7, hash: "h", token: "t", devices: [{ name: "d", serial: "s" }] };
    await sides.client["account"]?.({ body });
    const sent = { token: "t", devices: [{ name: "d" }] };
    expect(JSON.parse(sides.wire[0] ?? "")).toEqual(sent);
    // Another client may send it all the same: the handler does not see it.
    expect((await sides.post("/accounts", body)).status).toBe(200);
    expect(sides.seen["body"]).toEqual(sent);
    sides.answer = undefined;
  });

  test("defaults are filled in, in every place, and nobody shares them", async () => {
    await sides.client["defaults"]?.({ body: { nested: {}, list: [{}, { level: 1 }] } });
    const filled = { level: 3, color: null };
    const expected = {
      nested: filled,
      list: [filled, { level: 1, color: null }],
      mode: "slow",
      tags: ["a", "b"],
      shape: { w: 1 },
    };
    expect(sides.seen["body"]).toEqual(expected);
    (sides.seen["body"] as { tags: string[] }).tags.push("c");
    await sides.client["defaults"]?.({ body: { nested: {} } });
    expect((sides.seen["body"] as { tags: string[] }).tags).toEqual(["a", "b"]);
  });

  test("a body that cannot be written names the part at fault, to the log only", async () => {
    for (const [answer, message] of [
      [{ inner: {} }, "limits replied 200 with a body that cannot be written: /inner/deep is required"],
      [{}, "limits replied 200 with a body that cannot be written: /inner is required"],
      [
        { inner: { deep: { name: 1 } } },
        "limits replied 200 with a body that cannot be written: /inner/deep/name must be a string",
      ],
      [undefined, "limits replied 200 with a body that cannot be written: the body must be an object"],
    ] as const) {
      sides.errors.length = 0;
      sides.answer = () => answer;
      const good = { inner: { deep: { name: "n" } } };
      await expect(Promise.resolve(sides.client["limits"]?.({ body: good }))).rejects.toMatchObject({
        status: 500,
      });
      expect(sides.errors).toEqual([`ReplyContractError: ${message}`]);
      expect(sides.wire[1]).not.toContain("inner");
    }
    sides.answer = undefined;
  });

  test.each([
    [{ map: { A: 1 }, tags: ["x"] }],
    [{ map: {}, tags: ["x"] }],
    [{ map: { a: 1 } }],
    [{ tags: ["y"] }],
    [{ tags: ["x", "x"] }],
    [{ choice: { a: 1 } }],
    [{ choice: { z: 1 } }],
  ])("%j is refused by both sides", async (part) => {
    const good = { inner: { deep: { name: "n" } } };
    await expect(
      Promise.resolve(sides.client["limits"]?.({ body: { ...good, ...part } })),
    ).rejects.toMatchObject({ status: 400 });
    sides.answer = () => ({ ...good, ...part });
    await expect(Promise.resolve(sides.client["limits"]?.({ body: good }))).rejects.toThrow(
      /reply|contract|body/i,
    );
    sides.answer = undefined;
  });
});
