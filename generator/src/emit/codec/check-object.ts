import type { ObjectConstraints, ObjectType, Type } from "../../ir/index.ts";
import { travels } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, identifier, indent, join, literal } from "../code.ts";
import type { Test } from "./expression.ts";
import { all, some } from "./expression.ts";
import type { Place } from "./scope.ts";
import { field, inside, isInherited } from "./scope.ts";
import { mayBeNull } from "./shape.ts";

/** The conditions under which a value is an object of a type (JSON Schema 2020-12 core §10.3.2). */
export function objectTests(type: ObjectType, value: Code, place: Place): readonly Test[] {
  const isObject = code`${place.scope.file.runtime("isObject")}(${value})`;
  if (value !== "v" && isStructured(type))
    return [[code`${place.scope.checks.predicate(place.scope.shapeOf(type), place)}(${value})`]];
  const conditions: Test[] = [[isObject, ...size(type.constraints, value, place)]];
  for (const property of type.properties) {
    if (!travels(property, place.direction)) continue;
    const at = field(value, property.name, place.scope);
    const inner = fieldTests(property.type, at, inside(place, property.name), isInherited(property.name));
    // What cannot hold ends the check, so that nothing unreachable follows.
    if (property.required && inner[0] === code`false`) return [[code`false`]];
    if (property.required) {
      conditions.push(inner.length === 0 ? [code`${at} !== undefined`] : inner);
      if (property.nullIsAbsent === true && mayBeNull(property.type, place.scope.types))
        conditions.push([code`${at} !== null`]);
    } else if (inner.length > 0) {
      const absent: Test[] = [[code`${at} === undefined`]];
      if (property.nullIsAbsent === true) absent.push([code`${at} === null`]);
      conditions.push([some([...absent, inner])]);
    }
  }
  if (type.exactlyOne === true) {
    const names = join(
      type.properties.map((property) => literal(property.name)),
      ", ",
    );
    const nulls = type.properties.every((property) => property.nullIsAbsent === true) ? code`` : code`, true`;
    conditions.push([code`${place.scope.file.runtime("hasExactlyOne")}(${value}, [${names}]${nulls})`]);
  }
  for (const name of type.requiredExtra ?? []) {
    conditions.push([code`${field(value, name, place.scope)} !== undefined`]);
  }
  conditions.push(...restTests(type, value, place));
  return conditions;
}

/** The conditions of a property; those of one that is read by a call are a call as well, so that it is read once. */
function fieldTests(type: Type, at: Code, place: Place, once: boolean): Test {
  if (!once) return place.scope.checks.tests(type, at, place).flat();
  const condition = place.scope.checks.call(type, at, place);
  return condition === undefined ? [] : [condition];
}

/** Whether an object type says more than that the value is an object. */
function isStructured(type: ObjectType): boolean {
  return (
    type.properties.length > 0 ||
    (type.requiredExtra ?? []).length > 0 ||
    (type.patterns ?? []).length > 0 ||
    type.additional !== "open"
  );
}

/** The conditions of what is not declared by name. */
function restTests(type: ObjectType, value: Code, place: Place): readonly Test[] {
  const { scope } = place;
  const patterns = type.patterns ?? [];
  const names = type.properties.map((property) => property.name);
  if (patterns.length === 0) {
    if (type.additional === "open") return [];
    if (names.length === 0) {
      if (type.additional === "closed") return [[code`${scope.file.runtime("countIn")}(${value}, 0, 0)`]];
      const condition = scope.checks.call(type.additional, identifier("item"), inside(place, "rest"));
      if (condition === undefined) return [];
      const is = scope.checks.predicate(type.additional, inside(place, "rest"));
      return [[code`${scope.file.runtime("everyValue")}(${value}, ${is})`]];
    }
    if (type.additional === "closed") {
      const keys = scope.set(names, place, "Keys", "string");
      return [[code`${scope.file.runtime("onlyKeys")}(${value}, ${keys})`]];
    }
  }
  const lines: Code[] = [];
  const matched: Code[] = [];
  patterns.forEach((pattern, i) => {
    const at = inside(place, `pattern ${i + 1}`);
    const matches = code`${scope.pattern(pattern.pattern, at)}.test(key)`;
    const condition = scope.checks.call(pattern.type, code`item`, at);
    matched.push(matches);
    if (condition !== undefined) lines.push(code`if (${matches} && !${condition}) return false;`);
  });
  if (type.additional !== "open") {
    const declared: Code[] = [...matched];
    if (names.length > 0) declared.unshift(code`${scope.set(names, place, "Keys", "string")}.has(key)`);
    const condition =
      type.additional === "closed"
        ? code`false`
        : scope.checks.call(type.additional, code`item`, inside(place, "rest"));
    if (condition !== undefined) {
      const undeclared = all([...declared.map((one) => code`!${one}`), code`!${condition}`]);
      lines.push(
        type.additional === "closed"
          ? code`if (${all(declared.map((one) => code`!${one}`))}) return false;`
          : code`if (${undeclared}) return false;`,
      );
    }
  }
  if (lines.length === 0) return [];
  const { maxNameLength } = type.constraints;
  if (maxNameLength !== undefined)
    lines.unshift(code`if (key.length > ${literal(maxNameLength)}) return false;`);
  return [[code`${keyLoop(place, lines)}(${value})`]];
}

/** A function that runs statements for the `key` and `item` of each own property. */
function keyLoop(place: Place, lines: readonly Code[]): Code {
  const { scope } = place;
  const record = scope.file.runtimeType("JsonObject");
  const body = [code`const item = v[key];`, code`if (item === undefined) continue;`, ...lines];
  return scope.function(
    `is${place.hint}Rest`,
    code`(v: ${record}): boolean {\n  for (const key of Object.keys(v)) {\n${indent(join(body, "\n"), 2)}\n  }\n  return true;\n}`,
  );
}

/** The condition on the number of properties of an object. */
export function size(constraints: ObjectConstraints, value: Code, place: Place): readonly Code[] {
  const { minProperties: min = 0, maxProperties: max } = constraints;
  if (min === 0 && max === undefined) return [];
  const upper = max === undefined ? code`Infinity` : literal(max);
  return [code`${place.scope.file.runtime("countIn")}(${value}, ${min}, ${upper})`];
}
