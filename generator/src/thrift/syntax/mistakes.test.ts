import { describe, expect, test } from "vitest";
import { parse } from "./testing.ts";

/** Inputs and all that is to be said about them: no mistake may lead to a second message. */
const table: readonly (readonly [what: string, text: string, ...findings: string[]])[] = [
  [
    "a struct that is not closed, before another definition",
    "struct A {\n1: i32 a\n\nservice S {\n}\n",
    "4:1 VG3004 expected `}` to close struct `A` opened at 1:10",
  ],
  [
    "a struct that is not closed, at the end",
    "struct A {\n  1: i32 a\n",
    "3:1 VG3004 expected `}` to close struct `A` opened at 1:10",
  ],
  [
    "an enum that is not closed",
    "enum E { X = 1\nstruct B {}\n",
    "2:1 VG3004 expected `}` to close enum `E` opened at 1:8",
  ],
  [
    "a service that is not closed",
    "service S {\n  void f()\nconst i32 X = 1",
    "3:1 VG3004 expected `}` to close service `S` opened at 1:11",
  ],
  [
    "three mistakes of three kinds",
    "struct A {\n  1: i32\n  2: string b\n  3: i32 = 4\n}\nconst i32 X 5\nstruct C {}\n",
    "3:3 VG3001 expected the name of the field, found `2`",
    "4:10 VG3001 expected the name of the field, found `=`",
    "6:13 VG3001 expected `=` after constant `X`, found `5`",
  ],
  [
    "lexical and grammatical mistakes, in the order of the text",
    "struct A {\n  1 i32 a\n  2: i32 @b\n  3: list<i32 c\n  4: i32 d = 0xg\n}",
    "2:5 VG3001 expected `:` after the id of the field, found `i32`",
    "3:10 VG3002 the character `@` means nothing here",
    "4:15 VG3004 expected `>` to close the type `list` opened at 4:10",
    "5:14 VG3005 `0xg` is not a number",
  ],
  [
    "a keyword with a typing mistake, and a mistake in its body",
    "strct A {\n  1: i32 5\n}",
    "1:1 VG3001 expected a definition, found `strct`; did you mean `struct`?",
    "2:10 VG3001 expected the name of the field, found `5`",
  ],
  [
    "a word that begins no definition",
    "hello world\nstruct A {}",
    "1:1 VG3001 expected a definition, found `hello`",
  ],
  ["a field without a type", "struct A {\n  1: = 2\n}", "2:6 VG3001 expected a type, found `=`"],
  ["a field of type void", "struct A { 1: void a }", "1:15 VG3001 expected a type, found `void`"],
  [
    "a map of one type",
    "struct A { 1: map<i32> a }",
    "1:22 VG3001 expected `,` between the types of a map, found `>`",
  ],
  [
    "an inner list that is not closed",
    "struct A {\n  1: list<list<i32> a\n  2: i32 b\n}",
    "2:21 VG3004 expected `>` to close the type `list` opened at 2:10",
  ],
  [
    "a list without angle brackets",
    "struct A { 1: list cpp_type 'x' i32 a }",
    "1:33 VG3001 expected `<` after `list`, found `i32`",
  ],
  [
    "an annotation without quotes",
    "struct A {\n  1: i32 a (api.query=a)\n}",
    '2:23 VG3006 the value of annotation `api.query` must be in quotes: `"a"`',
  ],
  [
    "an annotation without an equals sign",
    'struct A {\n  1: i32 a (api.query "a")\n}',
    '2:23 VG3001 expected `=` after annotation `api.query`, found `"a"`',
  ],
  [
    "an annotation without a value",
    "struct A {\n  1: i32 a (api.query=)\n}",
    "2:23 VG3001 expected the value of annotation `api.query` in quotes, found `)`",
  ],
  [
    "annotations that are not closed",
    'struct A {\n  1: i32 a (api.query="a"\n  2: i32 b\n}',
    "3:3 VG3004 expected `)` to close the annotations opened at 2:12",
  ],
  [
    "literals without an end, each on its line",
    'struct A {\n  1: string a = "abc\n  2: string b (api.query="b)\n}\nservice S {\n  void f() (api.get="/a)\n  void g() (api.get="/b")\n}',
    '2:17 VG3003 this literal is not closed by `"`',
    '3:26 VG3003 this literal is not closed by `"`',
    '6:21 VG3003 this literal is not closed by `"`',
  ],
  [
    "a comment without an end",
    "struct A {\n  /* never closed\n}",
    "2:3 VG3003 this comment is not closed by `*/`",
  ],
  [
    "letters and characters that are none of the language",
    "struct A { 1: i32 naïve, 2: i32 b\u00a0, 3: i32 $$$c }",
    "1:19 VG3002 the name `naïve` has letters other than A to Z",
    "1:34 VG3002 the character U+00A0 means nothing here",
    "1:44 VG3002 the character `$` means nothing here",
  ],
  ["slist", "struct A { 1: slist a }", "1:15 VG3007 the type `slist` was removed from Thrift; use `string`"],
  ["senum", 'senum B { "a", "b" }\nstruct C {}', "1:1 VG3007 `senum` was removed from Thrift; use `enum`"],
  [
    "values of an enum that are no integers",
    "enum E { A = 1.5, B = C, D }",
    "1:14 VG3001 expected an integer as the value of `A`, found `1.5`",
    "1:23 VG3001 expected an integer as the value of `B`, found `C`",
  ],
  [
    "a member without a name",
    "enum E {\n  A\n  5\n  B\n}",
    "3:3 VG3001 expected the name of a member, found `5`",
  ],
  [
    "arguments that are not closed",
    "service S {\n  void f(1: i32 a\n  void g()\n}",
    "3:3 VG3004 expected `)` to close the arguments of `f` opened at 2:9",
  ],
  [
    "arguments that are not closed, before the annotations of the method",
    'service S {\n  void f(1: i32 a (b="1") (api.get="/a")\n  void g()\n}',
    "2:27 VG3004 expected `)` to close the arguments of `f` opened at 2:9",
  ],
  [
    "exceptions that are not closed",
    "service S {\n  void f() throws (1: E e\n}",
    "3:1 VG3004 expected `)` to close the exceptions of `f` opened at 2:19",
  ],
  [
    "throws without parentheses",
    "service S {\n  void f() throws E e\n  void g()\n}",
    "2:19 VG3001 expected `(` after `throws`, found `E`",
  ],
  [
    "a method without a type",
    "service S {\n  f(1: i32 a)\n  void g()\n}",
    "2:3 VG3001 method `f` has no type; write `void` if it returns nothing",
  ],
  [
    "extends without a name",
    "service S extends {\n  void f()\n}",
    "1:19 VG3001 expected the name of the service that it extends, found `{`",
  ],
  [
    "a struct without a name",
    "struct {\n  1: i32 a\n}\nstruct B {}",
    "1:8 VG3001 expected the name of the struct, found `{`",
  ],
  [
    "a struct without a brace",
    "struct A 1: i32 a }\nstruct B {}",
    "1:10 VG3001 expected `{` after struct `A`, found `1`",
  ],
  ["a dotted name", "struct A.B {}", "1:8 VG3015 the declared name `A.B` must not contain a dot"],
  [
    "an id beyond 16 bits",
    "struct A { 32768: i32 a }",
    "1:12 VG3014 field id 32768 is not between -32768 and 32767",
  ],
  ["an id that is no integer", "struct A { 1.5: i32 a }", "1:12 VG3001 expected a field, found `1.5`"],
  [
    "an id that is not positive",
    "struct A { -1: i32 a }",
    "1:12 VG3013 field id -1 is not positive: Apache Thrift replaces it",
  ],
  [
    "fields without ids are told once",
    "struct A {\n  i32 a\n  i32 b\n}",
    "2:7 VG3012 field `a` has no id: 1 is assumed, where Apache Thrift counts down from -1",
  ],
  ["two separators", "struct A { 1: i32 a,, 2: i32 b }", "1:21 VG3001 expected a field, found `,`"],
  [
    "braces that close nothing",
    "}\nstruct A {}\n}",
    "1:1 VG3001 this `}` closes nothing",
    "3:1 VG3001 this `}` closes nothing",
  ],
  [
    "an include without quotes",
    "include foo.thrift\nstruct A {}",
    "1:9 VG3001 expected the name of a file in quotes, found `foo.thrift`",
  ],
  [
    "an include without an end",
    "include 'foo.thrift\nstruct A {}",
    "1:9 VG3003 this literal is not closed by `'`",
  ],
  ["an include of nothing", "include ''", "1:9 VG3001 this include names no file"],
  [
    "a namespace without a language",
    "namespace\nstruct A {}",
    "2:1 VG3001 expected the language of the namespace, or `*`, found `struct`",
  ],
  [
    "a namespace without a name",
    "namespace go\nstruct A {}",
    "2:1 VG3001 expected the name of the namespace, found `struct`",
  ],
  [
    "a header after a definition",
    'struct A {}\ninclude "b.thrift"',
    "2:1 VG3009 `include` stands after a definition, where Apache Thrift refuses it",
  ],
  [
    "a list value that is not closed",
    "const list<i32> L = [1, 2\nstruct A {}",
    "2:1 VG3004 expected `]` to close the list opened at 1:21",
  ],
  [
    "a list with a literal without an end",
    'const list<string> L = ["a, "b"]\nstruct A {}',
    '1:31 VG3003 this literal is not closed by `"`',
  ],
  [
    "a map value without a colon",
    "const map<string, i32> M = {'a' 1}",
    "1:33 VG3001 expected `:` after the key, found `1`",
  ],
  ["a constant without a value", "const i32 X =\nstruct A {}", "2:1 VG3001 expected a value, found `struct`"],
  [
    "numbers that are none",
    "const i32 A = 12abc\nconst double B = 1.\nconst i32 C = -",
    "1:15 VG3005 `12abc` is not a number",
    "2:18 VG3005 `1.` is not a number",
    "3:15 VG3002 the character `-` means nothing here",
  ],
  [
    "a typedef without a name",
    "typedef i32\nstruct A {}",
    "2:1 VG3001 expected the name of the typedef, found `struct`",
  ],
  [
    "an escape that is none",
    String.raw`const string A = "\d+\w"`,
    "1:19 VG3010 `\\d` is no escape and is kept as it is; write `\\\\d`",
  ],
  [
    "a decimal that may be octal",
    "const i32 A = 010",
    "1:15 VG3011 `010` is read as a decimal; some compilers take it as octal",
  ],
];

describe("what is wrong with a text, to the letter", () => {
  test.each(table)("%s", (_what, text, ...findings) => {
    expect(parse(text).findings).toEqual(findings);
  });
});

describe("what is around a mistake is read", () => {
  test("the other fields, methods, members and definitions", () => {
    const { document } = parse(
      "struct A {\n 1: i32 a\n 2: i32\n 3: i32 c\n}\nenum E { X, 5, Y }\nservice S {\n void f()\n g()\n void h()\n}\nconst i32\nstruct B {}",
    );
    expect(document.definitions.map(({ name }) => name.text)).toEqual(["A", "E", "S", "B"]);
    const names = document.definitions.flatMap((definition) => {
      if (definition.kind === "struct") return definition.fields.map(({ name }) => name.text);
      if (definition.kind === "enum") return definition.members.map(({ name }) => name.text);
      return definition.kind === "service" ? definition.methods.map(({ name }) => name.text) : [];
    });
    expect(names).toEqual(["a", "c", "X", "Y", "f", "h"]);
  });

  test("a struct that is not closed keeps its fields, and what follows is no field", () => {
    const { document } = parse("struct A {\n1: i32 a\n\nservice S {\n void f()\n}\n");
    expect(document.definitions).toMatchObject([
      { kind: "struct", fields: [{ name: { text: "a" } }] },
      { kind: "service", methods: [{ name: { text: "f" } }] },
    ]);
  });

  test("a value without quotes is taken as if it had them", () => {
    const { document } = parse("struct A {} (a=b, c=1)");
    expect(document.definitions[0]?.annotations.map(({ value }) => value?.text)).toEqual(["b", "1"]);
  });
});

describe("what a hostile text costs", () => {
  test("mistakes beyond a hundred are not reported", () => {
    const { findings } = parse("struct A {\n" + "1: i32 5\n".repeat(10_000) + "}");
    expect(findings).toHaveLength(101);
    expect(findings.at(-1)).toBe("102:8 VG3008 more than 100 mistakes: the rest of the file is not read");
  });

  test.each([
    ["types", "struct A { 1: " + "list<".repeat(100_000)],
    ["lists", "const i32 A = " + "[".repeat(100_000)],
    ["maps", "const i32 A = " + "{1:".repeat(100_000)],
    ["attributes", "struct A { " + "1: i32 a xsd_attrs { ".repeat(100_000)],
  ])("%s within each other, beyond the limit", (_what, text) => {
    const { findings } = parse(text, { depth: 50 });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/ VG1006 nested deeper than 50 levels$/);
  });

  test("more tokens than the limit", () => {
    const { findings } = parse("struct A { 1: i32 a }", { nodes: 5 });
    expect(findings).toEqual(["1:14 VG1006 the file holds more than 5 tokens"]);
  });

  test("numbers of any length", () => {
    const { findings } = parse("const i32 A = " + "9".repeat(1_000_000));
    expect(findings).toEqual(["1:15 VG3005 a number of more than 400 digits"]);
  });

  // Twice the text may take four times as long only if something is quadratic; these would take minutes then.
  test.each([
    ["quotes", '"\n'],
    ["quotes of both kinds", "\"\n'\n"],
    ["escaped quotes", '\\"\n'],
    ["literals that touch words", '"a\n"b\n'],
    ["comment marks", "/*"],
    ["open comments in lines", "// /*\n"],
    ["dots", "."],
    ["signs", "+-"],
    ["opening brackets", "({["],
    ["closing brackets", "]})"],
    ["annotations", "(a "],
    ["keywords", "struct A { "],
    ["keywords without braces", "service "],
    ["comments before nothing", "/** a */"],
    ["comments with lines", "// a\n"],
    ["carriage returns", "\r"],
    ["digits and letters", "0x"],
    ["exponents", "1e"],
  ])("much of %s", { timeout: 5000 }, (_what, piece) => {
    for (const before of ["", "struct A { ", "const list<i32> A = ["]) {
      const text = before + piece.repeat(Math.ceil(300_000 / piece.length));
      expect(parse(text).findings.length).toBeLessThan(102);
    }
  });
});
