import type { JsonValue } from "../../ir/json.ts";
import type { BaseTypeName } from "../ast.ts";
import type { ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";

const ranges: Readonly<Partial<Record<BaseTypeName, bigint>>> = {
  byte: 2n ** 7n,
  i8: 2n ** 7n,
  i16: 2n ** 15n,
  i32: 2n ** 31n,
  i64: 2n ** 63n,
};

/**
 * The value that a text of `default` in `go.tag` stands for, in the form of `Program.defaultOf`: lists and maps of scalars
 * are JSON. `undefined`: it is none of the type.
 */
export function tagDefault(text: string, type: ResolvedType): JsonValue | undefined {
  const under = underlying(type);
  switch (under.kind) {
    case "base":
      return baseValue(text, under.name);
    case "enum": {
      const member = under.enum.definition.members.find(
        ({ name, value }) => name.text === text || value.toString() === text,
      );
      return member === undefined ? undefined : Number(member.value);
    }
    case "list":
    case "set": {
      const items = parsed(text);
      return Array.isArray(items) ? allOf(items, under.element) : undefined;
    }
    case "map": {
      const object = parsed(text);
      if (typeof object !== "object" || object === null || Array.isArray(object)) return undefined;
      const entries = Object.entries(object);
      const keys = entries.map(([key]) => tagDefault(key, under.key));
      const values = allOf(
        entries.map(([, value]) => value),
        under.value,
      );
      if (values === undefined || keys.includes(undefined)) return undefined;
      return Object.fromEntries(entries.map(([key], i) => [key, values[i] ?? null]));
    }
    default:
      return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function allOf(items: readonly unknown[], type: ResolvedType): readonly JsonValue[] | undefined {
  const found: JsonValue[] = [];
  for (const item of items) {
    // Whole numbers that a double cannot hold have lost their digits by now.
    const isExact = typeof item === "number" && (!Number.isInteger(item) || Number.isSafeInteger(item));
    const isScalar = typeof item === "string" || typeof item === "boolean" || isExact;
    const value = isScalar ? tagDefault(String(item), type) : undefined;
    if (value === undefined) return undefined;
    found.push(value);
  }
  return found;
}

function baseValue(text: string, name: BaseTypeName): JsonValue | undefined {
  switch (name) {
    case "bool":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "string":
      return text;
    case "binary":
    case "uuid":
      return undefined;
    case "double":
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
        ? Number(text)
        : undefined;
    default: {
      if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
      const value = BigInt(text.replace("+", ""));
      const bound = ranges[name] ?? 0n;
      if (value < -bound || value >= bound) return undefined;
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }
  }
}
