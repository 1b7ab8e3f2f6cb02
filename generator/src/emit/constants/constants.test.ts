import { describe, expect, it } from "vitest";
import type { Api, Constant, JsonValue, NamedType, Type } from "../../ir/index.ts";
import { rootSpan } from "../../source/span.ts";
import { emitConstants } from "./index.ts";

const span = rootSpan({ name: "a.json", path: "/a.json", text: "", format: "json" });
const text: Type = { kind: "string", constraints: {}, span };

function whole(as: "number" | "bigint" | "string"): Type {
  return { kind: "integer", format: "int64", as, constraints: {}, span };
}

const status: Type = { kind: "enum", members: [{ value: 1, name: "ON", span }], span };
const point: Type = {
  kind: "object",
  properties: [
    { name: "x", type: whole("bigint"), required: true, span },
    { name: "__proto__", type: text, required: false, span },
  ],
  additional: "open",
  constraints: {},
  span,
};
const types: NamedType[] = [
  { id: "point", hint: "Point", name: "Point", type: point, origin: "declared", span },
  { id: "status", hint: "Status", name: "Status", type: status, origin: "declared", span },
];

function ref(target: string): Type {
  return { kind: "ref", target, span };
}

function emitted(...constants: readonly Constant[]): ReturnType<typeof emitConstants> {
  const base = { name: "A", source: "a.json", title: "A", version: "1", servers: [], grouped: false };
  const api: Api = {
    ...base,
    groups: [{ hint: "A", name: "A", operations: [], span }],
    types,
    ...(constants.length > 0 && { constants }),
    securitySchemes: [],
    span,
  };
  return emitConstants(api);
}

function list(items: Type, as?: "set"): Type {
  return { kind: "array", items, constraints: {}, span, ...(as && { as }) };
}

function map(keys: Type, values: Type, as?: "map"): Type {
  return { kind: "map", keys, values, constraints: {}, span, ...(as && { as }) };
}

describe("constants", () => {
  it.each<[string, Type, JsonValue, string]>([
    ["text", text, 'a"*/\u202e', String.raw`export const X = "a\"*/\u202e" as const;`],
    ["a number", whole("number"), -5, "export const X = -5 as const;"],
    ["a small bigint", whole("bigint"), 1, "export const X = 1n as const;"],
    ["a large bigint", whole("bigint"), -(2n ** 63n), "export const X = -9223372036854775808n as const;"],
    ["digits", whole("string"), 2n ** 63n - 1n, 'export const X = "9223372036854775807" as const;'],
    ["a double", { kind: "number", constraints: {}, span }, 0.5, "export const X = 0.5 as const;"],
    ["a boolean", { kind: "boolean", span }, true, "export const X = true as const;"],
    ["a member of an enum", ref("status"), 1, "export const X = 1 as const;"],
    ["null", { kind: "nullable", inner: whole("bigint"), span }, null, "export const X = null as const;"],
    ["a list", list(whole("bigint")), [1, 2], "export const X = [1n, 2n] as const;"],
    [
      "an object",
      ref("point"),
      JSON.parse('{"x":1,"__proto__":"p"}') as JsonValue,
      'export const X = { x: 1n, ["__proto__"]: "p" } as const;',
    ],
    ["a record", map(text, whole("bigint")), { "a b": 1 }, 'export const X = { "a b": 1n } as const;'],
    ["nothing", map(text, text), {}, "export const X = {} as const;"],
    [
      "a set",
      list(whole("bigint"), "set"),
      [1],
      "export const X: ReadonlySet<bigint> = /* @__PURE__ */ new Set([1n]);",
    ],
    [
      "a map",
      map(whole("bigint"), list(ref("point")), "map"),
      { "1": [{ x: 2 }] },
      "export const X: ReadonlyMap<bigint, Point[]> = /* @__PURE__ */ new Map([[1n, [{ x: 2n }]]]);",
    ],
    [
      "a map by members of an enum",
      map(ref("status"), { kind: "boolean", span }, "map"),
      { "1": true },
      "export const X: ReadonlyMap<Status, boolean> = /* @__PURE__ */ new Map([[1, true]]);",
    ],
    [
      "bytes",
      { kind: "bytes", encoding: "base64", constraints: {}, span },
      "YQ==",
      'export const X: Uint8Array = /* @__PURE__ */ fromBase64("YQ==");',
    ],
  ])("hold %s", (_, type, value, expected) => {
    const [file] = emitted({ hint: "X", name: "X", type, value, span });
    expect(file?.path).toBe("constants");
    expect(file?.statements).toEqual([expected]);
  });

  it("are documented in the words of their author", () => {
    const docs = { description: "The limit. */", deprecated: true };
    const [file] = emitted({ hint: "X", name: "X", type: text, value: "", docs, span });
    expect(file?.statements[0]).toContain("The limit. *");
    expect(file?.statements[0]).toContain("@deprecated");
    expect(file?.statements[0]?.match(/\*\//g)).toHaveLength(1);
  });

  it("have no file where there are none", () => {
    expect(emitted()).toEqual([]);
  });
});
