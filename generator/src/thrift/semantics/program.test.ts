import { describe, expect, test } from "vitest";
import { Diagnostics } from "../../source/diagnostic.ts";
import { annotationsOf, underlying } from "../program.ts";
import { printed, programOf } from "../testing.ts";
import { resolveProgram } from "./index.ts";

/** What the type of the only field of the only struct of the entry is, behind its typedefs. */
function fieldType(texts: Readonly<Record<string, string>>): string {
  const { program } = programOf(texts);
  const [struct] = program.structs;
  const [field] = struct?.definition.fields ?? [];
  if (field === undefined) throw new Error("no field");
  const type = underlying(program.resolve(field.type, program.entry));
  if (type.kind === "struct")
    return `${type.struct.module.document.file.name} ${type.struct.definition.name.text}`;
  if (type.kind === "enum") return `${type.enum.module.document.file.name} ${type.enum.definition.name.text}`;
  return type.kind;
}

describe("names of other files", () => {
  test("a type is found behind the stem of its file, also by way of typedefs there", () => {
    const type = fieldType({
      "a.thrift": 'include "b.thrift"\nstruct A { 1: b.Alias f }',
      "b.thrift": 'include "c.thrift"\ntypedef c.Deep Alias',
      "c.thrift": "enum Deep { A }",
    });
    expect(type).toBe("c.thrift Deep");
  });

  test("a name is looked for in its own file first, though an include has it too", () => {
    const texts = {
      "a.thrift": 'include "b.thrift"\nstruct A { 1: B f }\nstruct B {}',
      "b.thrift": "struct B {}",
    };
    expect(fieldType(texts)).toBe("a.thrift B");
  });

  test("the stem of a file may hold dots", () => {
    const texts = {
      "a.thrift": 'include "b.v1.thrift"\nstruct A { 1: b.v1.B f }',
      "b.v1.thrift": "struct B {}",
    };
    expect(fieldType(texts)).toBe("b.v1.thrift B");
  });

  test("of two files of one stem the one that has the name is meant", () => {
    const texts = {
      "a.thrift": 'include "b.thrift"\ninclude "sub/b.thrift"\nstruct A { 1: b.Inner f }',
      "b.thrift": "struct Outer {}",
      "sub/b.thrift": "struct Inner {}",
    };
    expect(fieldType(texts)).toBe("sub/b.thrift Inner");
  });

  test("a name that two files of one stem have is ambiguous", () => {
    const { diagnostics } = programOf({
      "a.thrift": 'include "b.thrift"\ninclude "sub/b.thrift"\nstruct A { 1: b.B f }\nconst i32 C = b.D',
      "b.thrift": "struct B {}\nconst i32 D = 1",
      "sub/b.thrift": "struct B {}\nconst i32 D = 2",
    });
    expect(printed(diagnostics)).toEqual([
      "a.thrift:3:15 - error VG3131: `b.B` is ambiguous: it is defined in several places",
      "a.thrift:4:15 - error VG3131: `b.D` is ambiguous: it is defined in several places",
    ]);
    expect(diagnostics.list[0]?.related.map(({ span }) => span.file.name)).toEqual([
      "b.thrift",
      "sub/b.thrift",
    ]);
  });

  test.each([
    ["b.Itm", "VG3102: unknown type `b.Itm`; did you mean `b.Item`?"],
    ["Item", "VG3102: unknown type `Item`; did you mean `b.Item`?"],
    ["c.Item", "VG3102: unknown type `c.Item`: no included file is called `c`; did you mean `b.Item`?"],
    ["bb.Thing", "VG3102: unknown type `bb.Thing`: no included file is called `bb`; did you mean `b`?"],
    ["a.Item", "VG3102: unknown type `a.Item`: no included file is called `a`; did you mean `b.Item`?"],
    ["deep.Far", "VG3102: unknown type `deep.Far`: this file does not include `deep.thrift`"],
    ["b.Svc", "VG3103: `b.Svc` is a service and no type"],
  ])("the type %s is not found", (name, message) => {
    const { diagnostics } = programOf({
      "a.thrift": `include "b.thrift"\nstruct A { 1: ${name} f }`,
      "b.thrift": 'include "deep.thrift"\nstruct Item {}\nservice Svc {}',
      "deep.thrift": "struct Far {}",
    });
    expect(printed(diagnostics)).toEqual([`a.thrift:2:15 - error ${message}`]);
  });

  test("nothing is said about names of an include that could not be read", () => {
    const { program, diagnostics } = programOf({
      "a.thrift": `include "lost.thrift"
        struct A { 1: lost.B b = { "c": 1 }, 2: i32 d = lost.LIMIT, 3: lost.E e = lost.E.F }
        service S extends lost.T { lost.B m() throws (1: lost.G g) }`,
    });
    expect(printed(diagnostics)).toEqual([]);
    const [field] = program.structs[0]?.definition.fields ?? [];
    expect(field && program.resolve(field.type, program.entry).kind).toBe("missing");
    expect(field && program.defaultOf(field, program.entry)).toBeUndefined();
  });

  test("a member may stand behind the name of its file alone or of another enum, with a warning", () => {
    const { program, diagnostics } = programOf({
      "a.thrift": 'include "b.thrift"\nenum Other { X }\nconst b.E C = b.A\nconst b.E D = Other.B',
      "b.thrift": "enum E { A = 1, B = 2 }",
    });
    expect(printed(diagnostics)).toEqual([
      "a.thrift:3:15 - warning VG3129: `b.A` is taken as `E.A`",
      "a.thrift:4:15 - warning VG3129: `Other.B` is taken as `E.B`",
    ]);
    expect(program.constants.map((one) => program.valueOf(one))).toEqual([1, 2]);
  });
});

describe("the program", () => {
  const texts = {
    "a.thrift": `include "b.thrift"
      typedef b.Id Key (a = "1")
      struct A { 1: Key (b = "2") k, 2: list<map<string, b.B>> l }
      service S extends b.Base { void own() }
      service Empty extends S {}`,
    "b.thrift": `typedef i64 Id (c = "3")
      union B { 1: i32 a }
      enum E { X }
      const i32 C = 1
      service Root { void first(), void second() }
      service Base extends Root { void third() }`,
  };
  const { program, diagnostics } = programOf(texts);

  test("lists the definitions of all files, the entry's first, and the services of the entry", () => {
    expect(printed(diagnostics)).toEqual([]);
    const names = (
      list: readonly { readonly definition: { readonly name: { readonly text: string } } }[],
    ): string => list.map(({ definition }) => definition.name.text).join(" ");
    expect(names(program.structs)).toBe("A B");
    expect(names(program.enums)).toBe("E");
    expect(names(program.typedefs)).toBe("Key Id");
    expect(names(program.constants)).toBe("C");
    expect(names(program.services)).toBe("S Empty");
    expect(program.modules.map(({ stem }) => stem)).toEqual(["a", "b"]);
  });

  test("keeps typedefs and their annotations", () => {
    const [field, list] = program.structs[0]?.definition.fields ?? [];
    if (field === undefined || list === undefined) throw new Error("no fields");
    const type = program.resolve(field.type, program.entry);
    expect(type.kind).toBe("typedef");
    expect(underlying(type)).toMatchObject({ kind: "base", name: "i64" });
    expect(annotationsOf(type).map(({ key }) => key.text)).toEqual(["b", "a", "c"]);
    expect(program.resolve(list.type, program.entry)).toMatchObject({
      kind: "list",
      element: { kind: "map", key: { kind: "base" }, value: { kind: "struct" } },
    });
    expect(program.resolve(list.type, program.entry)).toBe(program.resolve(list.type, program.entry));
  });

  test("gives the methods of a service from the root down", () => {
    const [service, empty] = program.services;
    if (service === undefined || empty === undefined) throw new Error("no services");
    expect(program.baseOf(service)?.definition.name.text).toBe("Base");
    const methods = program
      .methodsOf(empty)
      .map((one) => `${one.service.definition.name.text}.${one.method.name.text}`);
    expect(methods).toEqual(["Root.first", "Root.second", "Base.third", "S.own"]);
  });

  test("a service that extends itself, or what is not there, has its own methods", () => {
    const broken = programOf({
      "a.thrift":
        "service A extends B { void a() }\nservice B extends A { void b() }\nservice C extends D { void c() }",
    }).program;
    const methods = broken.services.map((one) =>
      broken
        .methodsOf(one)
        .map(({ method }) => method.name.text)
        .sort(),
    );
    expect(methods).toEqual([["a", "b"], ["b"], ["c"]]);
  });

  test("what is faulty is missing or has no value", () => {
    const broken = programOf({
      "a.thrift": "struct A { 1: Foo a = 1, 2: i8 b = 300 }\ntypedef B B\nconst B C = 1",
    }).program;
    const [first, second] = broken.structs[0]?.definition.fields ?? [];
    expect(first && broken.resolve(first.type, broken.entry).kind).toBe("missing");
    expect(second && broken.defaultOf(second, broken.entry)).toBeUndefined();
    expect(broken.constants.map((one) => broken.valueOf(one))).toEqual([undefined]);
  });

  test("a program has an entry", () => {
    expect(() => resolveProgram([], new Diagnostics())).toThrow(RangeError);
  });
});
