import fc from "fast-check";
import { inMemory } from "volo-http";
import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "../emit/generated.ts";
import { generated } from "../emit/generated.ts";

// Whatever a generated client sends arrives at a generated server as it was, and the other way round.

const contract = `
enum Color { RED = 1, GREEN = 2, BLUE = -3 }
exception Refused { 1: required i64 code, 2: optional string reason } (api.http_code = "422")
union Either { 1: string text, 2: i64 number, 3: list<Color> colors, 4: Tree tree }
struct Tree { 1: required i32 value, 2: optional list<Tree> children }
struct Everything {
  1: required bool flag
  2: required i8 tiny
  3: required i16 small
  4: required i32 medium
  5: required i64 large
  6: required i64 text (api.js_conv = "true")
  7: required double real
  8: required string name
  9: required binary bytes
  10: required uuid key
  11: required Color color
  12: required list<i64> larges (api.js_conv = "true")
  13: required set<string> names
  14: required map<string, Color> byName
  15: required map<i64, string> byNumber
  16: required map<bool, i64> byFlag
  17: required map<Color, list<i32>> byColor
  18: required Either either
  19: required Tree tree
  20: optional i64 maybe
  21: optional list<list<double>> matrix
  22: optional map<string, map<i32, Either>> deep
}
struct Echo {
  1: required i64 id (api.path = "id")
  2: optional list<i64> ids (api.query = "ids")
  3: optional string head (api.header = "X-Head")
  4: optional Color color (api.query = "color")
  5: required Everything value (api.body = "value")
}
struct Echoed {
  1: required Everything value (api.body = "value")
  2: required i64 id (api.header = "X-Id")
  3: optional string crumb (api.cookie = "crumb")
}
service Api {
  Echoed echo(1: Echo r) throws (1: Refused refused) (api.post = "/echo/:id")
}
`;

type Mode = "bigint" | "string" | "number";

const limits = {
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
  number: [-(2n ** 53n) + 1n, 2n ** 53n - 1n],
} as const;

/** Values of the contract as TypeScript holds them; extremes come often. */
function everything(mode: Mode): fc.Arbitrary<Record<string, unknown>> {
  const [min, max] = mode === "number" ? limits.number : limits.bigint;
  const digits = fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max, 0n, -1n));
  const i64 = digits.map((n) => (mode === "bigint" ? n : mode === "string" ? String(n) : Number(n)));
  const int = (bits: number): fc.Arbitrary<number> => {
    const least = -(2 ** (bits - 1));
    return fc.oneof(fc.integer({ min: least, max: -least - 1 }), fc.constantFrom(least, -least - 1, 0));
  };
  const color = fc.constantFrom(1, 2, -3);
  const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n));
  const text = fc.string({ unit: "grapheme", maxLength: 12 });
  const record = <T>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
    fc.dictionary(keys, values, { maxKeys: 3, noNullPrototype: true });
  const { tree } = fc.letrec<{ tree: object }>((tie) => ({
    tree: fc.record(
      { value: int(32), children: fc.array(tie("tree"), { maxLength: 2 }) },
      { requiredKeys: ["value"], noNullPrototype: true },
    ),
  }));
  const either = fc.oneof(
    text.map((one) => ({ text: one })),
    i64.map((one) => ({ number: one })),
    fc.array(color, { maxLength: 3 }).map((one) => ({ colors: one })),
    tree.map((one) => ({ tree: one })),
  );
  return fc.record(
    {
      flag: fc.boolean(),
      tiny: int(8),
      small: int(16),
      medium: int(32),
      large: i64,
      text: i64,
      real,
      name: text,
      bytes: fc.uint8Array({ maxLength: 9 }),
      key: fc.uuid(),
      color,
      larges: fc.array(i64, { maxLength: 3 }),
      names: fc.uniqueArray(text, { maxLength: 3 }),
      byName: record(text, color),
      byNumber: record(digits.map(String), text),
      byFlag: record(fc.constantFrom("true", "false"), i64),
      byColor: record(color.map(String), fc.array(int(32), { maxLength: 2 })),
      either,
      tree,
      maybe: i64,
      matrix: fc.array(fc.array(real, { maxLength: 2 }), { maxLength: 2 }),
      deep: record(text, record(int(32).map(String), either)),
    },
    {
      requiredKeys: [
        "flag",
        "tiny",
        "small",
        "medium",
        "large",
        "text",
        "real",
        "name",
        "bytes",
        "key",
        "color",
        "larges",
        "names",
        "byName",
        "byNumber",
        "byFlag",
        "byColor",
        "either",
        "tree",
      ],
      noNullPrototype: true,
    },
  ) as fc.Arbitrary<Record<string, unknown>>;
}

describe.each<Mode>(["bigint", "string", "number"])("64-bit integers as %s", (int64) => {
  let api: Generated;
  let client: { echo: (req: object) => PromiseLike<unknown> & { reply(): Promise<Record<string, unknown>> } };
  let answer: (req: Record<string, unknown>) => unknown;
  let seen: unknown;
  let refused: new (body: object) => Error & { body: unknown; status: number };

  beforeAll(async () => {
    api = await generated({ text: contract, extension: "thrift" }, "Api", { int64 });
    const { apiRouter } = (await api.load("server.ts")) as { apiRouter: (service: object) => Router };
    const { ApiClient } = (await api.load("client.ts")) as {
      ApiClient: new (options: object) => typeof client;
    };
    ({ RefusedError: refused } = (await api.load("errors.ts")) as { RefusedError: typeof refused });
    const router = apiRouter({ echo: (req: Record<string, unknown>) => ((seen = req), answer(req)) });
    client = new ApiClient({ transport: inMemory(router) });
  });
  afterAll(() => api.remove());

  test("it compiles", async () => {
    expect(api.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(await api.check()).toBe("");
  });

  test("a request and its reply arrive as they were given", async () => {
    const { reply } = await import("volo-http");
    const value = everything(int64);
    const header = fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/);
    await fc.assert(
      fc.asyncProperty(value, fc.option(header, { nil: undefined }), async (given, head) => {
        const id = given["large"];
        const req = {
          id,
          ids: given["larges"],
          color: given["color"],
          body: { value: given },
          ...(head !== undefined && { head }),
        };
        const crumb = given["name"];
        answer = () => reply(200, { value: given }, { headers: { xId: id, crumb } } as never);
        const result = await client.echo(req).reply();
        const { ids } = seen as { ids?: unknown[] };
        expect({ ...(seen as object), ids: ids ?? [], head }).toEqual({ ...req, head });
        expect(result).toMatchObject({ status: 200, body: { value: given }, headers: { xId: id, crumb } });
      }),
      { numRuns: 150 },
    );
  });

  test("a thrown exception is thrown at the caller", async () => {
    const code =
      int64 === "bigint" ? 2n ** 63n - 1n : int64 === "string" ? "9223372036854775807" : 2 ** 53 - 1;
    answer = () => {
      throw new refused({ code, reason: "no" });
    };
    const [given] = fc.sample(everything(int64), 1);
    const req = { id: given?.["large"], body: { value: given } };
    const error = await Promise.resolve(client.echo(req)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(refused);
    expect(error).toMatchObject({ status: 422, body: { code, reason: "no" } });
    expect(await client.echo(req).reply()).toMatchObject({ status: 422, body: { code, reason: "no" } });
  });
});

describe("sets and maps of their own", () => {
  let api: Generated;
  let seen: Record<string, unknown>;
  beforeAll(async () => {
    const text = `
      struct Bag { 1: required set<i64> ids, 2: required map<i64, map<bool, string>> names }
      service Api {
        Bag echo(1: Bag bag) (api.post = "/echo")
        map<i64, bool> find(1: map<i64, bool> wanted) (api.get = "/find")
      }`;
    api = await generated({ text, extension: "thrift" }, "Api", { sets: "set", maps: "map" });
  });
  afterAll(() => api.remove());

  test("travel as arrays and objects", async () => {
    const { apiRouter } = (await api.load("server.ts")) as { apiRouter: (service: object) => Router };
    const { ApiClient } = (await api.load("client.ts")) as {
      ApiClient: new (options: object) => Record<"echo" | "find", (req: object) => Promise<unknown>>;
    };
    const router = apiRouter({
      echo: (req: { body: Record<string, unknown> }) => (seen = req.body),
      find: (req: { wanted: unknown }) => req.wanted,
    });
    const client = new ApiClient({ transport: inMemory(router) });
    const bag = {
      ids: new Set([1n, -(2n ** 63n)]),
      names: new Map([[2n ** 63n - 1n, new Map([[true, "a"]])]]),
    };
    expect(await client.echo({ body: bag })).toEqual(bag);
    expect(seen).toEqual(bag);
    const wanted = new Map([
      [-(2n ** 63n), true],
      [0n, false],
    ]);
    expect(await client.find({ wanted })).toEqual(wanted);
    expect(await api.check()).toBe("");
  });
});
