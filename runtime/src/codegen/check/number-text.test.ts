import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memberOf, toNumber } from "../convert.ts";
import { hasExactlyOne, isInt64OrText, isIntegerText, isNumberText } from "./number-text.ts";

const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;

describe("a whole number that may be text", () => {
  it("has one text, in a range", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 39n) + 1n, max: 10n ** 39n - 1n }), (value) => {
        const text = String(value);
        const isIn = value >= least && value <= most;
        expect(isIntegerText(text)).toBe(true);
        expect(isIntegerText(text, least, most)).toBe(isIn);
        expect(isInt64OrText(text)).toBe(isIn);
        expect(isInt64OrText(value)).toBe(isIn);
        expect(isIntegerText(`0${text}`) || isIntegerText(`+${text}`) || isIntegerText(`${text}.0`)).toBe(
          false,
        );
      }),
    );
  });

  it.each([[least], [most], [String(least)], [String(most)], [0], [-0], ["0"]])("takes %s", (value) => {
    expect(isInt64OrText(value)).toBe(true);
    expect(isIntegerText(value, least, most)).toBe(true);
  });

  it.each([
    [least - 1n],
    [most + 1n],
    [String(least - 1n)],
    [String(most + 1n)],
    [2 ** 63],
    [0.5],
    [Number.NaN],
    ["-0"],
    [""],
    ["\n1"],
    ["1\n"],
    ["٣"],
    ["1".repeat(41)],
    [null],
    [true],
    [["1"]],
  ])("does not take %s", (value) => {
    expect(isInt64OrText(value)).toBe(false);
    expect(isIntegerText(value, least, most)).toBe(false);
  });

  it("costs no time when its text is long", () => {
    const text = "9".repeat(5_000_000);
    const start = performance.now();
    expect(isIntegerText(text) || isInt64OrText(text) || isNumberText(text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(100);
  });
});

describe("a number that may be text", () => {
  it("takes what JSON writes, as a number and as text", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(isNumberText(value)).toBe(true);
        expect(isNumberText(JSON.stringify(value))).toBe(true);
      }),
    );
  });

  it.each(["", "NaN", "Infinity", "1e999", "0x1", ".5", "5.", "+1", "01", " 1", null, 1n, Number.NaN])(
    "does not take %s",
    (value) => expect(isNumberText(value)).toBe(false),
  );
});

describe("exactly one of several properties", () => {
  it.each([
    [{ a: 1 }, false, true],
    [{ a: 1, b: null }, false, true],
    [{ a: 1, b: null }, true, false],
    [{ a: 1, b: undefined }, true, true],
    [{ a: 1, b: 2 }, false, false],
    [{ a: null }, true, true],
    [{}, true, false],
    [{ c: 1 }, false, false],
  ])("%j, null being a value: %s", (value, nulls, expected) => {
    expect(hasExactlyOne(value, ["a", "b", "toString"], nulls)).toBe(expected);
  });
});

describe("a member of an enum as text", () => {
  const members = { OPEN: 1, CLOSED: 2 };
  it.each<[string | undefined, unknown]>([
    ["OPEN", 1],
    ["2", 2],
    ["3", 3],
    ["open", "open"],
    ["toString", "toString"],
    ["__proto__", "__proto__"],
    ["", ""],
    [undefined, undefined],
  ])("%s", (raw, expected) => expect(memberOf(raw, members, toNumber)).toBe(expected));

  it("stays text where values are texts", () => {
    expect([memberOf("A", { A: "a" }), memberOf("7", { A: "a" })]).toEqual(["a", "7"]);
  });
});
