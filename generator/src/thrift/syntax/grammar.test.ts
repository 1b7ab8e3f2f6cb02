import { describe, expect, test } from "vitest";
import { brief, parse } from "./testing.ts";

function definition(text: string): unknown {
  const { document, findings } = parse(text);
  expect(findings).toEqual([]);
  expect(document.definitions).toHaveLength(1);
  return brief(document.definitions[0]);
}

function base(name: string): unknown {
  return { kind: "base", name };
}

/** The only field of a struct. */
function field(text: string): unknown {
  const { document, findings } = parse(`struct A { ${text} }`);
  expect(findings.filter((finding) => !finding.includes("VG3012"))).toEqual([]);
  const [struct] = document.definitions;
  expect(struct).toMatchObject({ kind: "struct", fields: [{}] });
  return struct?.kind === "struct" ? brief(struct.fields[0]) : undefined;
}

describe("files without definitions are no mistake", () => {
  test.each([
    ["empty", ""],
    ["blank", " \r\n\t\n"],
    ["a byte order mark", "\uFEFF"],
    ["comments", "// a\r\n# b\n/* c */\n/** d */"],
    ["headers", 'cpp_include "<vector>"\ninclude "a.thrift";\nnamespace * a.b'],
  ])("%s", (_what, text) => {
    const { document, findings } = parse(text);
    expect(findings).toEqual([]);
    expect(document.definitions).toEqual([]);
  });
});

test("headers", () => {
  const { document } = parse(
    `\uFEFFinclude "a/b.thrift"\r\ninclude 'c.thrift'\r\nnamespace go a.b (x = "y")\nnamespace * c\nnamespace xsd 'http://d'`,
  );
  expect(document.includes.map(({ path }) => path.text)).toEqual(["a/b.thrift", "c.thrift"]);
  expect(brief(document.namespaces)).toEqual([
    {
      kind: "namespace",
      scope: "go",
      name: "a.b",
      annotations: [{ key: "x", value: { literal: "y", raw: "y" } }],
    },
    { kind: "namespace", scope: "*", name: "c" },
    { kind: "namespace", scope: "xsd", name: "http://d" },
  ]);
});

describe("types", () => {
  test.each<readonly [string, unknown]>([
    ...["bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid"].map(
      (name) => [name, base(name)] as const,
    ),
    ["b.C", { kind: "named", name: "b.C" }],
    ["list<i32>", { kind: "list", element: base("i32") }],
    ['list cpp_type "X" <i32>', { kind: "list", element: base("i32") }],
    ['list<i32> cpp_type "X"', { kind: "list", element: base("i32") }],
    ['set cpp_type "X" <i32>', { kind: "set", element: base("i32") }],
    ['map cpp_type "X" <i32, T>', { kind: "map", key: base("i32"), value: { kind: "named", name: "T" } }],
    ["list<set<i8>>", { kind: "list", element: { kind: "set", element: base("i8") } }],
    [
      'string (a = "1", b; a = "2")',
      {
        kind: "base",
        name: "string",
        annotations: [
          { key: "a", value: { literal: "1", raw: "1" } },
          { key: "b" },
          { key: "a", value: { literal: "2", raw: "2" } },
        ],
      },
    ],
    [
      'T (a = "1")',
      { kind: "named", name: "T", annotations: [{ key: "a", value: { literal: "1", raw: "1" } }] },
    ],
    [
      "list<i8 (a)> (b)",
      {
        kind: "list",
        element: { kind: "base", name: "i8", annotations: [{ key: "a" }] },
        annotations: [{ key: "b" }],
      },
    ],
  ])("%s", (text, type) => {
    expect(definition(`typedef ${text} N;`)).toEqual({ kind: "typedef", name: "N", type });
  });
});

describe("fields", () => {
  const a = { id: 1, requiredness: "default", type: base("i32"), name: "a" };
  test.each<[string, object]>([
    ["1: i32 a", a],
    ["1 : i32 a;", a],
    ["i32 a", a],
    ["0x1F: i32 a", { ...a, id: 31 }],
    ["+7: i32 a", { ...a, id: 7 }],
    ["1: required i32 a,", { ...a, requiredness: "required" }],
    ["1: optional i32 a", { ...a, requiredness: "optional" }],
    ["1: i32 required", { ...a, name: "required" }],
    ["1: i32 optional = 1", { ...a, name: "optional", value: { kind: "integer", value: "1n" } }],
    ["1: optional i32 optional;", { ...a, requiredness: "optional", name: "optional" }],
    ["1: i32 & a", a],
    ["1: i32& a", a],
    ["1: i32 a xsd_optional xsd_nillable xsd_attrs { 1: i32 b }", a],
    ["1: i32 a (b)", { ...a, annotations: [{ key: "b" }] }],
    [
      "1: i32 (c) a = 2 (b)",
      {
        ...a,
        type: { kind: "base", name: "i32", annotations: [{ key: "c" }] },
        value: { kind: "integer", value: "2n" },
        annotations: [{ key: "b" }],
      },
    ],
  ])("%s", (text, expected) => {
    expect(field(text)).toEqual(expected);
  });

  test.each(
    "struct union exception enum service typedef const include cpp_include namespace extends throws void oneway async list set map string i32 true xsd_all senum slist".split(
      " ",
    ),
  )("the keyword %s as a name", (name) => {
    expect(field(`1: i32 ${name}`)).toEqual({ ...a, name });
    expect(field(`1: i32 ${name} = 1; `)).toMatchObject({ name });
    expect(definition(`enum E { ${name}, B }`)).toMatchObject({ members: [{ name }, { name: "B" }] });
    expect(definition(`enum E {\n ${name}\n B\n C\n D }`)).toMatchObject({ members: [{ name }, {}, {}, {}] });
  });

  test("ids are counted on from the one before", () => {
    expect(parse("struct A { i32 a 5: i32 b i32 c -3: i32 d, i32 e }").document.definitions).toMatchObject([
      { fields: [{ id: 1, idSpan: undefined }, { id: 5 }, { id: 6 }, { id: -3 }, { id: -2 }] },
    ]);
  });
});

describe("values", () => {
  test.each([
    ["5", { kind: "integer", value: "5n" }],
    ["+5", { kind: "integer", value: "5n" }],
    ["-0x1f", { kind: "integer", value: "-31n" }],
    ["0o17", { kind: "integer", value: "15n" }],
    ["99999999999999999999", { kind: "integer", value: "99999999999999999999n" }],
    [".5", { kind: "double", value: 0.5 }],
    ["-1.5e-3", { kind: "double", value: -0.0015 }],
    ["1e5", { kind: "double", value: 100_000 }],
    ["true", { kind: "name", name: "true" }],
    ["a.B.C", { kind: "name", name: "a.B.C" }],
    ["'a'", { kind: "string", value: { literal: "a", raw: "a" } }],
    ["[]", { kind: "list" }],
    [
      "[1 -2; a,]",
      {
        kind: "list",
        items: [
          { kind: "integer", value: "1n" },
          { kind: "integer", value: "-2n" },
          { kind: "name", name: "a" },
        ],
      },
    ],
    ["{}", { kind: "map" }],
    [
      "{a: [] 1: {}}",
      {
        kind: "map",
        entries: [
          { key: { kind: "name", name: "a" }, value: { kind: "list" } },
          { key: { kind: "integer", value: "1n" }, value: { kind: "map" } },
        ],
      },
    ],
  ])("%s", (text, value) => {
    expect(definition(`const T A = ${text} (b)`)).toEqual({
      kind: "const",
      name: "A",
      type: { kind: "named", name: "T" },
      value,
      annotations: [{ key: "b" }],
    });
  });
});

describe("literals", () => {
  test.each([
    [String.raw`"a\n\t\r\"\'\\"`, "a\n\t\r\"'\\"],
    [`'say "a"'`, 'say "a"'],
    [`"it's"`, "it's"],
    [String.raw`"\\d"`, String.raw`\d`],
    [String.raw`"\d\\"`, String.raw`\d` + "\\"],
    ["'a\n  \"b\"\r\nc'", 'a\n  "b"\r\nc'],
    ["''", ""],
    ["'a'// b", "a"],
    ["'// no /* comment # '", "// no /* comment # "],
  ])("%s", (literal, text) => {
    const { document } = parse(`const string A = ${literal}`);
    const [constant] = document.definitions;
    expect(constant?.kind === "const" && constant.value.kind === "string" && constant.value.value.text).toBe(
      text,
    );
  });

  test("their raw text and their span are kept", () => {
    const text = String.raw`struct A {} (k = "a\nb")`;
    const value = parse(text).document.definitions[0]?.annotations[0]?.value;
    expect(value).toMatchObject({ text: "a\nb", raw: String.raw`a\nb` });
    expect(text.slice(value?.span.start, value?.span.end)).toBe(String.raw`"a\nb"`);
  });
});

test("enums", () => {
  expect(definition("enum E { A, B = 5 (x) C; D = -1, E = 0x10 } (y)")).toEqual({
    kind: "enum",
    name: "E",
    members: [
      { name: "A", value: "0n" },
      { name: "B", value: "5n", annotations: [{ key: "x" }] },
      { name: "C", value: "6n" },
      { name: "D", value: "-1n" },
      { name: "E", value: "16n" },
    ],
    annotations: [{ key: "y" }],
  });
});

test.each(["struct", "union", "exception"])("a definition of a %s", (kind) => {
  const expected = { kind, name: "A", annotations: [{ key: "b" }] };
  expect(definition(`${kind} A {} (b);`)).toEqual(expected);
  expect(definition(`${kind} A xsd_all {} (b),`)).toEqual(expected);
});

test("services", () => {
  const text = `service S extends b.T {
    void a()
    oneway void b(1: i32 x),
    async void c();
    oneway d(x y)
    list<i32> e(1: required i32 x = 1 (p), 2: T y) throws (1: E e (q)) (r) f g()
  } (s)`;
  const { document } = parse(text);
  expect(brief(document.definitions[0])).toMatchObject({
    kind: "service",
    name: "S",
    extends: "b.T",
    annotations: [{ key: "s" }],
    methods: [
      { name: "a", oneway: false },
      { name: "b", oneway: true, parameters: [{ name: "x" }] },
      { name: "c", oneway: true },
      { name: "d", oneway: false, result: { kind: "named", name: "oneway" } },
      {
        name: "e",
        result: { kind: "list" },
        parameters: [{ requiredness: "required", annotations: [{ key: "p" }] }, { id: 2 }],
        throws: [{ name: "e", annotations: [{ key: "q" }] }],
        annotations: [{ key: "r" }],
      },
      { name: "g", result: { kind: "named", name: "f" } },
    ],
  });
});

test("a span goes from the first token to the last, without the separator", () => {
  const text = "struct A {\n  1: optional i32 a = 5 (b), // c\n} (d);\n";
  const [struct] = parse(text).document.definitions;
  const cut = (span: { start: number; end: number } | undefined): string =>
    text.slice(span?.start, span?.end);
  expect(cut(struct?.span)).toBe("struct A {\n  1: optional i32 a = 5 (b), // c\n} (d)");
  const [a] = struct?.kind === "struct" ? struct.fields : [];
  expect(cut(a?.span)).toBe("1: optional i32 a = 5 (b)");
  expect([cut(a?.idSpan), cut(a?.type.span), cut(a?.name.span), cut(a?.value?.span)]).toEqual([
    "1",
    "i32",
    "a",
    "5",
  ]);
});
