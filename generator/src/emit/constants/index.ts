import type { Api, Constant, JsonValue, Type, TypeTable } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, commentText, docComment, identifier, join, literal, propertyKey } from "../code.ts";
import { GeneratedFile } from "../file.ts";
import { typeTable } from "../types/index.ts";
import { TypePrinter } from "../types/print.ts";

/** Emits the file `constants`, with the values that the contract gives names; no file when there are none. */
export function emitConstants(api: Api): readonly GeneratedFile[] {
  const { constants } = api;
  if (constants === undefined) return [];
  const file = new GeneratedFile(
    "constants",
    constants.map(({ name }) => name),
  );
  const printer = new ConstantPrinter(file, typeTable(api));
  for (const constant of constants) file.add(printer.declaration(constant));
  return [file];
}

class ConstantPrinter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #printer: TypePrinter;

  constructor(file: GeneratedFile, types: TypeTable) {
    this.#file = file;
    this.#types = types;
    this.#printer = new TypePrinter(file, types);
  }

  declaration({ name, type, value, docs }: Constant): Code {
    const comment = docComment([docs?.description === undefined ? undefined : commentText(docs.description)]);
    const head = code`${comment}export const ${identifier(name)}`;
    const text = this.#value(value, type);
    const first = text.slice(0, 1);
    if (first === "[" || first === "{") return code`${head} = ${text} as const;`;
    // A value that is made by a call has no type of its own in a declaration file.
    return /^(?:new |[a-z]\w*\()/.test(text)
      ? code`${head}: ${this.#printer.print(type, "replyRead")} = ${text};`
      : code`${head} = ${text};`;
  }

  /** A value as readers of its type have it. */
  #value(value: JsonValue, type: Type | undefined): Code {
    const target = type && resolve(type, this.#types);
    switch (target?.kind) {
      case "integer":
        if (typeof value !== "number" && typeof value !== "bigint") return literal(value);
        if (target.as === "bigint") return literal(BigInt(value));
        return target.as === "string" ? literal(String(value)) : literal(value);
      case "bytes": {
        const from = target.encoding === "base64" ? "fromBase64" : "fromBase64Url";
        return code`${this.#file.runtime(from)}(${literal(value)})`;
      }
      case "array": {
        if (!Array.isArray(value)) return literal(value);
        const items = (value as readonly JsonValue[]).map((item) => this.#value(item, target.items));
        const list = code`[${join(items, ", ")}]`;
        return target.as === "set" ? code`new Set(${list})` : list;
      }
      case "map":
        return this.#record(
          value,
          () => target.values,
          target.as === "map" ? { type: target.keys } : undefined,
        );
      case "object": {
        const byName = new Map(target.properties.map((property) => [property.name, property.type]));
        return this.#record(value, (name) => byName.get(name), undefined);
      }
      default:
        return literal(value);
    }
  }

  #record(
    value: JsonValue,
    typeOf: (name: string) => Type | undefined,
    keys: { readonly type: Type | undefined } | undefined,
  ): Code {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return literal(value);
    const entries = Object.entries(value as { readonly [name: string]: JsonValue });
    if (keys !== undefined) {
      const rows = entries.map(
        ([name, item]) =>
          code`[${this.#value(keyValue(name, keys.type && resolve(keys.type, this.#types)), keys.type)}, ${this.#value(item, typeOf(name))}]`,
      );
      return code`new Map([${join(rows, ", ")}])`;
    }
    const rows = entries.map(
      ([name, item]) => code`${propertyKey(name)}: ${this.#value(item, typeOf(name))}`,
    );
    return rows.length === 0 ? code`{}` : code`{ ${join(rows, ", ")} }`;
  }
}

/** The key that a name of a JSON object is. */
function keyValue(name: string, type: Type | undefined): JsonValue {
  switch (type?.kind) {
    case "integer":
      return BigInt(name);
    case "number":
      return Number(name);
    case "boolean":
      return name === "true";
    case "enum":
      return type.members.some(({ value }) => typeof value === "string") ? name : Number(name);
    default:
      return name;
  }
}
