import type { JsonValue, MapType, ObjectType, Type, TypeTable } from "../../ir/index.ts";
import { isArray, isObject } from "../../source/value.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, join, literal, propertyKey } from "../code.ts";
import type { GeneratedFile } from "../file.ts";

type JsonRecord = { readonly [key: string]: JsonValue };

/** Longest value that stands on one line. */
const width = 90;

/** Prints values in their wire form as expressions of what readers would see. */
export class ConstantValues {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;

  constructor(file: GeneratedFile, types: TypeTable) {
    this.#file = file;
    this.#types = types;
  }

  of(type: Type, value: JsonValue): Code {
    const target = resolve(type, this.#types);
    switch (target?.kind) {
      case "integer":
        if (target.as === "number") return literal(Number(value));
        return target.as === "bigint" ? literal(whole(value)) : literal(String(whole(value)));
      case "number":
        return literal(Number(value));
      case "bytes": {
        const decode = this.#file.runtime(target.encoding === "base64" ? "fromBase64" : "fromBase64Url");
        return code`/* @__PURE__ */ ${decode}(${literal(value)})`;
      }
      case "nullable":
        return value === null ? literal(null) : this.of(target.inner, value);
      case "array": {
        if (!isArray(value)) break;
        const list = listed(value.map((item) => this.of(target.items, item)));
        return target.as === "set" ? code`/* @__PURE__ */ new Set(${list})` : list;
      }
      case "object":
        if (isObject(value)) return this.#object(target, value);
        break;
      case "map":
        if (isObject(value)) return this.#map(target, value);
        break;
      default:
    }
    return literal(value);
  }

  #object(type: ObjectType, value: JsonRecord): Code {
    const declared = new Map(type.properties.map((property) => [property.name, property.type]));
    return braced(
      Object.entries(value).map(([name, item]) => {
        const inner = declared.get(name);
        return code`${propertyKey(name)}: ${inner === undefined ? literal(item) : this.of(inner, item)}`;
      }),
    );
  }

  #map(type: MapType, value: JsonRecord): Code {
    const entries = Object.entries(value);
    if (type.as !== "map")
      return braced(entries.map(([key, item]) => code`${propertyKey(key)}: ${this.of(type.values, item)}`));
    const rows = entries.map(
      ([key, item]) => code`[${this.#key(type.keys, key)}, ${this.of(type.values, item)}]`,
    );
    return code`/* @__PURE__ */ new Map(${listed(rows)})`;
  }

  /** A key as its type has it, of its text. */
  #key(type: Type | undefined, key: string): Code {
    const target = type && resolve(type, this.#types);
    switch (target?.kind) {
      case "boolean":
        return literal(key === "true");
      case "integer":
      case "number":
        return this.of(target, key);
      case "enum":
        return literal(target.members.find(({ value }) => String(value) === key)?.value ?? key);
      default:
        return literal(key);
    }
  }
}

/** Whether an expression holds literals only, so that `as const` may follow. */
export function isPlain(value: Code): boolean {
  return !value.includes("/* @__PURE__ */");
}

function whole(value: JsonValue): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" || typeof value === "string") return BigInt(value);
  throw new Error("a constant that is a whole number has another value");
}

function listed(items: readonly Code[]): Code {
  const line = join(items, ", ");
  if (line.length <= width && !line.includes("\n")) return code`[${line}]`;
  return code`[\n  ${items.map((item) => code`${item},`)}\n]`;
}

function braced(entries: readonly Code[]): Code {
  if (entries.length === 0) return code`{}`;
  const line = join(entries, ", ");
  if (line.length <= width && !line.includes("\n")) return code`{ ${line} }`;
  return code`{\n  ${entries.map((entry) => code`${entry},`)}\n}`;
}
