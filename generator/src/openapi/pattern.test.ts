import { describe, expect, test } from "vitest";
import { readPattern } from "./pattern.ts";

describe("readPattern", () => {
  test.each([
    ["^a+$", "^a+$"],
    ["\\-", "-"],
    ["[\\-]", "[\\-]"],
    ["a\\_b", "a_b"],
    ["\\/x\\/", "\\/x\\/"],
    ["[\\_\\@]", "[_@]"],
    ["^{a}$", "^\\{a\\}$"],
    ["a{2}", "a{2}"],
    ["\\p{L}\\-", "\\p{L}-"],
    ["]", "\\]"],
    ["\\:", ":"],
  ])("%s is read as %s", (pattern, source) => {
    expect(readPattern(pattern)).toEqual({ ok: true, source, repaired: source !== pattern });
    expect(() => new RegExp(source, "u")).not.toThrow();
  });

  test.each(["[", "(", "(?i)a", "*", "a**", "(?<n>a)(?<n>b)", "[z-a]"])("%s is refused", (pattern) => {
    expect(readPattern(pattern).ok).toBe(false);
  });
});
