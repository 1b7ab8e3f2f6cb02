import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { isPlainlyLinear } from "../expression/linear.ts";
import { PatternCosts } from "../expression/slow-pattern.ts";
import { lowerType } from "./testing.ts";

/** Expressions that were published as attacks, or as advisories against libraries, and their kin. */
const evil: readonly string[] = [
  "^(a+)+$",
  "^(a|a)*$",
  "^(a|aa)+$",
  "^(a*)*b$",
  "(x+x+)+y",
  "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "^(?:[a-z0-9]+-?)+$",
  "^(\\d+)*[^\\d]$",
  "^(\\w+\\s?)*$",
  "^(.*?,){5}P",
  "^(([0-9a-z]+)[_.-]?)*@$",
  "^(-?\\d+)*$",
  "^((ab)*)+$",
  "(.*a){12}",
  '^([^"]|\\\\")*"$|^(b|[b-z])*$',
  "^(\\s*\\w+\\s*)*$",
  "\\s+$",
  "^\\s*(.*?)\\s*$x",
  "a*a*a*a*b",
  "^\\d+\\d+$",
  "(?:\\w+\\.)*\\w+$",
  "^[a-z]*[a-z]*x$",
  "^(?:(?:a+)b?)+$",
  "\\d+.*\\d+$",
  "^#[a-f0-9]*[a-f0-9]*[a-f0-9]*;$",
  "^([a-z]+|[a-z0-9]+)*;$",
  "<(.|\\s)*>",
  "^/(.+/)*.+$x",
  "=+\\s*=+$",
];

test("thirty patterns that are known to be slow are found, and none takes long on a text of the safe length", () => {
  expect(new Set(evil).size).toBe(30);
  const costs = new PatternCosts();
  for (const source of evil) {
    const cost = costs.of(source);
    expect([source, cost.kind]).toEqual([source, "slow"]);
    if (cost.kind !== "slow") continue;
    const { safeLength } = cost;
    const pattern = new RegExp(source, "u");
    for (const piece of ["a", "x", "0", " ", "a-", "aB.", "=", "/a", "< ", "ab", '\\"', "1,", "b"]) {
      const text = piece.repeat(safeLength).slice(0, safeLength - 1) + "\u0000";
      // The best of three: a busy machine is no slow pattern.
      const times = [0, 1, 2].map(() => {
        const start = performance.now();
        pattern.test(text);
        return performance.now() - start;
      });
      expect([source, piece, Math.min(...times) < 500]).toEqual([source, piece, true]);
    }
  }
}, 60_000);

test("the analysis starts no program and no thread", () => {
  const file = createRequire(import.meta.url).resolve("recheck/lib/browser.js");
  expect(readFileSync(file, "utf8")).not.toMatch(/child_process|worker_threads|synckit/);
});

describe("patterns that are plainly linear are not analysed", () => {
  test.each([
    "^[a-z]+$",
    "^\\d{4}-\\d{2}-\\d{2}$",
    "[A-Z]{2}",
    "^[\\w.-]{1,100}$",
    "^(get|post|put)$",
    "^[A-Za-z0-9+/]{0,64}={0,2}$",
    "^(?:a|b)[^c]*$",
    "^(?<n>x)?\\p{L}\\u{1F600}$",
  ])("%s", (source) => expect(isPlainlyLinear(source)).toBe(true));

  test.each([...evil, "^a|b+$", "a+b", "(?=a)b", "(a)\\1", "^(a{1,1000}){1,1000}$", "^(a|b)+$", "[^]*x"])(
    "%s is analysed",
    (source) => expect(isPlainlyLinear(source)).toBe(false),
  );
});

test.each(["^[^@]+@[^@]+$", "^[a-z0-9]+(?:-[a-z0-9]+)*$", "^(a|b)+$", "^\\d+(\\.\\d+)?$"])(
  "%s is found harmless",
  (source) => expect(new PatternCosts().of(source)).toEqual({ kind: "linear" }),
);

describe("a slow pattern in a schema", () => {
  const of = (schema: string, lenient = false): ReturnType<typeof lowerType> =>
    lowerType("3.1.0", schema, {}, { lenient });

  test("of exponential time is an error, and ignored when one is lenient", async () => {
    const strict = await of('{ type: string, pattern: "^(a+)+$" }');
    expect(strict.findings).toEqual([
      "error VG2241 api.yaml:6:33 the pattern takes time that grows exponentially with the length of a text: slow on 'a' + 'a'.repeat(31) + '\\x00'",
    ]);
    const { type, findings } = await of('{ type: string, pattern: "^(a+)+$" }', true);
    expect(findings[0]).toMatch(/^warning VG2241/);
    expect(type).toBe("string");
  });

  test("of quadratic time is guarded with a warning", async () => {
    const { type, findings } = await of('{ type: string, pattern: "\\\\s+$", maxLength: 5000 }');
    expect(findings).toEqual([
      "warning VG2242 api.yaml:6:33 the pattern takes time that grows with the square of the length of a text: texts of more than 707 characters are refused (slow on '\\t'.repeat(54773) + '\\x00\\t')",
    ]);
    expect(type).toBe('string maxLength=707 pattern="\\\\s+$"');
  });

  test("is harmless where the schema keeps texts short", async () => {
    const { type, findings } = await of('{ type: string, pattern: "^(a+)+$", maxLength: 10 }');
    expect(findings.map((f) => f.split(" ", 3).join(" "))).toEqual(["info VG2244 api.yaml:6:33"]);
    expect(type).toBe('string maxLength=10 pattern="^(a+)+$"');
  });

  test("of names is an error, and ignored when one is lenient", async () => {
    const schema = '{ type: object, patternProperties: { "^(a+)+$": { type: string } } }';
    expect((await of(schema)).findings).toEqual([
      "error VG2245 api.yaml:6:45 the pattern of names takes time that grows exponentially with the length of a text: slow on 'a' + 'a'.repeat(31) + '\\x00'",
    ]);
    expect((await of(schema, true)).type).not.toContain("a+");
  });

  test("of names, of quadratic time, is guarded with a warning", async () => {
    const { type, findings } = await of('{ type: object, patternProperties: { "f.*o": { type: integer } } }');
    expect(findings).toEqual([
      expect.stringMatching(
        /^warning VG2246 api\.yaml:6:45 .* names of more than 707 characters are refused/,
      ),
    ]);
    expect(type).toContain("maxNameLength=707");
  });

  test("that is too long to be analysed is a warning", async () => {
    const { findings } = await of(`{ type: string, pattern: "(a|b)+${"c".repeat(10_000)}" }`);
    expect(findings).toEqual([
      "warning VG2243 api.yaml:6:33 it cannot be decided how long this pattern may take on a long text",
    ]);
  });
});
