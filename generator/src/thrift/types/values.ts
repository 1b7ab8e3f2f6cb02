import type { JsonValue } from "../../ir/json.ts";
import { isObject } from "../../source/value.ts";
import type { ThriftContext } from "../context.ts";
import type { ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import { bindField } from "../annotations/field.ts";

/** The value that stands for an absent one where the IDL gives none; `undefined`: the type has none. */
export function zeroOf(type: ResolvedType): JsonValue | undefined {
  const under = underlying(type);
  switch (under.kind) {
    case "list":
    case "set":
      return [];
    case "map":
      return {};
    case "enum":
      return under.enum.definition.members.some(({ value }) => value === 0n) ? 0 : undefined;
    case "base":
      switch (under.name) {
        case "bool":
          return false;
        case "string":
        case "binary":
          return "";
        case "uuid":
          return undefined;
        default:
          return 0;
      }
    default:
      return undefined;
  }
}

/** A value of the program in the form that it has on the wire: enums by name where these are, structs by their keys in JSON. */
export function wireValue(cx: ThriftContext, value: JsonValue, type: ResolvedType): JsonValue {
  const under = underlying(type);
  switch (under.kind) {
    case "enum": {
      if (cx.options.enumValues === "number" || typeof value !== "number") return value;
      const member = under.enum.definition.members.find((one) => one.value === BigInt(value));
      return member?.name.text ?? value;
    }
    case "list":
    case "set":
      return Array.isArray(value)
        ? (value as readonly JsonValue[]).map((item) => wireValue(cx, item, under.element))
        : value;
    case "map": {
      if (!isObject(value)) return value;
      const isEnum = underlying(under.key).kind === "enum";
      const entries = Object.entries(value).map(([key, item]): [string, JsonValue] => [
        isEnum ? keyOf(wireValue(cx, Number(key), under.key), key) : key,
        wireValue(cx, item, under.value),
      ]);
      return Object.fromEntries(entries);
    }
    case "struct": {
      if (!isObject(value)) return value;
      const { definition, module } = under.struct;
      const entries = definition.fields.flatMap((field): [string, JsonValue][] => {
        const item = Object.hasOwn(value, field.name.text) ? value[field.name.text] : undefined;
        if (item === undefined) return [];
        const binding = bindField(cx, field, module);
        return binding.skipped || binding.hiddenInJson
          ? []
          : [[binding.bodyName, wireValue(cx, item, binding.type)]];
      });
      return Object.fromEntries(entries);
    }
    default:
      return value;
  }
}

/** The name of a member where enums are names, otherwise its number as text. */
function keyOf(value: JsonValue, number: string): string {
  return typeof value === "string" ? value : number;
}
