import { describe, expect, it } from "vitest";
import type { Api, Type, UnionType } from "../ir/index.ts";
import { rootSpan } from "../source/span.ts";
import { unions } from "./unions.ts";

const span = rootSpan({ name: "a.json", path: "/a.json", text: "", format: "json" });
const text: Type = { kind: "string", constraints: {}, span };
const whole: Type = { kind: "integer", as: "number", constraints: {}, span };

function kind(value: string, more: { required?: boolean; only?: "reply" } = {}): Type {
  const type: Type = { kind: "literal", value, span };
  const property = { name: "kind", type, required: true, span, ...more };
  return { kind: "object", properties: [property], additional: "open", constraints: {}, span };
}

function strategyOf(members: readonly Type[], more: Partial<UnionType> = {}): UnionType["strategy"] {
  const union: Type = { kind: "union", mode: "one", members, span, ...more };
  // Inside an array: unions are found wherever they are.
  const type: Type = { kind: "array", items: union, constraints: {}, span };
  const named = (id: string, one: Type) => ({
    id,
    hint: id,
    name: id,
    type: one,
    origin: "declared" as const,
    span,
  });
  const api: Api = {
    name: "A",
    source: "a.json",
    title: "A",
    version: "1",
    servers: [],
    groups: [],
    grouped: false,
    types: [named("T", type), named("Cat", kind("cat")), named("Text", text)],
    securitySchemes: [],
    span,
  };
  const [first] = unions(api).types;
  return first?.type.kind === "array" && first.type.items.kind === "union"
    ? first.type.items.strategy
    : undefined;
}

describe("members of a union are told apart", () => {
  const cat: Type = { kind: "ref", target: "Cat", span };
  const discriminator = { property: "kind", mapping: [{ value: "x", member: 0 }], span };
  const both: Type = { kind: "intersection", members: [cat, { kind: "unknown", span }], span };
  const table: [how: string, members: Type[], more: Partial<UnionType>, wanted: UnionType["strategy"]][] = [
    [
      "by the discriminator, if the contract has one",
      [cat, kind("dog")],
      { discriminator },
      { by: "discriminator" },
    ],
    ["by the JSON type", [{ kind: "ref", target: "Text", span }, whole, cat], {}, { by: "jsonType" }],
    ["by a property that each pins", [cat, kind("dog")], {}, { by: "literal", property: "kind" }],
    [
      "by a property that is pinned in a part of an allOf",
      [both, kind("dog")],
      {},
      { by: "literal", property: "kind" },
    ],
    ["by checks when two pin the same value", [cat, kind("cat")], {}, { by: "checks" }],
    [
      "by checks when the property may be absent",
      [cat, kind("dog", { required: false })],
      {},
      { by: "checks" },
    ],
    [
      "by checks when the property is not in requests",
      [cat, kind("dog", { only: "reply" })],
      {},
      { by: "checks" },
    ],
    [
      "by checks when whole numbers stand beside numbers",
      [whole, { kind: "number", constraints: {}, span }],
      {},
      { by: "checks" },
    ],
  ];
  it.each(table)("%s", (_, members, more, wanted) => {
    expect(strategyOf(members, more)).toEqual(wanted);
  });
});
