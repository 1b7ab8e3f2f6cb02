import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromRe2 } from "./re2.ts";

function compiled(pattern: string): RegExp {
  const result = fromRe2(pattern);
  if (!result.ok) throw new Error(`${result.at} ${result.reason}`);
  return new RegExp(result.source, "u");
}

test.each<[pattern: string, found: readonly string[], lacking: readonly string[]]>([
  ["^[a-z]+$", ["abc"], ["", "A", "abc\n"]],
  ["^a.c$", ["abc", "a\rc", "a\u2028c", "a\u{1F600}c"], ["a\nc"]],
  ["(?s)^a.c$", ["a\nc"], ["ac"]],
  ["(?s:a.)b.", ["a\nbx"], ["a\nb\n"]],
  ["(?i)^straße$", ["STRAßE", "Straße"], ["STRASSE"]],
  ["(?i)^k[a-c]$", ["Kb", "kA", "\u212aC"], ["kd"]],
  ["^(?i:ab)c$", ["ABc", "abc"], ["abC"]],
  ["^(?i)a(?-i)b$", ["Ab", "ab"], ["aB"]],
  ["^((?i)a)b$", ["Ab"], ["AB"]],
  ["(?i)^[^a]$", ["b", "B"], ["a", "A"]],
  ["(?i)^\\x41$", ["a", "A"], ["b"]],
  ["(?m)^b$", ["a\nb\nc", "b"], ["ab"]],
  ["\\Aab\\z", ["ab"], ["ab\n", "xab"]],
  ["^(?P<year>\\d{4})-(?<month>\\d\\d)$", ["2024-01"], ["24-01"]],
  ["^\\Qa.b*\\E+$", ["a.b*", "a.b**"], ["axb*"]],
  ["^\\Qa.b", ["a.b"], ["axb"]],
  ["^\\s$", [" ", "\t", "\n", "\f", "\r"], ["\v", "\u00a0", "\u2003", "a"]],
  ["^\\S$", ["a", "\u00a0", "\v"], [" ", "\n"]],
  ["^[\\s\\d]$", ["5", " "], ["a", "\u00a0"]],
  ["^[\\S]$", ["a", "\u00a0"], [" "]],
  ["^[\\Sx ]$", ["a", " "], ["\t"]],
  ["^[^\\S]$", [" "], ["a"]],
  ["^[^\\Sa]$", [" "], ["a", "b"]],
  ["^[\\D]$", ["a"], ["1"]],
  ["^[[:alpha:]_]+$", ["aZ_"], ["1"]],
  ["^[[:^digit:]]$", ["a"], ["1"]],
  ["^[^[:space:]]$", ["a", "\u00a0"], [" ", "\v"]],
  ["^\\pL\\p{Lu}\\p{Greek}$", ["aBα"], ["abα"]],
  ["^\\PN\\p{^N}[\\P{N}]$", ["abc"], ["a1c"]],
  ["^\\x{1F600}\\x41\\101$", ["\u{1F600}AA"], ["A"]],
  ["^\\a\\f\\t\\n\\r\\v$", ["\x07\f\t\n\r\v"], [""]],
  ["^\\-\\_?\\@\\/$".replace("\\_?", ""), ["-@/"], ["a"]],
  ["^[a\\-z\\]]+$", ["a-z]"], ["b"]],
  ["^[]a]+$", ["]a"], ["b"]],
  ["^[^]a]$", ["b"], ["]", "a"]],
  ["^[a-]$", ["a", "-"], ["b"]],
  ["^a{,3}$", ["a{,3}"], ["aaa"]],
  ["^a{2,3}$", ["aa", "aaa"], ["a"]],
  ["^{a}]$", ["{a}]"], ["a"]],
  ["^a{2}?$", ["aa"], ["a"]],
  ["^(?:a|b)*?c$", ["ababc"], ["x"]],
  ["a|b|", ["", "a"], []],
  ["\\bword\\b", ["a word."], ["swords"]],
  ["^[&&[~~]+$", ["&[~"], ["a"]],
  ["^\u{1F600}{2}$", ["\u{1F600}\u{1F600}"], ["\u{1F600}"]],
  ["^[\u{1F600}-\u{1F602}]$", ["\u{1F601}"], ["\u{1F603}"]],
])("%s", (pattern, found, lacking) => {
  const expression = compiled(pattern);
  for (const text of found) expect(expression.test(text), `finds ${JSON.stringify(text)}`).toBe(true);
  for (const text of lacking) expect(expression.test(text), `lacks ${JSON.stringify(text)}`).toBe(false);
});

test.each<[pattern: string, at: number, reason: string]>([
  ["a(b", 0, "a group is not closed"],
  ["ab)", 2, "`)` closes no group"],
  ["ab[c", 2, "`[` is not closed"],
  ["*a", 0, "`*` repeats nothing"],
  ["a**", 2, "`*` repeats nothing"],
  ["a(|+)", 3, "`+` repeats nothing"],
  ["^*", 1, "`*` repeats nothing"],
  ["a++", 2, "`+` repeats nothing"],
  ["a{2}{3}", 4, "`{3}` repeats nothing"],
  ["a{1001}", 1, "more than 1000 repetitions"],
  ["a(?=b)", 1, "RE2 has no look-around"],
  ["a(?<!b)", 1, "RE2 has no look-around"],
  ["a(?>b)", 1, "RE2 has no such group"],
  ["a(?#b)", 1, "RE2 has no such group"],
  ["(a)\\1", 3, "RE2 has no references to groups"],
  ["a\\Z", 1, "RE2 has no escape `\\Z`"],
  ["a\\h", 1, "RE2 has no escape `\\h`"],
  ["a\\_", 1, "RE2 has no escape `\\_`"],
  ["a\\", 1, "the pattern ends with `\\`"],
  ["[z-a]", 1, "a range ends before it begins"],
  ["[[:nope:]]", 1, "there is no class of characters `[:nope:]`"],
  ["\\p{Nope}", 0, "there is no class of characters `Nope`"],
  ["\\x{110000}", 0, "there is no such character"],
  ["(?U)a+", 0, "the flag `U` is not supported"],
  ["a{3,2}", 0, "numbers out of order in {} quantifier"],
])("%s is refused", (pattern, at, reason) => {
  expect(fromRe2(pattern)).toEqual({ ok: false, at, reason });
});

describe("for any text", () => {
  const source = fc.array(
    fc.constantFrom(...Array.from("ab()[]{}|*+?.^$\\-,01:=!<>iPQEdDsSwWbzAxpLk\u{1F600}&/~#@ \n")),
    { maxLength: 12 },
  );
  test("what is read compiles, and what is not is told with a place inside", () => {
    fc.assert(
      fc.property(source, (parts) => {
        const pattern = parts.join("");
        const result = fromRe2(pattern);
        if (result.ok) new RegExp(result.source, "u");
        else expect(result.at).toBeLessThanOrEqual(pattern.length);
      }),
      { numRuns: 3000 },
    );
  });

  test("quoted, it finds itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        if (text.includes("\\E")) return;
        expect(compiled(`\\A\\Q${text}\\E\\z`).test(text)).toBe(true);
      }),
    );
  });
});
