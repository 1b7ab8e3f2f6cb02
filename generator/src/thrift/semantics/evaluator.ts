import type { JsonValue } from "../../ir/json.ts";
import type { Code } from "../../source/codes.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import { defaultLimits } from "../../source/limits.ts";
import type { Span } from "../../source/span.ts";
import type { ConstDefinition, EnumDefinition, EnumMember, Field, ValueNode } from "../ast.ts";
import type { Declared, Module, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import { groupOf, Identities } from "./identities.ts";
import type { Names } from "./names.ts";
import { constantOf, constantsIn, isMember } from "./needs.ts";
import type { Outcome } from "./outcome.ts";
import { single } from "./outcome.ts";
import type { Scalar } from "./scalars.ts";
import { integerOf, isInteger } from "./scalars.ts";
import { chainText, settle } from "./settle.ts";
import { membersOf } from "./tables.ts";
import { meaningText } from "./texts.ts";
import type { Types } from "./types.ts";
import type { Tools } from "./values.ts";
import { memberOf, misfit, valueOf } from "./values.ts";

/** Most values in all constants and defaults of a program, written out: constants that hold others grow without end. */
const mostParts = defaultLimits.nodes;

/** A constant that has been computed. */
interface Known {
  readonly outcome: Outcome;
  /** Itself, or the one that it is another name of. */
  readonly origin: Declared<ConstDefinition>;
  /** What it is as a value of other types than its own, by their identities. */
  readonly as: Map<number, Conversion>;
}

/** What a constant is as a value of another type, and what is wrong with that: it is the fault of whoever uses it so. */
interface Conversion {
  readonly outcome: Outcome;
  /** The first few. */
  readonly faults: readonly { readonly code: Code; readonly message: string }[];
}

/** Most faults of one conversion. */
const mostFaults = 3;

/** Computes constants and defaults, each once, and reports those that do not fit their types. */
export class Evaluator {
  readonly #names: Names;
  readonly #types: Types;
  readonly #diagnostics: Diagnostics;
  readonly #defaults = new Map<Field, Outcome>();
  readonly #constants = new Map<ConstDefinition, Known>();
  readonly #tools: Tools;
  readonly #identities = new Identities();
  /** The faults of the conversion that is being made. */
  #faults: { readonly code: Code; readonly message: string }[] | undefined;
  #parts = 0;

  constructor(names: Names, types: Types, diagnostics: Diagnostics) {
    this.#names = names;
    this.#types = types;
    this.#diagnostics = diagnostics;
    this.#tools = {
      types,
      suggestions: names.suggestions,
      report: (code, message, span) => this.#report(code, message, span),
      count: (span) => this.#count(1, span),
      name: (node, type, module) => this.#name(node, type, module),
    };
  }

  /** The value of a constant in its JSON form; `undefined` after a diagnostic. */
  valueOf(constant: Declared<ConstDefinition>): JsonValue | undefined {
    settle<ConstDefinition>(constant, {
      isDone: (definition) => this.#constants.has(definition),
      needs: ({ definition, module }) => constantsIn(definition.value, module, this.#names),
      finish: (one) => this.#compute(one),
      cycle: (names, { definition }, span) => {
        const message = `constant \`${definition.name.text}\` needs itself: ${chainText(names)}`;
        this.#diagnostics.add("VG3123", message, { span });
      },
    });
    return plain(this.#constants.get(constant.definition)?.outcome);
  }

  /** The default of a field in its JSON form; `undefined` when it has none, or after a diagnostic. */
  defaultOf(field: Field, module: Module): JsonValue | undefined {
    if (field.value === undefined) return undefined;
    let outcome = this.#defaults.get(field);
    if (outcome === undefined) {
      for (const { on } of constantsIn(field.value, module, this.#names)) this.valueOf(on);
      outcome = valueOf(field.value, this.#types.resolve(field.type, module), module, this.#tools);
      this.#defaults.set(field, outcome);
    }
    return plain(outcome);
  }

  #compute(constant: Declared<ConstDefinition>): void {
    const { definition, module } = constant;
    const type = this.#types.resolve(definition.type, module);
    const outcome = valueOf(definition.value, type, module, this.#tools);
    const other = constantOf(definition.value, module, this.#names);
    const origin = (other && this.#constants.get(other.definition)?.origin) ?? constant;
    this.#constants.set(definition, { outcome, origin, as: new Map() });
  }

  #name(node: ValueNode & { readonly kind: "name" }, type: ResolvedType, module: Module): Outcome {
    const { text } = node.name;
    const under = underlying(type);
    const found = this.#names.value(node.name, module);
    if (found === "ambiguous") return "faulty";
    if (found?.kind === "constant") return this.#constant(found.constant, type, node.span);
    if (found?.kind === "member") return this.#member(found, node, type);
    if (under.kind !== "enum") {
      if (text !== "true" && text !== "false") this.#names.unknownValue(node.name, module, undefined);
      else if (under.kind === "base" && under.name === "bool") return single(text === "true");
      else if (under.kind === "base" && isInteger(under.name)) return single(text === "true" ? 1 : 0);
      else misfit(`\`${text}\``, type, node.span, this.#tools);
      return "faulty";
    }
    // A member's bare name is enough where the type says which enum is meant.
    const { definition } = under.enum;
    const last = text.slice(text.lastIndexOf(".") + 1);
    const member = membersOf(definition).byName.get(last);
    if (member === undefined) {
      if (text === "true" || text === "false") return misfit(`\`${text}\``, type, node.span, this.#tools);
      this.#names.unknownValue(node.name, module, definition);
      return "faulty";
    }
    if (last !== text) {
      // Apache's compiler looks at the last name alone; what stands before it may even be another enum.
      const message = `\`${text}\` is taken as \`${definition.name.text}.${last}\``;
      this.#report("VG3129", message, node.span);
    }
    return single(Number(member.value));
  }

  #member(
    { enum: owner, member }: { readonly enum: Declared<EnumDefinition>; readonly member: EnumMember },
    node: ValueNode & { readonly kind: "name" },
    type: ResolvedType,
  ): Outcome {
    const under = underlying(type);
    if (under.kind === "enum") {
      if (under.enum.definition === owner.definition) return single(Number(member.value));
      const name = under.enum.definition.name.text;
      this.#report("VG3121", `\`${node.name.text}\` is no member of enum \`${name}\``, node.span);
      return "faulty";
    }
    const scalar =
      under.kind === "base" && isInteger(under.name) ? integerOf(member.value, under.name) : undefined;
    if (scalar === undefined) return misfit(`\`${node.name.text}\``, type, node.span, this.#tools);
    return this.#scalar(scalar, node.span);
  }

  /** A constant where a value of a type is wanted: what it was written as must fit that type as well. */
  #constant(constant: Declared<ConstDefinition>, type: ResolvedType, span: Span): Outcome {
    const known = this.#constants.get(constant.definition);
    // It is part of a cycle, or has no value itself, of which a diagnostic has told.
    if (known === undefined) return "faulty";
    if (typeof known.outcome === "string") return known.outcome;
    const { origin } = known;
    const ownType = this.#types.resolve(constant.definition.type, constant.module);
    const identity = this.#identities.of(type);
    if (this.#identities.of(ownType) === identity) return this.#again(known.outcome, span);
    if (groupOf(ownType) !== groupOf(type) || (isEnum(ownType) && isEnum(type))) {
      const found = `\`${constant.definition.name.text}\`, which is ${meaningText(ownType)}`;
      return misfit(found, type, span, this.#tools);
    }
    const as = this.#constants.get(origin.definition)?.as;
    const made = as?.get(identity);
    const { outcome, faults } = made ?? this.#conversion(origin, type);
    as?.set(identity, { outcome, faults });
    for (const { code, message } of faults) this.#report(code, message, span, constant.definition);
    return made === undefined ? outcome : this.#again(outcome, span);
  }

  #conversion(origin: Declared<ConstDefinition>, type: ResolvedType): Conversion {
    const outer = this.#faults;
    const faults: Conversion["faults"][number][] = [];
    this.#faults = faults;
    const outcome = this.#converted(origin, type);
    this.#faults = outer;
    return { outcome, faults };
  }

  #converted({ definition, module }: Declared<ConstDefinition>, type: ResolvedType): Outcome {
    const under = underlying(type);
    const outcome = this.#constants.get(definition)?.outcome;
    const isNamed =
      isEnum(this.#types.resolve(definition.type, module)) || isMember(definition.value, module, this.#names);
    // A member is a number elsewhere, whatever its name means there.
    if (isNamed && typeof outcome === "object" && typeof outcome.value === "number") {
      const value = BigInt(outcome.value);
      if (under.kind === "enum") return memberOf(value, under, definition.value.span, this.#tools);
      const scalar =
        under.kind === "base" && isInteger(under.name) ? integerOf(value, under.name) : undefined;
      if (scalar !== undefined) return this.#scalar(scalar, definition.value.span);
    }
    return valueOf(definition.value, type, module, this.#tools);
  }

  #scalar(scalar: Scalar, span: Span): Outcome {
    if ("value" in scalar) return single(scalar.value);
    this.#report("VG3122", scalar.fault, span);
    return "faulty";
  }

  /** A value that stands in one more place. */
  #again(outcome: Outcome, span: Span): Outcome {
    return typeof outcome === "string" || this.#count(outcome.parts, span) ? outcome : "faulty";
  }

  #count(parts: number, span: Span): boolean {
    if (this.#parts <= mostParts) {
      this.#parts += parts;
      if (this.#parts <= mostParts) return true;
      this.#diagnostics.add("VG3128", `all constants and defaults hold more than ${mostParts} values`, {
        span,
      });
    }
    return false;
  }

  /** @param constant the one whose conversion has the fault. */
  #report(code: Code, message: string, span: Span, constant?: ConstDefinition): void {
    if (this.#faults === undefined) {
      const related = constant === undefined ? [] : [{ message: "the constant", span: constant.name.span }];
      this.#diagnostics.add(code, message, { span, related });
    } else if (this.#faults.length < mostFaults) this.#faults.push({ code, message });
  }
}

function plain(outcome: Outcome | undefined): JsonValue | undefined {
  return outcome === undefined || typeof outcome === "string" ? undefined : outcome.value;
}

function isEnum(type: ResolvedType): boolean {
  return underlying(type).kind === "enum";
}
