import { describe, expect, test } from "vitest";
import { docsOf } from "./docs.ts";
import { casedName } from "./name-case.ts";
import { parseGoTag } from "./go-tag.ts";
import { tagDefault } from "./tag-default.ts";
import { bound, contextOf } from "./testing.ts";

/** Annotations in the syntax of Thrift. */
function annotations(text: string) {
  const { cx } = contextOf(`struct S { 1: string x (${text}) }`);
  return bound(cx).field.annotations;
}

describe("docs", () => {
  test.each([
    [undefined, "", undefined],
    ["Text.", "", { description: "Text." }],
    ["Text.\n@deprecated", "", { description: "Text.", deprecated: true }],
    ["@deprecated: use b\nText.", "", { description: "use b\nText.", deprecated: true }],
    ["see @deprecated things", "", { description: "see @deprecated things" }],
    ["@deprecatedly", "", { description: "@deprecatedly" }],
    [undefined, "deprecated", { deprecated: true }],
    [undefined, `deprecated = "true"`, { deprecated: true }],
    [undefined, `deprecated = "false"`, undefined],
    ["Text.", `Deprecated = "use b"`, { description: "Text.\n\nuse b", deprecated: true }],
  ])("%j %s", (text, written, expected) => expect(docsOf(text, annotations(written))).toEqual(expected));
});

describe("cases of names", () => {
  test.each([
    ["FieldName2", "", `agw.to_snake = ""`, "field_name_2"],
    ["logID", "", `agw.to_snake = "true"`, "log_id"],
    ["HTMLPage", "", `janus.to_snake = "true"`, "html_page"],
    ["req_list", "", `agw.to_snake`, "req_list"],
    ["req_list", "", `agw.to_lower_camel_case = ""`, "reqList"],
    ["LogID", "", `agw.to_lower_camel_case = "True"`, "logID"],
    ["ID", "", `agw.to_lower_camel_case`, "id"],
    ["InnerBase", `agw.to_snake = "true"`, `agw.to_snake = "False"`, "InnerBase"],
    ["logID", `agw.to_snake = "true"`, `agw.to_lower_camel_case = "false"`, "log_id"],
    ["req_list", `agw.to_snake = "true"`, `agw.to_lower_camel_case = "true"`, "reqList"],
    ["A_b", "", "", "A_b"],
  ])("%s in %s with %s", (name, owner, own, expected) =>
    expect(casedName(name, annotations(owner), annotations(own))).toBe(expected),
  );
});

describe("tags of Go", () => {
  test.each([
    [`json:"a"`, ["json a"], undefined],
    [`json:"a,omitempty" query:"b, required"`, ["json a [omitempty]", "query b [required]"], undefined],
    [`json:\\"a\\" form:\\"b\\"`, ["json a", "form b"], undefined],
    [`vd:"$ == \\"x\\""`, [`vd $ == "x"`], undefined],
    [`json:""`, ["json "], undefined],
    ["  ", [], undefined],
    [`json:"a" b`, ["json a"], 9],
    [`json:"a`, [], 0],
    ["json", [], 0],
  ])("%s", (text, expected, at) => {
    const { tags, faultAt } = parseGoTag(text);
    const words = tags.map(({ key, name, options }) =>
      [key, name, ...(options.length > 0 ? [`[${options.join()}]`] : [])].join(" "),
    );
    expect([words, faultAt]).toEqual([expected, at]);
  });

  test("a long text that is never closed takes no time", () => {
    const start = performance.now();
    parseGoTag(`a:"${"\\\\".repeat(100_000)}`);
    parseGoTag("a".repeat(200_000));
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("defaults in tags of Go", () => {
  test.each([
    ["string", "a", "a"],
    ["bool", "true", true],
    ["bool", "1", undefined],
    ["i8", "127", 127],
    ["i8", "128", undefined],
    ["i32", "-5", -5],
    ["i32", "+5", 5],
    ["i32", "1.5", undefined],
    ["i64", "9223372036854775807", 9223372036854775807n],
    ["i64", "9223372036854775808", undefined],
    ["double", "1.5e3", 1500],
    ["double", "1e999", undefined],
    ["double", "NaN", undefined],
    ["uuid", "a", undefined],
    ["E", "ON", 1],
    ["E", "1", 1],
    ["E", "2", undefined],
    ["list<i32>", "[1,2]", [1, 2]],
    ["list<i32>", `[1,"b"]`, undefined],
    ["list<i64>", "[9223372036854775807]", undefined],
    ["list<string>", "a", undefined],
    ["set<string>", `["a"]`, ["a"]],
    ["map<i32, string>", `{"1":"a"}`, { "1": "a" }],
    ["map<i32, string>", `{"b":"a"}`, undefined],
    ["map<string, string>", "[]", undefined],
    ["S", "{}", undefined],
  ])("%s %s", (type, text, expected) => {
    const { cx } = contextOf(`enum E { ON = 1 } struct S { 1: optional ${type} x }`);
    expect(tagDefault(text, bound(cx).type)).toEqual(expected);
  });
});
