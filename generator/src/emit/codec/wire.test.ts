import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { explain } from "../../../../runtime/src/codegen/v1.ts";
import { parseJson } from "../../../../runtime/src/http/parse-json.ts";
import { exactNumbers } from "../../../../runtime/src/http/exact-numbers.ts";
import type { EnumType, IntegerType, JsonValue, Property, Type } from "../../ir/index.ts";
import type { Compiled } from "./codec.fixture.ts";
import { apiOf, compileCodecs, span, typeErrors } from "./codec.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "wire-"));
afterAll(() => rmSync(folder, { recursive: true }));

const compile = (...types: readonly Type[]): Promise<Compiled[]> => compileCodecs(types, folder);

/** The codec of one type. */
async function codecOf(type: Type, ...others: readonly Type[]): Promise<Compiled> {
  const [codec] = await compile(type, ...others);
  if (codec === undefined) throw new Error("no codec");
  return codec;
}

/** What a server makes of the text of a body: the value that its handler sees, or why it sees none. */
function receive(codec: Compiled, text: string): { value: unknown } | { flaws: readonly string[] } {
  const wire: unknown = parseJson(text, { bigint: exactNumbers });
  const flaws = explain(codec.schema, wire).map(({ pointer, message }) => `${pointer} ${message}`);
  expect(codec.is(wire), `${text}: ${flaws.join(", ")}`).toBe(flaws.length === 0);
  return flaws.length === 0 ? { value: codec.read(wire) } : { flaws };
}

function property(name: string, type: Type, more: Partial<Property> = {}): Property {
  return { name, type, required: false, nullIsAbsent: true, span, ...more };
}

function struct(...properties: readonly Property[]): Type & { kind: "object" } {
  return { kind: "object", properties, additional: "open", constraints: {}, span };
}

function oneOf(...properties: readonly Property[]): Type {
  return { ...struct(...properties), exactlyOne: true };
}

const text: Type = { kind: "string", constraints: {}, span };
const bool: Type = { kind: "boolean", span };
const modes = ["number", "bigint", "string"] as const;

function whole(format: IntegerType["format"], more: Partial<IntegerType> = {}): IntegerType {
  return { kind: "integer", as: "number", constraints: {}, span, ...(format && { format }), ...more };
}

function numbers(values: readonly number[], more: Partial<EnumType> = {}): EnumType {
  return { kind: "enum", members: values.map((value, i) => ({ name: `M${i}`, value, span })), span, ...more };
}

const most = 2n ** 63n - 1n;
const least = -(2n ** 63n);

describe("whole numbers that may be text", () => {
  it.each([
    ["bigint", "read", most, String(most)],
    ["bigint", "write", least, `"${least}"`],
    ["string", "read", String(least), String(least)],
    ["string", "write", String(most), `"${most}"`],
    ["number", "read", -(2 ** 53 - 1), "-9007199254740991"],
    ["number", "write", 2 ** 53 - 1, '"9007199254740991"'],
    ["number", "write", 0, '"0"'],
  ] as const)("as %s, for %s: %s is %s", async (as, mode, value, wire) => {
    const codec = await codecOf(whole("int64", { as, text: mode }));
    expect(codec.write(value)).toBe(wire);
    expect(receive(codec, wire)).toEqual({ value });
    // Readers take the other form as well.
    const other = wire.startsWith('"') ? wire.slice(1, -1) : `"${wire}"`;
    expect(receive(codec, other)).toEqual({ value });
  });

  it.each(modes)("as %s: neither values out of range nor other texts", async (as) => {
    const codec = await codecOf(whole("int64", { as, text: "read" }));
    const wrong = ["9223372036854775808", "-9223372036854775809", "1.5", "true", "null", "[]", "1e300"];
    for (const one of wrong) {
      expect(receive(codec, one), one).toHaveProperty("flaws");
      expect(receive(codec, JSON.stringify(one)), one).toHaveProperty("flaws");
    }
    const texts = [
      "",
      " 1",
      "1 ",
      "+1",
      "01",
      "-0",
      "0x10",
      "1_0",
      "1e3",
      "1.0",
      "١",
      "9".repeat(41),
      "9".repeat(1e5),
    ];
    for (const one of texts) expect(receive(codec, JSON.stringify(one)), one).toHaveProperty("flaws");
  });

  it("keep to their width and bounds, in both forms", async () => {
    const [byte, some] = await compile(
      whole("int8", { text: "read" }),
      whole("int32", { text: "write", constraints: { exclusiveMinimum: 0, maximum: 10, multipleOf: 2 } }),
    );
    if (byte === undefined || some === undefined) throw new Error("no codec");
    for (const [codec, good, bad] of [
      [byte, [-128, 0, 127], [-129, 128, 1.5]],
      [some, [2, 10], [0, 3, 12, 2.5]],
    ] as const) {
      for (const value of good) {
        expect(receive(codec, String(value))).toEqual({ value });
        expect(receive(codec, `"${value}"`)).toEqual({ value });
      }
      for (const value of bad) {
        expect(receive(codec, String(value)), String(value)).toHaveProperty("flaws");
        expect(receive(codec, `"${value}"`), String(value)).toHaveProperty("flaws");
      }
    }
  });

  it("say what they must be", async () => {
    const codec = await codecOf(whole("int32", { text: "read" }));
    expect(receive(codec, "true")).toEqual({ flaws: [" must be an integer or a string"] });
    expect(receive(codec, '"x"')).toEqual({ flaws: [" must be a valid int32"] });
    expect(receive(codec, "2147483648")).toEqual({ flaws: [" must be at most 2147483647"] });
  });
});

describe("numbers that may be text", () => {
  it("are finite, and within their bounds", async () => {
    const codec = await codecOf({
      kind: "number",
      format: "double",
      text: "write",
      constraints: { minimum: -1, exclusiveMaximum: 1e22 },
      span,
    });
    expect(codec.write(0.1)).toBe('"0.1"');
    expect(codec.write(1e21)).toBe('"1e+21"');
    expect(() => codec.write(Number.NaN)).toThrow("cannot write NaN");
    for (const value of [0.1, 1e21, -1, 5e-324]) {
      expect(receive(codec, codec.write(value))).toEqual({ value });
      expect(receive(codec, JSON.stringify(value))).toEqual({ value });
    }
    for (const one of [
      '"1e22"',
      "1e22",
      '"-2"',
      '"NaN"',
      '"Infinity"',
      '"1e999"',
      '""',
      '"0x1"',
      '".5"',
      "null",
    ])
      expect(receive(codec, one), one).toHaveProperty("flaws");
  });

  it("of single precision have its range", async () => {
    const codec = await codecOf({ kind: "number", format: "float", text: "read", constraints: {}, span });
    expect(receive(codec, '"3.5e38"')).toHaveProperty("flaws");
    expect(receive(codec, '"3.4e38"')).toEqual({ value: 3.4e38 });
  });
});

describe("null that stands for absence", () => {
  const order = struct(
    property("id", text, { required: true }),
    property("note", text),
    property("count", { ...whole("int32"), default: 7 }),
    property("any", { kind: "unknown", span }, { required: true }),
  );

  it("is left out, gives the default, or is missing", async () => {
    const codec = await codecOf(order);
    expect(receive(codec, '{"id":"a","note":null,"count":null,"any":1}')).toEqual({
      value: { id: "a", count: 7, any: 1 },
    });
    expect(receive(codec, '{"id":null,"any":null}')).toEqual({
      flaws: ["/id is required", "/any is required"],
    });
  });

  it("is the same inside defaults", async () => {
    const codec = await codecOf(
      struct(property("order", { ...order, default: { id: "d", note: null, count: null, any: 0 } })),
    );
    expect(receive(codec, "{}")).toEqual({ value: { order: { id: "d", count: 7, any: 0 } } });
    expect(receive(codec, '{"order":null}')).toEqual({ value: { order: { id: "d", count: 7, any: 0 } } });
  });

  it("is a value where the contract does not say so", async () => {
    const codec = await codecOf(struct(property("note", text, { nullIsAbsent: undefined as never })));
    expect(receive(codec, '{"note":null}')).toHaveProperty("flaws");
  });
});

describe("what writers of replies must give", () => {
  const item = struct(
    property("name", text, { given: "reply", default: "" } as Partial<Property>),
    property("count", { ...whole("int32"), default: 0 }, { given: "reply" }),
    property("inner", { kind: "ref", target: "T1", span }, { given: "reply" }),
  );

  it("is optional for everybody else", async () => {
    const codec = await codecOf(item, struct(property("a", text, { given: "reply" })));
    expect(receive(codec, "{}")).toEqual({ value: { count: 0 } });
    expect(codec.writeRequest({})).toBe("{}");
    expect(codec.write({ name: "", count: 0, inner: { a: "x" } })).toBe(
      '{"name":"","count":0,"inner":{"a":"x"}}',
    );
    expect(() => codec.write({ name: "" })).toThrow("cannot write");
  });
});

describe("open enums", () => {
  it("keep whole numbers that are no members", async () => {
    const codec = await codecOf(numbers([0, 1, 1], { open: true }));
    for (const value of [0, 1, 77, -5]) {
      expect(codec.write(value)).toBe(String(value));
      expect(receive(codec, String(value))).toEqual({ value });
    }
    for (const one of ["1.5", '"1"', "null"]) expect(receive(codec, one), one).toHaveProperty("flaws");
    expect(() => codec.write(1.5)).toThrow("cannot write");
  });

  it("may hold a value twice", async () => {
    const codec = await codecOf(numbers([0, 1, 1]));
    expect(receive(codec, "1")).toEqual({ value: 1 });
    expect(receive(codec, "2")).toEqual({ flaws: [" must be one of 0, 1"] });
  });
});

describe("exactly one of several properties", () => {
  const payment = oneOf(
    property("card", struct(property("number", text, { required: true }))),
    property("voucher", text),
    property("again", { kind: "ref", target: "T0", span }),
  );

  it("is neither none nor two", async () => {
    const codec = await codecOf(payment);
    for (const value of [
      { card: { number: "1" } },
      { voucher: "" },
      { again: { again: { voucher: "x" } } },
    ]) {
      expect(codec.write(value)).toBe(JSON.stringify(value));
      expect(receive(codec, JSON.stringify(value))).toEqual({ value });
    }
    expect(receive(codec, '{"voucher":"x","card":null}')).toEqual({ value: { voucher: "x" } });
    expect(receive(codec, '{"voucher":"x","other":1}')).toHaveProperty("value");
    const none = { flaws: [" must have exactly one of card, voucher, again"] };
    for (const wrong of ["{}", '{"card":null}', '{"voucher":"x","card":{"number":"1"}}', '{"other":1}'])
      expect(receive(codec, wrong), wrong).toEqual(none);
    expect(receive(codec, '{"again":{}}')).toEqual({
      flaws: ["/again must have exactly one of card, voucher, again"],
    });
    expect(() => codec.write({})).toThrow("exactly one of card, voucher, again");
    expect(() => codec.write({ voucher: "x", card: { number: "1" } })).toThrow("exactly one");
  });

  it("tells names from what every object inherits", async () => {
    const codec = await codecOf(oneOf(property("constructor", text), property("__proto__", text)));
    expect(receive(codec, "{}")).toHaveProperty("flaws");
    expect(receive(codec, '{"constructor":"x"}')).toEqual({ value: { constructor: "x" } });
    expect(receive(codec, '{"__proto__":"x"}')).toHaveProperty("value");
    expect(receive(codec, '{"__proto__":"x","constructor":"y"}')).toHaveProperty("flaws");
  });

  it("counts null where it is a value", async () => {
    const nullable: Type = { kind: "nullable", inner: text, span };
    const codec = await codecOf(
      oneOf(
        { name: "a", type: nullable, required: false, span },
        { name: "b", type: text, required: false, span },
      ),
    );
    expect(receive(codec, '{"a":null}')).toEqual({ value: { a: null } });
    expect(receive(codec, '{"a":null,"b":"x"}')).toHaveProperty("flaws");
  });
});

describe("keys of maps", () => {
  const map = (keys: Type, more: object = {}): Type => ({
    kind: "map",
    keys,
    values: text,
    constraints: {},
    span,
    ...more,
  });

  it.each([
    ["int8", whole("int8"), ["0", "-128", "127"], ["128", "01", "-0", "+1", "1.0", "", "a", "__proto__"]],
    [
      "int64",
      whole("int64", { as: "bigint", text: "read" }),
      [String(most), String(least)],
      [String(most + 1n)],
    ],
    ["bool", bool, ["true", "false"], ["True", "1", ""]],
    [
      "double",
      { kind: "number", constraints: {}, span },
      ["0.5", "-1", "1e+21"],
      ["NaN", "0x1", "", "1e999"],
    ],
    ["enum", numbers([1, 2, 2]), ["1", "2"], ["3", "01", "A"]],
    ["open enum", numbers([1], { open: true }), ["1", "3"], ["03", "1.5"]],
    ["text", { ...text, constraints: { maxLength: 1 } }, ["a", ""], ["ab"]],
  ] as [string, Type, string[], string[]][])("are texts of their type: %s", async (_, keys, good, bad) => {
    const codec = await codecOf(map(keys));
    const value = Object.fromEntries(good.map((key) => [key, "x"]));
    expect(codec.write(value)).toBe(JSON.stringify(value));
    expect(receive(codec, JSON.stringify(value))).toEqual({ value });
    for (const key of bad) {
      const found = receive(codec, `{${JSON.stringify(key)}:"x"}`);
      expect(found, key).toHaveProperty("flaws.0", expect.stringContaining("has a name that is not allowed"));
    }
  });

  it.each([
    [
      "bigint",
      whole("int64", { as: "bigint" }),
      [
        [most, "a"],
        [least, "b"],
      ],
    ],
    ["string", whole("int64", { as: "string" }), [[String(most), "a"]]],
    [
      "number",
      whole("int32"),
      [
        [1, "a"],
        [-2, "b"],
      ],
    ],
    [
      "boolean",
      bool,
      [
        [true, "a"],
        [false, "b"],
      ],
    ],
    ["enum", numbers([1, 2]), [[1, "a"]]],
    [
      "text",
      text,
      [
        ["__proto__", "a"],
        ["b", "b"],
      ],
    ],
    ["double", { kind: "number", constraints: {}, span }, [[0.5, "a"]]],
  ] as [string, Type, [unknown, string][]][])(
    "are read and written in a Map: %s",
    async (_, keys, entries) => {
      const codec = await codecOf(map(keys, { as: "map" }));
      const value = new Map(entries);
      const wire = codec.write(value);
      expect(wire).toBe(`{${entries.map(([key, item]) => `"${String(key)}":"${item}"`).join(",")}}`);
      expect(receive(codec, wire)).toEqual({ value });
    },
  );

  it("are refused when they have no text", async () => {
    const codec = await codecOf(map({ kind: "number", constraints: {}, span }, { as: "map" }));
    expect(() => codec.write(new Map([[Number.NaN, "x"]]))).toThrow("cannot write NaN");
    expect(() => codec.write({})).toThrow("as a map");
  });
});

describe("sets", () => {
  it("are arrays on the wire, without an element twice", async () => {
    const items = whole("int64", { as: "bigint", text: "write" });
    const codec = await codecOf({
      kind: "array",
      items,
      as: "set",
      constraints: { uniqueItems: true },
      span,
    });
    expect(codec.write(new Set([1n, most]))).toBe(`["1","${most}"]`);
    expect(receive(codec, `["1",${most}]`)).toEqual({ value: new Set([1n, most]) });
    expect(receive(codec, "[1,1]")).toEqual({ flaws: [" must not hold an item twice"] });
    expect(codec.write(new Set())).toBe("[]");
    expect(() => codec.write([1n])).toThrow("as a set");
  });
});

/** Types as Thrift contracts have them, whose parts may refer to `T0` and `T1` where every value can end. */
const types: fc.Arbitrary<Type> = fc.letrec<{ type: Type; scalar: Type; key: Type }>((tie) => {
  const type = tie("type");
  const named = fc.constantFrom("T0", "T1").map((target): Type => ({ kind: "ref", target, span }));
  const part = fc.oneof({ weight: 5, arbitrary: type }, { weight: 1, arbitrary: named });
  const asText = fc.constantFrom({}, { text: "read" as const }, { text: "write" as const });
  const integers = fc
    .tuple(
      fc.constantFrom("int8" as const, "int32" as const, "int64" as const),
      fc.constantFrom(...modes),
      asText,
    )
    .map(([format, as, more]): Type => whole(format, { as: format === "int64" ? as : "number", ...more }));
  const enums = fc
    .tuple(fc.uniqueArray(fc.integer({ min: -3, max: 9 }), { minLength: 1, maxLength: 12 }), fc.boolean())
    .map(([values, open]): Type => numbers([...values, values[0] ?? 0], open ? { open } : {}));
  const fields = fc.uniqueArray(
    fc.tuple(
      fc.constantFrom("a", "b", "c", "constructor"),
      part,
      fc.constantFrom("required", "optional", "default"),
    ),
    { maxLength: 4, selector: ([name]) => name },
  );
  const properties = (list: readonly (readonly [string, Type, string])[]): Property[] =>
    list.map(([name, inner, presence]) =>
      property(
        name,
        presence === "default" && inner.kind === "integer" ? { ...inner, default: 1 } : inner,
        presence === "required" && inner.kind !== "ref"
          ? { required: true }
          : presence === "default"
            ? { given: "reply" }
            : {},
      ),
    );
  return {
    key: fc.oneof(integers, enums, fc.constantFrom<Type>(bool, text)),
    scalar: fc.oneof(
      integers,
      enums,
      asText.map((more): Type => ({ kind: "number", format: "double", constraints: {}, span, ...more })),
      fc.constantFrom<Type>(bool, text, { kind: "bytes", encoding: "base64", constraints: {}, span }),
    ),
    type: fc.oneof(
      { maxDepth: 4 },
      tie("scalar"),
      fields.map((list): Type => struct(...properties(list))),
      fields
        .filter((list) => list.length > 0)
        .map((list): Type => oneOf(...list.map(([name, inner]) => property(name, inner)))),
      fc
        .tuple(part, fc.constantFrom({}, { as: "set" as const }))
        .map(([items, more]): Type => ({ kind: "array", items, constraints: {}, span, ...more })),
      fc
        .tuple(tie("key"), part, fc.constantFrom({}, { as: "map" as const }))
        .map(([keys, values, more]): Type => ({ kind: "map", keys, values, constraints: {}, span, ...more })),
    ),
  };
}).type;

type Random = (below: number) => number;

function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A value in memory that fits a type, as its writer in replies gives it; `undefined`: none was found in time. */
function sample(type: Type, all: readonly Type[], random: Random, depth = 0): unknown {
  const inner = (part: Type): unknown => sample(part, all, random, depth + 1);
  const several = <T>(make: () => T): T[] => Array.from({ length: depth > 5 ? 0 : random(3) }, make);
  switch (type.kind) {
    case "boolean":
      return random(2) === 0;
    case "integer": {
      const [low, high] = {
        int8: [-128n, 127n],
        int32: [-(2n ** 31n), 2n ** 31n - 1n],
        int64: [least, most],
      }[type.format as "int8"];
      if (type.as === "number" && type.format === "int64")
        return [0, 1, -(2 ** 53 - 1), 2 ** 53 - 1][random(4)];
      const value = [0n, 1n, low, high][random(4)] ?? 0n;
      return type.as === "bigint" ? value : type.as === "string" ? String(value) : Number(value);
    }
    case "number":
      return [0, -1.5, 1e300, 5e-324][random(4)];
    case "string":
      return ["", "a", "1", "\u2028😀"][random(4)];
    case "bytes":
      return Uint8Array.of(...several(() => random(256)));
    case "enum":
      return type.open === true && random(2) === 0 ? 77 : type.members[random(type.members.length)]?.value;
    case "array": {
      const items = several(() => inner(type.items)).filter((item) => item !== undefined);
      return type.as === "set" ? new Set(items) : items;
    }
    case "map": {
      const entries = several(() => [inner(type.keys ?? text), inner(type.values)] as const).filter(
        ([, value]) => value !== undefined,
      );
      return type.as === "map"
        ? new Map(entries)
        : Object.fromEntries(entries.map(([key, value]) => [String(key), value]));
    }
    case "object": {
      const value: Record<string, unknown> = {};
      const give = ({ name, type: part }: Property): boolean => {
        const item = inner(part);
        if (item !== undefined) value[name] = item;
        return item !== undefined;
      };
      if (type.exactlyOne === true) {
        if (depth > 9) return undefined;
        const from = random(type.properties.length);
        const order = [...type.properties.slice(from), ...type.properties.slice(0, from)];
        return order.some(give) ? value : undefined;
      }
      for (const one of type.properties) {
        const needed = one.required || one.given === "reply";
        if (needed ? !give(one) : depth < 6 && random(2) === 0 && !give(one) && needed) return undefined;
      }
      return value;
    }
    case "ref":
      return depth > 9 ? undefined : inner(all[Number(type.target.slice(1))] ?? type);
    default:
      return undefined;
  }
}

describe("a value of any type", () => {
  it("comes back as it was written, and its check agrees with its schema when it is changed", async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(types, { minLength: 20, maxLength: 20 }), fc.integer(), async (all, seed) => {
        const random = generator(seed);
        const codecs = await compile(...all);
        all.forEach((type, i) => {
          const codec = codecs[i];
          for (let round = 0; codec !== undefined && round < 12; round++) {
            const value = sample(type, all, random);
            if (value === undefined) continue;
            const wire = codec.write(value);
            expect(receive(codec, wire), wire).toEqual({ value });
            tried++;
            receive(codec, mutated(wire, random));
          }
        });
      }),
      { numRuns: 12 },
    );
    expect(tried).toBeGreaterThan(500);
  }, 60_000);

  it("is typed as the compiler accepts it", () => {
    const samples = fc.sample(fc.array(types, { minLength: 25, maxLength: 25 }), { numRuns: 4, seed: 11 });
    expect(typeErrors(samples.map(apiOf), folder)).toBe("");
  }, 60_000);
});

/** JSON text with one value or name in it changed. */
function mutated(wire: string, random: Random): string {
  const tokens = [...wire.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false/g)];
  const token = tokens[random(tokens.length)];
  if (token === undefined) return "null";
  const isName = wire[token.index + token[0].length] === ":";
  const others = isName
    ? ['"a"', '"b"', '"-0"', '"1"']
    : ["null", "1", '"1"', "-1.5", "{}", "[]", "true", '"x"', "1e40"];
  const other = others[random(others.length)] ?? "null";
  return wire.slice(0, token.index) + other + wire.slice(token.index + token[0].length);
}

/** The type as plain JSON Schema, for Ajv: written without looking at the emitter. */
function jsonSchema(type: Type): object {
  switch (type.kind) {
    case "integer":
      return type.text === undefined
        ? { type: "integer", minimum: -128, maximum: 127 }
        : {
            anyOf: [
              { type: "integer", minimum: -128, maximum: 127 },
              { type: "string", pattern: byte },
            ],
          };
    case "string":
      return { type: "string" };
    case "boolean":
      return { type: "boolean" };
    case "enum":
      return type.open === true ? { type: "integer" } : { enum: type.members.map(({ value }) => value) };
    case "array":
      return { type: "array", items: jsonSchema(type.items) };
    case "map":
      return {
        type: "object",
        additionalProperties: jsonSchema(type.values),
        propertyNames: type.keys?.kind === "integer" ? { pattern: byte } : { enum: ["true", "false"] },
      };
    case "object": {
      const given = (name: string): object => ({
        required: [name],
        properties: { [name]: { not: { type: "null" } } },
      });
      const properties = type.properties.map(({ name, type: part, required }) => [
        name,
        required ? jsonSchema(part) : { anyOf: [{ type: "null" }, jsonSchema(part)] },
      ]);
      return {
        type: "object",
        properties: Object.fromEntries(properties) as object,
        required: type.properties.filter(({ required }) => required).map(({ name }) => name),
        ...(type.exactlyOne === true && { oneOf: type.properties.map(({ name }) => given(name)) }),
      };
    }
    default:
      return {};
  }
}

const byte = "^(?:0|-?(?:[1-9]|[1-9]\\d|1[01]\\d|12[0-7])|-128)$";

describe("an emitted check", () => {
  const forAjv = fc.letrec<{ type: Type }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Type>(
        text,
        bool,
        whole("int8"),
        whole("int8", { text: "read" }),
        whole("int8", { text: "write" }),
        numbers([0, 1, 1]),
        numbers([0, 1], { open: true }),
      ),
      fc
        .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c"), tie("type"), fc.boolean()), {
          minLength: 1,
          maxLength: 3,
          selector: ([name]) => name,
        })
        .chain((list) =>
          fc.constantFrom<Type>(
            struct(...list.map(([name, part, required]) => property(name, part, { required }))),
            oneOf(...list.map(([name, part]) => property(name, part))),
          ),
        ),
      tie("type").map((items): Type => ({ kind: "array", items, constraints: {}, span })),
      fc
        .tuple(tie("type"), fc.constantFrom<Type>(whole("int8"), bool))
        .map(([values, keys]): Type => ({ kind: "map", keys, values, constraints: {}, span })),
    ),
  })).type;
  const name = fc.constantFrom("a", "b", "c", "1", "-128", "128", "true", "-0");
  const value = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<JsonValue>(null, 0, 1, 127, 128, -1.5, "0", "-128", "128", "01", "x", true),
      fc.array(tie("value"), { maxLength: 2 }),
      fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;

  it("says what Ajv says, where JSON Schema has the words", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(forAjv, { minLength: 25, maxLength: 25 }),
        fc.array(value, { minLength: 40, maxLength: 40 }),
        async (all, values) => {
          const codecs = await compile(...all);
          const ajv = new Ajv2020({ strict: false, ownProperties: true });
          all.forEach((type, i) => {
            const validate = ajv.compile(jsonSchema(type));
            for (const one of values) {
              const message = JSON.stringify({ schema: jsonSchema(type), one });
              expect(codecs[i]?.is(one), message).toBe(validate(one));
            }
          });
        },
      ),
      { numRuns: 10 },
    );
  }, 60_000);
});
