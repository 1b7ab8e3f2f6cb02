import { createRequire } from "node:module";
import { isObject } from "../source/value.ts";
import type { JsonValue } from "../ir/json.ts";
import type { IntegerFormat, NumberConstraints, Type } from "../ir/type.ts";
import { quote, show } from "./context.ts";

const require = createRequire(import.meta.url);

/** Whether two values are the same JSON. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => sameJson(item as JsonValue, b[i] as JsonValue));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key]!, b[key]!))
  );
}

/** Why a number is outside of its bounds. */
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

/** Why a value does not fit a type. */
export interface Misfit {
  /** Where in the value, as keys. */
  readonly path: readonly (string | number)[];
  /** Completes the sentence "the value … is". */
  readonly reason: string;
  /** The part of the value at {@link path}. */
  readonly value: JsonValue;
}

/** How a value is looked at. */
export interface FitOptions {
  readonly types: ReadonlyMap<string, Type>;
  /** Properties that only one side sends may be missing, although they are required. */
  readonly oneSided: boolean;
}

/** Comparisons for one value: documents can describe more alternatives than anyone could try. */
const STEPS = 20_000;
const DEPTH = 64;

/**
 * Why a value does not fit a type; `undefined` when it does as far as this check goes: refinements and rare formats are
 * left to the generated code.
 */
export function misfit(value: JsonValue, type: Type, options: FitOptions): Misfit | undefined {
  return new Fitting(options).fit(value, type, []);
}

class Fitting {
  readonly #options: FitOptions;
  #steps = STEPS;

  constructor(options: FitOptions) {
    this.#options = options;
  }

  fit(value: JsonValue, type: Type, path: readonly (string | number)[], depth = 0): Misfit | undefined {
    if (depth > DEPTH || --this.#steps < 0) return undefined;
    const not = (reason: string | undefined): Misfit | undefined =>
      reason === undefined ? undefined : { path, reason, value };
    const each = (entries: Iterable<readonly [string | number, JsonValue, Type]>): Misfit | undefined => {
      for (const [key, item, of] of entries) {
        const fault = this.fit(item, of, [...path, key], depth + 1);
        if (fault !== undefined) return fault;
      }
      return undefined;
    };
    switch (type.kind) {
      case "boolean":
        return not(typeof value === "boolean" ? undefined : "not a boolean");
      case "integer":
        if (typeof value !== "bigint" && (typeof value !== "number" || !Number.isInteger(value)))
          return not("not a whole number");
        return not(checkNumber(value, type.constraints) ?? checkWidth(value, type.format));
      case "number":
        return not(
          typeof value === "number" || typeof value === "bigint"
            ? checkNumber(value, type.constraints)
            : "not a number",
        );
      case "bytes":
        return not(typeof value === "string" ? checkText(value, type.constraints) : "not a string");
      case "string":
        return not(
          typeof value === "string"
            ? (checkText(value, type.constraints) ?? checkFormat(value, type.format))
            : "not a string",
        );
      case "literal":
        return not(sameJson(value, type.value) ? undefined : `not ${show(type.value)}`);
      case "enum":
        return not(
          type.members.some((m) => m.value === value)
            ? undefined
            : "not one of the values of its enumeration",
        );
      case "array":
      case "tuple": {
        if (!Array.isArray(value)) return not("not an array");
        const items = value as readonly JsonValue[];
        const { minItems, maxItems, uniqueItems } = type.constraints;
        const typeAt = (i: number): Type =>
          type.kind === "array" ? type.items : (type.items[i] ?? type.rest);
        const repeated =
          uniqueItems === true &&
          items.length <= 100 &&
          items.some((a, i) => items.slice(0, i).some((b) => sameJson(a, b)));
        return (
          not(checkLength(items.length, minItems, maxItems, "items")) ??
          not(repeated ? "an array that holds an item twice" : undefined) ??
          each(items.map((item, i) => [i, item, typeAt(i)] as const))
        );
      }
      case "map": {
        if (!isObject(value)) return not("not an object");
        const { minProperties, maxProperties } = type.constraints;
        const names = Object.keys(value);
        return (
          not(checkLength(names.length, minProperties, maxProperties, "properties")) ??
          each(names.map((name) => [name, value[name]!, type.values] as const))
        );
      }
      case "object": {
        if (!isObject(value)) return not("not an object");
        const { minProperties, maxProperties } = type.constraints;
        const fault = checkLength(Object.keys(value).length, minProperties, maxProperties, "properties");
        if (fault !== undefined) return not(fault);
        const declared = new Set(type.properties.map((p) => p.name));
        for (const { name, required, only, type: of } of type.properties) {
          if (Object.hasOwn(value, name)) {
            const inside = this.fit(value[name]!, of, [...path, name], depth + 1);
            if (inside !== undefined) return inside;
          } else if (required && !(only !== undefined && this.#options.oneSided))
            return not(`without the property ${quote(name)}`);
        }
        for (const name of type.requiredExtra ?? []) {
          if (!Object.hasOwn(value, name)) return not(`without the property ${quote(name)}`);
        }
        if (type.additional === "open" || (type.patterns?.length ?? 0) > 0) return undefined;
        for (const name of Object.keys(value)) {
          if (declared.has(name)) continue;
          if (type.additional === "closed")
            return not(`with the property ${quote(name)}, which is not declared`);
          const inside = this.fit(value[name]!, type.additional, [...path, name], depth + 1);
          if (inside !== undefined) return inside;
        }
        return undefined;
      }
      case "nullable":
        return value === null ? undefined : this.fit(value, type.inner, path, depth + 1);
      case "union": {
        let first: Misfit | undefined;
        for (const member of type.members) {
          const fault = this.fit(value, member, path, depth + 1);
          if (fault === undefined) return undefined;
          first ??= fault;
        }
        return type.members.length === 1 ? first : not("accepted by none of the alternatives");
      }
      case "intersection":
        for (const member of type.members) {
          const fault = this.fit(value, member, path, depth + 1);
          if (fault !== undefined) return fault;
        }
        return undefined;
      case "ref": {
        const target = this.#options.types.get(type.target);
        return target === undefined ? undefined : this.fit(value, target, path, depth + 1);
      }
      case "never":
        return not("not allowed: no value is");
      case "binary":
      case "stream":
      case "unknown":
        return undefined;
    }
  }
}

function checkText(
  value: string,
  { minLength, maxLength, pattern }: { minLength?: number; maxLength?: number; pattern?: string },
): string | undefined {
  const fault = checkLength(Array.from(value).length, minLength, maxLength, "characters");
  if (fault !== undefined || pattern === undefined) return fault;
  // Patterns that may be slow stand beside a length, which was checked; the others are tried on short texts only.
  return value.length <= 700 && !new RegExp(pattern, "u").test(value)
    ? `not matched by the pattern ${quote(pattern)}`
    : undefined;
}

/** The least and the greatest number of each width. */
const widths: Readonly<Record<IntegerFormat, readonly [bigint, bigint]>> = {
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint8: [0n, 2n ** 8n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

function checkWidth(value: number | bigint, format: IntegerFormat | undefined): string | undefined {
  if (format === undefined) return undefined;
  const [least, greatest] = widths[format];
  return value < least || value > greatest ? `outside the range of ${format}` : undefined;
}

/** Formats on which there is no disagreement. */
const formats: ReadonlySet<string> = new Set(["date", "date-time", "email", "ipv4", "ipv6", "time", "uuid"]);

type FormatCheck =
  RegExp | ((text: string) => boolean) | { readonly validate: RegExp | ((text: string) => boolean) };

function checkFormat(value: string, format: string | undefined): string | undefined {
  if (format === undefined || !formats.has(format) || value.length > 300) return undefined;
  const { fullFormats } = require("ajv-formats/dist/formats.js") as {
    readonly fullFormats: Readonly<Record<string, FormatCheck>>;
  };
  const found = fullFormats[format];
  const check = typeof found === "object" && "validate" in found ? found.validate : found;
  if (check === undefined) return undefined;
  const fits = check instanceof RegExp ? check.test(value) : check(value);
  return fits ? undefined : `not of the format ${quote(format)}`;
}
