import { parseJson } from "../../http/parse-json.ts";
import { isArray, isObject, jsonEquals, own, unique } from "../check/json.ts";
import type { JsonObject } from "../check/json.ts";
import { multipleOf } from "../check/number.ts";
import { codePoints } from "../check/string.ts";
import type { Assertion, JsonType, Schema, SchemaObject } from "./schema.ts";

/** One reason why a value does not fit its schema. */
export interface Flaw {
  /** JSON pointer of the part at fault; `""` is the whole value. */
  readonly pointer: string;
  /** The keyword that is not satisfied, or `""` for the schema `false`. */
  readonly keyword: string;
  /** Short English text that completes “the value …”; shows nothing of the value. */
  readonly message: string;
}

/** Schemas nested deeper than this, references included, are a flaw: they would exhaust the stack. */
const maxDepth = 500;
/** Flaws after this many are left out. */
const maxFlaws = 100;

/**
 * Lists why a JSON value does not fit a schema; an empty list means that it does. The verdict is that of the generated
 * check of the same schema. At most 100 flaws are listed.
 *
 * @param at JSON pointer of the value itself, which begins every pointer in the result.
 */
export function explain(schema: Schema, value: unknown, at = ""): Flaw[] {
  const flaws: Flaw[] = [];
  visit(schema, value, at, flaws, 0, undefined);
  return flaws;
}

/** What of an object or array the keywords beside `unevaluated…` have looked at; `true` is all of it. */
interface Evaluated {
  names: Set<string> | true;
  indexes: Set<number> | true;
}

function nothingYet(): Evaluated {
  return { names: new Set(), indexes: new Set() };
}

function merge(into: Evaluated | undefined, from: Evaluated | undefined): void {
  if (into === undefined || from === undefined) return;
  into.names = union(into.names, from.names);
  into.indexes = union(into.indexes, from.indexes);
}

function union<T>(a: Set<T> | true, b: Set<T> | true): Set<T> | true {
  if (a === true || b === true) return true;
  for (const item of b) a.add(item);
  return a;
}

type Where = { flaws: Flaw[]; at: string };

function flaw(where: Where, keyword: string, message: string, at = where.at): void {
  if (where.flaws.length < maxFlaws) where.flaws.push({ pointer: at, keyword, message });
}

/** Adds the flaws of `value` to `flaws`, and what was looked at to `seen`. */
function visit(
  schema: Schema,
  value: unknown,
  at: string,
  flaws: Flaw[],
  depth: number,
  seen: Evaluated | undefined,
): void {
  if (schema === true) return;
  const where = { flaws, at };
  if (schema === false) return flaw(where, "", "is not allowed");
  if (depth > maxDepth) return flaw(where, "", "is nested too deeply");
  const s = schema;
  if (s.type !== undefined && !isOfType(value, s.type)) {
    // What the other keywords say of a value of another type only repeats this.
    return flaw(where, "type", `must be ${typeNames(s.type)}`);
  }
  if (typeof value === "bigint" && s.type !== undefined && !isWide(s)) {
    return flaw(where, "type", "must be a number of fewer digits: these would be rounded");
  }
  // Names and indexes are collected only where something asks for them.
  const mine =
    seen !== undefined || s.unevaluatedProperties !== undefined || s.unevaluatedItems !== undefined
      ? nothingYet()
      : undefined;
  const down = depth + 1;
  if (s.$ref !== undefined) visit(s.$ref(), value, at, flaws, down, mine);
  apply(anyRules, s, value, where);
  if (typeof value === "string") {
    apply(stringRules, s, value, where);
    if (s.is?.(value) === false) flaw(where, "format", `must be a valid ${s.format ?? "text"}`);
    if (s.contentSchema !== undefined) content(s.contentSchema, value, where, down);
  } else if (typeof value === "number" || typeof value === "bigint") apply(numberRules, s, value, where);
  else if (isArray(value)) arrays(s, value, where, down, mine);
  else if (isObject(value)) objects(s, value, where, down, mine);
  combinations(s, value, where, down, mine);
  if (s.assert !== undefined) assertions(s.assert, value, where);
  if (mine !== undefined) {
    unevaluated(s, value, where, down, mine);
    merge(seen, mine);
  }
}

/** What the author says of a value whose parts fit otherwise: a condition on a part that does not would only repeat it. */
function assertions(list: readonly Assertion[], value: unknown, where: Where): void {
  const pointerTo = (names: readonly string[]): string => where.at + names.map(step).join("");
  for (const { is, at = [], beside = [], message } of list) {
    const part = pointerTo(at);
    const parts = [part, ...beside.map(pointerTo)];
    if (where.flaws.some(({ pointer }) => parts.some((one) => isWithin(pointer, one))) || is(value)) continue;
    flaw(where, "assert", typeof message === "string" ? message : message(value), part);
  }
}

function isWithin(pointer: string, part: string): boolean {
  return pointer === part || pointer.startsWith(`${part}/`);
}

/** The flaws of the value of JSON text: they lie at the string that holds it. */
function content(schema: Schema, text: string, where: Where, depth: number): void {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return flaw(where, "contentMediaType", "must hold JSON text");
  }
  const flaws: Flaw[] = [];
  visit(schema, value, "", flaws, depth, undefined);
  for (const { pointer, message } of flaws) {
    flaw(
      where,
      "contentSchema",
      `holds JSON that does not fit: ${pointer === "" ? "it" : pointer} ${message}`,
    );
  }
}

/** Whether the value fits; what was looked at counts only if it does. */
function fits(schema: Schema, value: unknown, depth: number, seen: Evaluated | undefined): boolean {
  const flaws: Flaw[] = [];
  const mine = seen && nothingYet();
  visit(schema, value, "", flaws, depth, mine);
  if (flaws.length > 0) return false;
  merge(seen, mine);
  return true;
}

/** Whether the check of a schema takes bigints: it names a width, or has a bound that only they reach. */
function isWide(s: SchemaObject): boolean {
  return s.format !== undefined || typeof s.minimum === "bigint" || typeof s.maximum === "bigint";
}

function isOfType(value: unknown, type: JsonType | readonly JsonType[]): boolean {
  if (typeof type !== "string") return type.some((one) => isOfType(value, one));
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return typeof value === "bigint" || Number.isInteger(value);
    case "number":
      return typeof value === "bigint" || Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function typeNames(type: JsonType | readonly JsonType[]): string {
  if (typeof type !== "string") return type.map(typeNames).join(" or ");
  return type === "null" ? type : `${/^[aio]/.test(type) ? "an" : "a"} ${type}`;
}

/** One keyword that limits a value by itself: its name, whether a value is within the limit, and what to say if not. */
type Rule<V, L = never> = readonly [
  keyword: keyof SchemaObject,
  fits: (v: V, limit: L) => boolean,
  message: string,
];

/** `#` is the limit. */
const anyRules: readonly Rule<unknown>[] = [
  ["const", (v, limit) => jsonEquals(v, limit), "must be #"],
  ["enum", (v, limit: readonly unknown[]) => limit.some((item) => jsonEquals(v, item)), "must be one of #"],
];
const numberRules: readonly Rule<number | bigint, number | bigint>[] = [
  ["minimum", (v, limit) => v >= limit, "must be at least #"],
  ["maximum", (v, limit) => v <= limit, "must be at most #"],
  ["exclusiveMinimum", (v, limit) => v > limit, "must be greater than #"],
  ["exclusiveMaximum", (v, limit) => v < limit, "must be less than #"],
  ["multipleOf", multipleOf, "must be a multiple of #"],
];
const stringRules: readonly Rule<string>[] = [
  ["minLength", (v, limit: number) => codePoints(v) >= limit, "must have at least # characters"],
  ["maxLength", (v, limit: number) => codePoints(v) <= limit, "must have at most # characters"],
  ["pattern", (v, limit: string) => compiled(limit).test(v), "must match the pattern #"],
];
const arrayRules: readonly Rule<readonly unknown[]>[] = [
  ["minItems", (v, limit: number) => v.length >= limit, "must have at least # items"],
  ["maxItems", (v, limit: number) => v.length <= limit, "must have at most # items"],
  ["uniqueItems", (v, limit: boolean) => !limit || unique(v), "must not hold an item twice"],
];
const nameRules: readonly Rule<readonly string[]>[] = [
  ["minProperties", (v, limit: number) => v.length >= limit, "must have at least # properties"],
  ["maxProperties", (v, limit: number) => v.length <= limit, "must have at most # properties"],
];

function apply<V>(rules: readonly Rule<V>[], s: SchemaObject, value: V, where: Where): void {
  let tooLong = false;
  for (const [keyword, isWithin, message] of rules) {
    const limit = s[keyword];
    // A pattern that may be slow stands beside a length that keeps it harmless.
    if (limit === undefined || (tooLong && keyword === "pattern") || isWithin(value, limit as never))
      continue;
    tooLong = keyword === "maxLength";
    const text = limit === 1 ? message.replace(/ies$/, "y").replace(/s$/, "") : message;
    flaw(
      where,
      keyword,
      text.replace("#", () => shown(limit)),
    );
  }
}

/** Limits as a reader of JSON knows them. */
function shown(limit: unknown): string {
  if (isArray(limit)) return limit.map((item) => JSON.stringify(item)).join(", ");
  return typeof limit === "bigint" || typeof limit === "string" ? String(limit) : JSON.stringify(limit);
}

const patterns = new Map<string, RegExp>();

/** Sources come from schemas, which are constants, so the cache is as large as the contract. */
function compiled(source: string): RegExp {
  let pattern = patterns.get(source);
  if (pattern === undefined) patterns.set(source, (pattern = new RegExp(source, "u")));
  return pattern;
}

function arrays(
  s: SchemaObject,
  value: readonly unknown[],
  where: Where,
  depth: number,
  seen: Evaluated | undefined,
): void {
  const { flaws, at } = where;
  apply(arrayRules, s, value, where);
  const prefix = s.prefixItems ?? [];
  value.forEach((item, i) => {
    const schema = prefix[i] ?? s.items;
    if (schema === undefined) return;
    visit(schema, item, `${at}/${i}`, flaws, depth, undefined);
    if (seen !== undefined && seen.indexes !== true) seen.indexes.add(i);
  });
  if (s.contains === undefined) return;
  const { contains } = s;
  let found = 0;
  value.forEach((item, i) => {
    if (!fits(contains, item, depth, undefined)) return;
    found++;
    if (seen !== undefined && seen.indexes !== true) seen.indexes.add(i);
  });
  const min = s.minContains ?? 1;
  if (found < min) flaw(where, "contains", `must have at least ${min} of the contained items`);
  if (s.maxContains !== undefined && found > s.maxContains) {
    flaw(where, "maxContains", `must have at most ${s.maxContains} of the contained items`);
  }
}

/** A name as a step of a JSON pointer (RFC 6901 §3). */
function step(name: string): string {
  return "/" + (/[~/]/.test(name) ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name);
}

/** Whether an object lacks a property, also by saying that it is `null` where that means so. */
function isAbsent(s: SchemaObject, value: JsonObject, name: string): boolean {
  const item = own(value, name);
  if (item !== null || s.nullIsAbsent === undefined) return item === undefined;
  if (s.nullIsAbsent !== true) return s.nullIsAbsent.includes(name);
  return s.properties !== undefined && Object.hasOwn(s.properties, name);
}

function objects(
  s: SchemaObject,
  value: JsonObject,
  where: Where,
  depth: number,
  seen: Evaluated | undefined,
): void {
  const { flaws, at } = where;
  for (const name of s.required ?? []) {
    if (isAbsent(s, value, name)) flaw(where, "required", "is required", at + step(name));
  }
  if (s.exactlyOne !== undefined && s.exactlyOne.filter((name) => !isAbsent(s, value, name)).length !== 1) {
    flaw(where, "exactlyOne", `must have exactly one of ${s.exactlyOne.join(", ")}`);
  }
  const names = Object.keys(value).filter((name) => !isAbsent(s, value, name));
  apply(nameRules, s, names, where);
  const byPattern = Object.entries(s.patternProperties ?? {});
  for (const name of names) {
    const child = at + step(name);
    if (s.maxNameLength !== undefined && name.length > s.maxNameLength) {
      flaw(where, "maxNameLength", `has a name of more than ${s.maxNameLength} characters`, at);
      continue;
    }
    let declared = false;
    const look = (schema: Schema) => {
      declared = true;
      visit(schema, value[name], child, flaws, depth, undefined);
    };
    if (s.properties !== undefined && Object.hasOwn(s.properties, name)) look(s.properties[name] ?? true);
    for (const [pattern, schema] of byPattern) if (compiled(pattern).test(name)) look(schema);
    if (!declared && s.additionalProperties !== undefined) {
      declared = true;
      if (s.additionalProperties === false) flaw(where, "additionalProperties", "is not declared", child);
      else look(s.additionalProperties);
    }
    if (declared && seen !== undefined && seen.names !== true) seen.names.add(name);
    if (s.propertyNames !== undefined && !fits(s.propertyNames, name, depth, undefined)) {
      flaw(where, "propertyNames", "has a name that is not allowed", child);
    }
  }
  for (const [name, others] of Object.entries(s.dependentRequired ?? {})) {
    if (own(value, name) === undefined) continue;
    for (const other of others) {
      if (own(value, other) !== undefined) continue;
      flaw(where, "dependentRequired", `is required beside ${name}`, at + step(other));
    }
  }
  for (const [name, schema] of Object.entries(s.dependentSchemas ?? {})) {
    if (own(value, name) !== undefined) visit(schema, value, at, flaws, depth, seen);
  }
}

function combinations(
  s: SchemaObject,
  value: unknown,
  where: Where,
  depth: number,
  seen: Evaluated | undefined,
): void {
  const { flaws, at } = where;
  for (const schema of s.allOf ?? []) visit(schema, value, at, flaws, depth, seen);
  if (s.discriminator !== undefined) {
    named(s, value, where, depth, seen);
  } else {
    if (s.anyOf !== undefined && fitting(s.anyOf, value, depth, seen) === 0) {
      nearest("anyOf", s.anyOf, value, where, depth);
    }
    if (s.oneOf !== undefined) {
      const count = fitting(s.oneOf, value, depth, seen);
      if (count === 0) nearest("oneOf", s.oneOf, value, where, depth);
      if (count > 1) flaw(where, "oneOf", "must fit exactly one of the alternatives, and fits several");
    }
  }
  if (s.not !== undefined && fits(s.not, value, depth, undefined)) {
    flaw(where, "not", "is of a kind that is not allowed");
  }
  if (s.if !== undefined) {
    const branch = fits(s.if, value, depth, seen) ? s.then : s.else;
    if (branch !== undefined) visit(branch, value, at, flaws, depth, seen);
  }
}

/** How many alternatives fit. All are tried: each that fits counts as having looked at the value. */
function fitting(
  schemas: readonly Schema[],
  value: unknown,
  depth: number,
  seen: Evaluated | undefined,
): number {
  let count = 0;
  for (const schema of schemas) if (fits(schema, value, depth, seen)) count++;
  return count;
}

/**
 * Reports the flaws of the alternative that the value was most likely meant for: the only one whose flaws all lie inside
 * the value. Without such a one, the flaws of all would contradict each other.
 */
function nearest(
  keyword: string,
  schemas: readonly Schema[],
  value: unknown,
  where: Where,
  depth: number,
): void {
  let best: Flaw[] | undefined;
  for (const schema of schemas) {
    const flaws: Flaw[] = [];
    visit(schema, value, where.at, flaws, depth, undefined);
    if (flaws.some((f) => f.pointer === where.at || f.keyword === "const" || f.keyword === "enum")) continue;
    if (best !== undefined) {
      best = undefined;
      break;
    }
    best = flaws;
  }
  if (best === undefined) return flaw(where, keyword, "must fit one of the alternatives");
  for (const f of best) flaw(where, f.keyword, f.message, f.pointer);
}

/** The branch that the discriminating property names. */
function named(
  s: SchemaObject,
  value: unknown,
  where: Where,
  depth: number,
  seen: Evaluated | undefined,
): void {
  const { propertyName, mapping, fallback } = s.discriminator ?? { propertyName: "", mapping: {} };
  if (!isObject(value)) return flaw(where, "type", "must be an object");
  const name = own(value, propertyName);
  const index = typeof name === "string" && Object.hasOwn(mapping, name) ? mapping[name] : fallback;
  const branch = index === undefined ? undefined : (s.oneOf ?? s.anyOf)?.[index];
  if (branch !== undefined) return visit(branch, value, where.at, where.flaws, depth, seen);
  const at = where.at + step(propertyName);
  const known = `one of ${Object.keys(mapping)
    .map((v) => JSON.stringify(v))
    .join(", ")}`;
  if (name === undefined) return flaw(where, "required", `is required: ${known}`, at);
  flaw(where, "discriminator", `must be ${known}`, at);
}

function unevaluated(s: SchemaObject, value: unknown, where: Where, depth: number, seen: Evaluated): void {
  const { flaws, at } = where;
  const items = s.unevaluatedItems;
  if (items !== undefined && isArray(value)) {
    const indexes = seen.indexes;
    value.forEach((item, i) => {
      if (indexes === true || indexes.has(i)) return;
      if (items === false) flaw(where, "unevaluatedItems", "is not declared", `${at}/${i}`);
      else visit(items, item, `${at}/${i}`, flaws, depth, undefined);
    });
    seen.indexes = true;
  }
  const rest = s.unevaluatedProperties;
  if (rest !== undefined && isObject(value)) {
    const names = seen.names;
    for (const name of Object.keys(value)) {
      if (names === true || names.has(name) || value[name] === undefined) continue;
      if (rest === false) flaw(where, "unevaluatedProperties", "is not declared", at + step(name));
      else visit(rest, value[name], at + step(name), flaws, depth, undefined);
    }
    seen.names = true;
  }
}
