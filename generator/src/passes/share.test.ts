import { describe, expect, it } from "vitest";
import type { Api, NamedType, Operation, Type } from "../ir/index.ts";
import { childSpan, rootSpan } from "../source/span.ts";
import { share } from "./share.ts";

const root = rootSpan({ name: "a.json", path: "/a.json", text: "", format: "json" });
let place = 0;
const span = () => childSpan(root, String(place++));
const text = (): Type => ({ kind: "string", constraints: {}, span: span() });

function object(properties: Readonly<Record<string, Type>>, title?: string): Type {
  return {
    kind: "object",
    properties: Object.entries(properties).map(([name, type]) => ({
      name,
      type,
      required: true,
      span: span(),
    })),
    additional: "open",
    constraints: {},
    span: span(),
    ...(title !== undefined && { docs: { title } }),
  };
}

const account = (extra: Readonly<Record<string, Type>> = {}, title?: string): Type =>
  object({ a: text(), b: text(), c: text(), d: text(), e: text(), ...extra }, title);

function shared(types: Readonly<Record<string, Type>>, operations = 101): Api {
  const operation = (): Operation => ({
    hint: "op",
    name: "",
    method: "GET",
    path: { text: "/", segments: [] },
    parameters: [],
    replies: [],
    security: [],
    span: span(),
  });
  const named = Object.entries(types).map(([hint, type]): NamedType => ({
    id: hint,
    hint,
    name: "",
    type,
    origin: "declared",
    span: span(),
  }));
  return share({
    name: "A",
    source: "a.json",
    title: "A",
    version: "1",
    servers: [],
    groups: [
      { hint: "A", name: "", operations: Array.from({ length: operations }, operation), span: span() },
    ],
    grouped: false,
    types: named,
    securitySchemes: [],
    span: span(),
  });
}

/** A type as its kind, objects as their properties and references as what they lead to. */
function outline(type: Type): unknown {
  if (type.kind === "object")
    return Object.fromEntries(type.properties.map((one) => [one.name, outline(one.type)]));
  if (type.kind === "array") return [outline(type.items)];
  if (type.kind === "intersection") return { all: type.members.map(outline) };
  return type.kind === "ref" ? `→ ${type.target.replace(/ \d+$/, "")}` : type.kind;
}

const hints = ({ types }: Api): string[] => types.map(({ hint }) => hint);

describe("share", () => {
  it("names what is written out twice, behind the type that has it first", () => {
    const list: Type = { kind: "array", items: account({}, "Account"), constraints: {}, span: span() };
    const api = shared({ x: object({ user: account({}, "Account") }), y: object({ users: list }) });
    expect(hints(api)).toEqual(["x", "Account", "y"]);
    expect(outline(api.types[0]!.type)).toEqual({ user: "→ shared x user Account" });
    expect(outline(api.types[2]!.type)).toEqual({ users: ["→ shared x user Account"] });
    expect(api.types[1]).toMatchObject({
      origin: "shared",
      type: { kind: "object", docs: { title: "Account" } },
    });
  });

  it("leaves small contracts as they are", () => {
    const api = shared({ x: object({ user: account() }), y: object({ user: account() }) }, 100);
    expect(hints(api)).toEqual(["x", "y"]);
  });

  it.each<[string, Type, Type]>([
    ["another property", account({ f: text() }), account({ g: text() })],
    ["another comment", account({}, "A"), account({}, "B")],
    [
      "another default",
      account({ f: { ...text(), default: { span: 1 } } }),
      account({ f: { ...text(), default: {} } }),
    ],
    ["few properties", object({ a: text() }), object({ a: text() })],
  ])("leaves %s where it is", (_what, one, other) => {
    expect(hints(shared({ x: object({ p: one }), y: object({ p: other }) }))).toEqual(["x", "y"]);
  });

  it("names what is inside of a repeated type only when it stands elsewhere too", () => {
    const outer = () => account({ inner: account() });
    expect(hints(shared({ x: object({ outer: outer() }), y: object({ outer: outer() }) }))).toEqual([
      "x",
      "outer",
      "y",
    ]);
    const api = shared({
      x: object({ outer: outer() }),
      y: object({ outer: outer() }),
      z: object({ p: account() }),
    });
    expect(hints(api)).toEqual(["x", "outer", "inner", "y", "z"]);
    expect(outline(api.types[1]!.type)).toMatchObject({ inner: "→ shared x inner inner" });
  });

  it("tells types of one title, or of an author's name, apart by their place", () => {
    const two = () => object({ user: account({}, "User"), bot: account({ f: text() }, "User") });
    expect(hints(shared({ x: two(), y: two() }))).toEqual(["x", "x user", "x bot", "y"]);
    expect(
      hints(shared({ User: object({ p: account({}, "user") }), y: object({ p: account({}, "user") }) })),
    ).toEqual(["User", "User p", "y"]);
  });

  it("leaves the parts of an intersection in it, which are no values of their own", () => {
    const both = (): Type => ({
      kind: "intersection",
      members: [account(), account({ f: account() })],
      span: span(),
    });
    const api = shared({ x: both(), y: both() });
    expect(outline(api.types[0]!.type)).toMatchObject({ all: [{ a: "string" }, { f: "→ shared x f f" }] });
  });

  it("names enums of many values", () => {
    const letters = (count: number): Type => ({
      kind: "enum",
      members: Array.from({ length: count }, (_, i) => ({ value: `v${i}`, span: span() })),
      span: span(),
    });
    const api = shared({
      x: object({ a: letters(12), b: letters(11) }),
      y: object({ a: letters(12), b: letters(11) }),
    });
    expect(hints(api)).toEqual(["x", "a", "y"]);
  });
});
