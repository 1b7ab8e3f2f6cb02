import type { IntegerType, NumberType, Type } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, identifier, literal } from "../code.ts";
import { integerRange } from "./integer-range.ts";
import type { Place } from "./scope.ts";
import { inside } from "./scope.ts";
import { boundsOf } from "./shape.ts";

/** The condition under which a value is a number, or the digits of one. */
export function numberTextTest(type: IntegerType | NumberType, value: Code, place: Place): Code {
  const { file } = place.scope;
  if (type.kind === "integer") return integerTextTest(type, value, place);
  return code`${file.runtime("isNumberText")}(${value})`;
}

function integerTextTest(type: IntegerType, value: Code, place: Place): Code {
  const [low, high] = integerRange(type);
  const args = [value];
  if (low !== undefined || high !== undefined) args.push(low === undefined ? code`undefined` : literal(low));
  if (high !== undefined) args.push(literal(high));
  const list = args.reduce((all, one) => code`${all}, ${one}`);
  return code`${place.scope.file.runtime("isIntegerText")}(${list})`;
}

/**
 * A function that tells whether the name of a property is a key of a map: names are texts, so keys of other types are
 * checked as their texts. `undefined` when every name is one.
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
      return code`(${key}) => ${integerTextTest(type, key, place)}`;
    case "number":
      return file.runtime("isNumberText");
    case "enum": {
      if (type.members.some(({ value }) => typeof value !== "number")) break;
      if (type.open === true) return code`(${key}) => ${file.runtime("isIntegerText")}(${key})`;
      const names = type.members.map(({ value }) => String(value));
      return code`(${key}) => ${scope.set(names, inside(place, "key"), "Names", "unknown")}.has(${key})`;
    }
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

/** Conditions on the bounds of a number that may be text. */
export function numberTextBounds(type: NumberType, value: Code): readonly Code[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = boundsOf(type);
  const number = code`Number(${value})`;
  const conditions: Code[] = [];
  if (minimum !== undefined) conditions.push(code`${number} >= ${literal(minimum)}`);
  if (exclusiveMinimum !== undefined) conditions.push(code`${number} > ${literal(exclusiveMinimum)}`);
  if (maximum !== undefined) conditions.push(code`${number} <= ${literal(maximum)}`);
  if (exclusiveMaximum !== undefined) conditions.push(code`${number} < ${literal(exclusiveMaximum)}`);
  return conditions;
}
