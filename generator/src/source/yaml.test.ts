import { describe, expect, test } from "vitest";
import { defaultLimits } from "./limits.ts";
import { YamlPlaces, parseYaml } from "./yaml.ts";

const read = (text: string): unknown => parseYaml(text, defaultLimits);

describe("parseYaml", () => {
  test.each([
    ["a: 1\nb: [x, null, ~, true, 1.5]", { a: 1, b: ["x", null, null, true, 1.5] }],
    ["200: ok\n1.10: v\ntrue: t\nyes: y", { 200: "ok", "1.10": "v", true: "t", yes: "y" }],
    [
      "a: 9223372036854775807\nb: -9223372036854775808",
      { a: 9223372036854775807n, b: -9223372036854775808n },
    ],
    ["base: &b { x: 1, y: 2 }\nz: { <<: *b, y: 3 }", { base: { x: 1, y: 2 }, z: { x: 1, y: 3 } }],
    ["a: &k key\n*k : v", { a: "key", key: "v" }],
    ["d: 2024-02-30", { d: "2024-02-30" }],
  ])("%j", (text, value) => {
    expect(read(text)).toEqual({ value, faults: [] });
  });

  test("keys of the prototype are only data", () => {
    const { value } = parseYaml("__proto__: { polluted: 1 }\nconstructor: 2", defaultLimits);
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test.each([
    ["a: 1\na: 2", "VG1005", 'the key "a" occurs twice in this object'],
    ["a: .nan", "VG1007", ".nan is not a number of JSON"],
    ["a: *b", "VG1002", 'there is no anchor "&b" before this alias'],
    ["a: &a [*a]", "VG1007", 'the alias "*a" stands inside its own anchor'],
    ["{ a: 1 }: 2", "VG1007", "a key must be a text: JSON has no other keys"],
    ["a: !foo 1", "VG1007", "this tag is not known"],
    ["a: 1\n--- \nb: 2", "VG1002", "a file must hold one document: this is the start of a second one"],
    ["a: 'x", "VG1002", "this quote is not closed"],
    ["a:\n\t- b", "VG1002", "a tab cannot be used for indentation"],
  ])("%j is refused", (text, code, message) => {
    const faults = parseYaml(text, defaultLimits).faults;
    expect(faults.map((f) => [f.code, f.message])).toContainEqual([code, message]);
  });
});

describe("hostile YAML ends in bounded time", () => {
  const timed = (text: string): { faults: readonly { code: string }[]; ms: number } => {
    const start = performance.now();
    const { faults } = parseYaml(text, defaultLimits);
    return { faults, ms: performance.now() - start };
  };

  test("aliases are counted as if they were written out", () => {
    let text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (let i = 1; i <= 12; i++)
      text += `a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(", ")}]\n`;
    const { faults, ms } = timed(text);
    expect(faults.map((f) => f.code)).toEqual(["VG1006"]);
    expect(ms).toBeLessThan(10_000);
  });

  test("fifty thousand keys", () => {
    const { faults, ms } = timed(Array.from({ length: 50_000 }, (_, i) => `key${i}: ${i}`).join("\n"));
    expect(faults).toEqual([]);
    expect(ms).toBeLessThan(10_000);
  });

  test("a nesting of ten thousand levels", () => {
    for (const text of ["[".repeat(10_000) + "]".repeat(10_000), "- ".repeat(10_000) + "x"]) {
      const { faults, ms } = timed(text);
      expect(faults.map((f) => f.code)).toEqual(["VG1006"]);
      expect(ms).toBeLessThan(15_000);
    }
  });
});

describe("YamlPlaces", () => {
  const text = "base: &b\n  x: 1\nz:\n  <<: *b\n  y: |\n    a\n    b\nlist:\n  - p: 1\n  - q\n";
  const at = (...path: (string | number)[]): string => {
    const { place, exact } = new YamlPlaces(text).find(path);
    return `${exact ? "" : "near "}${place.scalar ? "scalar " : ""}${
      text
        .slice(place.start, place.start + 2)
        .trim()
        .split("\n", 1)[0]
    } ${place.key ? text.slice(place.key.start, place.key.end) : "-"}`;
  };

  test.each([
    [["base", "x"], "scalar 1 x"],
    [["z", "x"], "scalar 1 x"],
    [["z", "y"], "| y"],
    [["list", 0], "p: -"],
    [["list", 1], "scalar q -"],
    [["list", 0, "p"], "scalar 1 p"],
    [["list", 7], "near - list"],
  ] as const)("%j", (path, expected) => {
    expect(at(...path)).toBe(expected);
  });
});
