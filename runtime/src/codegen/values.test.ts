import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eachOf, fieldsOf, firstOf, toBigint, toBoolean, toNull, toNullable, toNumber } from "./convert.ts";
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from "./base64.ts";
import { isInteger } from "./check/number.ts";
import { base64, base64url, bool, digits, EncodeError, int, json, list, num, record, str } from "./write.ts";

describe("toNumber", () => {
  it.each([
    ["0", 0],
    ["-1", -1],
    ["1.5", 1.5],
    ["1e3", 1000],
    ["12345678901234567890", 12345678901234567000],
    ["1.0", 1],
  ])("reads %s", (raw, value) => expect(toNumber(raw)).toBe(value));
  it.each([
    "",
    " 1",
    "1 ",
    "+1",
    "01",
    "-",
    ".5",
    "5.",
    "0x10",
    "1e999",
    "Infinity",
    "NaN",
    "1_0",
    "١",
    "1n",
    "9".repeat(401),
  ])("leaves %j as it is", (raw) => expect(toNumber(raw)).toBe(raw));
  it("reads what JSON reads", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), (n) => {
        expect(toNumber(JSON.stringify(n))).toBe(JSON.parse(JSON.stringify(n)));
      }),
    );
  });
});

describe("other conversions", () => {
  it("read what they know and leave the rest", () => {
    expect([toBigint("9223372036854775807"), toBigint("1.5"), toBigint("9".repeat(41))]).toEqual([
      9223372036854775807n,
      "1.5",
      "9".repeat(41),
    ]);
    expect([toBoolean("true"), toBoolean("false"), toBoolean("1")]).toEqual([true, false, "1"]);
    expect([toNull("null"), toNull("")]).toEqual([null, ""]);
    expect([
      toNullable("null", toNumber),
      toNullable("1", toNumber),
      toNullable(undefined, toNumber),
    ]).toEqual([null, 1, undefined]);
    expect(eachOf(["1", "x"], toNumber)).toEqual([1, "x"]);
    expect(eachOf(undefined, toNumber)).toBeUndefined();
    expect(firstOf("1", [toBoolean, toNumber], isInteger)).toBe(1);
    expect(firstOf("x", [toBoolean, toNumber], isInteger)).toBe("x");
  });
  it("take objects apart", () => {
    const fields = { a: "1", b: ["2", "3"], c: { d: "4" }, e: "5", __proto: "6" };
    expect(fieldsOf(fields, { a: toNumber, b: [toNumber], c: { d: toNumber } }, toNumber)).toEqual({
      a: 1,
      b: [2, 3],
      c: { d: 4 },
      e: 5,
      __proto: 6,
    });
    expect(fieldsOf({ a: "1", toString: "2" }, { a: [toNumber] })).toEqual({ a: [1], toString: "2" });
  });
});

describe("writers", () => {
  it("str is JSON.stringify, and well-formed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (s) => {
        expect(str(s)).toBe(JSON.stringify(s));
      }),
    );
    expect(str("\ud800")).toBe('"\\ud800"');
  });
  it("json is JSON.stringify for what JSON can hold", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (v) => {
        expect(json(v)).toBe(JSON.stringify(v));
      }),
    );
    expect(json({ a: undefined, b: new Date(0), c: [1n, undefined] })).toBe(
      '{"b":"1970-01-01T00:00:00.000Z","c":[1,null]}',
    );
    expect(json(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });
  it("keep every digit", () => {
    expect([int(9223372036854775807n), digits("9223372036854775807"), num(0.1)]).toEqual([
      "9223372036854775807",
      "9223372036854775807",
      "0.1",
    ]);
  });
  it("write collections", () => {
    expect([list([], num), list([1, 2], num), record({ a: 1, "b\n": 2 }, num), bool(true)]).toEqual([
      "[]",
      "[1,2]",
      '{"a":1,"b\\n":2}',
      "true",
    ]);
  });
  const cycle: unknown[] = [];
  cycle.push(cycle);
  it.each<[string, () => string]>([
    ["a string", () => str(1 as never)],
    ["a number", () => num("1" as never)],
    ["a number", () => num(Number.NaN)],
    ["a number", () => num(Infinity)],
    ["an integer", () => int(0.5)],
    ["an integer", () => digits("1e3")],
    ["a boolean", () => bool("true" as never)],
    ["an array", () => list({} as never, num)],
    ["an object", () => record([] as never, num)],
    ["bytes", () => base64("x" as never)],
    ["bytes", () => base64url(null as never)],
    ["JSON", () => json(undefined)],
    ["nested too deeply", () => json(cycle)],
  ])("refuse what is not %s", (expected, write) => {
    expect(write).toThrow(EncodeError);
    expect(write).toThrow(new RegExp(expected));
  });
  it("do not show the value", () => {
    expect(() => num("secret" as never)).toThrow(
      expect.objectContaining({ message: "cannot write string as a number" }),
    );
  });
});

describe("base64", () => {
  it("survives the way there and back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });
  it("takes megabytes", () =>
    expect(fromBase64(toBase64(new Uint8Array(3_000_000)))).toHaveLength(3_000_000));
});
