import { describe, expect, test } from "vitest";
import { parse } from "./testing.ts";

/** The texts of a file, its definitions and what is in them. */
function texts(text: string): Record<string, string | undefined> {
  const { document, findings } = parse(text);
  expect(findings).toEqual([]);
  const found: Record<string, string | undefined> = {};
  if (document.docs !== undefined) found["file"] = document.docs;
  for (const definition of document.definitions) {
    const parts =
      definition.kind === "enum"
        ? definition.members
        : definition.kind === "service"
          ? definition.methods.flatMap((method) => [method, ...method.parameters, ...method.throws])
          : definition.kind === "typedef" || definition.kind === "const"
            ? []
            : definition.fields;
    for (const { name, docs } of [definition, ...parts]) if (docs !== undefined) found[name.text] = docs;
  }
  return found;
}

describe("the comments of a definition", () => {
  test.each<[string, string, Record<string, string>]>([
    ["with stars", "/** One\n * two.\n *\n *   - three\n */\nstruct A {}", { A: "One\ntwo.\n\n  - three" }],
    ["of lines", "// one\n//two\n# three\nstruct A {}", { A: "one\ntwo\nthree" }],
    ["with rulers", "//------\n// one\n//======\nstruct A {}", { A: "one" }],
    ["over an empty line", "// one\n\n// two\nstruct A {}", { A: "two" }],
    ["with stars over an empty line", "struct B {}\n/** one */\n\nstruct A {}", { A: "one" }],
    ["plain blocks are none", "/* a licence */\nstruct A {}", {}],
    ["with many stars at its end", "/** one **/\nstruct A {}", { A: "one" }],
    ["of stars only", "/*****/\nstruct A {}", {}],
    ["behind its brace", "struct A { // one\n}", { A: "one" }],
    ["behind it", "typedef i32 A; // one\nconst i32 B = 1 # two", { A: "one", B: "two" }],
    ["behind the one before", "struct B {} // one\nstruct A {}", {}],
    ["windows lines", "/**\r\n * one\r\n * two\r\n */\r\nstruct A {}\r\n", { A: "one\ntwo" }],
    ["before a keyword with a comment between", "/** one */ struct /* x */ A {}", { A: "one" }],
    [
      "fields and members",
      "struct A {\n  // one\n  1: i32 a, // two\n  /** three */ 2: i32 b\n  3: i32 c /** four */\n}\nenum E {\n  X = 1, // five\n  # six\n  Y\n}",
      { a: "one\ntwo", b: "three", c: "four", X: "five", Y: "six" },
    ],
    [
      "methods, arguments and exceptions",
      "service S {\n  // one\n  void f(\n    1: i32 a // two\n    2: i32 b, // three\n  ) throws (\n    // four\n    1: E e\n  ), // five\n  void g()\n}",
      { f: "one\nfive", a: "two", b: "three", e: "four" },
    ],
    ["of the file", "/** About all. */\n\n/** One. */\nstruct A {}", { file: "About all.", A: "One." }],
    [
      "of the file, before a header",
      "// licence\n\n/**\n * About all.\n */\nnamespace go a\nstruct A {}",
      { file: "About all." },
    ],
    ["of the file, alone", "/** About all. */", { file: "About all." }],
    ["the first is not of the file when it touches", "/** One. */\nstruct A {}", { A: "One." }],
  ])("%s", (_what, text, expected) => {
    expect(texts(text)).toEqual(expected);
  });
});
