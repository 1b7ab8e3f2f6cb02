import type { JsonValue } from "../../ir/json.ts";
import type { Code } from "../../source/codes.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import { defaultLimits } from "../../source/limits.ts";
import type { Span } from "../../source/span.ts";
import { nearest } from "../../source/suggest.ts";
import type { ConstDefinition, Field, ValueNode } from "../ast.ts";
import type { Declared, Module, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import type { Names } from "./names.ts";
import { scalarOf } from "./scalars.ts";
import type { Types } from "./types.ts";

/** Most parts of one value: constants that hold others many times over grow without end. */
const sizeLimit = 100_000;

/** Computes constants and defaults, each once, and reports those that do not fit their types. */
export class Evaluator {
  readonly #names: Names;
  readonly #types: Types;
  readonly #diagnostics: Diagnostics;
  readonly #defaults = new Map<Field, JsonValue | undefined>();
  readonly #constants = new Map<ConstDefinition, JsonValue | undefined>();
  /** The constants that are being computed, each because the one before needs it. */
  readonly #open: ConstDefinition[] = [];
  #depth = 0;
  #size = 0;

  constructor(names: Names, types: Types, diagnostics: Diagnostics) {
    this.#names = names;
    this.#types = types;
    this.#diagnostics = diagnostics;
  }

  /** The value of a constant in its JSON form; `undefined` after a diagnostic. */
  valueOf({ definition, module }: Declared<ConstDefinition>): JsonValue | undefined {
    if (this.#constants.has(definition)) return this.#constants.get(definition);
    const type = this.#types.resolve(definition.type, module);
    this.#open.push(definition);
    const value = this.#whole(definition.value, type, module);
    this.#open.pop();
    this.#constants.set(definition, value);
    return value;
  }

  /** The default of a field in its JSON form; `undefined` when it has none, or after a diagnostic. */
  defaultOf(field: Field, module: Module): JsonValue | undefined {
    if (field.value === undefined) return undefined;
    if (this.#defaults.has(field)) return this.#defaults.get(field);
    const value = this.#whole(field.value, this.#types.resolve(field.type, module), module);
    this.#defaults.set(field, value);
    return value;
  }

  #whole(node: ValueNode, type: ResolvedType, module: Module): JsonValue | undefined {
    if (this.#depth === 0) this.#size = 0;
    return this.#value(node, type, module);
  }

  /** @returns `undefined` after a diagnostic. */
  #value(node: ValueNode, type: ResolvedType, module: Module): JsonValue | undefined {
    if (this.#depth >= defaultLimits.depth || ++this.#size > sizeLimit) {
      return this.#fail(
        "VG3128",
        "the value is too large: constants hold one another too many times",
        node.span,
      );
    }
    this.#depth++;
    const value = node.kind === "name" ? this.#name(node, type, module) : this.#literal(node, type, module);
    this.#depth--;
    return value;
  }

  #literal(node: ValueNode, type: ResolvedType, module: Module): JsonValue | undefined {
    const under = underlying(type);
    switch (under.kind) {
      case "missing":
        return undefined;
      case "list":
      case "set":
        // An empty map literal is an empty list as well.
        if (node.kind === "map" && node.entries.length === 0) return [];
        if (node.kind === "list") return this.#list(node, under.element, module, under.kind);
        break;
      case "map":
        if (node.kind === "list" && node.items.length === 0) return {};
        if (node.kind === "map") return this.#map(node, under.key, under.value, module);
        break;
      case "struct":
        if (node.kind === "list" && node.items.length === 0) return {};
        if (node.kind === "map") return this.#struct(node, under, module);
        break;
      case "enum":
        if (node.kind === "integer") {
          const { definition } = under.enum;
          if (definition.members.some(({ value }) => value === node.value)) return Number(node.value);
          const message = `${node.value} is the value of no member of enum \`${definition.name.text}\`, and is ignored`;
          return this.#fail("VG3124", message, node.span);
        }
        break;
      case "base": {
        const scalar = scalarOf(node, under.name);
        if (scalar === undefined) break;
        if ("fault" in scalar) return this.#fail("VG3122", scalar.fault, node.span);
        return scalar.value;
      }
    }
    if (node.kind === "missing") return undefined;
    return this.#fail(
      "VG3121",
      `expected a value of the type ${typeText(type)}, found ${nodeText(node)}`,
      node.span,
    );
  }

  #name(node: ValueNode & { kind: "name" }, type: ResolvedType, module: Module): JsonValue | undefined {
    const { text } = node.name;
    const under = underlying(type);
    if (under.kind === "missing") return undefined;
    const found = this.#names.value(text, module);
    if (found?.kind === "constant") return this.#constant(found.constant, type, node.span);
    if (found?.kind === "member") {
      const isNumber = under.kind === "base" && /^(?:byte|i8|i16|i32|i64)$/.test(under.name);
      if (under.kind === "enum" && under.enum.definition !== found.enum.definition) {
        const message = `\`${text}\` is no member of enum \`${under.enum.definition.name.text}\``;
        return this.#fail("VG3121", message, node.span);
      }
      if (under.kind === "enum" || isNumber) return Number(found.member.value);
      return this.#fail(
        "VG3121",
        `expected a value of the type ${typeText(type)}, found \`${text}\``,
        node.span,
      );
    }
    if (text === "true" || text === "false") {
      if (under.kind === "base") {
        if (under.name === "bool") return text === "true";
        if (/^(?:byte|i8|i16|i32|i64)$/.test(under.name)) return text === "true" ? 1 : 0;
      }
      return this.#fail(
        "VG3121",
        `expected a value of the type ${typeText(type)}, found \`${text}\``,
        node.span,
      );
    }
    // A member's bare name is enough where the type says which enum is meant.
    const members = under.kind === "enum" ? under.enum.definition.members : [];
    const last = text.slice(text.lastIndexOf(".") + 1);
    const member = members.find((one) => one.name.text === last);
    if (member !== undefined) {
      // Apache's compiler looks at the last name alone; what stands before it may even be another enum.
      if (last !== text && under.kind === "enum") {
        const message = `\`${text}\` is taken as \`${under.enum.definition.name.text}.${last}\``;
        this.#diagnostics.add("VG3129", message, { span: node.span });
      }
      return Number(member.value);
    }
    const meant = nearest(text, [...members.map((one) => one.name.text), ...this.#names.valueNames(module)]);
    const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
    return this.#fail("VG3120", `unknown constant \`${text}\`${hint}`, node.span);
  }

  /** A constant where a value of a type is wanted: what it was written as must fit that type as well. */
  #constant(constant: Declared<ConstDefinition>, type: ResolvedType, span: Span): JsonValue | undefined {
    const { definition, module } = constant;
    if (this.#open.includes(definition)) {
      const names = [...this.#open.slice(this.#open.indexOf(definition)), definition].map(
        ({ name }) => name.text,
      );
      return this.#fail("VG3123", `constants need each other: ${names.join(" -> ")}`, span);
    }
    this.#open.push(definition);
    const value = this.#value(definition.value, type, module);
    this.#open.pop();
    return value;
  }

  #list(
    node: ValueNode & { kind: "list" },
    element: ResolvedType,
    module: Module,
    kind: "list" | "set",
  ): JsonValue | undefined {
    const items: JsonValue[] = [];
    const seen = new Set<string>();
    for (const item of node.items) {
      const value = this.#value(item, element, module);
      if (value === undefined) return undefined;
      if (kind === "set") {
        const text = keyText(value);
        if (seen.has(text)) {
          this.#diagnostics.add("VG3125", "a set holds this value already: it is left out", {
            span: item.span,
          });
          continue;
        }
        seen.add(text);
      }
      items.push(value);
    }
    return items;
  }

  #map(
    node: ValueNode & { kind: "map" },
    keyType: ResolvedType,
    valueType: ResolvedType,
    module: Module,
  ): JsonValue | undefined {
    const entries = new Map<string, JsonValue>();
    for (const { key, value } of node.entries) {
      const name = this.#value(key, keyType, module);
      const item = this.#value(value, valueType, module);
      if (name === undefined || item === undefined) return undefined;
      const text = keyText(name);
      if (entries.has(text)) {
        this.#diagnostics.add("VG3125", "a map has this key already: the last value counts", {
          span: key.span,
        });
      }
      entries.set(text, item);
    }
    return Object.fromEntries(entries);
  }

  #struct(
    node: ValueNode & { kind: "map" },
    type: ResolvedType & { kind: "struct" },
    module: Module,
  ): JsonValue | undefined {
    const { definition, module: home } = type.struct;
    const what = `${definition.kind} \`${definition.name.text}\``;
    const found = new Map<string, JsonValue>();
    for (const { key, value } of node.entries) {
      if (key.kind !== "string") {
        return this.#fail(
          "VG3121",
          `expected the name of a field of ${what}, found ${nodeText(key)}`,
          key.span,
        );
      }
      const name = key.value.text;
      const field = definition.fields.find((one) => one.name.text === name);
      if (field === undefined) {
        const meant = nearest(
          name,
          definition.fields.map((one) => one.name.text),
        );
        const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
        return this.#fail("VG3126", `${what} has no field \`${name}\`${hint}`, key.span);
      }
      const item = this.#value(value, this.#types.resolve(field.type, home), module);
      if (item === undefined) return undefined;
      found.set(name, item);
    }
    const missing = definition.fields.find(
      ({ requiredness, name, value }) =>
        requiredness === "required" && value === undefined && !found.has(name.text),
    );
    if (missing !== undefined && definition.kind !== "union") {
      const message = `the value lacks the required field \`${missing.name.text}\` of ${what}, and is ignored`;
      return this.#fail("VG3130", message, node.span);
    }
    if (definition.kind === "union" && found.size !== 1) {
      return this.#fail("VG3127", `a value of ${what} has exactly one member, not ${found.size}`, node.span);
    }
    return Object.fromEntries(found);
  }

  #fail(code: Code, message: string, span: Span): undefined {
    this.#diagnostics.add(code, message, { span });
  }
}

/** A value as the key of a JSON object. */
function keyText(value: JsonValue): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "bigint" ? part.toString() : part,
  ).replace(/^"(-?\d+)"$/, "$1");
}

/** A type as its author would write it. */
function typeText(type: ResolvedType): string {
  switch (type.kind) {
    case "base":
      return `\`${type.name}\``;
    case "struct":
      return `\`${type.struct.definition.name.text}\``;
    case "enum":
      return `\`${type.enum.definition.name.text}\``;
    case "typedef":
      return `\`${type.typedef.definition.name.text}\``;
    default:
      return `\`${type.kind}\``;
  }
}

function nodeText(node: ValueNode): string {
  switch (node.kind) {
    case "integer":
    case "double":
      return `\`${node.value}\``;
    case "string":
      return "a text";
    case "name":
      return `\`${node.name.text}\``;
    case "list":
      return "a list";
    case "map":
      return "a map";
    case "missing":
      return "nothing";
  }
}
