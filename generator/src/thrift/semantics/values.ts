import type { Code } from "../../source/codes.ts";
import type { Span } from "../../source/span.ts";
import type { Field, ValueNode } from "../ast.ts";
import type { Module, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import { shortened } from "../syntax/shortened.ts";
import type { Outcome } from "./outcome.ts";
import { keyText, single, Sum } from "./outcome.ts";
import { scalarOf } from "./scalars.ts";
import type { Suggestions } from "./suggestions.ts";
import { fieldsOf, membersOf } from "./tables.ts";
import { nodeText, typeText } from "./texts.ts";
import type { Types } from "./types.ts";

/** A node of one kind. */
type Node<K extends ValueNode["kind"]> = ValueNode & { readonly kind: K };

/** What the values of a program are computed with. */
export interface Tools {
  readonly types: Types;
  readonly suggestions: Suggestions;
  readonly report: (code: Code, message: string, span: Span) => void;
  /** Counts a value against what one program may hold; `false` when it is too much. */
  readonly count: (span: Span) => boolean;
  /** What a name means where a value of a type is wanted. */
  readonly name: (node: Node<"name">, type: ResolvedType, module: Module) => Outcome;
}

/** Computes the value of a node as one of a type, and reports what does not fit. Literals nest as deeply as parsing allows. */
export function valueOf(node: ValueNode, type: ResolvedType, module: Module, tools: Tools): Outcome {
  if (!tools.count(node.span)) return "faulty";
  const under = underlying(type);
  if (under.kind === "missing" || node.kind === "missing") return "faulty";
  if (node.kind === "name") return tools.name(node, type, module);
  switch (under.kind) {
    case "list":
    case "set":
      // Apache Thrift takes empty brackets of either form for any container.
      if (node.kind === "map" && node.entries.length === 0) return single([]);
      if (node.kind === "list") return listOf(node, under, module, tools);
      break;
    case "map":
      if (node.kind === "list" && node.items.length === 0) return single({});
      if (node.kind === "map") return mapOf(node, under, module, tools);
      break;
    case "struct":
      if (node.kind === "map") return structOf(node, under, module, tools);
      break;
    case "enum":
      if (node.kind === "integer") return memberOf(node.value, under, node.span, tools);
      break;
    case "base": {
      const scalar = scalarOf(node, under.name);
      if (scalar === undefined) break;
      if ("value" in scalar) return single(scalar.value);
      tools.report("VG3122", scalar.fault, node.span);
      return "faulty";
    }
  }
  return misfit(nodeText(node), type, node.span, tools);
}

/** Reports a value that is of another type. */
export function misfit(
  found: string,
  type: ResolvedType,
  span: Span,
  tools: Pick<Tools, "report">,
): "faulty" {
  tools.report("VG3121", `expected a value of the type ${typeText(type)}, found ${found}`, span);
  return "faulty";
}

/** A number as a value of an enum. */
export function memberOf(
  value: bigint,
  type: ResolvedType & { readonly kind: "enum" },
  span: Span,
  tools: Pick<Tools, "report">,
): Outcome {
  const { definition } = type.enum;
  if (membersOf(definition).byValue.has(value)) return single(Number(value));
  const message = `${shortened(String(value))} is the value of no member of enum \`${definition.name.text}\`, and is ignored`;
  tools.report("VG3124", message, span);
  return "ignored";
}

function listOf(
  node: Node<"list">,
  type: ResolvedType & { readonly kind: "list" | "set" },
  module: Module,
  tools: Tools,
): Outcome {
  const items = [];
  const seen = new Set<string>();
  const sum = new Sum();
  let isFaulty = false;
  for (const item of node.items) {
    const outcome = valueOf(item, type.element, module, tools);
    if (outcome === "faulty") isFaulty = true;
    if (typeof outcome === "string") continue;
    if (type.kind === "set") {
      const text = keyText(outcome.value);
      if (seen.has(text)) {
        tools.report("VG3125", "the set has this value already: it is left out", item.span);
        continue;
      }
      seen.add(text);
    }
    sum.add(outcome);
    items.push(outcome.value);
  }
  return isFaulty || tooDeep(sum, node, tools) ? "faulty" : sum.of(items);
}

function mapOf(
  node: Node<"map">,
  type: ResolvedType & { readonly kind: "map" },
  module: Module,
  tools: Tools,
): Outcome {
  const entries = new Map<string, Exclude<Outcome, string>>();
  let isFaulty = false;
  for (const entry of node.entries) {
    const key = valueOf(entry.key, type.key, module, tools);
    const value = valueOf(entry.value, type.value, module, tools);
    if (key === "faulty" || value === "faulty") isFaulty = true;
    if (typeof key === "string" || typeof value === "string") continue;
    const text = keyText(key.value);
    if (entries.has(text)) {
      tools.report("VG3125", "the map has this key already: the last value counts", entry.key.span);
    }
    entries.set(text, value);
  }
  return isFaulty ? "faulty" : objectOf(entries, node, tools);
}

function structOf(
  node: Node<"map">,
  type: ResolvedType & { readonly kind: "struct" },
  module: Module,
  tools: Tools,
): Outcome {
  const { definition, module: home } = type.struct;
  const what = `${definition.kind} \`${definition.name.text}\``;
  const fields = fieldsOf(definition);
  const found = new Map<string, Exclude<Outcome, string>>();
  const given = new Set<Field>();
  let isFaulty = false;
  for (const { key, value } of node.entries) {
    const field = key.kind === "string" ? fields.get(key.value.text) : undefined;
    if (field === undefined) {
      if (key.kind === "string") {
        const { text } = key.value;
        const meant = tools.suggestions.for(text, fields.keys());
        tools.report("VG3126", `${what} has no field \`${shortened(text)}\`${meant}`, key.span);
      } else if (key.kind !== "missing") {
        tools.report(
          "VG3121",
          `expected the name of a field of ${what} in quotes, found ${nodeText(key)}`,
          key.span,
        );
      }
      isFaulty = true;
      continue;
    }
    if (given.has(field)) {
      tools.report(
        "VG3125",
        `field \`${field.name.text}\` has a value already: the last one counts`,
        key.span,
      );
    }
    given.add(field);
    const outcome = valueOf(value, tools.types.resolve(field.type, home), module, tools);
    if (outcome === "faulty") isFaulty = true;
    if (typeof outcome !== "string") found.set(field.name.text, outcome);
  }
  if (isFaulty) return "faulty";
  if (definition.kind === "union") {
    if (given.size === 1) return found.size === 1 ? objectOf(found, node, tools) : "ignored";
    tools.report("VG3127", `a value of ${what} has exactly one member, not ${given.size}`, node.span);
    return "faulty";
  }
  const lacking = definition.fields.find(
    ({ requiredness, name, value }) =>
      requiredness === "required" && value === undefined && !found.has(name.text),
  );
  if (lacking === undefined) return objectOf(found, node, tools);
  const message = `the value lacks the required field \`${lacking.name.text}\` of ${what}, and is ignored`;
  tools.report("VG3130", message, node.span);
  return "ignored";
}

function objectOf(
  entries: ReadonlyMap<string, Exclude<Outcome, string>>,
  node: ValueNode,
  tools: Tools,
): Outcome {
  const sum = new Sum();
  for (const entry of entries.values()) sum.add(entry);
  if (tooDeep(sum, node, tools)) return "faulty";
  return sum.of(Object.fromEntries([...entries].map(([key, { value }]) => [key, value])));
}

function tooDeep(sum: Sum, node: ValueNode, tools: Tools): boolean {
  if (!sum.isTooDeep) return false;
  tools.report("VG3128", "the value is nested too deeply: constants hold one another", node.span);
  return true;
}
