import type { BinaryOperator, Expression, ExpressionFunction } from "../../ir/expression.ts";
import { ExpressionError } from "../../expression/index.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { Annotation } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import type { RuleList } from "./condition.ts";
import type { EnumNames } from "./enum-names.ts";
import { namesOf } from "./enum-names.ts";
import type { Subject } from "./fields.ts";
import { namedSubject } from "./fields.ts";
import { patternTest } from "./pattern.ts";
import { spanInside } from "./place.ts";

/** What a rule's value is read as. */
type Kind = "number" | "string" | "bool" | "enum" | "size";

/** A value that a rule is about. */
interface Target {
  readonly expression: Expression;
  readonly type: ResolvedType;
}

const comparisons: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ["const", "=="],
  ["lt", "<"],
  ["le", "<="],
  ["gt", ">"],
  ["ge", ">="],
  ["min_size", ">="],
  ["max_size", "<="],
]);

const parts: ReadonlyMap<string, ExpressionFunction> = new Map([
  ["prefix", "startsWith"],
  ["suffix", "endsWith"],
  ["contains", "contains"],
  ["not_contains", "contains"],
]);

/** Which rules apply to what. */
const applicable: Readonly<Record<string, readonly string[]>> = {
  number: ["const", "lt", "le", "gt", "ge", "in", "not_in"],
  string: ["const", "min_size", "max_size", "pattern", "in", "not_in", ...parts.keys()],
  bytes: ["min_size", "max_size"],
  bool: ["const"],
  enum: ["const", "in", "not_in", "defined_only"],
  collection: ["min_size", "max_size"],
  struct: [],
};

/** Reads the rules of a field whose names begin with `vt.`. */
export class VtReader {
  readonly #cx: ThriftContext;
  readonly #binding: FieldBinding;
  readonly #own: Subject;
  readonly #enums: EnumNames;

  constructor(cx: ThriftContext, binding: FieldBinding, own: Subject) {
    this.#cx = cx;
    this.#binding = binding;
    this.#own = own;
    this.#enums = namesOf(cx);
  }

  addTo(rules: RuleList): void {
    const sets = new Map<string, Annotation[]>();
    for (const annotation of this.#binding.field.annotations) {
      const name = annotation.key.text.toLowerCase();
      if (!name.startsWith("vt.")) continue;
      const known = sets.get(name);
      // The values of `in` stand in annotations of their own.
      if (known !== undefined && /\.(?:not_)?in$/.test(name)) known.push(annotation);
      else sets.set(name, [annotation]);
    }
    for (const [name, annotations] of sets) this.#rule(name.split(".").slice(1), annotations, rules);
  }

  #rule(path: readonly string[], annotations: readonly Annotation[], rules: RuleList): void {
    const [first] = annotations;
    if (first === undefined) return;
    try {
      const test = this.#within(
        path,
        { expression: this.#own.expression, type: this.#binding.type },
        annotations,
      );
      if (test === undefined) return;
      const rule = path.at(-1);
      rules.add({
        test: this.#enums.translate(test, () => undefined),
        text: annotations
          .map(({ key, value }) => `${key.text} = ${JSON.stringify(value?.text ?? "1")}`)
          .join(", "),
        skipsNil: rule !== "not_nil",
        span: first.span,
      });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const { code, message, hint } = error.fault;
      this.#cx.diagnostics.add(code, message, { span: first.value?.span ?? first.key.span, hint });
    }
  }

  /** The rule of the elements of a list, or of the keys or values of a map. */
  #within(
    path: readonly string[],
    target: Target,
    annotations: readonly Annotation[],
  ): Expression | undefined {
    const [step, ...rest] = path;
    this.#enums.add(target.expression, target.type);
    if (rest.length === 0) return this.#test(step ?? "", target, annotations);
    const under = underlying(target.type);
    const inside =
      step === "elem" && (under.kind === "list" || under.kind === "set")
        ? under.element
        : step === "key" && under.kind === "map"
          ? under.key
          : step === "value" && under.kind === "map"
            ? under.value
            : undefined;
    if (inside === undefined) return this.#misplaced(annotations, `vt.${step ?? ""}`);
    const variable: Expression = { kind: "variable", name: step === "key" ? "key" : "value" };
    const test = this.#within(rest, { expression: variable, type: inside }, annotations);
    if (test === undefined) return undefined;
    return { kind: "call", function: "range", arguments: [target.expression, test] };
  }

  #misplaced(annotations: readonly Annotation[], rule: string): undefined {
    const span = annotations[0]?.key.span;
    this.#cx.diagnostics.add("VG3321", `\`${rule}\` does not apply to a ${nameOf(this.#binding.type)}`, {
      span,
    });
  }

  #test(rule: string, target: Target, annotations: readonly Annotation[]): Expression | undefined {
    const [annotation] = annotations;
    const text = annotation?.value?.text ?? "true";
    const { expression, type } = target;
    // Lists and maps in JSON hold no absent values.
    if (rule === "no_sparse") return undefined;
    if (rule === "skip" || rule === "assert") {
      const span = annotation?.span;
      if (text !== "false") this.#cx.diagnostics.add("VG3322", `\`vt.${rule}\` has no effect here`, { span });
      return undefined;
    }
    if (rule === "not_nil") {
      return this.#flag(text) ? { kind: "binary", operator: "!=", left: expression, right: nil } : undefined;
    }
    const kind = kindOf(type);
    if (applicable[kind]?.includes(rule) !== true) return this.#misplaced(annotations, `vt.${rule}`);
    const comparison = comparisons.get(rule);
    if (comparison !== undefined) {
      const isSize = rule === "min_size" || rule === "max_size";
      const left: Expression = isSize
        ? { kind: "call", function: "len", arguments: [expression] }
        : expression;
      return {
        kind: "binary",
        operator: comparison,
        left,
        right: this.#value(text, isSize ? "size" : kind, type),
      };
    }
    const found = parts.get(rule);
    if (found !== undefined) {
      const test: Expression = {
        kind: "call",
        function: found,
        arguments: [expression, this.#value(text, kind, type)],
      };
      return rule === "not_contains" ? { kind: "unary", operator: "!", operand: test } : test;
    }
    switch (rule) {
      case "pattern":
        return this.#pattern(annotation, expression);
      case "in":
      case "not_in": {
        const values = annotations.map((one) => this.#value(one.value?.text ?? "", kind, type));
        const test: Expression = { kind: "call", function: "in", arguments: [expression, ...values] };
        return rule === "in" ? test : { kind: "unary", operator: "!", operand: test };
      }
      case "defined_only":
        return this.#flag(text) ? this.#defined(expression, type) : undefined;
      default:
        return undefined;
    }
  }

  #defined(expression: Expression, type: ResolvedType): Expression | undefined {
    const under = underlying(type);
    if (under.kind !== "enum") return undefined;
    const values = under.enum.definition.members.map(({ value }): Expression => ({
      kind: "literal",
      value: Number(value),
    }));
    return { kind: "call", function: "in", arguments: [expression, ...values] };
  }

  #pattern(annotation: Annotation | undefined, text: Expression): Expression {
    const literal = annotation?.value;
    const source = literal?.text ?? "";
    const span = literal?.span ?? annotation?.span;
    return patternTest(
      this.#cx.program,
      (code, message, start, end, hint) =>
        this.#cx.diagnostics.add(code, message, {
          span: literal === undefined ? span : spanInside(literal, start, end),
          hint,
        }),
      { source, start: 0, end: source.length },
      text,
      false,
    );
  }

  #flag(text: string): boolean {
    if (text !== "true" && text !== "false" && text !== "1")
      fail(`expected "true" or "false", not "${text}"`);
    return text !== "false";
  }

  /** A value of a rule: `$field` and `@len($field)` are those of another field. */
  #value(text: string, kind: string, type: ResolvedType): Expression {
    const sized = /^@len\(\s*\$([A-Za-z_][\w.]*)\s*\)$/.exec(text)?.[1];
    if (sized !== undefined) {
      return { kind: "call", function: "len", arguments: [this.#field(sized)] };
    }
    const named = /^\$([A-Za-z_][\w.]*)$/.exec(text)?.[1];
    if (named !== undefined) return this.#field(named);
    return { kind: "literal", value: this.#literal(text, kind as Kind, type) };
  }

  #field(name: string): Expression {
    return namedSubject(this.#cx, this.#binding, name, 0, name.length).expression;
  }

  #literal(text: string, kind: Kind, type: ResolvedType): string | number | boolean {
    switch (kind) {
      case "size":
        if (!/^\d{1,15}$/.test(text)) fail(`expected a size, not "${text}"`);
        return Number(text);
      case "number":
        if (!/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) fail(`expected a number, not "${text}"`);
        return Number(text);
      case "bool":
        return this.#flag(text);
      case "enum": {
        const under = underlying(type);
        const members = under.kind === "enum" ? under.enum.definition.members : [];
        const name = text.slice(text.lastIndexOf(".") + 1);
        const member = members.find((one) => one.name.text === name || one.value.toString() === text);
        if (member === undefined) fail(`expected a member of the enum, not "${text}"`);
        return Number(member.value);
      }
      default:
        return text;
    }
  }
}

const nil: Expression = { kind: "literal", value: null };

function fail(message: string): never {
  throw new ExpressionError({ code: "VG3320", message, start: 0, end: 0 });
}

/** A type by the rules that it has. */
function kindOf(type: ResolvedType): string {
  const under = underlying(type);
  switch (under.kind) {
    case "list":
    case "set":
    case "map":
      return "collection";
    case "enum":
    case "struct":
      return under.kind;
    case "missing":
      return "";
    case "base":
      if (under.name === "string" || under.name === "uuid") return "string";
      if (under.name === "binary") return "bytes";
      return under.name === "bool" ? "bool" : "number";
  }
}

function nameOf(type: ResolvedType): string {
  const under = underlying(type);
  return under.kind === "base"
    ? under.name
    : under.kind === "struct"
      ? under.struct.definition.kind
      : under.kind;
}
