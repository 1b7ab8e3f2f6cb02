import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inMemory, reply } from "volo-http";
import { toFetch } from "volo-http/server";
import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "../emit/generated.ts";
import { generated } from "../emit/generated.ts";

// What the types of a Thrift contract let through and refuse, as the compiler sees it.

const contract = `
  enum Status { OPEN = 1, CLOSED = 2, SHUT = 2 }
  const i64 MOST = 9223372036854775807
  const list<i64> SOME = [1, 2]
  const Status FIRST = Status.OPEN
  const map<i32, string> NAMES = { 1: "a" }
  const set<string> TAGS = ["a"]
  struct Card { 1: required string number }
  union Payment { 1: Card card, 2: string voucher, 3: Payment half, 4: list<Payment> parts }
  struct Item {
    1: i64 id
    2: Card card
    3: optional i32 limit = 5
    4: optional Status status
    5: optional Payment payment
    6: optional map<Status, bool> flags
    7: optional set<i64> ids
  }
  struct Ask { 1: Status status (api.query = "status"), 2: set<i64> ids (api.query = "ids"), 3: set<string> tags (api.header = "X-Tags") }
  struct Answer { 1: Item item, 2: set<i64> seen (api.header = "X-Seen") }
  service Api {
    Answer ask(1: Ask r) (api.get = "/ask")
    Item put(1: Item r) (api.put = "/item")
  }`;

let plain: Generated;
let own: Generated;
beforeAll(async () => {
  const source = { text: contract, extension: "thrift" } as const;
  plain = await generated(source, "Api");
  own = await generated(source, "Api", { maps: "map", sets: "set", openEnums: true });
});
afterAll(() => {
  plain.remove();
  own.remove();
});

/** What the compiler says of code beside the generated files. */
async function errors(api: Generated, code: string): Promise<string[]> {
  writeFileSync(join(api.folder, "use.ts"), code);
  const found = await api.check();
  return [...found.matchAll(/^.*use\.ts\((\d+),.*error (TS\d+)/gm)].map(
    ([, line, what]) => `${line} ${what}`,
  );
}

test("a union has exactly one of its members, and a comparison tells which", async () => {
  const code = `import type { Payment } from "./types.ts";
export const one: Payment = { voucher: "x" };
export const deep: Payment = { parts: [{ half: { card: { number: "1" } } }] };
export const spelled: Payment = { voucher: "x", card: undefined };
export const none: Payment = {};
export const two: Payment = { voucher: "x", card: { number: "1" } };
export const other: Payment = { coupon: "x" };
export function text(v: Payment): string {
  if (v.card !== undefined) return v.card.number + String(v.voucher satisfies undefined);
  if (v.voucher !== undefined) return v.voucher;
  if (v.half !== undefined) return text(v.half);
  return v.parts.map(text).join();
}`;
  expect(await errors(plain, code)).toEqual(["5 TS2322", "6 TS2322", "7 TS2353"]);
});

test("writers of replies give what has a zero value, and callers may leave it out", async () => {
  const code = `import type { Item, ItemInit, ItemInputInit, PutReplyInit } from "./types.ts";
import type { ApiService } from "./server.ts";
export const read: Item = { id: 1n, limit: 5 };
export const asked: ItemInputInit = {};
export const answered: ItemInit = { id: 1n, card: { number: "" } };
export const short: ItemInit = { id: 1n };
export const handler: Pick<ApiService, "put"> = { put: () => answered };
export const wrong: Pick<ApiService, "put"> = { put: () => ({ id: 1n }) };
export type Given = PutReplyInit;`;
  expect(await errors(plain, code)).toEqual(["6 TS2741", "8 TS2322"]);
});

test("an open enum takes any number and keeps the names of its members", async () => {
  const code = `import { Status } from "./types.ts";
export const known: Status = Status.SHUT;
export const other: Status = 77;
export const text: Status = "OPEN";`;
  expect(await errors(own, code)).toEqual(["4 TS2322"]);
  expect(await errors(plain, code)).toEqual(["3 TS2322", "4 TS2322"]);
});

test("constants have the type of their value", async () => {
  const code = `import { FIRST, MOST, NAMES, SOME, TAGS } from "./constants.ts";
import type { Status } from "./types.ts";
export const first: Status = FIRST;
export const most: 9223372036854775807n = MOST;
export const some: readonly [1n, 2n] = SOME;
export const name: "a" = NAMES[1];
export const tag: "a" = TAGS[0];`;
  expect(await errors(plain, code)).toEqual([]);
  const { MOST, NAMES, TAGS } = await own.load("constants.ts");
  expect([MOST, NAMES, TAGS]).toEqual([2n ** 63n - 1n, new Map([[1, "a"]]), new Set(["a"])]);
});

test("sets travel in the query and in headers, both ways", async () => {
  let seen: unknown;
  const { apiRouter } = (await own.load("server.ts")) as { apiRouter: (service: object) => Router };
  const { ApiClient } = (await own.load("client.ts")) as {
    ApiClient: new (options: object) => {
      ask: (req: object) => Promise<unknown> & { reply(): Promise<{ headers: unknown }> };
    };
  };
  const item = { id: 1n, card: { number: "1" }, flags: new Map([[77, true]]), ids: new Set([2n ** 60n]) };
  const router = apiRouter({
    put: () => item,
    ask: (req: unknown) => {
      seen = req;
      return reply(200, { item }, { headers: { xSeen: new Set([1n, 2n]) } });
    },
  });
  const client = new ApiClient({ transport: inMemory(router) });
  const ids = new Set([2n ** 63n - 1n, -5n]);
  const xTags = new Set(["a", "b"]);
  const answer = await client.ask({ status: 77, ids, xTags }).reply();
  expect(seen).toEqual({ status: 77, ids, xTags });
  expect(answer).toMatchObject({ body: { item }, headers: { xSeen: new Set([1n, 2n]) } });
});

describe("a member of an enum in the query", () => {
  test.each([
    ["OPEN", 1],
    ["SHUT", 2],
    ["2", 2],
    ["77", undefined],
    ["open", undefined],
    ["toString", undefined],
    ["__proto__", undefined],
    ["1.5", undefined],
  ])("%s", async (text, value) => {
    let seen: unknown;
    const { apiRouter } = (await plain.load("server.ts")) as { apiRouter: (service: object) => Router };
    const router = apiRouter({
      ask: (req: { status: unknown }) => {
        seen = req.status;
        return reply(200, { item: { id: 1n, card: { number: "" } } }, { headers: { xSeen: [] } });
      },
      put: () => ({}),
    });
    await toFetch(router)(new Request(`http://a/ask?status=${text}`));
    expect(seen).toBe(value);
  });
});
