import fc from "fast-check";
import { expect, test } from "vitest";
import { formatFragment, formatPointer, parsePointer, parseReference } from "./resolve.ts";

test("a pointer survives being written and read", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (tokens) => {
      expect(parsePointer(formatPointer(tokens))).toEqual(tokens);
    }),
  );
});

test("a fragment survives being written and read, if its text is well-formed", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (tokens) => {
      expect(parseReference(formatFragment(tokens))).toEqual({
        document: "",
        fragment: { kind: "pointer", tokens },
      });
    }),
  );
});

test.each([
  ["#/a~1b/c%25d", { document: "", fragment: { kind: "pointer", tokens: ["a/b", "c%d"] } }],
  ["x.yaml", { document: "x.yaml", fragment: { kind: "pointer", tokens: [] } }],
  ["x.yaml#/~01", { document: "x.yaml", fragment: { kind: "pointer", tokens: ["~1"] } }],
  ["#name", { document: "", fragment: { kind: "anchor", name: "name" } }],
  ["#/a~2", 'in a JSON pointer "~" must be written "~0"'],
  ["#/%zz", "its fragment has a broken percent-encoding"],
])("%s", (text, expected) => {
  expect(parseReference(text)).toEqual(expected);
});
