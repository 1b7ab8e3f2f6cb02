import { describe, expect, test } from "vitest";
import { checkAnnotations } from "./known.ts";
import { contextOf } from "./testing.ts";

function check(text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  const { cx, findings } = contextOf(text, {}, others);
  checkAnnotations(cx);
  return findings();
}

describe("what nobody knows", () => {
  test.each([
    [
      "struct R {\n1: string a (api.qurey = 'a')\n}",
      ["2:14 VG3201 unknown annotation `api.qurey`; did you mean `api.query`?"],
    ],
    ["struct R { 1: string a (api.zzzzzzzz = 'a') }", ["1:25 VG3201 unknown annotation `api.zzzzzzzz`"]],
    [
      "struct R { 1: string a (openapi.propery = '{}') }",
      ["1:25 VG3201 unknown annotation `openapi.propery`; did you mean `openapi.property`?"],
    ],
    [
      "struct R { 1: list<i32> a (vt.elem.gtt = '1') }",
      ["1:28 VG3201 unknown annotation `vt.elem.gtt`; did you mean `vt.elem.gt`?"],
    ],
    ["struct R { 1: string a (vt.toString = '1') }", ["1:25 VG3201 unknown annotation `vt.toString`"]],
    ["struct R { 1: string a (vt.value.elem.min_size = '1', vt.elem.no_sparse = 'true') }", []],
    ["struct R { 1: string a (api.protobuf = 'a', cpp.ref = '1', my.api.x = '', agw.cli_conv = '') }", []],
    [
      "service S { void a() (api.gett = '/a') }",
      ["1:23 VG3201 unknown annotation `api.gett`; did you mean `api.get`?"],
    ],
  ])("%s", (text, expected) => expect(check(text)).toEqual(expected));

  test("in files that are included, too", () => {
    expect(check("include 'b.thrift'", { "b.thrift": "struct R { 1: string a (api.qurey = 'a') }" })).toEqual(
      ["b.thrift:1:25 VG3201 unknown annotation `api.qurey`; did you mean `api.query`?"],
    );
  });
});

describe("where it means nothing", () => {
  test.each([
    [
      "struct R {} (api.query = 'a')",
      "1:14 VG3202 `api.query` has no effect on a struct: it belongs to a field",
    ],
    [
      "struct R { 1: string (api.query = 'a') a }",
      "1:23 VG3202 `api.query` has no effect on a type: it belongs to a field",
    ],
    [
      "struct R { 1: map<string, list<string (api.query = 'a')>> a }",
      "1:40 VG3202 `api.query` has no effect on a type: it belongs to a field",
    ],
    [
      "struct R { 1: string a (api.get = '/a') }",
      "1:25 VG3202 `api.get` has no effect on a field: it belongs to a method",
    ],
    [
      "enum E { A (api.get = '/a') }",
      "1:13 VG3202 `api.get` has no effect on a member of an enum: it belongs to a method",
    ],
    [
      "enum E { A } (api.none = '')",
      "1:15 VG3202 `api.none` has no effect on an enum: it belongs to a field",
    ],
    [
      "const i32 A = 1 (api.vd = '$')",
      "1:18 VG3202 `api.vd` has no effect on a constant: it belongs to a field or a type or a typedef",
    ],
    ["typedef i32 A (go.tag = '')", "1:16 VG3202 `go.tag` has no effect on a typedef: it belongs to a field"],
    [
      "service S { void a() (agw.to_snake = '') }",
      "1:23 VG3202 `agw.to_snake` has no effect on a method: it belongs to a field or a struct",
    ],
    [
      "service S {} (api.get = '/')",
      "1:15 VG3202 `api.get` has no effect on a service: it belongs to a method",
    ],
    ["struct R {} (vt.gt = '1')", "1:14 VG3202 `vt.gt` has no effect on a struct: it belongs to a field"],
    [
      "namespace go a (api.get = '/a')",
      "1:17 VG3202 `api.get` has no effect on a namespace: it belongs to a method",
    ],
  ])("%s", (text, expected) => expect(check(text)).toEqual([expected]));
});

test("what is not supported", () => {
  expect(check("struct R { 1: string a (api.no_body_struct = '') }")).toEqual([
    "1:25 VG3208 `api.no_body_struct` is not supported and is ignored: fields of a struct inside of a message are in its JSON",
  ]);
});
