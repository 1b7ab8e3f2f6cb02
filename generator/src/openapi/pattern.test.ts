import { describe, expect, test } from "vitest";
import { patternHint, readPattern } from "./pattern.ts";
import { lowerType } from "./testing.ts";

describe("what is an expression of ECMA-262 with the flag u stays as it is", () => {
  test.each([
    "^a+$",
    "a{2}",
    "[\\-]",
    "\\/x\\/",
    "(?<year>\\d{4})-\\k<year>",
    "(a)\\1",
    "(?=a)b(?!c)(?<=d)e(?<!f)",
    "\\p{L}+\\P{Lu}*",
    "\\u{1F600}+\\u0041\\x41\\cA\\0",
    "[]",
    "[^]x",
    "^[\\w.+-]+$",
    "\\++\\*+",
    "\\{,3\\}",
    "\\\\A",
    "[+*?(){}|^$.]",
  ])("%s", (pattern) => {
    expect(readPattern(pattern)).toEqual({ ok: true, source: pattern, repaired: false });
  });
});

describe("needless escapes and lone braces are repaired", () => {
  test.each([
    ["\\-", "-"],
    ["a\\_b", "a_b"],
    ["[\\_\\@]", "[_@]"],
    ["\\:\\;\\,\\'\\\"", ":;,'\""],
    ["\\#\\%\\&\\~\\!\\=\\<\\>\\`\\ ", "#%&~!=<>` "],
    ["\\p{L}\\-", "\\p{L}-"],
    ["^{a}$", "^\\{a\\}$"],
    ["]", "\\]"],
    ["x{1", "x\\{1"],
    ["[\\w-.]", "[\\w\\-.]"],
    ["[\\w-\\.]+@", "[\\w\\-\\.]+@"],
    ["[.-\\d]", "[.\\-\\d]"],
    ["[a-z\\_-]", "[a-z_-]"],
  ])("%s is read as %s", (pattern, source) => {
    expect(readPattern(pattern)).toEqual({ ok: true, source, repaired: true });
    const [written, read] = [new RegExp(pattern), new RegExp(source, "u")];
    for (const text of ["-", "a_b", "_", "@", ":;,'\"", "{a}", "]", "x{1", "w-", ".", "5", "a.b@"])
      if (!pattern.includes("\\p")) expect(read.test(text)).toBe(written.test(text));
  });
});

describe("what has no meaning here, or another one than its author wanted, is refused", () => {
  test.each<[pattern: string, hint?: string]>([
    ["["],
    ["("],
    [")"],
    ["*"],
    ["a**"],
    ["[z-a]"],
    ["a{2,1}"],
    ["\\"],
    ["\\2(a)"],
    ["\\00"],
    ["(?i)a", "inline flags"],
    ["(?i:a)", "inline flags"],
    ["(?-i:a)", "inline flags"],
    ["(?x) a", "inline flags"],
    ["(?P<n>a)", "a named group"],
    ["(?P=n)", "a named group"],
    ["(?<n>a)|(?<n>b)", "a name of its own"],
    ["(?#why)a", "comments"],
    ["a++", "possessive"],
    ["a{2}+", "possessive"],
    ["(?>a)", "possessive"],
    ["\\Aa\\Z", "write ^ and $"],
    ["a\\z", "write ^ and $"],
    ["[[:alpha:]]+", "POSIX"],
    ["[[:^space:]a]", "POSIX"],
    ["[:digit:]", "POSIX"],
    ["[]a]", "is written \\]"],
    ["[^]]", "is written \\]"],
    ["\\h+", "write [ \\t]"],
    ["\\R", "\\r?\\n"],
    ["\\Qa.b\\E", "escape each character"],
    ["\\e\\a", "write \\x07"],
    ["\\x{41}", "\\u{…}"],
    ["\\pL", "in braces"],
    ["\\p{^L}", "\\P{…}"],
    ["\\p{IsGreek}"],
    ["a{,3}", "its lower bound"],
    ["[\\h]"],
  ])("%s", (pattern, hint) => {
    expect(readPattern(pattern).ok).toBe(false);
    if (hint !== undefined) expect(patternHint(pattern)).toContain(hint);
  });
});

test("a pattern that is refused is ignored when one is lenient, and no text of it goes further", async () => {
  const { type, findings } = await lowerType(
    "3.0.3",
    '{ type: string, pattern: "(?i)x" }',
    {},
    { lenient: true },
  );
  expect(type).toBe("string");
  expect(findings).toEqual([
    "warning VG2041 api.yaml:6:33 the pattern is not a regular expression of ECMA-262: Invalid group",
  ]);
});
