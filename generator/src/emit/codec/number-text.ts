import type { IntegerType, NumberType, Type } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal } from "../code.ts";
import { all } from "./expression.ts";
import { integerRange } from "./integer-range.ts";
import type { Place } from "./scope.ts";
import { boundsOf } from "./shape.ts";

/** The conditions under which a value is a number, or text of one. */
export function numberTextTests(
  type: IntegerType | NumberType,
  value: Code,
  place: Place,
): readonly [Code, ...Code[]] {
  return type.kind === "integer" ? integerTests(type, value, place) : numberTests(type, value, place);
}

function integerTests(type: IntegerType, value: Code, place: Place): readonly [Code, ...Code[]] {
  const { file } = place.scope;
  const isUnbounded = Object.values(type.constraints).every((limit) => limit === undefined);
  if (type.format === "int64" && type.as !== "number" && isUnbounded)
    return [code`${file.runtime("isInt64OrText")}(${value})`];
  const [low, high] = integerRange(type);
  const args = [value];
  if (low !== undefined || high !== undefined) args.push(literal(low));
  if (high !== undefined) args.push(literal(high));
  const test = code`${file.runtime("isIntegerText")}(${join(args, ", ")})`;
  const { multipleOf } = type.constraints;
  if (multipleOf === undefined || multipleOf === 1) return [test];
  const whole = code`${file.runtime("toBig")}(${value})`;
  return [test, code`${file.runtime("multipleOf")}(${whole}, ${literal(multipleOf)})`];
}

function numberTests(type: NumberType, value: Code, place: Place): readonly [Code, ...Code[]] {
  const { file } = place.scope;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = boundsOf(type);
  const number = code`Number(${value})`;
  const more: Code[] = [];
  if (type.format === "float") more.push(code`${file.runtime("isFloat")}(${number})`);
  if (minimum !== undefined) more.push(code`${number} >= ${literal(minimum)}`);
  if (exclusiveMinimum !== undefined) more.push(code`${number} > ${literal(exclusiveMinimum)}`);
  if (maximum !== undefined) more.push(code`${number} <= ${literal(maximum)}`);
  if (exclusiveMaximum !== undefined) more.push(code`${number} < ${literal(exclusiveMaximum)}`);
  if (multipleOf !== undefined)
    more.push(code`${file.runtime("multipleOf")}(${number}, ${literal(multipleOf)})`);
  return [code`${file.runtime("isNumberText")}(${value})`, ...more];
}

/**
 * A function that tells whether the name of a property is a key of a map: names are texts, so keys of other types are
 * checked as their texts. `undefined` when the keys are texts themselves.
 */
export function keyPredicate(keys: Type, place: Place): Code | undefined {
  const { scope } = place;
  const { file } = scope;
  const type = resolve(keys, scope.types);
  const key = identifier("key");
  switch (type?.kind) {
    case "boolean":
      return file.runtime("isBooleanText");
    case "integer":
    case "number":
      return code`(${key}) => ${all(numberTextTests(type, key, place))}`;
    case "enum": {
      if (type.members.some(({ value }) => typeof value !== "number")) break;
      if (type.open === true) return code`(${key}) => ${file.runtime("isIntegerText")}(${key})`;
      const names = [...new Set(type.members.map(({ value }) => String(value)))];
      return code`(${key}) => ${scope.set(names, place, "Names", "unknown")}.has(${key})`;
    }
    default:
  }
  return undefined;
}

/** What makes a key of the text that it is on the wire; `undefined`: the text is the key. */
export function keyReader(keys: Type | undefined, place: Place): Code | undefined {
  const { file, types } = place.scope;
  const type = keys && resolve(keys, types);
  switch (type?.kind) {
    case "boolean":
      return code`(key) => key === "true"`;
    case "integer":
      return type.as === "bigint" ? file.runtime("toBig") : type.as === "number" ? code`Number` : undefined;
    case "number":
      return code`Number`;
    case "enum":
      return type.members.some(({ value }) => typeof value !== "number") ? undefined : code`Number`;
    default:
      return undefined;
  }
}
