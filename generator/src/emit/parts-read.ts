import type { Content, Direction, PartEncoding, Type, TypeTable } from "../ir/index.ts";
import { resolve } from "../ir/view.ts";
import type { Code } from "./code.ts";
import { code, join, literal, propertyKey } from "./code.ts";
import { Conversions } from "./convert.ts";
import type { GeneratedFile } from "./file.ts";
import { fieldForm, isBinaryPart, partTypes } from "./form-field.ts";
import { record } from "./layout.ts";
import { fieldsOfType, isClosed, itemsOf, shapesOf } from "./shape.ts";

/** Whether the parts of a multipart body are told apart by their place instead of by a name. */
export function isPositional(content: Content, types: TypeTable): boolean {
  const kind = resolve(content.type, types)?.kind;
  return content.format === "multipart" && (kind === "array" || kind === "tuple");
}

/** Prints how the parts of a multipart body are read. */
export class PartsReader {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #direction: Direction;
  readonly #conversions: Conversions;

  constructor(file: GeneratedFile, types: TypeTable, direction: Direction) {
    this.#file = file;
    this.#types = types;
    this.#direction = direction;
    this.#conversions = new Conversions(file, types, direction);
  }

  /**
   * What the contract says about named parts before they are read, and how the others are treated.
   *
   * @param others parts that are not in the type of the body
   */
  table(content: Content, others: readonly string[] = []): { table: Code; options: Code[] } {
    const { properties, rest } = fieldsOfType(content.type, this.#types, this.#direction);
    const rows = properties.map((property) => {
      const { name, type, required } = property;
      const rules = this.#rules(content, name, type);
      if (required) rules.push(code`required: true`);
      return code`${propertyKey(name)}: ${rules.length === 0 ? code`{}` : record(rules)},`;
    });
    rows.push(...others.map((name) => code`${propertyKey(name)}: {},`));
    const options: Code[] = [];
    if (rest !== undefined) {
      const isFile = isBinaryPart(itemOrSelf(rest, this.#types), this.#types);
      options.push(isFile ? code`rest: { file: true }` : code`rest: {}`);
    } else if (isClosed(content.type, this.#types)) options.push(code`closed: true`);
    return { table: rows.length === 0 ? code`{}` : code`{\n  ${rows}\n}`, options };
  }

  #rules(content: Content, name: string, type: Type): Code[] {
    const form = fieldForm(content, name, type, this.#types);
    const encoding = content.encoding.find((field) => field.field === name);
    const types = partTypes(encoding, type, this.#types);
    return [...(form.as === "file" ? [code`file: true`] : []), ...typesRule(types)];
  }

  /** The named parts as an object of unchecked values, out of the variable `form`. */
  values(content: Content): Code {
    const { properties, rest } = fieldsOfType(content.type, this.#types, this.#direction);
    const rows = properties.map(
      ({ name, type }) => code`${propertyKey(name)}: ${this.#field(content, name, type)},`,
    );
    if (rest !== undefined) {
      const others = this.#rest(
        rest,
        properties.map(({ name }) => name),
      );
      if (rows.length === 0) return others;
      rows.unshift(code`...${others},`);
    }
    return code`{\n  ${rows}\n}`;
  }

  #rest(rest: Type, names: readonly string[]): Code {
    const listed = names.map((name) => literal(name));
    const [shape = "scalar"] = shapesOf(rest, this.#types);
    const item = itemOrSelf(rest, this.#types);
    const each = shape === "list";
    let read = code`form.value(name)`;
    if (resolve(rest, this.#types)?.kind === "unknown") read = code`form.any(name)`;
    else if (isBinaryPart(item, this.#types)) read = each ? code`form.files(name)` : code`form.file(name)`;
    else if (shapesOf(item, this.#types)[0] !== "scalar")
      read = each ? code`form.jsonList(name)` : code`form.json(name)`;
    else if (each) read = this.#conversions.list(rest, code`form.list(name)`);
    else read = this.#conversions.scalar(rest)?.call(read) ?? read;
    return code`form.rest([${join(listed, ", ")}], (name) => ${read})`;
  }

  #field(content: Content, name: string, type: Type): Code {
    const form = fieldForm(content, name, type, this.#types);
    const field = literal(name);
    switch (form.as) {
      case "text": {
        const text = code`form.value(${field})`;
        return this.#conversions.scalar(type)?.call(text) ?? text;
      }
      case "fields":
      case "json":
        return form.as === "json" && form.each ? code`form.jsonList(${field})` : code`form.json(${field})`;
      case "file":
        return form.each ? code`form.files(${field})` : code`form.file(${field})`;
      case "joined": {
        const items = code`${this.#file.runtime("splitItems")}(form.value(${field}), ${literal(form.style)})`;
        return this.#conversions.list(type, items);
      }
      case "list":
        return this.#conversions.list(type, code`form.list(${field})`);
    }
  }

  /** The rules of parts without names: of the first ones, and of those after them. */
  positions(content: Content): readonly [prefix: Code, rest: Code | undefined] {
    const type = resolve(content.type, this.#types);
    const prefix = (type?.kind === "tuple" ? type.items : []).map((item, i) =>
      this.rule(item, content.prefixEncoding?.[i]),
    );
    const rest = type?.kind === "tuple" ? type.rest : type?.kind === "array" ? type.items : undefined;
    const list = code`[${join(prefix, ", ")}]`;
    if (rest === undefined || rest.kind === "never") return [list, undefined];
    return [list, this.rule(rest, content.itemEncoding)];
  }

  /** The rule of one part without a name. */
  rule(type: Type, encoding: PartEncoding | undefined): Code {
    const as = partForm(type, encoding, this.#types);
    const convert = as === "text" ? this.#conversions.scalar(type) : undefined;
    return record([
      code`as: ${literal(as)}`,
      ...typesRule(partTypes(encoding, type, this.#types)),
      ...(convert === undefined ? [] : [code`convert: ${convert.fn}`]),
    ]);
  }
}

/** How a part without a name holds its value. */
export function partForm(
  type: Type,
  encoding: PartEncoding | undefined,
  types: TypeTable,
): "file" | "json" | "text" {
  if (isBinaryPart(type, types)) return "file";
  const isJson = encoding?.contentTypes?.some((one) => /[/+]json\b/.test(one)) === true;
  return isJson || shapesOf(type, types)[0] !== "scalar" ? "json" : "text";
}

function typesRule(types: readonly string[] | undefined): Code[] {
  if (types === undefined) return [];
  const list = types.map((type) => literal(type));
  return [code`types: [${join(list, ", ")}]`];
}

/** The elements of a list; any other type itself. */
function itemOrSelf(type: Type, types: TypeTable): Type {
  return shapesOf(type, types)[0] === "list" ? itemsOf(type, types) : type;
}
