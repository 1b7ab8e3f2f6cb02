import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { explain } from "../../../../runtime/src/codegen/v1.ts";
import type { JsonValue, ObjectType, Property, Refinement, Type } from "../../ir/index.ts";
import type { Compiled } from "./codec.fixture.ts";
import { apiOf, compileCodecs, span, typeErrors } from "./codec.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "codec-"));
afterAll(() => rmSync(folder, { recursive: true }));

const compile = (types: readonly Type[]): Promise<Compiled[]> => compileCodecs(types, folder);

/** The type as plain JSON Schema, for Ajv: written without looking at the emitter. */
function jsonSchema(type: Type): object | boolean {
  const base = shape(type);
  const refinements = (type.refinements ?? []).map(refinement);
  return refinements.length === 0
    ? base
    : {
        allOf: [base, ...refinements.filter((one) => !isUnevaluated(one))],
        ...Object.assign({}, ...refinements.filter(isUnevaluated)),
      };
}

function isUnevaluated(schema: object): boolean {
  return Object.keys(schema).some((key) => key.startsWith("unevaluated"));
}

function refinement(one: Refinement): object {
  switch (one.kind) {
    case "if":
      return {
        if: jsonSchema(one.if),
        ...(one.then && { then: jsonSchema(one.then) }),
        ...(one.else && { else: jsonSchema(one.else) }),
      };
    case "contains":
      return {
        contains: jsonSchema(one.type),
        minContains: one.min,
        ...(one.max !== undefined && { maxContains: one.max }),
      };
    case "dependentRequired":
      return { dependentRequired: { [one.property]: one.requires } };
    case "dependentSchema":
      return { dependentSchemas: { [one.property]: jsonSchema(one.type) } };
    case "assert":
      throw new Error("no keyword of JSON Schema says what an assertion does");
    default:
      return { [one.kind]: jsonSchema(one.type) };
  }
}

function shape(type: Type): object | boolean {
  switch (type.kind) {
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return {
        type: "integer",
        ...type.constraints,
        ...(type.format === "int32" && {
          allOf: [{ minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }],
        }),
      };
    case "number":
      return { type: "number", ...type.constraints };
    case "string":
      return { type: "string", ...type.constraints, ...(type.format && { format: type.format }) };
    case "bytes":
      return { type: "string", pattern: "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$" };
    case "literal":
      return { const: type.value };
    case "enum":
      return { enum: type.members.map((member) => member.value) };
    case "array":
      return {
        type: "array",
        ...(type.open !== true && { items: jsonSchema(type.items) }),
        ...type.constraints,
      };
    case "tuple": {
      // Beside `items`, Ajv compares only elements of the type that these have.
      const { uniqueItems, ...counts } = type.constraints;
      return {
        type: "array",
        prefixItems: type.items.map(jsonSchema),
        ...(type.open !== true && { items: jsonSchema(type.rest) }),
        ...counts,
        ...(uniqueItems !== undefined && { allOf: [{ uniqueItems }] }),
      };
    }
    case "object": {
      const { additional } = type;
      return {
        type: "object",
        properties: Object.fromEntries(type.properties.map((one) => [one.name, jsonSchema(one.type)])),
        patternProperties: Object.fromEntries(
          (type.patterns ?? []).map((one) => [one.pattern, jsonSchema(one.type)]),
        ),
        required: [
          ...type.properties.filter((one) => one.required).map((one) => one.name),
          ...(type.requiredExtra ?? []),
        ],
        ...(additional !== "open" && {
          additionalProperties: additional === "closed" ? false : jsonSchema(additional),
        }),
        ...type.constraints,
      };
    }
    case "map":
      return {
        type: "object",
        additionalProperties: jsonSchema(type.values),
        ...(type.keys && { propertyNames: jsonSchema(type.keys) }),
        ...type.constraints,
      };
    case "union":
      return { [type.mode === "one" ? "oneOf" : "anyOf"]: type.members.map(jsonSchema) };
    case "intersection":
      return { allOf: type.members.map(jsonSchema) };
    case "nullable":
      return { anyOf: [jsonSchema(type.inner), { type: "null" }] };
    case "ref":
      return { $ref: `#/$defs/${type.target}` };
    case "never":
      return false;
    default:
      return true;
  }
}

// Ajv itself trips over values with a property `toString` or `constructor`.
const names = ["a", "b", "c", "kind", "a b", "isPrototypeOf", "toLocaleString"];
const name = fc.constantFrom(...names);
const scalar = fc.constantFrom<string | number | boolean | null>("a", "b", "", 0, 1, 2.5, true, false, null);
const count = fc.nat({ max: 3 });
const uuid = "0b0b2c0e-6a3e-4f9a-8f39-1a2b3c4d5e6f";

/** Types whose parts may refer to `T0` and `T1`, but only from inside a property or element, so that every value ends. */
function typesWith(unevaluated: readonly Refinement["kind"][]): fc.Arbitrary<Type> {
  return fc.letrec<{ type: Type; base: Type; object: Type; property: Property }>((tie) => {
    const type = tie("type");
    const ref = fc.constantFrom("T0", "T1").map((target): Type => ({ kind: "ref", target, span }));
    const part = fc.oneof({ weight: 4, arbitrary: type }, { weight: 1, arbitrary: ref });
    const list = fc.array(type, { minLength: 1, maxLength: 3 });
    const optional = <T>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
      fc.record(record, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
    const strings = optional({
      minLength: count,
      maxLength: count,
      pattern: fc.constantFrom("a", "^b", "[xyz]$", "^.$"),
    });
    const arrays = optional({ minItems: count, maxItems: count, uniqueItems: fc.boolean() });
    const objects = optional({ minProperties: count, maxProperties: count });
    const numbers = optional({
      minimum: count,
      maximum: count,
      exclusiveMinimum: count,
      multipleOf: fc.constantFrom(1, 2),
    });
    const property = fc.record({ name, type: part, required: fc.boolean(), span: fc.constant(span) });
    const properties = fc.uniqueArray(property, { maxLength: 4, selector: (one) => one.name });
    const at = { span: fc.constant(span) };
    const object = fc.record(
      {
        kind: fc.constant("object" as const),
        properties,
        requiredExtra: fc.uniqueArray(name, { maxLength: 1 }),
        patterns: fc.array(fc.record({ pattern: fc.constantFrom("^a", "o"), type: part, ...at }), {
          maxLength: 1,
        }),
        additional: fc.oneof(
          fc.constant("open" as const),
          fc.constant("open" as const),
          fc.constant("closed" as const),
          part,
        ),
        constraints: objects,
        ...at,
      },
      { requiredKeys: ["kind", "properties", "additional", "constraints", "span"] },
    ) as fc.Arbitrary<ObjectType>;
    const base = fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Type>(
        { kind: "boolean", span },
        { kind: "unknown", span },
        { kind: "never", span },
        { kind: "string", constraints: {}, format: "uuid", span },
        { kind: "string", constraints: {}, span },
        { kind: "integer", as: "number", constraints: {}, span },
        { kind: "integer", as: "number", format: "int32", constraints: { minimum: 1 }, span },
        { kind: "bytes", encoding: "base64", constraints: {}, span },
      ),
      strings.map((constraints): Type => ({ kind: "string", constraints: constraints as object, span })),
      numbers.map((constraints): Type => ({ kind: "number", constraints: constraints as object, span })),
      numbers.map((constraints): Type => ({
        kind: "integer",
        as: "number",
        constraints: constraints as object,
        span,
      })),
      fc
        .oneof(scalar, fc.constantFrom<JsonValue>({ a: [1, { b: 2 }] }, [1]))
        .map((value): Type => ({ kind: "literal", value, span })),
      fc.uniqueArray(scalar, { minLength: 1, maxLength: 10 }).map((values): Type => ({
        kind: "enum",
        members: values.map((value) => ({ value, span })),
        span,
      })),
      fc.tuple(part, arrays).map(([items, constraints]): Type => ({
        kind: "array",
        items,
        constraints: constraints as object,
        span,
      })),
      fc.tuple(list, part, arrays).map(([items, rest, constraints]): Type => ({
        kind: "tuple",
        items,
        rest,
        constraints: constraints as object,
        span,
      })),
      object,
      object,
      fc.tuple(part, objects).map(([values, constraints]): Type => ({
        kind: "map",
        values,
        constraints: constraints as object,
        span,
      })),
      fc
        .tuple(list, fc.constantFrom("one" as const, "any" as const))
        .map(([members, mode]): Type => ({ kind: "union", members, mode, span })),
      list.map((members): Type => ({ kind: "intersection", members, span })),
      type.map((inner): Type => ({ kind: "nullable", inner, span })),
    ) as fc.Arbitrary<Type>;
    const refined = fc.oneof(
      { maxDepth: 2 },
      fc.record({
        kind: fc.constant("dependentRequired" as const),
        property: name,
        requires: fc.uniqueArray(name, { maxLength: 2 }),
        ...at,
      }),
      fc.record({ kind: fc.constantFrom("not" as const, "propertyNames" as const), type, ...at }),
      fc.record({
        kind: fc.constantFrom(...unevaluated),
        type,
        ...at,
      }),
      fc.record({ kind: fc.constant("if" as const), if: type, then: type, else: type, ...at }),
      fc.record({
        kind: fc.constant("contains" as const),
        type,
        min: count,
        max: fc.constantFrom(2, 3),
        ...at,
      }),
      fc.record({ kind: fc.constant("dependentSchema" as const), property: name, type, ...at }),
    ) as fc.Arbitrary<Refinement>;
    return {
      base,
      object,
      property,
      type: fc.oneof(
        { weight: 4, arbitrary: base },
        {
          weight: 1,
          arbitrary: fc.tuple(base, refined).map(([one, more]): Type => ({ ...one, refinements: [more] })),
        },
      ),
    };
  }).type;
}

// Ajv loses count of what was evaluated in alternatives (a tuple with a rest, patterns): `explain` judges those alone.
const ajvTypes = typesWith(["not"]);
const allTypes = typesWith(["unevaluatedProperties", "unevaluatedItems"]);

/** A value that is likely to fit a type; `random` gives numbers below its argument. */
function sample(type: Type, all: readonly Type[], random: (below: number) => number, depth = 0): JsonValue {
  const inner = (part: Type): JsonValue => sample(part, all, random, depth + 1);
  if (depth > 6) return null;
  switch (type.kind) {
    case "boolean":
      return random(2) === 0;
    case "integer":
      return random(4);
    case "number":
      return random(8) / 2;
    case "string":
      return type.format === "uuid" ? uuid : (["a", "b", "ab", "😀", "", "bx", "xyz"][random(7)] ?? "");
    case "bytes":
      return ["", "YQ==", "YWJj"][random(3)] ?? "";
    case "literal":
      return type.value;
    case "enum":
      return type.members[random(type.members.length)]?.value ?? null;
    case "array": {
      return Array.from({ length: (type.constraints.minItems ?? 0) + random(3) }, () => inner(type.items));
    }
    case "tuple":
      return [...type.items.map(inner), ...Array.from({ length: random(2) }, () => inner(type.rest))].slice(
        0,
        Math.max(type.constraints.minItems ?? 0, random(5)),
      );
    case "object": {
      const entries: [string, JsonValue][] = [];
      for (const one of type.properties)
        if (one.required || random(2) === 0) entries.push([one.name, inner(one.type)]);
      for (const one of type.requiredExtra ?? []) entries.push([one, "a"]);
      if (typeof type.additional === "object" && random(2) === 0)
        entries.push(["extra", inner(type.additional)]);
      return Object.fromEntries(entries);
    }
    case "map":
      return Object.fromEntries(
        Array.from({ length: random(3) }, (_, i) => [names[i] ?? "", inner(type.values)]),
      );
    case "union":
      return inner(type.members[random(type.members.length)] ?? type);
    case "intersection": {
      const values = type.members.map(inner);
      const objects = values.filter(
        (value) => typeof value === "object" && value !== null && !Array.isArray(value),
      );
      return objects.length === values.length
        ? (Object.assign({}, ...objects) as JsonValue)
        : (values[0] ?? null);
    }
    case "nullable":
      return random(3) === 0 ? null : inner(type.inner);
    case "ref":
      return inner(all[Number(type.target.slice(1))] ?? type);
    default:
      return [null, 1, "a", {}, []][random(5)] ?? null;
  }
}

/** Changes one thing in a value, often so that it no longer fits. */
function mutate(value: JsonValue, random: (below: number) => number): JsonValue {
  if (random(3) > 0 && typeof value === "object" && value !== null) {
    if (Array.isArray(value)) {
      const copy = [...(value as JsonValue[])];
      const at = random(copy.length + 1);
      copy[at] = at === copy.length ? 1 : mutate(copy[at] ?? null, random);
      return copy;
    }
    const copy: Record<string, JsonValue> = { ...(value as Record<string, JsonValue>) };
    const keys = Object.keys(copy);
    const key = keys[random(keys.length + 1)];
    if (key === undefined) copy[names[random(names.length)] ?? "x"] = "a";
    else if (random(3) === 0) delete copy[key];
    else copy[key] = mutate(copy[key] ?? null, random);
    return copy;
  }
  return [null, 1, -1, 2.5, "", "abcd", "b", true, [], {}, [1, 1], { a: 1 }][random(12)] ?? null;
}

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("an emitted check", () => {
  it("says what Ajv says", async () => {
    const batch = fc.array(ajvTypes, { minLength: 25, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(batch, fc.integer(), async (all, seed) => {
        const random = generator(seed);
        const codecs = await compile(all);
        const $defs = Object.fromEntries(all.map((type, i) => [`T${i}`, jsonSchema(type)]));
        const ajv = new Ajv2020({ strict: false, ownProperties: true, validateSchema: false });
        (ajvFormats as unknown as (ajv: Ajv2020, formats: string[]) => void)(ajv, ["uuid"]);
        all.forEach((type, i) => {
          const validate = ajv.compile({ $defs, $ref: `#/$defs/T${i}` });
          for (let round = 0; round < 12; round++) {
            const fitting = sample(type, all, random);
            const value = round % 2 === 0 ? fitting : mutate(fitting, random);
            const message = (): string => `${JSON.stringify({ type: jsonSchema(type), value })}`;
            const codec = codecs[i];
            expect(codec?.is(value), message()).toBe(validate(value));
          }
        });
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it("says no exactly when its schema explains why", async () => {
    const batch = fc.array(allTypes, { minLength: 25, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(batch, fc.integer(), async (all, seed) => {
        const random = generator(seed);
        const codecs = await compile(all);
        all.forEach((type, i) => {
          for (let round = 0; round < 12; round++) {
            const fitting = sample(type, all, random);
            const value = round % 2 === 0 ? fitting : mutate(fitting, random);
            const flaws = explain(codecs[i]?.schema ?? false, value);
            const message = JSON.stringify({ type: jsonSchema(type), value, flaws });
            expect(codecs[i]?.is(value), message).toBe(flaws.length === 0);
          }
        });
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

function holdsUnion(list: readonly Type[]): boolean {
  return JSON.stringify(list).includes('"kind":"union"');
}

describe("an emitted writer", () => {
  it("loses nothing that is declared", async () => {
    const batch = fc.array(allTypes, { minLength: 25, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(batch, fc.integer(), async (all, seed) => {
        const random = generator(seed);
        const codecs = await compile(all);
        all.forEach((type, i) => {
          const codec = codecs[i];
          for (let round = 0; round < 10; round++) {
            const value = sample(type, all, random);
            if (codec === undefined || !codec.is(value)) continue;
            const message = `${JSON.stringify({ type: jsonSchema(type), value })}`;
            const read = codec.read(structuredClone(value));
            expect(() => codec.read(JSON.parse(codec.write(read))), message).not.toThrow();
            const again = codec.read(JSON.parse(codec.write(read)));
            // What one member of a union declares may be undeclared in the member that accepts the value.
            if (!holdsUnion([type, ...all.slice(0, 2)])) expect(again, message).toEqual(read);
            expect(codec.write(again), message).toBe(codec.write(read));
          }
        });
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

const text = { kind: "string", constraints: {}, span } as const;

function objectOf(properties: readonly Property[]): ObjectType {
  return { kind: "object", properties, additional: "open", constraints: {}, span };
}

describe("names that every object inherits", () => {
  const inherited = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
  const optional = inherited.map((one): Property => ({ name: one, type: text, required: false, span }));
  const required = inherited.map((one): Property => ({ name: one, type: text, required: true, span }));
  const defaults = inherited.map((one): Property => ({
    name: one,
    type: { ...text, default: "d" },
    required: false,
    span,
  }));
  const full = JSON.parse(`{${inherited.map((one) => `${JSON.stringify(one)}:"x"`).join(",")}}`) as object;

  it("are absent until they are own properties", async () => {
    const [some, all, filled] = await compile([objectOf(optional), objectOf(required), objectOf(defaults)]);
    expect(some?.is({})).toBe(true);
    expect(some?.is(full)).toBe(true);
    expect(some?.is(JSON.parse('{"__proto__":1}'))).toBe(false);
    expect(all?.is({})).toBe(false);
    expect(all?.is(full)).toBe(true);
    expect(some?.write({})).toBe("{}");
    expect(some?.write(full)).toBe(JSON.stringify(full));
    expect(all?.write(full)).toBe(JSON.stringify(full));
    const read = filled?.read({}) as object;
    expect(Object.keys(read)).toEqual(inherited);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(() => all?.write({})).toThrow("cannot write");
  });
});

describe("what a server writes", () => {
  it("is declared: nothing else of a value leaves it", async () => {
    const pet = objectOf([{ name: "name", type: text, required: true, span }]);
    const nested = objectOf([
      { name: "pets", type: { kind: "array", items: pet, constraints: {}, span }, required: false, span },
    ]);
    const both: Type = { kind: "intersection", members: [pet, { kind: "unknown", span }, nested], span };
    const free = objectOf([]);
    const [one, two, three, four] = await compile([pet, nested, both, free]);
    const secret = { name: "x", passwordHash: "y", pets: [{ name: "z", passwordHash: "y" }] };
    expect(one?.write(secret)).toBe('{"name":"x"}');
    expect(two?.write(secret)).toBe('{"pets":[{"name":"z"}]}');
    expect(three?.write(secret)).toBe('{"name":"x","pets":[{"name":"z"}]}');
    expect(JSON.parse(four?.write(secret) ?? "")).toEqual(secret);
  });

  it("is refused when something required is missing", async () => {
    const [codec] = await compile([objectOf([{ name: "name", type: text, required: true, span }])]);
    expect(() => codec?.write({})).toThrow("cannot write undefined as a string");
  });
});

describe("the emitted text", () => {
  it("passes the compiler under every strict flag that users may have set", () => {
    const samples = fc.sample(fc.array(allTypes, { minLength: 25, maxLength: 25 }), { numRuns: 4, seed: 7 });
    expect(typeErrors(samples.map(apiOf), folder)).toBe("");
  }, 60_000);
});
