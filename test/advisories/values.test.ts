import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "./oracle.ts";
import { compiled, schemas } from "./oracle.ts";

// GHSA-j7p3-24q8-rm47, GHSA-79f3-f442-cq2j, GHSA-w68h-2r38-4cqq (orval): a value is printed by its own type. Generators that
// trust the declared type print the text of an "integer" without quotes.

const call = "pwn_1()";

/** Values that are not of the declared type, with the codes that refuse them. */
const mistyped: readonly (readonly [schema: JsonObject, ...codes: string[]])[] = [
  [{ type: "integer", enum: [1, call] }, "VG2043"],
  [{ type: "number", enum: [call, 2] }, "VG2043"],
  [{ type: "boolean", enum: [true, call] }, "VG2043"],
  [{ type: "integer", const: call }, "VG2043"],
  [{ type: "number", const: { valueOf: call } }, "VG2043"],
  [{ type: "integer", default: call }, "VG2045"],
  [{ type: "boolean", default: call }, "VG2045"],
  [{ type: "string", default: { toString: call } }, "VG2045"],
  [{ type: "array", items: { type: "integer" }, default: [call] }, "VG2045"],
  [{ type: "object", properties: { a: { type: "integer", default: call } } }, "VG2045"],
  [{ type: "number", minimum: call }, "VG2250"],
  [{ type: "number", exclusiveMaximum: call }, "VG2250"],
  [{ type: "number", multipleOf: call }, "VG2250"],
  [{ type: "string", minLength: call }, "VG2250"],
  [{ type: "string", pattern: { source: call } }, "VG2250"],
  [{ type: "array", maxItems: call }, "VG2250"],
  [{ type: "array", uniqueItems: call }, "VG2250"],
  [{ type: "object", required: call }, "VG2250"],
  [{ type: "object", required: [{ toString: call }] }, "VG2013"],
  [{ type: "object", additionalProperties: call }, "VG2250"],
  [{ type: call }, "VG2040"],
  [{ type: ["string", call] }, "VG2040"],
  [{ enum: call }, "VG2250"],
];

test.each(mistyped)("%j is refused", async (schema, ...codes) => {
  const { errors } = await compiled(schemas({ U: schema }));
  expect(errors).toEqual(expect.arrayContaining(codes));
});

/** Values that look like code when they lose their quotes, and stay what they are. */
const values: readonly Json[] = [
  call,
  `"${call}"`,
  `\${${call}}`,
  `1;${call}`,
  "NaN",
  "Infinity",
  "-0",
  "0x10",
  "1n",
  "undefined",
  "null",
  "__proto__",
  "\\u0027",
  "\u2028",
  "\u202e",
  "\0",
  "",
  0,
  -0,
  1e21,
  5e-324,

  true,
  null,
  { __proto__x: call, [call]: [call, { "*/": 1 }] },
  [],
  [[call]],
];

describe("a constant is the value that the contract holds", () => {
  test.each(values.map((value) => [JSON.stringify(value), value] as const))("%s", async (_, value) => {
    const { api, errors } = await compiled(
      schemas({ U: { type: "object", required: ["c"], properties: { c: { const: value } } } }),
    );
    expect(errors).toEqual([]);
    const { isU, writeU } = (await api.load("codec.ts")) as {
      isU: (value: unknown) => boolean;
      writeU: (value: unknown) => string;
    };
    expect(isU({ c: value })).toBe(true);
    expect(isU({ c: [value] })).toBe(false);
    expect(JSON.parse(writeU({ c: value }))).toEqual({ c: value === 0 ? 0 : value });
  });
});

test("all of these compile", async () => {
  const properties = Object.fromEntries(
    values.map((value, i) => [`c${i}`, { const: value, default: value }]),
  );
  const { api, errors } = await compiled(schemas({ U: { type: "object", properties } }));
  expect(errors).toEqual([]);
  expect(await api.check()).toBe("");
});
