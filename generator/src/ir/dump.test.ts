import { describe, expect, it } from "vitest";
import { rootSpan } from "../source/span.ts";
import { dumpApi } from "./dump.ts";
import type { Api, NamedType, Type } from "./index.ts";

const span = rootSpan({ name: "a.thrift", path: "/a.thrift", text: "", format: "json" });
const text: Type = { kind: "string", constraints: {}, span };
const whole: Type = { kind: "integer", format: "int64", as: "bigint", text: "read", constraints: {}, span };

function dumped(type: Type, more: Partial<NamedType> = {}): string {
  const api: Api = {
    name: "A",
    source: "a.thrift",
    title: "A",
    version: "1",
    servers: [],
    groups: [],
    grouped: false,
    types: [{ id: "T", hint: "T", name: "T", type, origin: "declared", span, ...more }],
    constants: [{ hint: "MOST", name: "MOST", type: whole, value: 9n, docs: { description: "d" }, span }],
    securitySchemes: [],
    overlay: { "x-a": 1 },
    span,
  };
  return dumpApi(api).split("\n").slice(1).join("\n");
}

const rest = '  constant MOST = 9: int64 as=bigint text=read doc="d"\n';

describe("the dump of a type", () => {
  it.each<[string, Type, string]>([
    ["numbers as text", { kind: "number", text: "write", constraints: {}, span }, "number text=write"],
    [
      "open enums",
      { kind: "enum", members: [{ value: 1, name: "ON", span }], open: true, names: true, span },
      "enum open names\n    = 1 ON",
    ],
    [
      "sets",
      { kind: "array", items: text, as: "set", constraints: {}, span },
      "array as=set\n    items string",
    ],
    [
      "maps",
      { kind: "map", keys: whole, values: text, as: "map", constraints: {}, span },
      "map as=map\n    keys int64 as=bigint text=read\n    values string",
    ],
    [
      "tagged unions",
      {
        kind: "object",
        properties: [{ name: "a", type: text, required: false, given: "reply", nullIsAbsent: true, span }],
        additional: "open",
        exactlyOne: true,
        constraints: {},
        overlay: { title: "t" },
        span,
      },
      'object exactlyOne overlay={"title": "t"}\n    .a? given=reply nullIsAbsent: string',
    ],
  ])("shows %s", (_, type, expected) => {
    expect(dumped(type)).toBe(`  overlay {"x-a": 1}\n  type T = ${expected}\n${rest}`);
  });

  it("shows what is thrown", () => {
    expect(dumped(text, { exception: { className: "TError" } })).toContain(
      "type T exception=TError = string",
    );
  });
});
