import type { JsonValue } from "../ir/json.ts";
import type { NamedType, NumberConstraints, Type } from "../ir/type.ts";
import type { Context } from "./context.ts";
import { quote, report, show } from "./context.ts";

function isRecord(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two values are the same JSON. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => sameJson(item as JsonValue, b[i] as JsonValue));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key]!, b[key]!))
  );
}

function checkNumber(value: number | bigint, c: NumberConstraints): string | undefined {
  if (c.minimum !== undefined && value < c.minimum) return `less than the minimum ${c.minimum}`;
  if (c.maximum !== undefined && value > c.maximum) return `more than the maximum ${c.maximum}`;
  if (c.exclusiveMinimum !== undefined && value <= c.exclusiveMinimum)
    return `not more than ${c.exclusiveMinimum}`;
  if (c.exclusiveMaximum !== undefined && value >= c.exclusiveMaximum)
    return `not less than ${c.exclusiveMaximum}`;
  if (c.multipleOf !== undefined) {
    const quotient = Number(value) / Number(c.multipleOf);
    if (Math.abs(quotient - Math.round(quotient)) > 1e-9 * Math.max(1, Math.abs(quotient)))
      return `not a multiple of ${c.multipleOf}`;
  }
  return undefined;
}

function checkLength(
  length: number,
  min: number | undefined,
  max: number | undefined,
  unit: string,
): string | undefined {
  if (min !== undefined && length < min) return `shorter than ${min} ${unit}`;
  if (max !== undefined && length > max) return `longer than ${max} ${unit}`;
  return undefined;
}

/**
 * Why a value does not fit a type; `undefined` when it does as far as this check goes: formats and refinements are
 * left to the generated code.
 */
export function misfit(
  value: JsonValue,
  type: Type,
  types: ReadonlyMap<string, Type>,
  depth = 0,
): string | undefined {
  if (depth > 64) return undefined;
  const inner = (v: JsonValue, t: Type): string | undefined => misfit(v, t, types, depth + 1);
  switch (type.kind) {
    case "boolean":
      return typeof value === "boolean" ? undefined : "not a boolean";
    case "integer":
      if (typeof value !== "bigint" && (typeof value !== "number" || !Number.isInteger(value)))
        return "not a whole number";
      return checkNumber(value, type.constraints);
    case "number":
      return typeof value === "number" || typeof value === "bigint"
        ? checkNumber(value, type.constraints)
        : "not a number";
    case "bytes":
    case "string": {
      if (typeof value !== "string") return "not a string";
      const { minLength, maxLength, pattern } = type.constraints;
      const fault = checkLength(Array.from(value).length, minLength, maxLength, "characters");
      if (fault !== undefined || pattern === undefined) return fault;
      // A pattern of the document may be slow on purpose: it is only tried on short texts.
      return value.length <= 64 && !/[+*}]\)?[+*{]/.test(pattern) && !new RegExp(pattern, "u").test(value)
        ? `not matched by the pattern ${quote(pattern)}`
        : undefined;
    }
    case "literal":
      return sameJson(value, type.value) ? undefined : `not ${show(type.value)}`;
    case "enum":
      return type.members.some((m) => m.value === value)
        ? undefined
        : "not one of the values of its enumeration";
    case "array": {
      if (!Array.isArray(value)) return "not an array";
      const items = value as readonly JsonValue[];
      const fault = checkLength(items.length, type.constraints.minItems, type.constraints.maxItems, "items");
      return fault ?? first(items, (item) => inner(item, type.items), "an item is");
    }
    case "tuple":
      if (!Array.isArray(value)) return "not an array";
      return first(
        value as readonly JsonValue[],
        (item, i) => inner(item, type.items[i] ?? type.rest),
        "an item is",
      );
    case "map":
      if (!isRecord(value)) return "not an object";
      return first(Object.values(value), (item) => inner(item, type.values), "a value is");
    case "object": {
      if (!isRecord(value)) return "not an object";
      for (const { name, required, type: t } of type.properties) {
        if (!Object.hasOwn(value, name)) {
          if (required) return `without the property ${quote(name)}`;
          continue;
        }
        const fault = inner(value[name]!, t);
        if (fault !== undefined) return `wrong in ${quote(name)}: ${fault}`;
      }
      if (type.additional !== "closed") return undefined;
      const stray = Object.keys(value).find(
        (key) => !type.properties.some((p) => p.name === key) && (type.patterns?.length ?? 0) === 0,
      );
      return stray === undefined ? undefined : `with the property ${quote(stray)}, which is not declared`;
    }
    case "nullable":
      return value === null ? undefined : inner(value, type.inner);
    case "union": {
      const faults = type.members.map((member) => inner(value, member));
      return faults.some((fault) => fault === undefined)
        ? undefined
        : type.members.length === 1
          ? faults[0]
          : "accepted by none of the alternatives";
    }
    case "intersection":
      return first(type.members, (member) => inner(value, member));
    case "ref": {
      const target = types.get(type.target);
      return target === undefined ? undefined : inner(value, target);
    }
    case "never":
      return "not allowed: no value is";
    case "binary":
    case "stream":
    case "unknown":
      return undefined;
  }
}

function first<T>(
  list: readonly T[],
  check: (item: T, index: number) => string | undefined,
  prefix?: string,
): string | undefined {
  for (const [i, item] of list.entries()) {
    const fault = check(item, i);
    if (fault !== undefined) return prefix === undefined ? fault : `wrong inside: ${prefix} ${fault}`;
  }
  return undefined;
}

/** Checks every default against its own type and drops those that do not fit. */
export function checkDefaults(cx: Context, types: readonly NamedType[]): void {
  const byId = new Map(types.map((type) => [type.id, type.type]));
  for (const { owner, span } of cx.defaults) {
    if (owner.default === undefined) continue;
    const fault = misfit(owner.default, owner as Type, byId);
    if (fault === undefined) continue;
    report(cx, "VG2045", span, `the default ${show(owner.default)} does not fit: it is ${fault}`);
    delete owner.default;
  }
}
