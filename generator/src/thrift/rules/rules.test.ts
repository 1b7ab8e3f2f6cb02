import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { passes } from "../../expression/index.ts";
import { bindField } from "../annotations/field.ts";
import type { ThriftOptions } from "../context.ts";
import { thriftContext } from "../context.ts";
import { findingsOf } from "../syntax/testing.ts";
import { programOf } from "../testing.ts";
import type { Keywords } from "./constraints.ts";
import type { Rules } from "./index.ts";
import { rulesOf } from "./index.ts";

const prelude =
  "enum State { OFF = 0, ON = 1 } struct In { 1: i32 deep (api.body = 'Deep'), 2: optional In next } typedef i32 Small ";

/** The rules of the field `x` of a struct, and what was found wrong. Columns count from the fields. */
function read(
  fields: string,
  options: ThriftOptions = {},
): { readonly rules: Rules; readonly findings: readonly string[] } {
  const { program, diagnostics } = programOf({ "a.thrift": `${prelude}struct S {\n${fields}\n}` });
  const cx = thriftContext(program, diagnostics, options);
  const struct = program.structs.find(({ definition }) => definition.name.text === "S");
  const field = struct?.definition.fields.find(({ name }) => name.text === "x");
  if (struct === undefined || field === undefined) throw new Error(findingsOf(diagnostics).join("\n"));
  const rules = rulesOf(cx, bindField(cx, field, struct.module));
  return { rules, findings: findingsOf(diagnostics).map((line) => line.replace(/^2:/, "")) };
}

const checks: Readonly<Record<string, (v: never, limit: never) => boolean>> = {
  minimum: (v: number, limit: number) => v >= limit,
  maximum: (v: number, limit: number) => v <= limit,
  exclusiveMinimum: (v: number, limit: number) => v > limit,
  exclusiveMaximum: (v: number, limit: number) => v < limit,
  minLength: (v: string, limit: number) => Array.from(v).length >= limit,
  maxLength: (v: string, limit: number) => Array.from(v).length <= limit,
  minItems: (v: unknown[], limit: number) => v.length >= limit,
  maxItems: (v: unknown[], limit: number) => v.length <= limit,
  minProperties: (v: object, limit: number) => Object.keys(v).length >= limit,
  maxProperties: (v: object, limit: number) => Object.keys(v).length <= limit,
  pattern: (v: string, limit: string) => new RegExp(limit, "u").test(v),
};

function fits(value: unknown, keywords: Keywords): boolean {
  return Object.entries(keywords).every(
    ([key, limit]) => checks[key]?.(value as never, limit as never) === true,
  );
}

/** Whether an object passes the rules of `x`. */
function accepts(rules: Rules, object: Readonly<Record<string, unknown>>): boolean {
  const value = object["x"];
  if (rules.constraints !== undefined && value !== undefined && !fits(value, rules.constraints)) return false;
  return rules.assertions.every(({ test: condition }) =>
    passes(condition, {
      at: ({ keys }) =>
        keys.reduce<unknown>(
          (at, key) =>
            typeof at === "object" && at !== null
              ? (at as Readonly<Record<string, unknown>>)[key]
              : undefined,
          object,
        ),
    }),
  );
}

describe("rules are constraints where these say the same", () => {
  test.each<[fields: string, constraints: Keywords]>([
    [`1: required i32 x (api.vd = "$ > 0 && $ <= 100")`, { exclusiveMinimum: 0, maximum: 100 }],
    [`1: required i64 x (api.vd = "0 <= $ && 9 > $")`, { minimum: 0, exclusiveMaximum: 9 }],
    [`1: required double x (api.vd = "$ >= 0.5")`, { minimum: 0.5 }],
    [`1: required Small x (api.vd = "$ > -1 - 1")`, { exclusiveMinimum: -2 }],
    [`1: required string x (api.vd = "mblen($) >= 2 && mblen($) < 5")`, { minLength: 2, maxLength: 4 }],
    [`1: required string x (api.vd = "len($) > 0")`, { minLength: 1 }],
    [`1: required string x (api.vd = "len($) != 0")`, { minLength: 1 }],
    [`1: required string x (api.vd = "len($) == 0")`, { maxLength: 0 }],
    [`1: required string x (api.vd = "regexp('^[a-z]+$')")`, { pattern: "^[a-z]+$" }],
    [`1: required list<i32> x (api.vd = "len($) > 0 && len($) <= 20")`, { minItems: 1, maxItems: 20 }],
    [`1: required map<string, i32> x (api.vd = "len($) == 2")`, { minProperties: 2, maxProperties: 2 }],
    [`1: optional i32 x (api.vd = "?; $ > 0")`, { exclusiveMinimum: 0 }],
    [`1: optional string x (api.vd = "mblen($) <= 200")`, { maxLength: 200 }],
    [`1: i32 x = 10 (api.vd = "$ > 0")`, { exclusiveMinimum: 0 }],
    [`1: i32 x (api.vd = "$ < 5")`, { exclusiveMaximum: 5 }],
    [`1: required i32 x (vt.gt = "0", vt.le = "9")`, { exclusiveMinimum: 0, maximum: 9 }],
    [`1: optional list<i32> x (vt.min_size = "1")`, { minItems: 1 }],
    [`1: required string x (vt.pattern = "^a")`, { pattern: "^a" }],
    [`1: required i32 x (go.tag = 'vd:"$ > 0"')`, { exclusiveMinimum: 0 }],
  ])("%s", (fields, constraints) => {
    expect(read(fields)).toEqual({ rules: { constraints, assertions: [] }, findings: [] });
  });

  test.each<[fields: string, implies: Keywords | undefined]>([
    // Absent, it fails, which constraints cannot say.
    [`1: optional i32 x (api.vd = "$ > 0")`, { exclusiveMinimum: 0 }],
    [`1: i32 x (api.vd = "$ > 0")`, { exclusiveMinimum: 0 }],
    [`1: required i32 x (api.vd = "$ > 0; msg:'no'")`, { exclusiveMinimum: 0 }],
    [`1: required i32 x (api.vd = "$ > 0 && (y)$ > 0"), 2: required i32 y`, { exclusiveMinimum: 0 }],
    [`1: required i32 x (api.vd = "$ > 0 && $ > 1")`, { exclusiveMinimum: 0 }],
    [`1: required i32 x (api.vd = "$ == 1 || $ == 2")`, undefined],
    [`1: required i32 x (api.vd = "$ != 1")`, undefined],
    [`1: required string x (api.vd = "len($) >= 8 && len($) <= 64")`, { minLength: 2, maxLength: 64 }],
    [`1: required string x (api.vd = "$ > 5")`, undefined],
    [`1: required string x (api.vd = "!regexp('a')")`, undefined],
    [`1: required string x (api.vd = "email($)")`, undefined],
    [`1: required State x (api.vd = "$ > 0")`, undefined],
    [`1: required binary x (api.vd = "len($) > 0")`, undefined],
    [`1: required i32 x (api.vd = "len($) > 0")`, undefined],
    [`1: required string x (vt.max_size = "5")`, { maxLength: 5 }],
  ])("%s is an assertion", (fields, implies) => {
    const { rules, findings } = read(fields);
    expect(findings).toEqual([]);
    expect(rules.constraints).toBeUndefined();
    expect(rules.assertions).toMatchObject([{ at: { from: "self", keys: ["x"] } }]);
    expect(rules.assertions[0]?.implies).toEqual(implies);
  });
});

test.each<[fields: string, pass: readonly object[], fail: readonly object[]]>([
  // Presence.
  [`1: optional i32 x (api.vd = "$ > 0")`, [{ x: 1 }], [{}, { x: 0 }]],
  [`1: optional i32 x (api.vd = "? ; $ > 0")`, [{ x: 1 }, {}], [{ x: 0 }]],
  [`1: optional i32 x (api.vd = "$ == nil || $ > 0")`, [{ x: 1 }, {}], [{ x: 0 }]],
  [`1: i32 x (api.vd = "$ > 0")`, [{ x: 1 }], [{}, { x: 0 }]],
  [`1: i32 x (api.vd = "$ == 0")`, [{ x: 0 }, {}], [{ x: 1 }]],
  [`1: optional i32 x = 5 (api.vd = "$ == 5")`, [{}, { x: 5 }], [{ x: 4 }]],
  [`1: optional i32 x = 5 (api.vd = "?; $ < 5")`, [{ x: 4 }], [{}]],
  [`1: string x (api.vd = "$ == nil")`, [], [{}, { x: "" }]],
  [`1: list<i32> x (api.vd = "len($) == 0")`, [{}, { x: [] }], [{ x: [1] }]],
  [`1: optional i32 x (api.vd = "?")`, [{}, { x: 0 }], []],
  [`1: optional i32 x (api.vd = "-")`, [{}, { x: 0 }], []],
  // Other fields: by their names in the IDL, in Go, and on the wire.
  [`1: i32 x (api.vd = "$ == (user_id)$"), 2: i32 user_id`, [{ x: 1, user_id: 1 }, {}], [{ x: 1 }]],
  [`1: i32 x (api.vd = "$ == (UserID)$"), 2: i32 user_id`, [{ x: 1, user_id: 1 }], [{ x: 1 }]],
  [`1: i32 x (api.vd = "$ == (UserId)$"), 2: i32 userId`, [{ x: 1, userId: 1 }], [{ x: 1 }]],
  [`1: i32 x (api.vd = "$ == (w)$"), 2: i32 y (api.body = "w")`, [{ x: 1, w: 1 }], [{ x: 1, y: 1 }]],
  [`1: i32 x (api.vd = "$ == (Y)$"), 2: i32 y (api.body = "w")`, [{ x: 1, w: 1 }], [{ x: 1 }]],
  [`1: i32 x (api.vd = "$ == (Y.Deep)$"), 2: In y`, [{ x: 1, y: { Deep: 1 } }], [{ x: 1, y: { Deep: 2 } }]],
  [`1: i32 x (api.vd = "$ == (y.next.deep)$"), 2: In y`, [{ x: 1, y: { next: { Deep: 1 } } }], [{ x: 1 }]],
  [
    `1: optional i32 x (api.vd = "? ; $ >= (Least)$"), 2: optional i32 least`,
    [{}, { x: 2, least: 1 }],
    [{ x: 2 }],
  ],
  // vt: an absent optional field passes all but not_nil.
  [`1: required bool x (vt.const = "true")`, [{ x: true }], [{ x: false }]],
  [`1: required i32 x (vt.const = "5")`, [{ x: 5 }], [{ x: 4 }]],
  [`1: required string x (vt.const = "a b")`, [{ x: "a b" }], [{ x: "a" }]],
  [`1: required State x (vt.const = "State.ON")`, [{ x: 1 }], [{ x: 0 }]],
  [`1: optional i32 x (vt.lt = "5")`, [{ x: 4 }, {}], [{ x: 5 }]],
  [`1: optional i32 x (vt.le = "5")`, [{ x: 5 }, {}], [{ x: 6 }]],
  [`1: optional i32 x (vt.gt = "5")`, [{ x: 6 }, {}], [{ x: 5 }]],
  [`1: optional i32 x (vt.ge = "5")`, [{ x: 5 }, {}], [{ x: 4 }]],
  [`1: i32 x (vt.gt = "5")`, [{ x: 6 }], [{}]],
  [`1: optional i32 x (vt.in = "1", vt.in = "2")`, [{ x: 2 }, {}], [{ x: 3 }]],
  [`1: optional string x (vt.in = "a", vt.in = "b")`, [{ x: "a" }, {}], [{ x: "c" }]],
  [`1: optional string x (vt.not_in = "a", vt.not_in = "b")`, [{ x: "c" }, {}], [{ x: "b" }]],
  [`1: optional string x (vt.min_size = "2")`, [{ x: "ab" }, { x: "\u00e9" }, {}], [{ x: "a" }]],
  [`1: optional string x (vt.max_size = "2")`, [{ x: "ab" }, {}], [{ x: "\u4e00" }, { x: "abc" }]],
  [`1: optional list<i32> x (vt.max_size = "1")`, [{ x: [1] }, {}], [{ x: [1, 2] }]],
  [`1: optional map<string, i32> x (vt.min_size = "1")`, [{ x: { a: 1 } }, {}], [{ x: {} }]],
  [`1: optional string x (vt.pattern = "^[a-z]+$")`, [{ x: "a" }, {}], [{ x: "A" }]],
  [`1: optional string x (vt.prefix = "a")`, [{ x: "ab" }, {}], [{ x: "b" }]],
  [`1: optional string x (vt.suffix = "b")`, [{ x: "ab" }, {}], [{ x: "a" }]],
  [`1: optional string x (vt.contains = "b")`, [{ x: "abc" }, {}], [{ x: "a" }]],
  [`1: optional string x (vt.not_contains = "b")`, [{ x: "a" }, {}], [{ x: "abc" }]],
  [`1: optional State x (vt.defined_only = "true")`, [{ x: 1 }, {}], [{ x: 7 }]],
  [`1: optional State x (vt.defined_only = "false")`, [{ x: 7 }], []],
  [`1: optional i32 x (vt.not_nil = "true")`, [{ x: 0 }], [{}]],
  [`1: optional i32 x (vt.not_nil = "false")`, [{}], []],
  [`1: list<string> x (vt.elem.min_size = "1")`, [{ x: ["a"] }, { x: [] }, {}], [{ x: ["a", ""] }]],
  [`1: list<list<i32>> x (vt.elem.elem.gt = "0")`, [{ x: [[1]] }], [{ x: [[1], [0]] }]],
  [`1: set<i32> x (vt.elem.in = "1", vt.elem.in = "2")`, [{ x: [1, 2] }], [{ x: [3] }]],
  [
    `1: map<string, i32> x (vt.key.pattern = "^a", vt.value.lt = "9")`,
    [{ x: { a: 1 } }],
    [{ x: { b: 1 } }, { x: { a: 9 } }],
  ],
  [`1: i32 x (vt.gt = "$y"), 2: i32 y`, [{ x: 2, y: 1 }], [{ x: 1, y: 1 }]],
  [
    `1: list<i32> x (vt.max_size = "@len($names)"), 2: list<string> names`,
    [{ x: [1], names: ["a"] }],
    [{ x: [1] }],
  ],
])("%s", (fields, pass, fail) => {
  const { rules, findings } = read(fields);
  expect(findings).toEqual([]);
  for (const object of pass) expect(accepts(rules, { ...object }), JSON.stringify(object)).toBe(true);
  for (const object of fail) expect(accepts(rules, { ...object }), JSON.stringify(object)).toBe(false);
});

test("without zero values, an absent field of default requiredness is nil", () => {
  const { rules } = read(`1: i32 x (api.vd = "$ == 0")`, { zeroValues: false });
  expect(accepts(rules, {})).toBe(false);
});

test("enums that travel by name are compared by name", () => {
  const options = { enumValues: "name" } as const;
  const { rules, findings } = read(`1: required State x (api.vd = "$ == 1 || in($, 0)")`, options);
  expect(findings).toEqual([]);
  expect([accepts(rules, { x: "ON" }), accepts(rules, { x: "OFF" }), accepts(rules, { x: "?" })]).toEqual([
    true,
    true,
    false,
  ]);
  const only = read(`1: required State x (vt.defined_only = "true")`, options);
  expect([accepts(only.rules, { x: "ON" }), accepts(only.rules, { x: "1" })]).toEqual([true, false]);
  expect(read(`1: required State x (api.vd = "$ > 0")`, options).findings).toEqual([
    "32 VG3312 enums travel by name here: a rule can compare one with the number of a member only",
  ]);
});

describe("what is wrong is told with its place in the literal", () => {
  test.each<[fields: string, finding: string]>([
    [`1: i32 x (api.vd = "$ >")`, "24 VG3301 expected a value at the end of the rule"],
    [`1: i32 x (api.vd = "$ > 0 &&")`, "29 VG3301 expected a value at the end of the rule"],
    [`1: i32 x (api.vd = "$ > 0 bogus")`, "27 VG3301 expected an operator or the end of the rule"],
    [`1: i32 x (api.vd = "$ == \\"a\\"")`, '26 VG3301 `"` means nothing here'],
    [`1: i32 x (api.vd = '\\'a\\' == \\'b')`, "30 VG3301 the text is not closed by `'`"],
    [`1: i32 x (api.vd = "lenn($) > 0")`, "21 VG3302 unknown function `lenn`; did you mean `len`?"],
    [`1: i32 x (api.vd = "$ > (yy)$"), 2: i32 y`, "25 VG3306 `S` has no field `yy`; did you mean `y`?"],
    [`1: i32 x (api.vd = "$ > (y.z)$"), 2: i32 y`, "25 VG3306 the field `y` is no struct and has no fields"],
    [`1: i32 x (api.vd = "$ > (y.z)$"), 2: In y`, "25 VG3306 `In` has no field `z`"],
    [
      `1: i32 x (api.vd = "$ > (y)$"), 2: i32 y (api.none = "true")`,
      "25 VG3306 the field `y` is no part of any message",
    ],
    [
      `1: string x (api.vd = "regexp('a(?=b)')")`,
      "33 VG3307 the pattern is no regular expression of RE2: RE2 has no look-around",
    ],
    [`1: i32 x (api.vd = "1 == 1")`, "21 VG3311 `1 == 1` does not depend on any value"],
    [`1: i32 x (go.tag = 'vd:"$ >"')`, "20 VG3301 expected a value at the end of the rule"],
    [`1: i32 x (vt.gt = "a")`, '19 VG3320 expected a number, not "a"'],
    [`1: string x (vt.min_size = "-1")`, '28 VG3320 expected a size, not "-1"'],
    [`1: State x (vt.const = "NONE")`, '24 VG3320 expected a member of the enum, not "NONE"'],
    [`1: bool x (vt.const = "yes")`, '23 VG3320 expected "true" or "false", not "yes"'],
    [`1: i32 x (vt.gt = "$other")`, "19 VG3306 `S` has no field `other`"],
    [`1: string x (vt.gt = "1")`, "14 VG3321 `vt.gt` does not apply to a string"],
    [`1: i32 x (vt.elem.gt = "1")`, "11 VG3321 `vt.elem` does not apply to a i32"],
    [`1: In x (vt.skip = "true")`, "10 VG3322 `vt.skip` has no effect here"],
  ])("%s", (fields, finding) => {
    expect(read(fields).findings).toEqual([finding]);
  });

  test("slow patterns are refused, or kept from long texts", () => {
    const exponential = read(`1: required string x (api.vd = "regexp('^(a+)+$')")`);
    expect(exponential.findings).toEqual([
      expect.stringMatching(/^40 VG3308 the pattern takes time that grows expon/),
    ]);
    expect(exponential.rules).toEqual({ assertions: [] });
    const quadratic = read(`1: required string x (api.vd = "regexp('a*a*b')")`);
    expect(quadratic.findings).toEqual([expect.stringMatching(/^40 VG3309 .* characters are refused/)]);
    expect(quadratic.rules.constraints).toMatchObject({
      pattern: "a*a*b",
      maxLength: expect.any(Number) as number,
    });
  });
});

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : path.endsWith(".thrift") ? [path] : [];
  });
}

test("the contracts of this repository have rules that can be read", () => {
  const root = new URL("../../../../idl/", import.meta.url).pathname;
  let count = 0;
  for (const path of filesUnder(root)) {
    const text = readFileSync(path, "utf8");
    const { program, diagnostics } = programOf({ "a.thrift": text });
    const cx = thriftContext(program, diagnostics);
    for (const { definition, module } of program.structs) {
      for (const field of definition.fields) {
        const { constraints, assertions } = rulesOf(cx, bindField(cx, field, module));
        count += assertions.length + (constraints === undefined ? 0 : 1);
      }
    }
    expect(diagnostics.list.filter(({ code }) => code.startsWith("VG33"))).toEqual([]);
  }
  expect(count).toBeGreaterThan(5);
});
