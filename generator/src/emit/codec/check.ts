import type {
  ArrayConstraints,
  IntegerType,
  JsonValue,
  NumberType,
  StringConstraints,
  TupleType,
  Type,
} from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, indent, literal } from "../code.ts";
import { objectTests, size } from "./check-object.ts";
import { refinementTests } from "./check-refinement.ts";
import { alternative, unionBody, unionTests } from "./check-union.ts";
import type { Test } from "./expression.ts";
import { returnAll, some } from "./expression.ts";
import { barePredicate, integerPredicate, numberPredicate, stringPredicate } from "./formats.ts";
import type { Checks, Place } from "./scope.ts";
import { inside, memberPlace } from "./scope.ts";
import { keyPredicate, numberTextTests } from "./number-text.ts";
import { boundsOf, isAnything } from "./shape.ts";

/** From this many scalars on an enum is looked up in a set. */
const manyMembers = 9;

/** {@link Checks} as emitted code. */
export const checks: Checks = { tests, predicate, call };

/** The statements of a function that tells whether `v` is of a type. */
export function checkBody(type: Type, place: Place): Code {
  const v = identifier("v");
  if (type.kind === "union" && (type.refinements ?? []).length === 0) return unionBody(type, v, place);
  const conditions = tests(type, v, place);
  return returnAll(conditions.length === 0 ? [[code`v !== undefined`]] : conditions);
}

/**
 * The conditions under which a value is of a type; none when every value is. A list that is not empty refuses
 * `undefined`, so that an absent property never passes for a present one.
 *
 * @param value An expression that may be repeated and that the compiler can narrow: a variable, or a property of one.
 */
function tests(type: Type, value: Code, place: Place): readonly Test[] {
  const own = shapeTests(type, value, place);
  if (type.kind === "never") return own;
  if (type.refinements === undefined || type.refinements.length === 0) return own;
  const asserted = refinementTests(type, value, place);
  const base: readonly Test[] = own.length === 0 ? [[code`${value} !== undefined`]] : own;
  return asserted.length === 0 ? own : [...base, ...asserted];
}

/** A function that tells whether its argument is of a type: an exported one, one of the runtime's, or one split off. */
function predicate(type: Type, place: Place): Code {
  const { scope, direction } = place;
  if (type.kind === "ref" && (type.refinements ?? []).length === 0)
    return scope.of(type.target, "is", direction);
  const bare = barePredicate(type);
  if (bare !== undefined) return scope.file.runtime(bare.is);
  return scope.helper("is", type, place, () => {
    const body = checkBody(type, place);
    return code`(${parameterOf(body)}: unknown): boolean {\n${indent(body)}\n}`;
  });
}

/** The parameter of a check, marked when nothing looks at it: no value passes. */
export function parameterOf(body: Code): Code {
  return /\bv\b/.test(body) ? code`v` : code`_v`;
}

/** A call of {@link predicate}; `undefined` when every value passes. */
function call(type: Type, value: Code, place: Place): Code | undefined {
  if (isAnything(type)) return undefined;
  return code`${predicate(type, place)}(${value})`;
}

function shapeTests(type: Type, value: Code, place: Place): readonly Test[] {
  const { file } = place.scope;
  switch (type.kind) {
    case "boolean":
      return [[code`typeof ${value} === "boolean"`]];
    case "number":
      if (type.text !== undefined) return [numberTextTests(type, value, place)];
      return [[code`${file.runtime(numberPredicate(type).is)}(${value})`, ...bounds(type, value, place)]];
    case "integer":
      if (type.text !== undefined) return [numberTextTests(type, value, place)];
      return [[code`${file.runtime(integerPredicate(type).is)}(${value})`, ...bounds(type, value, place)]];
    case "string": {
      const format = stringPredicate(type).is;
      const first =
        format === "isString" ? code`typeof ${value} === "string"` : code`${file.runtime(format)}(${value})`;
      const content = type.content?.type;
      const json = content && [
        code`${file.runtime("isJsonText")}(${value}, ${predicate(content, inside(place, "content"))})`,
      ];
      return [[first, ...lengths(type.constraints, value, place), ...(json ?? [])]];
    }
    case "bytes": {
      const is = type.encoding === "base64" ? "isBase64" : "isBase64Url";
      return [[code`${file.runtime(is)}(${value})`, ...lengths(type.constraints, value, place)]];
    }
    case "literal":
      return [[equality(type.value, value, place)]];
    case "enum":
      if (type.open === true) {
        const isText = type.members.some((member) => typeof member.value === "string");
        return [[isText ? code`typeof ${value} === "string"` : code`${file.runtime("isInteger")}(${value})`]];
      }
      return [
        [
          enumTest(
            type.members.map((member) => member.value),
            value,
            place,
          ),
        ],
      ];
    case "array": {
      const conditions = [...counts(type.constraints, value, place)];
      if (!isAnything(type.items)) {
        conditions.push(code`${loopOver(type.items, place)}(${value})`);
      }
      return [[code`${file.runtime("isArray")}(${value})`, ...conditions]];
    }
    case "tuple":
      return tupleTests(type, value, place);
    case "object":
      return objectTests(type, value, place);
    case "map": {
      const conditions = [
        code`${file.runtime("isObject")}(${value})`,
        ...size(type.constraints, value, place),
      ];
      if (type.keys !== undefined && !isPlainString(type.keys)) {
        const at = inside(place, "key");
        const is = keyPredicate(type.keys, at) ?? predicate(type.keys, at);
        conditions.push(code`${file.runtime("everyKey")}(${value}, ${is})`);
      }
      if (!isAnything(type.values)) {
        const is = predicate(type.values, inside(place, "value"));
        conditions.push(code`${file.runtime("everyValue")}(${value}, ${is})`);
      }
      return [conditions];
    }
    case "union":
      return unionTests(type, value, place);
    case "intersection":
      return intersectionTests(type.members, value, place);
    case "nullable": {
      if (isAnything(type.inner)) return [];
      return [[some([[code`${value} === null`], alternative(type.inner, value, place)])]];
    }
    case "ref":
      return [[code`${place.scope.of(type.target, "is", place.direction)}(${value})`]];
    case "unknown":
      return [];
    case "never":
      return [[code`false`]];
    // Neither is ever inside JSON: the reader of the body has made sure of what they are.
    case "binary":
    case "stream":
      return [[code`${value} !== undefined`]];
  }
}

/**
 * A function that checks every element. Each kind of element has a loop of its own: one that takes the check as an
 * argument is twice as slow, because engines cannot inline what it calls.
 */
function loopOver(items: Type, place: Place): Code {
  const is = predicate(items, inside(place, "item"));
  const body = code`for (const item of v) if (!${is}(item)) return false;\nreturn true;`;
  return place.scope.function(
    is.replace(/^is/, "every"),
    code`(v: readonly unknown[]): boolean {\n${indent(body)}\n}`,
  );
}

function isPlainString(type: Type): boolean {
  return type.kind === "string" && barePredicate(type)?.is === "isString";
}

/**
 * Members of an intersection one after the other: first the objects that have no property in common, then calls. What
 * stands in place narrows the value, and a second look at the same part could then contradict the compiler.
 */
function intersectionTests(members: readonly Type[], value: Code, place: Place): readonly Test[] {
  const names = new Set<string>();
  const inline = members.filter((member) => {
    if (value !== "v" || member.kind !== "object") return false;
    const own = [...member.properties.map((property) => property.name), ...(member.requiredExtra ?? [])];
    if (own.some((name) => names.has(name))) return false;
    for (const name of own) names.add(name);
    return true;
  });
  const seen = new Set<string>();
  const conditions = [
    ...inline.flatMap((member) => tests(member, value, place)),
    ...members.map((member, i): Test => {
      if (inline.includes(member)) return [];
      const condition = call(member, value, memberPlace(place, i));
      return condition === undefined ? [] : [condition];
    }),
  ];
  return conditions
    .map((one) => one.filter((condition) => !seen.has(condition) && seen.add(condition) !== undefined))
    .filter((one) => one.length > 0);
}

function tupleTests(type: TupleType, value: Code, place: Place): readonly Test[] {
  const { file } = place.scope;
  const head = [code`${file.runtime("isArray")}(${value})`, ...counts(type.constraints, value, place)];
  const min = type.constraints.minItems ?? 0;
  type.items.forEach((item, i) => {
    const condition = call(item, code`${value}[${i}]`, inside(place, `item ${i}`));
    if (condition === undefined) return;
    head.push(i < min ? condition : some([[code`${value}.length <= ${i}`], [condition]]));
  });
  if (type.rest.kind === "never") head.push(code`${value}.length <= ${type.items.length}`);
  else if (!isAnything(type.rest)) {
    const is = predicate(type.rest, inside(place, "rest"));
    head.push(code`${file.runtime("every")}(${value}, ${is}, ${type.items.length})`);
  }
  return [head];
}

/** The conditions on the length and the text of a string. */
function lengths(constraints: StringConstraints, value: Code, place: Place): readonly Code[] {
  const { minLength: min = 0, maxLength: max, pattern } = constraints;
  const { file } = place.scope;
  const conditions: Code[] = [];
  if (max === undefined) {
    if (min === 1) conditions.push(code`${value} !== ""`);
    else if (min > 0) conditions.push(code`${file.runtime("minLength")}(${value}, ${min})`);
  } else if (min === 0) conditions.push(code`${file.runtime("maxLength")}(${value}, ${max})`);
  else conditions.push(code`${file.runtime("lengthIn")}(${value}, ${min}, ${max})`);
  if (pattern !== undefined) conditions.push(code`${place.scope.pattern(pattern, place)}.test(${value})`);
  return conditions;
}

function bounds(type: NumberType | IntegerType, value: Code, place: Place): readonly Code[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = boundsOf(type);
  const conditions: Code[] = [];
  if (minimum !== undefined) conditions.push(code`${value} >= ${literal(minimum)}`);
  if (exclusiveMinimum !== undefined) conditions.push(code`${value} > ${literal(exclusiveMinimum)}`);
  if (maximum !== undefined) conditions.push(code`${value} <= ${literal(maximum)}`);
  if (exclusiveMaximum !== undefined) conditions.push(code`${value} < ${literal(exclusiveMaximum)}`);
  if (multipleOf !== undefined && !(multipleOf === 1 && type.kind === "integer")) {
    conditions.push(code`${place.scope.file.runtime("multipleOf")}(${value}, ${literal(multipleOf)})`);
  }
  return conditions;
}

function counts(constraints: ArrayConstraints, value: Code, place: Place): readonly Code[] {
  const { minItems = 0, maxItems, uniqueItems = false } = constraints;
  const conditions: Code[] = [];
  if (minItems > 0) conditions.push(code`${value}.length >= ${minItems}`);
  if (maxItems !== undefined) conditions.push(code`${value}.length <= ${maxItems}`);
  if (uniqueItems) conditions.push(code`${place.scope.file.runtime("unique")}(${value})`);
  return conditions;
}

/** Whether a number is beyond what doubles count one by one, and may have been read as a bigint. */
function isLarge(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** The comparison with one JSON value. */
function equality(wanted: JsonValue, value: Code, place: Place): Code {
  const exact = typeof wanted === "number" ? !isLarge(wanted) : typeof wanted !== "bigint";
  if ((wanted !== null && typeof wanted === "object") || !exact) {
    return code`${place.scope.file.runtime("jsonEquals")}(${value}, ${literal(wanted)})`;
  }
  return code`${value} === ${literal(Object.is(wanted, -0) ? 0 : wanted)}`;
}

function enumTest(values: readonly JsonValue[], value: Code, place: Place): Code {
  if (values.length === 0) return code`false`;
  if (values.length < manyMembers) {
    // Two names may stand for one value.
    return some([...new Set(values.map((one) => equality(one, value, place)))].map((one) => [one]));
  }
  return code`${place.scope.set(values, place, "Values", "unknown")}.has(${value})`;
}
