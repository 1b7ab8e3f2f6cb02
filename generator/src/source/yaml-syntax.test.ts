import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultLimits } from "./limits.ts";
import { parseYaml } from "./yaml.ts";
import { explainYaml } from "./yaml-syntax.ts";

describe("a slip is shown where it was made (between « and »)", () => {
  test.each<[slip: string, text: string, message: string]>([
    ["a brace", "a: «{» b: 1, c: 2\nd: 3\n", 'this "{" is not closed'],
    ["a bracket", "a: «[»1, 2\nd: 3\n", 'this "[" is not closed'],
    [
      "a nested brace",
      "paths:\n  /a: «{» get: { responses: { 200: { description: ok } } }\n  /b: {}\n",
      'this "{" is not closed',
    ],
    ["a bracket at the end", "a: «[»1, 2\n", 'this "[" is not closed'],
    ["a wrong closing bracket", "a: [1, 2«}»\nb: 1\n", 'this "}" does not close the "[" that is open'],
    [
      "a bracket closed by its brace",
      "get: { responses: [ «}»\n",
      'this "}" does not close the "[" that is open',
    ],
    ["a comma between properties", "a: { b: 1 «c»: 2 }\n", "a comma is missing before this"],
    ["a comma between objects", "a: [{ x: 1 } «{» y: 2 }]\n", "a comma is missing before this"],
    ["a comma between texts", 'a: ["x" «"»y"]\n', "a comma is missing before this"],
    ["a double quote", 'a: «"»b\nc: d\n', "this quote is not closed"],
    ["a single quote", "a: «'»b\nc: d\n", "this quote is not closed"],
    ["the quote of a key", '«"»a: 1\nb: 2\n', "this quote is not closed"],
    ["a tab", "a:\n«\t»b: 1\n", "a tab cannot be used for indentation"],
    ["an indentation", "a:\n   b: 1\n«  c: 2»\n", "this line is indented differently from its neighbours"],
    ["a reserved sign", "a: «@»b\n", "a plain text cannot start with this character: put it in quotes"],
    [
      "a second colon",
      "a: «b: c»\n",
      "a value over several lines cannot be a key: is a colon too many on the line, or quotes missing around the text?",
    ],
    [
      "a space after a colon",
      "«a:1»\nb: 2\n",
      "a key must stand on one line: is a colon missing, a space after it, or quotes around the text?",
    ],
    [
      "a second document",
      "a: 1\n«---»\nb: 2\n",
      "a file must hold one document: this is the start of a second one",
    ],
  ])("%s", (_slip, marked, message) => {
    const [before = "", at = ""] = marked.split(/[«»]/);
    const { value, faults } = parseYaml(marked.replace(/[«»]/g, ""), defaultLimits);
    expect(value).toBeUndefined();
    expect(faults.map((fault) => [fault.code, fault.message])).toEqual([["VG1002", message]]);
    expect(faults[0]!.start).toBe(before.length);
    expect(at.length).toBeGreaterThan(0);
  });
});

test("nothing is found in texts without a slip", () => {
  const folder = join(import.meta.dirname, "../../../idl");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".yaml"))) {
    expect([name, explainYaml(readFileSync(join(folder, name), "utf8"))]).toEqual([name, undefined]);
  }
  for (const text of [
    "a: it's\nb: 5\" wide\nc: a [b\nd: x{y\n",
    "a: |\n  { [ \" '\nb: >-\n  [\n",
    "a: { b: c d, e: 'f', \"g\": [h, i], j: http://x/y#z }\n",
    "a: {\n  b: 1,\n  c: [\n    2,\n    3\n  ]\n}\nd: 4\n",
    "- [a, b]\n- { c: d } # { [\n- 'e''f'\n- \"g\\\"h\"\n",
    "? a\n: b\n",
    "a: &x { b: 1 }\nc: *x\nd: !!str { e: f }\n",
  ])
    expect([text, explainYaml(text)]).toEqual([text, undefined]);
});
