import { expect, test } from "vitest";
import type { Api, NamedType, Type } from "../ir/index.ts";
import { wideNumbers } from "./wide-numbers.ts";

const span = {
  kind: "text",
  file: { name: "a", path: "/a", text: "", format: "yaml" },
  start: 0,
  end: 0,
} as const;
const double: Type = { kind: "number", constraints: {}, span };
const long: Type = { kind: "integer", format: "int64", as: "bigint", constraints: {}, span };

function apiOf(...types: readonly Type[]): Api {
  const named = types.map((type, i): NamedType => ({
    id: `${i}`,
    hint: `T${i}`,
    name: "",
    type,
    origin: "declared",
    span,
  }));
  const group = { hint: "A", name: "A", operations: [], span };
  return {
    name: "A",
    source: "a",
    title: "A",
    version: "",
    servers: [],
    groups: [group],
    grouped: false,
    types: named,
    securitySchemes: [],
    span,
  };
}

test("numbers beside integers of many digits may come as bigints, wherever they stand", () => {
  const list: Type = { kind: "array", items: double, constraints: {}, span };
  const { types } = wideNumbers(apiOf(list, long));
  expect(types[0]?.type).toEqual({ ...list, items: { ...double, wide: true } });
  expect(types[1]?.type).toBe(long);
});

test("without such integers nothing changes", () => {
  const api = apiOf(double, { ...long, as: "number" } as Type);
  expect(wideNumbers(api)).toBe(api);
});
