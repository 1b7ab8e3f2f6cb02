import { ExpressionError, fold, namesIn, parseRule } from "../../expression/index.ts";
import type { Assertion, ValuePath } from "../../ir/assertion.ts";
import type { Expression } from "../../ir/expression.ts";
import type { JsonValue } from "../../ir/json.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { quote, report, show, text } from "../context.ts";
import { checkPatternCost } from "../pattern-check.ts";
import { lowerPattern } from "../schema-string.ts";

const key = "x-volo-assert";

/** What the names in conditions stand for. */
export interface Subjects {
  /**
   * The value that names lead to, and what stands for it when it is absent.
   *
   * @throws {ExpressionError} when there is none
   */
  find(names: readonly string[], start: number, end: number): Subject;
}

export interface Subject {
  readonly path: ValuePath;
  readonly otherwise?: JsonValue | undefined;
}

/**
 * The conditions that `x-volo-assert` lists, in the language of rules: `[{ test: "(least)$ <= (most)$", at: most, message: … }]`.
 * What cannot be read is a diagnostic and left out.
 *
 * @param owner the schema or operation that has the extension.
 * @param root what a condition that says no place is about; absent: it is about no place.
 */
export function lowerAssertions(
  cx: Context,
  owner: JsonObject,
  span: NodeSpan,
  subjects: Subjects,
  root?: ValuePath,
): readonly Assertion[] {
  const list = getOwn(owner, key);
  if (list === undefined) return [];
  const at = childSpan(span, key);
  if (isArray(list)) {
    return list.flatMap((one, i) => lowerAssertion(cx, owner, one, childSpan(at, i), subjects, root) ?? []);
  }
  report(cx, "VG2231", at, `${show(list)} is no value of ${key}: write a list of conditions`);
  return [];
}

function lowerAssertion(
  cx: Context,
  owner: JsonObject,
  value: JsonData,
  span: NodeSpan,
  subjects: Subjects,
  root: ValuePath | undefined,
): Assertion | undefined {
  const written = typeof value === "string" ? value : isObject(value) ? text(value, "test") : undefined;
  const fields = isObject(value) ? value : {};
  if (written === undefined) {
    // What the language has no words for is there for readers alone.
    if (text(fields, "text") === undefined)
      report(cx, "VG2231", span, `${show(value)} is no condition: write { test: …, at: …, message: … }`);
    return undefined;
  }
  const here = isObject(value) ? childSpan(span, "test") : span;
  const refuse = (error: ExpressionError, at: NodeSpan): undefined => {
    const { message, hint } = error.fault;
    report(cx, "VG2231", at, message, { hint });
  };
  const place = text(fields, "at");
  const subject = caught(() =>
    place === undefined ? root && subjects.find([], 0, 0) : subjects.find(namesIn(place), 0, place.length),
  );
  if (subject instanceof ExpressionError) return refuse(subject, childSpan(span, "at"));
  const valueOf = ({ path, otherwise }: Subject): Expression => ({
    kind: "value",
    path,
    ...(otherwise !== undefined && { otherwise }),
  });
  const result = parseRule(written, {
    affixes: true,
    field: (name, start, end) => {
      if (name !== undefined) return valueOf(subjects.find(namesIn(name), start, end));
      if (subject !== undefined) return valueOf(subject);
      const message = "`$` stands for the value at `at`, which is not there";
      throw new ExpressionError({ code: "VG2231", message, start, end });
    },
    pattern: (source, of, negated) => patternTest(cx, source, of, negated, here),
  });
  if (!result.ok) return refuse(new ExpressionError(result.fault), here);
  const { rule } = result;
  if (rule.test === undefined) return undefined;
  const test = rule.skipsNil && subject !== undefined ? unlessNil(valueOf(subject), rule.test) : rule.test;
  const said = text(fields, "message");
  const message: Expression | undefined =
    said === undefined ? rule.message : { kind: "literal", value: said };
  const implies = impliedBy(owner, fields, subject);
  return {
    test: fold(test),
    ...(subject && { at: subject.path }),
    ...(message && { message: fold(message) }),
    text: text(fields, "text") ?? rule.text,
    ...(implies && { implies }),
    span,
  };
}

function caught<T>(read: () => T): T | ExpressionError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

function unlessNil(value: Expression, test: Expression): Expression {
  const isNil: Expression = {
    kind: "binary",
    operator: "==",
    left: value,
    right: { kind: "literal", value: null },
  };
  return { kind: "binary", operator: "||", left: isNil, right: test };
}

/** The test of a text by a pattern of ECMA-262, as the keyword `pattern` has it. */
function patternTest(
  cx: Context,
  source: string,
  of: Expression,
  negated: boolean,
  span: NodeSpan,
): Expression {
  const pattern = lowerPattern(cx, source, span);
  // What is wrong with it has been said.
  if (pattern === undefined) return { kind: "literal", value: true };
  const use = checkPatternCost(cx, pattern, span, undefined);
  if (!use.enforced) return { kind: "literal", value: true };
  const values: Expression[] = [{ kind: "literal", value: pattern }, of];
  if (negated) values.push({ kind: "literal", value: true });
  const test: Expression = { kind: "call", function: "regexp", arguments: values };
  if (use.maxLength === undefined) return test;
  const left: Expression = {
    kind: "binary",
    operator: "<=",
    left: { kind: "call", function: "mblen", arguments: [of] },
    right: { kind: "literal", value: use.maxLength },
  };
  return { kind: "binary", operator: "&&", left, right: test };
}

/** The keywords of the schema that repeat a condition; {@link withoutImplied} takes them out of it. */
function impliedBy(
  owner: JsonObject,
  assertion: JsonObject,
  subject: Subject | undefined,
): Assertion["implies"] {
  const names = impliedNames(assertion);
  const [property, ...others] = subject?.path.from === "self" ? subject.path.keys : [];
  if (names.length === 0 || others.length > 0) return undefined;
  const properties = getOwn(owner, "properties");
  const schema =
    property === undefined ? owner : isObject(properties) ? getOwn(properties, property) : undefined;
  if (!isObject(schema)) return undefined;
  const entries = names.flatMap((name): [string, number | string][] => {
    const value = getOwn(schema, name);
    return typeof value === "number" || typeof value === "string" ? [[name, value]] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** The keywords that conditions may repeat: what they say holds of the values that pass anyway. */
const repeatable: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
]);

function impliedNames(assertion: JsonObject): readonly string[] {
  const implies = getOwn(assertion, "implies");
  if (!isArray(implies)) return [];
  return implies.flatMap((name) => (typeof name === "string" && repeatable.has(name) ? [name] : []));
}

/** A schema without the keywords that its conditions say they repeat (`implies`). */
export function withoutImplied(schema: JsonObject): JsonObject {
  const list = getOwn(schema, key);
  if (!isArray(list)) return schema;
  const own = new Set<string>();
  const ofProperty = new Map<string, Set<string>>();
  for (const one of list) {
    if (!isObject(one) || text(one, "test") === undefined) continue;
    const names = impliedNames(one);
    const [property, ...others] = namesIn(text(one, "at") ?? "");
    if (names.length === 0 || others.length > 0) continue;
    const known = property === undefined ? own : (ofProperty.get(property) ?? new Set());
    if (property !== undefined) ofProperty.set(property, known);
    for (const name of names) known.add(name);
  }
  const properties = getOwn(schema, "properties");
  const plain = without(schema, own);
  if (ofProperty.size === 0 || !isObject(properties)) return plain;
  const entries = Object.entries(properties).map(([name, value]): [string, JsonData] => {
    const keywords = ofProperty.get(name);
    return [name, keywords !== undefined && isObject(value) ? without(value, keywords) : value];
  });
  return { ...plain, properties: Object.fromEntries(entries) };
}

function without(schema: JsonObject, keywords: ReadonlySet<string>): JsonObject {
  if (keywords.size === 0) return schema;
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !keywords.has(name)));
}

/** That there is no value of a name. */
export function unknownName(
  names: readonly string[],
  start: number,
  end: number,
  hint: string | undefined,
): never {
  const message = `conditions know nothing called ${quote(names.join("."))} here`;
  throw new ExpressionError({ code: "VG2231", message, start, end, hint });
}
