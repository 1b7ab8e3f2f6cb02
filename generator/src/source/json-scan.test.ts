import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonPlaces, scanJson } from "./json-scan.ts";

describe("scanJson", () => {
  test.each([
    ["", 0, "expected a value, found the end of the file"],
    ['{"a": 1,}', 8, 'a comma before "}" is not allowed'],
    ["[1, 2,]", 6, 'a comma before "]" is not allowed'],
    ['{"a" 1}', 5, 'expected ":" after the key, found "1"'],
    ['{"a": 1 "b": 2}', 8, 'expected "," or "}", found "\\""'],
    ["{a: 1}", 1, 'expected a key in double quotes, found "a"'],
    ["{'a': 1}", 1, "expected a key in double quotes, found \"'a'\""],
    ['["a', 1, "this string is not closed"],
    ['["a\n"]', 1, "this string is not closed on its line"],
    ['["a\tb"]', 3, "a control character in a string must be written as an escape"],
    ['["a\\xb"]', 3, "this is not an escape sequence of JSON"],
    ['["\\u12g4"]', 2, "this is not an escape sequence of JSON"],
    ["[01]", 2, 'expected the end of the value, found "1"'],
    ["[truely]", 5, 'expected the end of the value, found "ly"'],
    ["[1] x", 4, 'expected the end of the file, found "x"'],
    ["[NaN]", 1, 'expected a value, found "NaN"'],
  ])("%j is at fault at %i", (text, offset, message) => {
    expect(() => JSON.parse(text) as unknown).toThrow(/JSON/);
    expect(scanJson(text).error).toEqual({ offset, message });
  });

  test("duplicates are found by their value, not by their spelling", () => {
    const { duplicates } = scanJson('{"a": {"b": 1}, "b": 2, "\\u0061": 3}');
    expect(duplicates).toEqual([{ key: "a", offset: 24, first: 1 }]);
  });

  test("agrees with JSON.parse on any text", () => {
    const json = fc.json().map((text) => ({ text }));
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", "]", '"', "\\", "0", "-", "{", " "))
      .map(([text, at, piece]) => ({
        text: text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + 1),
      }));
    fc.assert(
      fc.property(fc.oneof(json, broken), ({ text }) => {
        let legal = true;
        try {
          JSON.parse(text);
        } catch {
          legal = false;
        }
        expect(scanJson(text).error === undefined).toBe(legal);
      }),
      { numRuns: 2000 },
    );
  });

  test("a nesting of any depth needs no stack", () => {
    const text = "[".repeat(200_000) + "]".repeat(200_000);
    expect(scanJson(text, 100)).toMatchObject({ depth: 200_000, tooDeep: 100 });
  });
});

describe("JsonPlaces", () => {
  test("every node of any document is found where it is written", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const places = new JsonPlaces(text);
        const visit = (node: unknown, path: (string | number)[]): void => {
          const { place, exact } = places.find(path);
          expect(exact).toBe(true);
          expect(JSON.parse(text.slice(place.start, place.end))).toEqual(JSON.parse(JSON.stringify(node)));
          const key = path.at(-1);
          if (place.key !== undefined)
            expect(JSON.parse(text.slice(place.key.start, place.key.end))).toBe(key);
          if (Array.isArray(node)) node.forEach((item, i) => visit(item, [...path, i]));
          else if (typeof node === "object" && node !== null)
            for (const [k, item] of Object.entries(node)) visit(item, [...path, k]);
        };
        visit(JSON.parse(text), []);
      }),
    );
  });

  test("what is missing stands for its nearest ancestor", () => {
    const { place, exact } = new JsonPlaces('{"a": {"b": 1}}').find(["a", "c", "d"]);
    expect({ ...place, exact }).toMatchObject({ start: 6, end: 14, exact: false });
  });
});
