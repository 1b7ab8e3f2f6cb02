import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseOptionLiteral } from "./option-literal.ts";
import { overlayOf } from "./overlay.ts";
import { bound, contextOf } from "./testing.ts";

describe("values", () => {
  test.each([
    ["{}", {}],
    [`{ title: "a", max_length: 5 }`, { title: "a", maxLength: 5 }],
    [`{ title: "a" max_length: 5; min: -1.5e2 }`, { title: "a", maxLength: 5, min: -150 }],
    [`{ enum: ["x" "y"] list: [1 2,3] }`, { enum: ["x", "y"], list: [1, 2, 3] }],
    [`{ info { title: 'it' } }`, { info: { title: "it" } }],
    [`{ a = true, b: false, c: null }`, { a: true, b: false, c: null }],
    [`{ "max_length": 5, x-my_key: 1 }`, { max_length: 5, "x-my_key": 1 }],
    [`{ a: "\\"q\\" \\n \\\\" }`, { a: '"q" \n \\' }],
    ["\n { a : [ ] }\n", { a: [] }],
  ])("%s", (text, expected) => {
    const parsed = parseOptionLiteral(text);
    expect("overlay" in parsed && { ...parsed.overlay }).toEqual(expected);
  });

  test("JSON is read as it is", () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(json, (value) => {
        // Escapes by code point are JSON's own and no part of the notation.
        const text = JSON.stringify(value);
        fc.pre(!/\\[bfu]/.test(text));
        const parsed = parseOptionLiteral(text);
        expect("overlay" in parsed && JSON.parse(JSON.stringify(parsed.overlay))).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe("faults", () => {
  test.each([
    ["", "expected `{`", 0],
    ["title", "expected `{`", 0],
    ["{ a: 1", "expected `}`", 6],
    ["{ a: [1", "expected `]`", 7],
    ["{ a 1 }", "expected `:`", 4],
    ["{ a: b }", "`b` is no value: write a text in quotes", 5],
    ["{ a: }", "expected a name or a value", 5],
    [`{ a: "b }`, "a quote is not closed", 5],
    ["{} x", "there is text after the closing `}`", 3],
    [`{ a: ${"[".repeat(100)}`, "nested deeper than 64 levels", 68],
  ])("%s", (text, fault, at) => expect(parseOptionLiteral(text)).toEqual({ fault, at }));

  test("any text is a value or a fault inside of it", () => {
    const soup = fc.string({ unit: fc.constantFrom(...Array.from("{}[]:,;=ab1\"'\\ -")) });
    fc.assert(
      fc.property(soup, (text) => {
        const parsed = parseOptionLiteral(text);
        expect("overlay" in parsed || (parsed.at >= 0 && parsed.at <= text.length)).toBe(true);
      }),
    );
  });

  test("is reported where it stands, behind escapes and ends of lines as well", () => {
    const { cx, findings } = contextOf(
      `struct S { 1: string x (openapi.property = "{ title: \\"a\\"\n  max: b }") }`,
    );
    expect(bound(cx).overlay).toBeUndefined();
    expect(findings()).toEqual([
      "2:8 VG3203 `openapi.property` cannot be read: `b` is no value: write a text in quotes",
    ]);
  });
});

test("names of fields are only data", () => {
  const { cx } = contextOf(
    `struct S { 1: string x (openapi.property = '{ __proto__: { a: 1 } constructor: 2 }', openapi.property = '{ b: 3 }') }`,
  );
  const overlay = overlayOf(cx, bound(cx).field.annotations, "openapi.property");
  expect(Object.entries(overlay ?? {}).map(([key]) => key)).toEqual(["__proto__", "constructor", "b"]);
  expect(({} as { a?: number }).a).toBeUndefined();
});
