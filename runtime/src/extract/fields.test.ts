import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { json } from "../respond/into-response.ts";
import { call } from "../server/kit.fixture.ts";
import type { Init } from "../server/kit.fixture.ts";
import { get, post } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import type { Extractor } from "./extractor.ts";
import { list, maybe, withDefault } from "./fields.ts";
import { formObject } from "./form.ts";
import { boolean, integer, oneOf, text, uuid } from "./parse.ts";
import { queryObject } from "./query-object.ts";

const table = {
  id: integer,
  sort: withDefault(oneOf("name", "age"), "name"),
  tag: list(text),
  n: list(integer),
  dry: maybe(boolean),
};
const formType = "application/x-www-form-urlencoded";

interface Outcome {
  status: number;
  value?: unknown;
  faults?: string[];
}

async function outcome(
  method: string,
  extractor: Extractor<unknown>,
  target: string,
  init?: Init,
): Promise<Outcome> {
  const router = new Router().route(
    "/",
    (method === "GET" ? get : post)([extractor], (value) => json(value)),
  );
  const { status, body } = await call(router, method, target, init);
  const value = JSON.parse(body) as {
    errors?: { in: string; name?: string; pointer: string; message: string }[];
  };
  if (status === 200) return { status, value };
  const faults = value.errors?.map((fault) => `${fault.name ?? ""}${fault.pointer} ${fault.message}`);
  return { status, ...(faults === undefined ? {} : { faults }) };
}

/** The same fields as a query and as a form: they are read alike. */
const kinds: [string, (fields: string, closed?: boolean) => Promise<Outcome>][] = [
  ["a query", (fields, closed = false) => outcome("GET", queryObject(table, { closed }), `/?${fields}`)],
  [
    "a form",
    (fields, closed = false) =>
      outcome("POST", formObject(table, { closed }), "/", {
        headers: { "content-type": formType },
        body: fields,
      }),
  ],
];

describe.each(kinds)("%s as an object", (kind, read) => {
  const faultsOf = (names: string[]): string[] =>
    kind === "a query" ? names : names.map((fault) => (fault.startsWith("/") ? fault : `/${fault}`));

  test.each<[string, string, unknown]>([
    ["defaults, lists and what may be absent", "id=1", { id: 1, sort: "name", tag: [], n: [] }],
    [
      "every field",
      "id=-7&sort=age&tag=a&n=1&tag=b+c&n=2&dry=true",
      { id: -7, sort: "age", tag: ["a", "b c"], n: [1, 2], dry: true },
    ],
    ["empty texts", "id=1&tag=&tag", { id: 1, sort: "name", tag: ["", ""], n: [] }],
    ["encoded names and values", "%69d=%31&tag=%26%3D%C3%BC", { id: 1, sort: "name", tag: ["&=ü"], n: [] }],
    [
      "what the table does not name",
      "id=1&x=2&__proto__=3&constructor=4",
      { id: 1, sort: "name", tag: [], n: [] },
    ],
    ["names with brackets as they are", "id=1&tag[]=a&tag[0]=b", { id: 1, sort: "name", tag: [], n: [] }],
  ])("reads %s", async (_name, fields, value) => {
    expect(await read(fields)).toEqual({ status: 200, value });
  });

  test.each<[string, string, string[]]>([
    ["what is required", "", ["id is required"]],
    ["a second value of a scalar", "id=1&id=2", ["id occurs more than once"]],
    ["the same value twice", "id=1&id=1", ["id occurs more than once"]],
    ["a second value of an optional scalar", "id=1&dry=true&dry=true", ["dry occurs more than once"]],
    ["a second value of one with a default", "id=1&sort=age&sort=age", ["sort occurs more than once"]],
    [
      "values that are none, with their places",
      "id=1&n=1&n=x&n=&n=4",
      ["n/1 is not valid", "n/2 is not valid"],
    ],
    [
      "everything at once",
      "id=x&sort=size&n=y&dry=1",
      ["id is not valid", "sort is not valid", "n/0 is not valid", "dry is not valid"],
    ],
  ])("names %s", async (_name, fields, faults) => {
    expect(await read(fields)).toEqual({ status: 400, faults: faultsOf(faults) });
  });

  test("closed, it refuses other names", async () => {
    expect(await read("id=1&x=1&y=2&x=3", true)).toEqual({
      status: 400,
      faults: faultsOf(["x is not allowed", "y is not allowed"]),
    });
    expect((await read("id=1", true)).status).toBe(200);
  });

  test("1000 parameters are read, and not one more", async () => {
    const many = (count: number): string => `id=1${"&tag=x".repeat(count - 1)}`;
    expect((await read(many(1000))).status).toBe(200);
    expect((await read(many(1001))).status).toBe(400);
  });

  test("an index takes no memory: it is part of a name", async () => {
    expect((await read("id=1&tag[999999999]=1")).status).toBe(200);
  });

  test("any fields give an object of the table's own properties, or a 400", async () => {
    const name = fc.constantFrom(
      "id",
      "sort",
      "tag",
      "n",
      "dry",
      "__proto__",
      "constructor",
      "%zz",
      "a%",
      "toString",
    );
    const value = fc.constantFrom("1", "x", "name", "true", "%ff", "%", "", "+", "%00", "__proto__");
    const pair = fc.tuple(name, value).map(([n, v]) => `${n}=${v}`);
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 8 }), async (pairs) => {
        const seen = await read(pairs.join("&"));
        expect([200, 400]).toContain(seen.status);
        if (seen.status === 200) {
          expect(Object.keys(seen.value as object).every((key) => Object.hasOwn(table, key))).toBe(true);
        }
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
    );
  });
});

describe("malformed escapes", () => {
  test.each<[string, string[]]>([
    ["id=%zz", ["id has a malformed escape"]],
    ["id=1&tag=a&tag=%ff", ["tag has a malformed escape"]],
    ["id=1&%zz=1", ["%zz has a malformed escape"]],
    ["id=%zz&n=x", ["id has a malformed escape", "n/0 is not valid"]],
  ])("of a query, %s", async (fields, faults) => {
    expect(await outcome("GET", queryObject(table), `/?${fields}`)).toEqual({ status: 400, faults });
  });

  test("of a parameter that nobody asks for do no harm", async () => {
    expect((await outcome("GET", queryObject(table), "/?id=1&x=%zz")).status).toBe(200);
    expect((await outcome("GET", queryObject(table, { closed: true }), "/?id=1&x=%zz")).status).toBe(400);
  });

  test("of a form refuse the whole of it", async () => {
    const init = { headers: { "content-type": formType }, body: "id=1&x=%zz" };
    expect((await outcome("POST", formObject(table), "/", init)).status).toBe(400);
  });
});

describe("a form", () => {
  test.each<[string | undefined, number]>([
    [formType, 200],
    ["Application/X-WWW-Form-URLencoded; charset=UTF-8", 200],
    ["application/x-www-form-urlencoded; charset=latin1", 415],
    ["application/json", 415],
    ["text/x-www-form-urlencoded", 415],
    [undefined, 415],
  ])("of the type %s is %d", async (type, status) => {
    const init = { body: "id=1", ...(type === undefined ? {} : { headers: { "content-type": type } }) };
    expect((await outcome("POST", formObject(table), "/", init)).status).toBe(status);
  });

  test("has a limit", async () => {
    const init = { headers: { "content-type": formType }, body: "id=123456" };
    expect((await outcome("POST", formObject(table, { limit: 8 }), "/", init)).status).toBe(413);
    expect((await outcome("POST", formObject(table, { limit: 9 }), "/", init)).status).toBe(200);
    expect(() => formObject(table, { limit: -1 })).toThrow(RangeError);
  });

  test("faults have pointers, with names escaped", async () => {
    const init = { headers: { "content-type": formType }, body: "" };
    expect(await outcome("POST", formObject({ "a/b~c": uuid }), "/", init)).toEqual({
      status: 400,
      faults: ["/a~1b~0c is required"],
    });
  });
});

test("a name of the table may be any", async () => {
  const odd = { ["__proto__"]: integer, toString: maybe(integer) };
  const router = new Router().route(
    "/",
    get([queryObject(odd)], (value) => json(Object.entries(value))),
  );
  expect((await call(router, "GET", "/?__proto__=1")).body).toBe('[["__proto__",1],["toString",null]]');
});
