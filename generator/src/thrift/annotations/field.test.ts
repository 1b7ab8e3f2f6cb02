import { describe, expect, test } from "vitest";
import { bound, contextOf } from "./testing.ts";

/** The field in words, and what was found wrong; columns count from the field. */
function read(annotations: string, type = "string", owner = ""): readonly string[] {
  const { cx, findings } = contextOf(
    `typedef i64 Id (api.js_conv = "true")\nstruct S {\n1: ${type} x (${annotations})\n} ${owner}`,
  );
  const { places, bodyName, skipped, hiddenInJson, requiredness, textual, dynamic, sse, ...rest } = bound(cx);
  const words = [
    `${places.map(({ source, name }) => `${source} ${name}`).join(", ")} | ${bodyName}`,
    ...(skipped ? ["skipped"] : []),
    ...(hiddenInJson ? ["hidden in JSON"] : []),
    ...(requiredness === "default" ? [] : [requiredness]),
    ...(textual === undefined ? [] : [textual ? "textual" : "not textual"]),
    ...(dynamic ? ["dynamic"] : []),
    ...(sse ? ["sse"] : []),
    ...(rest.goDefault === undefined ? [] : [`default ${JSON.stringify(rest.goDefault)}`]),
    ...(rest.alias === undefined ? [] : [`alias ${rest.alias}`]),
  ];
  return [words.join("; "), ...findings().map((line) => line.replace(/^3:/, ""))];
}

describe("places", () => {
  test.each([
    ["", " | x"],
    [`api.query = "q"`, "query q | x"],
    [`API.Query = "q"`, "query q | x"],
    [`api.query = ""`, "query x | x"],
    [`api.body = "b"`, "body b | b"],
    [`api.body = ""`, "body x | x"],
    [`api.file_name = "f"`, "form f | x"],
    [`api.raw_body = ""`, "raw_body x | x"],
    [`api.raw_uri = ""`, "raw_uri x | x"],
    [`api.http_code = ""`, "http_code x | x"],
    [`api.header = "h", api.path = "p", api.cookie = "c"`, "header h, path p, cookie c | x"],
    [`api.query = "q", api.query = "q"`, "query q | x"],
    [`agw.source = "header"`, "header x | x"],
    [`agw.source = "post,Query"`, "form x, query x | x"],
    [`agw.target = "http_code"`, "http_code x | x"],
    [`janus.source = "cookie", agw.key = "k"`, "cookie k | k"],
    [`agw.source = "query", api.key = "k"`, "query k | k"],
    [`agw.target = "sse"`, " | x; sse"],
  ])("%s", (annotations, expected) => expect(read(annotations)).toEqual([expected]));

  test("two names in one place", () => {
    expect(read(`api.query = "a", api.query = "b"`)).toEqual([
      "query a | x",
      "31 VG3404 `x` has two names in one place: `a` counts",
    ]);
  });

  test("a place that a gateway does not have", () => {
    expect(read(`agw.source = "qurey"`)).toEqual([
      " | x",
      "14 VG3209 `agw.source` knows no place `qurey`; did you mean `query`?",
    ]);
  });
});

describe("the key in JSON", () => {
  test.each([
    [`api.key = "k"`, " | k"],
    [`agw.key = "k"`, " | k"],
    [`api.body = "b", api.key = "k", go.tag = 'yaml:"y"'`, "body b | b"],
    [`api.body = "", api.key = "k"`, "body k | k"],
    [`go.tag = 'json:"j,omitempty"'`, " | j"],
    [`go.tag = 'json:",omitempty"'`, " | x"],
    [`api.body = "b", go.tag = 'json:"j"'`, "body j | j"],
    [`api.key = "k", go.tag = 'json:"j"'`, " | k"],
    // The name of a key is no place: a body must not set what is in a header.
    [`api.header = "h", go.tag = 'json:"j"'`, "header h | j"],
    [`go.tag = 'json:"j" query:"q"'`, "body j, query q | j"],
    [`go.tag = 'query:"q" json:"j"'`, "query q, body j | j"],
    [`go.tag = 'json:"-"'`, " | x; skipped; hidden in JSON"],
    [`go.tag = 'json:"-,"'`, " | -"],
    [`api.body = "b", go.tag = 'json:"-"'`, " | b; skipped; hidden in JSON"],
    [`api.header = "h", go.tag = 'json:"-"'`, "header h | x; hidden in JSON"],
  ])("%s", (annotations, expected) => expect(read(annotations)).toEqual([expected]));
});

describe("tags of Go", () => {
  test.each([
    [`api.query = "a", go.tag = 'query:"b"'`, "query b | x"],
    [`api.query = "a", go.tag = 'query:"-"'`, " | x"],
    [`go.tag = 'query:"q,required"'`, "query q | x; required"],
    [`go.tag = "json:\\"j\\" header:\\"h\\""`, "body j, header h | j"],
    [`go.tag = 'protobuf:"bytes,1" xml:"x"'`, " | x"],
    [`go.tag = 'default:"a,b"'`, ` | x; default "a,b"`],
  ])("%s", (annotations, expected) => expect(read(annotations)).toEqual([expected]));

  test("numbers as texts", () => {
    expect(read(`go.tag = 'json:"n,string"'`, "i64")).toEqual([" | n; textual"]);
    expect(read(`go.tag = 'default:"12"'`, "i64")).toEqual([" | x; default 12"]);
  });

  test("what is malformed is reported where it stands", () => {
    expect(read(`go.tag = 'json:"j" query'`)).toEqual([
      " | j",
      "33 VG3207 a part of `go.tag` cannot be read, and is ignored with what follows",
    ]);
    expect(read(`go.tag = 'default:"many"'`, "i32")).toEqual([
      " | x",
      "20 VG3210 the default in `go.tag` is no value of the type of `x`",
    ]);
  });
});

describe("no part of a message", () => {
  test.each([
    [`api.none = "true"`, true],
    [`api.none = ""`, true],
    [`api.none`, true],
    [`api.none = "false"`, false],
    [`agw.target = "ignore"`, true],
    [`agw.source = "ignore"`, true],
  ])("%s", (annotations, skipped) => expect(read(annotations)).toEqual([skipped ? " | x; skipped" : " | x"]));
});

describe("numbers as texts", () => {
  test.each([
    ["", "Id", " | x; textual"],
    [`api.js_conv = "false"`, "Id", " | x; not textual"],
    [`api.js_conv = "true"`, "i64", " | x; textual"],
    [`api.js_conv = "str"`, "i64", " | x; textual"],
    [`api.js_conv = "string"`, "list<i64>", " | x; textual"],
    [`api.js_conv = ""`, "i32", " | x; textual"],
    [`api.js_conv`, "i32", " | x; textual"],
    [`agw.js_conv = "str"`, "i64", " | x; textual"],
    [`janus.js_conv = ""`, "i64", " | x; textual"],
    [`API.JS_CONV = "false"`, "i64", " | x; not textual"],
  ])("%s of %s", (annotations, type, expected) => expect(read(annotations, type)).toEqual([expected]));
});

test("texts that hold JSON", () => {
  expect(read(`agw.body_dynamic = ""`)).toEqual([" | x; dynamic"]);
  expect(read(`agw.target = "body_dynamic"`)).toEqual([" | x; dynamic"]);
  expect(read(`agw.body_dynamic = "false"`)).toEqual([" | x"]);
  expect(read(`agw.body_dynamic = ""`, "i32")).toEqual([" | x"]);
});

test("the case of names", () => {
  expect(read("", "string", `(agw.to_snake = "true")`)).toEqual([" | x"]);
  const { cx } = contextOf(
    `struct S { 1: string fieldName2 (agw.source = "query"), 2: string userName (agw.to_snake = "false"), 3: string other (api.key = "K") } (agw.to_snake = "true")`,
  );
  expect(bound(cx, "fieldName2")).toMatchObject({
    bodyName: "field_name_2",
    places: [{ name: "field_name_2" }],
  });
  expect(bound(cx, "userName").bodyName).toBe("userName");
  expect(bound(cx, "other").bodyName).toBe("K");
});

test("names of Pilota, unless they are Rust's only", () => {
  expect(read(`pilota.name = "kind"`)).toEqual([" | x; alias kind"]);
  expect(read(`pilota.name = "r#type"`)).toEqual([" | x"]);
});

test("a field is read once", () => {
  const { cx } = contextOf(`struct S { 1: string x (agw.source = "nowhere") }`);
  expect(bound(cx)).toBe(bound(cx));
});
