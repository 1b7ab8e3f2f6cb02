import { describe, expect, test } from "vitest";
import { contextOf } from "../annotations/testing.ts";
import type { ThriftOptions } from "../context.ts";
import { declaredTypes, lowerConstants, namedTypes } from "./named.ts";

const text = `include "b.thrift"
/** An order. */
struct Order { 1: b.Item item, 2: State state } (openapi.schema = "{ title: 'O' }", pilota.name = "Purchase")
enum State { OFF = 0, ON = 1 (deprecated = "true") } (deprecated)
exception Missing { 1: i64 id }
union Either { 1: string a, 2: i32 b }
struct Node { 1: optional Node next, 2: list<Node> more, 3: string secret (api.header = "s", go.tag = 'json:"-"') }
`;
const others = { "b.thrift": "struct Item { 1: i32 n } struct Other {}" };

function types(used: readonly string[], options: ThriftOptions = {}) {
  const { cx } = contextOf(text, options, others);
  return namedTypes(cx, used.length > 0 ? used : declaredTypes(cx));
}

test("types come with what they refer to, those of the entry first", () => {
  expect(types([]).map(({ id }) => id)).toEqual([
    "/a.thrift#Order",
    "/a.thrift#State",
    "/a.thrift#Missing",
    "/a.thrift#Either",
    "/a.thrift#Node",
    "/b.thrift#Item",
  ]);
  expect(types(["/b.thrift#Item", "/a.thrift#Node"]).map(({ hint }) => hint)).toEqual(["Node", "Item"]);
});

test("what the author says of a type", () => {
  const [order, state, missing, either, node] = types([]);
  expect(order).toMatchObject({
    hint: "Order",
    alias: "Purchase",
    origin: "declared",
    type: { kind: "object", docs: { description: "An order." }, overlay: { title: "O" } },
  });
  expect(order?.exception).toBeUndefined();
  expect(state?.type).toMatchObject({
    kind: "enum",
    names: true,
    docs: { deprecated: true },
    members: [
      { value: 0, name: "OFF" },
      { value: 1, name: "ON", docs: { deprecated: true } },
    ],
  });
  expect(missing?.exception).toEqual({ className: "" });
  expect(either?.type).toMatchObject({
    exactlyOne: true,
    properties: [{ required: false }, { required: false }],
  });
  expect(node?.type).toMatchObject({ properties: [{ name: "next" }, { name: "more" }] });
});

describe("enums", () => {
  const id = ["/a.thrift#State"];
  test("by name", () => {
    const [state] = types(id, { enumValues: "name", openEnums: true });
    expect(state?.type).toMatchObject({ open: true, members: [{ value: "OFF" }, { value: "ON" }] });
    expect(state?.type).not.toHaveProperty("names");
  });
  test("closed unless asked for", () => expect(types(id)[0]?.type).not.toHaveProperty("open"));
});

test("less is a fault of what no message holds", () => {
  const { cx, findings } = contextOf(
    `struct K {}\nstruct A { 1: map<K, i32> a }\nstruct B { 1: map<K, i32> a, 2: i32 b (api.key = "a") }`,
  );
  namedTypes(cx, ["/a.thrift#A"], declaredTypes(cx));
  expect(findings()).toEqual([
    "2:19 VG3204 a key of a map in JSON is a text: a struct cannot be one",
    "3:19 VG3206 a key of a map in JSON is a text: a struct cannot be one",
    "3:37 VG3211 another field is called `a` in JSON: this one is left out",
  ]);
});

test("constants of the entry", () => {
  const { cx } = contextOf(
    `include "b.thrift"
enum E { A = 0, B = 1 }
/** Most. */
const i64 MOST = 9223372036854775807
const E DEFAULT = E.B
const i32 FAULTY = "a"
const list<b.P> POINTS = [{"x": 1}]`,
    { enumValues: "name" },
    { "b.thrift": `struct P { 1: i32 x (api.body = "X") } const i32 HIDDEN = 1` },
  );
  expect(lowerConstants(cx).map(({ hint, value }) => [hint, value])).toEqual([
    ["MOST", 9223372036854775807n],
    ["DEFAULT", "B"],
    ["POINTS", [{ X: 1 }]],
  ]);
  expect(lowerConstants(cx)[0]).toMatchObject({
    type: { kind: "integer", as: "bigint" },
    docs: { description: "Most." },
  });
});

test("thousands of files and types take no time", () => {
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`f${i}.thrift`, `struct A { 1: i32 x } struct B { 1: A a }`]),
  );
  const includes = Object.keys(files).map((name) => `include "${name}"`);
  const structs = Object.keys(files).map((_, i) => `struct S${i} { 1: f${i}.B b }`);
  const { cx } = contextOf([...includes, ...structs].join("\n"), {}, files);
  const start = performance.now();
  expect(namedTypes(cx, declaredTypes(cx))).toHaveLength(900);
  expect(performance.now() - start).toBeLessThan(2000);
});

test("long chains of typedefs are bounded", () => {
  const chain = Array.from({ length: 5000 }, (_, i) => `typedef list<T${i + 1}> T${i}`);
  const { cx, findings } = contextOf(`${chain.join("\n")}\ntypedef i32 T5000\nstruct S { 1: T0 x }`);
  namedTypes(cx, declaredTypes(cx));
  expect(findings().length).toBeGreaterThan(0);
});
