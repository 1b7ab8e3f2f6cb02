import type { Fault } from "../../expression/index.ts";
import { parseRule } from "../../expression/index.ts";
import type { Expression } from "../../ir/expression.ts";
import type { TextSpan } from "../../source/span.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { Literal } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { RuleList } from "./condition.ts";
import { namesOf } from "./enum-names.ts";
import type { Subject } from "./fields.ts";
import { namedSubject } from "./fields.ts";
import { patternTest } from "./pattern.ts";
import { spanInside } from "./place.ts";

/** Reads a rule in the language of `api.vd`. */
export function addRule(
  cx: ThriftContext,
  binding: FieldBinding,
  own: Subject,
  written: { readonly text: string; readonly literal: Literal; readonly isWhole: boolean },
  rules: RuleList,
): void {
  const { text, literal, isWhole } = written;
  const at = (start: number, end: number): TextSpan =>
    isWhole ? spanInside(literal, start, end) : literal.span;
  const remark = (code: Fault["code"], message: string, start: number, end: number, hint?: string): void =>
    cx.diagnostics.add(code, message, { span: at(start, end), hint });
  const enums = namesOf(cx);
  const result = parseRule(text, {
    field: (name, start, end) => {
      const subject = name === undefined ? own : namedSubject(cx, binding, name, start, end);
      enums.add(subject.expression, subject.binding.type);
      return subject.expression;
    },
    pattern: (source, value, negated, start, end) =>
      patternTest(cx.program, remark, { source, start, end }, value, negated),
  });
  if (!result.ok) {
    const { code, message, start, end, hint } = result.fault;
    remark(code, message, start, end, hint);
    return;
  }
  const { test, message, skipsNil } = result.rule;
  if (test === undefined) return;
  const compared = enums.translate(test, () =>
    remark(
      "VG3312",
      "enums travel by name here: a rule can compare one with the number of a member only",
      0,
      text.length,
    ),
  );
  const said = message ?? errorOf(test);
  const depends = rules.add({
    test: compared,
    text: result.rule.text,
    ...(said && { message: said }),
    skipsNil,
    span: literal.span,
  });
  if (!depends) remark("VG3311", `\`${result.rule.text}\` does not depend on any value`, 0, text.length);
}

/** The functions whose failures say something by themselves. */
function errorOf(test: Expression): Expression | undefined {
  if (test.kind !== "call" || test.function !== "email") return undefined;
  return { kind: "literal", value: "must be an email address" };
}
