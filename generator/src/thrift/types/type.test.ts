import { describe, expect, test } from "vitest";
import type { Type } from "../../ir/type.ts";
import { bound, contextOf } from "../annotations/testing.ts";
import type { ThriftOptions } from "../context.ts";
import { fieldType } from "./object.ts";
import { lowerType } from "./type.ts";

const prelude = `enum E { A = 0, B = 1 } struct T {} union U { 1: string a }
typedef i64 Id (api.js_conv = "true")
typedef list<Id> Ids
typedef string Name (openapi.schema = "{ title: 'N' }")
`;

/** A type in short: what is not the same for all of its kind. */
function short(type: Type): string {
  const text = "text" in type && type.text !== undefined ? ` text=${type.text}` : "";
  switch (type.kind) {
    case "integer":
      return `${type.format ?? "integer"} as ${type.as}${text}`;
    case "number":
      return `${type.format ?? "number"}${text}`;
    case "string":
      return type.format === undefined ? "string" : `string ${type.format}`;
    case "bytes":
      return `bytes ${type.encoding}`;
    case "array":
      return `${type.as ?? "array"}${type.constraints.uniqueItems === true ? " unique" : ""} of ${short(type.items)}`;
    case "map":
      return `${type.as ?? "record"} of ${type.keys === undefined ? "" : `${short(type.keys)} to `}${short(type.values)}`;
    case "ref":
      return `→ ${type.target}`;
    default:
      return type.kind;
  }
}

function read(type: string, options: ThriftOptions = {}, annotations = ""): readonly string[] {
  const { cx, findings } = contextOf(
    `${prelude}struct S {\n1: optional ${type} x ${annotations}\n}`,
    options,
  );
  return [short(fieldType(cx, bound(cx))), ...findings()];
}

describe("types", () => {
  test.each([
    ["bool", "boolean"],
    ["byte", "int8 as number"],
    ["i8", "int8 as number"],
    ["i16", "int16 as number"],
    ["i32", "int32 as number"],
    ["i64", "int64 as bigint text=read"],
    ["double", "double"],
    ["string", "string"],
    ["binary", "bytes base64"],
    ["uuid", "string uuid"],
    ["E", "→ /a.thrift#E"],
    ["T", "→ /a.thrift#T"],
    ["U", "→ /a.thrift#U"],
    ["list<i32>", "array of int32 as number"],
    ["set<string>", "array unique of string"],
    ["map<string, i32>", "record of int32 as number"],
    ["map<Name, T>", "record of → /a.thrift#T"],
    ["map<bool, i32>", "record of boolean to int32 as number"],
    ["map<i64, string>", "record of int64 as bigint text=read to string"],
    ["map<double, string>", "record of double to string"],
    ["map<E, string>", "record of → /a.thrift#E to string"],
    ["map<uuid, string>", "record of string uuid to string"],
  ])("%s", (type, expected) => expect(read(type)).toEqual([expected]));
});

describe("options", () => {
  test.each<[string, ThriftOptions, string]>([
    ["i64", { int64: "number" }, "int64 as number text=read"],
    ["i64", { int64: "string" }, "int64 as string text=read"],
    ["i32", { int64: "string" }, "int32 as number"],
    ["set<i32>", { sets: "set" }, "set unique of int32 as number"],
    ["list<i32>", { sets: "set" }, "array of int32 as number"],
    ["map<i32, bool>", { maps: "map" }, "map of int32 as number to boolean"],
    ["map<string, bool>", { maps: "map" }, "map of boolean"],
  ])("%s with %j", (type, options, expected) => expect(read(type, options)).toEqual([expected]));
});

describe("numbers as texts", () => {
  test.each([
    ["i64", `(api.js_conv = "true")`, "int64 as bigint text=write"],
    ["i32", `(api.js_conv = "str")`, "int32 as number text=write"],
    ["double", `(api.js_conv = "")`, "double text=write"],
    ["string", `(api.js_conv = "")`, "string"],
    ["list<i64>", `(api.js_conv = "")`, "array of int64 as bigint text=write"],
    [
      "map<i64, list<i8>>",
      `(api.js_conv)`,
      "record of int64 as bigint text=read to array of int8 as number text=write",
    ],
    ["Id", "", "int64 as bigint text=write"],
    ["list<Id>", "", "array of int64 as bigint text=write"],
    ["map<string, Ids>", "", "record of array of int64 as bigint text=write"],
    ["list<Id>", `(api.js_conv = "false")`, "array of int64 as bigint text=read"],
    [`list<i64 (api.js_conv = "")>`, "", "array of int64 as bigint text=write"],
  ])("%s %s", (type, annotations, expected) => expect(read(type, {}, annotations)).toEqual([expected]));
});

describe("keys without a form in JSON", () => {
  test.each([
    ["map<T, i32>", "struct"],
    ["map<U, i32>", "union"],
    ["map<list<i32>, i32>", "list"],
    ["map<set<i32>, i32>", "set"],
    ["map<map<string, i32>, i32>", "map"],
    ["map<binary, i32>", "binary"],
  ])("%s", (type, what) =>
    expect(read(type)).toEqual([
      "record of int32 as number",
      `6:17 VG3204 a key of a map in JSON is a text: a ${what} cannot be one`,
    ]),
  );
});

test("what holds JSON may be anything", () => {
  expect(read("string", {}, `(agw.body_dynamic = "")`)).toEqual(["unknown"]);
});

test("a typedef has its say in documents", () => {
  const { cx } = contextOf(`${prelude}struct S { 1: Name x }`);
  expect(lowerType(cx, bound(cx).type).overlay).toEqual({ title: "N" });
});
