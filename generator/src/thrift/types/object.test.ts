import { describe, expect, test } from "vitest";
import type { ObjectType } from "../../ir/type.ts";
import { bindField } from "../annotations/field.ts";
import { bound, contextOf } from "../annotations/testing.ts";
import type { ThriftOptions } from "../context.ts";
import { lowerObject } from "./object.ts";
import type { Owner } from "./presence.ts";

const prelude = `enum E { A = 0, B = 1 } enum F { C = 5 } struct T { 1: string k (api.body = "K"), 2: E e } union U { 1: string a }
const i64 BIG = 9223372036854775807
typedef i32 Small
`;

function presence(field: string, options: ThriftOptions = {}, owner: Owner = "struct"): string {
  const { cx, findings } = contextOf(`${prelude}struct S { ${field} }`, options);
  const binding = bound(cx);
  const [property] = lowerObject(cx, [binding], binding.field.span, undefined, owner).properties;
  expect([findings(), property?.nullIsAbsent]).toEqual([[], true]);
  if (property === undefined) throw new Error("there is no property");
  const { default: fallback } = property.type;
  const text = JSON.stringify(fallback, (_, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  return [
    property.required ? "required" : "may be absent",
    ...(property.given === undefined ? [] : ["given"]),
    ...(fallback === undefined ? [] : [text]),
  ].join(" ");
}

describe("presence", () => {
  test.each([
    ["1: required i32 x", "required"],
    ["1: required i32 x = 5", "required"],
    ["1: optional i32 x", "may be absent"],
    ["1: optional i32 x = 5", "may be absent 5"],
    ["1: i32 x", "may be absent given 0"],
    ["1: i32 x = 5", "may be absent given 5"],
    ["1: i64 x", "may be absent given 0"],
    ["1: i64 x = BIG", 'may be absent given "9223372036854775807n"'],
    ["1: Small x", "may be absent given 0"],
    ["1: double x", "may be absent given 0"],
    ["1: bool x", "may be absent given false"],
    ["1: string x", 'may be absent given ""'],
    ["1: binary x", 'may be absent given ""'],
    ["1: uuid x", "may be absent given"],
    ["1: list<i32> x", "may be absent given []"],
    ["1: set<i32> x", "may be absent given []"],
    ["1: map<string, i32> x", "may be absent given {}"],
    ["1: E x", "may be absent given 0"],
    ["1: F x", "may be absent given"],
    ["1: T x", "may be absent given"],
    ["1: U x", "may be absent given"],
    ["1: E x = E.B", "may be absent given 1"],
    [`1: T x = {"k": "v", "e": 1}`, 'may be absent given {"K":"v","e":1}'],
    [`1: string x (agw.body_dynamic = "")`, "may be absent given"],
    [`1: string x = '{"a":1}' (agw.body_dynamic = "")`, 'may be absent given {"a":1}'],
    [`1: optional i32 x (go.tag = 'default:"7"')`, "may be absent 7"],
    [`1: i32 x = 5 (go.tag = 'default:"7"')`, "may be absent given 5"],
    [`1: optional E x (go.tag = 'default:"B"')`, "may be absent 1"],
    [`1: optional i32 x (go.tag = 'json:"x,required"')`, "required"],
  ])("%s", (field, expected) => expect(presence(field)).toBe(expected));

  test.each<[string, ThriftOptions, Owner, string]>([
    ["1: i32 x", { zeroValues: false }, "struct", "may be absent given"],
    ["1: i32 x = 5", { zeroValues: false }, "struct", "may be absent given 5"],
    ["1: E x", { enumValues: "name" }, "struct", 'may be absent given "A"'],
    ["1: list<E> x = [1, 0]", { enumValues: "name" }, "struct", 'may be absent given ["B","A"]'],
    ["1: map<E, E> x = {1: 0}", { enumValues: "name" }, "struct", 'may be absent given {"B":"A"}'],
    [`1: T x = {"e": 1}`, { enumValues: "name" }, "struct", 'may be absent given {"e":"B"}'],
    ["1: i32 x", {}, "request", "may be absent given 0"],
    ["1: i32 x", {}, "union", "may be absent"],
    ["1: required i32 x", {}, "reply", "required"],
  ])("%s with %j in a %s", (field, options, owner, expected) =>
    expect(presence(field, options, owner)).toBe(expected),
  );
});

function object(fields: string, owner: Owner = "struct"): { type: ObjectType; found: readonly string[] } {
  const { cx, findings } = contextOf(`struct S {\n${fields}\n}`);
  const [struct] = cx.program.structs;
  if (struct === undefined) throw new Error("there is no struct");
  const bindings = struct.definition.fields.map((field) => bindField(cx, field, struct.module));
  return { type: lowerObject(cx, bindings, struct.definition.span, undefined, owner), found: findings() };
}

test("an object has its fields by their keys, constraints and conditions", () => {
  const { type, found } = object(
    `1: required i32 a (api.body = "A", api.vd = "$ > 0"), 2: optional i32 b (api.vd = "? ; $ > (a)$")`,
  );
  expect(found).toEqual([]);
  expect(type).toMatchObject({ additional: "open", constraints: {} });
  expect(type.properties.map(({ name }) => name)).toEqual(["A", "b"]);
  expect(type.properties[0]?.type).toMatchObject({ constraints: { exclusiveMinimum: 0 } });
  expect(type.refinements).toMatchObject([{ kind: "assert" }]);
  expect(type.exactlyOne).toBeUndefined();
});

test("a union is exactly one of its members", () => {
  expect(object("1: optional i32 a", "union").type.exactlyOne).toBe(true);
});

test("two fields of one key in JSON", () => {
  const { type, found } = object(`1: string a\n2: i32 b (api.body = "a")`);
  expect(type.properties).toMatchObject([{ name: "a", type: { kind: "string" } }]);
  expect(found).toEqual(["3:8 VG3205 another field is called `a` in JSON: this one is left out"]);
});

test("names of JavaScript's own are only data", () => {
  const { type, found } = object(`1: i32 __proto__, 2: i32 constructor, 3: i32 toString`);
  expect([type.properties.map(({ name }) => name), found]).toEqual([
    ["__proto__", "constructor", "toString"],
    [],
  ]);
});

test("a default that stands for the JSON in it, and holds none, is reported", () => {
  const { cx, findings } = contextOf(`struct S { 1: string x = "{a" (agw.body_dynamic = "") }`);
  expect(lowerObject(cx, [bound(cx)], bound(cx).field.span).properties[0]?.type.default).toBeUndefined();
  const message = "the default of `x`, which stands for the JSON that it holds, is no JSON: it is ignored";
  expect(findings()).toEqual([expect.stringContaining(`VG3212 ${message}`)]);
});
