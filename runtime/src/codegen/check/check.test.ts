import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countIn, isObject, jsonEquals, own, setOwn, unique } from "./json.ts";
import * as numberChecks from "./number.ts";
import { codePoints, lengthIn } from "./string.ts";

describe("numbers", () => {
  const table: [name: keyof typeof numberChecks, accepted: unknown[], refused: unknown[]][] = [
    ["isNumber", [0, -0, 1.5, 1e308], [Number.NaN, Infinity, -Infinity, "1", 1n, null, undefined]],
    ["isInteger", [0, 1, -1, 1e300], [0.5, Number.NaN, Infinity, "1", 1n]],
    ["isInt8", [-128, 127], [-129, 128, 0.5, "1"]],
    ["isUint8", [0, 255], [-1, 256, 0.5]],
    ["isInt16", [-32768, 32767], [-32769, 32768]],
    ["isUint16", [0, 65535], [-1, 65536]],
    ["isInt32", [-2147483648, 2147483647, -0], [2147483648, -2147483649, 0.5, Number.NaN, "1"]],
    ["isUint32", [0, 4294967295], [-1, 4294967296]],
    ["isInt64", [2 ** 53 - 1, -(2 ** 53) + 1], [2 ** 53, 1n]],
    ["isUint64", [0, 2 ** 53 - 1], [-1, 2 ** 53]],
    ["isBigInt64", [1, 2 ** 60, 2n ** 63n - 1n, -(2n ** 63n)], [2n ** 63n, 2 ** 63, -(2 ** 63), 0.5, "1"]],
    ["isBigUint64", [0, 2n ** 64n - 1n], [-1, -1n, 2n ** 64n]],
    ["isBigInteger", [1, 10n ** 30n], [0.5, 1e300]],
  ];
  it.each(table)("%s", (name, accepted, refused) => {
    const is = new Map(Object.entries(numberChecks)).get(name) as (v: unknown) => boolean;
    expect(accepted.filter((v) => !is(v))).toEqual([]);
    expect(refused.filter((v) => is(v))).toEqual([]);
  });
});

describe("multipleOf", () => {
  it.each<[number | bigint, number, boolean]>([
    [0.3, 0.1, true],
    [0.35, 0.1, false],
    [19.99, 0.01, true],
    [1.1, 0.1, true],
    [4.35, 0.01, true],
    [0.0075, 0.0001, true],
    [0.00751, 0.0001, false],
    [1e308, 0.5, true],
    [1e308, 0.123456789, false],
    [12391239123, 1e-8, true],
    [1e-300, 1e-301, true],
    [1.5e-301, 1e-301, false],
    [7, 2, false],
    [0, 3, true],
    [9007199254740993n, 3, true],
    [9007199254740993n, 2, false],
    [3n, 1.5, true],
  ])("%d of %d: %s", (v, divisor, expected) => expect(numberChecks.multipleOf(v, divisor)).toBe(expected));

  it("is exact for every decimal", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 99_999 }),
        fc.integer({ min: 0, max: 6 }),
        (k, d, scale) => {
          const decimal = (n: bigint) => Number(`${n}e-${scale}`);
          expect(numberChecks.multipleOf(decimal(BigInt(k) * BigInt(d)), decimal(BigInt(d)))).toBe(true);
          if (d > 1)
            expect(numberChecks.multipleOf(decimal(BigInt(k) * BigInt(d) + 1n), decimal(BigInt(d)))).toBe(
              false,
            );
        },
      ),
    );
  });
});

describe("strings", () => {
  it("are as long as they have code points", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(20), fc.nat(20), (s, min, max) => {
        const length = Array.from(s).length;
        expect(codePoints(s)).toBe(length);
        expect(lengthIn(s, min, max)).toBe(length >= min && length <= max);
      }),
    );
  });
  it("count lone surrogates", () => expect(codePoints("\ud800a\udc00")).toBe(3));
});

describe("JSON values", () => {
  it("are equal when they parse to the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(jsonEquals(a, JSON.parse(JSON.stringify(a)))).toBe(true);
        expect(jsonEquals(a, b)).toBe(sorted(a) === sorted(b));
      }),
    );
  });
  it("are unique when no two are equal", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 20 }), (items) => {
        expect(unique(items)).toBe(new Set(items.map(sorted)).size === items.length);
      }),
    );
  });
  it("are compared in linear time", () => {
    const objects = Array.from({ length: 50_000 }, (_, i) => ({ a: i, b: [i] }));
    const start = performance.now();
    expect(unique(objects)).toBe(true);
    expect(unique([...objects, { b: [1], a: 1 }])).toBe(false);
    expect(performance.now() - start).toBeLessThan(15_000);
  });
  it("have no inherited properties", () => {
    expect(own({}, "constructor")).toBeUndefined();
    expect(own(JSON.parse('{"__proto__":1}') as object, "__proto__")).toBe(1);
    expect(jsonEquals({ toString: 1 }, {})).toBe(false);
    expect(jsonEquals({}, { constructor: 1 })).toBe(false);
  });
  it("take __proto__ as data", () => {
    const o = {};
    setOwn(o, "__proto__", { polluted: true });
    expect(Object.getPrototypeOf(o)).toBe(Object.prototype);
    expect(Object.keys(o)).toEqual(["__proto__"]);
  });
  it.each([null, [], "x", 1, undefined])("%j is no object", (v) => expect(isObject(v)).toBe(false));
  it("count properties that are there", () => {
    expect(countIn({ a: 1, b: undefined }, 1, 1)).toBe(true);
    expect(countIn({ a: 1, b: 2 }, 0, 1)).toBe(false);
    expect(countIn({}, 1, 2)).toBe(false);
  });
});

function sorted(v: unknown): string {
  return JSON.stringify(v, (_, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  ).replaceAll("-0", "0");
}
