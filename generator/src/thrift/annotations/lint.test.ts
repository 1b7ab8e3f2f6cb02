import { describe, expect, test } from "vitest";
import type { ThriftOptions } from "../context.ts";
import { checkAnnotations } from "./known.ts";
import { contextOf } from "./testing.ts";

function lint(fields: string, options: ThriftOptions = {}): readonly string[] {
  const { cx, findings } = contextOf(
    `typedef i64 Id (api.js_conv = "")\nstruct S {\n${fields}\n}\nstruct Other { 1: i64 unsent }
service A { void a(1: list<S> s) (api.post = "/a"), void b(1: Other o) }`,
    options,
  );
  checkAnnotations(cx);
  return findings().map((line) => line.replace(/^3:/, ""));
}

describe("several places", () => {
  test.each([
    [
      `api.query="a", api.path="b"`,
      "29 VG3403 `x` is looked for in several places: the path, then the query",
    ],
    [
      `api.body="a", api.header="b", api.cookie="c"`,
      "28 VG3403 `x` is looked for in several places: a cookie, then a header, then the body",
    ],
    [`api.body="a", api.form="b"`, undefined],
    [`api.query="a"`, undefined],
    [`api.query="a", api.path="b", api.none="true"`, undefined],
  ])("%s", (annotations, expected) =>
    expect(lint(`1: string x (${annotations})`)).toEqual(expected === undefined ? [] : [expected]),
  );

  test("of which Kitex takes the last", () => {
    expect(lint(`1: string x (api.query="a", api.header="b")`, { compat: "kitex" })).toEqual([
      "29 VG3403 several places are named for `x`: the last one counts, a header",
    ]);
  });
});

describe("numbers of 64 bits", () => {
  const note = (subject: string): string =>
    `${subject} i64 without \`api.js_conv\`: \`JSON.parse\` of other clients rounds values beyond 2^53`;

  test.each([
    ["1: i64 x", `4 VG3402 ${note("`x` is")}`],
    ["1: i64 x, 2: list<i64> y, 3: map<i64, i64> z", `4 VG3402 ${note("`x` and 2 more are")}`],
    [`1: i64 x (api.query = "a", api.body = "b")`, `4 VG3402 ${note("`x` is")}`],
    [`1: i64 x (api.js_conv = "false"), 2: list<Id> y, 3: Id z, 4: i32 a, 5: map<i64, i32> b`, undefined],
    [`1: i64 x (api.query = "a"), 2: i64 y (api.none = "true"), 3: list<i64 (api.js_conv)> z`, undefined],
  ])("%s", (fields, expected) => {
    const found = lint(fields).filter((line) => line.includes("VG3402"));
    expect(found.map((line) => line.replace(/^\d+/, "4"))).toEqual(expected === undefined ? [] : [expected]);
  });
});
