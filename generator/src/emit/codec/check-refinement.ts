import type { Refinement, Type } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, indent, join, literal } from "../code.ts";
import { assertionFunction } from "./assertion.ts";
import { evaluatesItem, evaluatesKey } from "./evaluated.ts";
import type { Test } from "./expression.ts";
import { all, some } from "./expression.ts";
import type { Place } from "./scope.ts";
import { hasProperty, inside } from "./scope.ts";

/** The conditions of a type's refinements. All of them are calls, so that none narrows the value for the next. */
export function refinementTests(type: Type, value: Code, place: Place): readonly Test[] {
  return (type.refinements ?? [])
    .map((refinement) => condition(type, refinement, value, place))
    .filter((one) => one !== undefined)
    .map((one): Test => [one]);
}

function condition(type: Type, refinement: Refinement, value: Code, place: Place): Code | undefined {
  const { file, checks } = place.scope;
  switch (refinement.kind) {
    case "not": {
      if (refinement.type.kind === "never") return undefined;
      const inner = checks.call(refinement.type, value, inside(place, "not"));
      return inner === undefined ? code`false` : code`!${inner}`;
    }
    case "if": {
      if (refinement.then === undefined && refinement.else === undefined) return undefined;
      const when = checks.call(refinement.if, value, inside(place, "if"));
      const then = refinement.then && checks.call(refinement.then, value, inside(place, "then"));
      if (when === undefined) return then;
      const otherwise = refinement.else && checks.call(refinement.else, value, inside(place, "else"));
      if (then === undefined && otherwise === undefined) return undefined;
      if (otherwise === undefined) return some([[code`!${when}`], [then ?? code`true`]]);
      if (then === undefined) return some([[when], [otherwise]]);
      return code`(${when} ? ${then} : ${otherwise})`;
    }
    case "contains": {
      const is = checks.predicate(refinement.type, inside(place, "contained"));
      const max = refinement.max === undefined ? code`Infinity` : literal(refinement.max);
      return code`${file.runtime("containsIn")}(${value}, ${is}, ${refinement.min}, ${max})`;
    }
    case "propertyNames": {
      const is = checks.predicate(refinement.type, inside(place, "name"));
      return objectCondition(type, value, place, code`${file.runtime("everyKey")}(${value}, ${is})`);
    }
    case "dependentRequired": {
      if (refinement.requires.length === 0) return undefined;
      const required = refinement.requires.map((name) => hasProperty(value, name, place));
      return some([[code`!${hasProperty(value, refinement.property, place)}`], required]);
    }
    case "dependentSchema": {
      const inner = checks.call(refinement.type, value, inside(place, `with ${refinement.property}`));
      if (inner === undefined) return undefined;
      return some([[code`!${hasProperty(value, refinement.property, place)}`], [inner]]);
    }
    case "unevaluatedProperties":
      return unevaluated(type, refinement, value, place);
    case "unevaluatedItems":
      return unevaluated(type, refinement, value, place);
    case "assert":
      return code`${assertionFunction(type, refinement, place)}(${value})`;
  }
}

/** A condition on objects; values of other types pass, unless the type is one of objects anyway. */
function objectCondition(type: Type, value: Code, place: Place, inner: Code): Code {
  if (value === "v" && (type.kind === "object" || type.kind === "map")) return inner;
  return some([[code`!${place.scope.file.runtime("isObject")}(${value})`], [inner]]);
}

/**
 * A function that looks at the properties or elements that nothing beside the refinement has looked at (JSON Schema
 * 2020-12 core §11). Which those are was decided at generation time, as an expression for each.
 */
function unevaluated(
  type: Type,
  refinement: Extract<Refinement, { kind: "unevaluatedProperties" | "unevaluatedItems" }>,
  value: Code,
  place: Place,
): Code | undefined {
  const { scope } = place;
  const { checks } = scope;
  const properties = refinement.kind === "unevaluatedProperties";
  const others = { ...type, refinements: (type.refinements ?? []).filter((one) => one !== refinement) };
  const at = inside(place, properties ? "unevaluated" : "unevaluated item");
  const looked = properties ? evaluatesKey(others, place) : evaluatesItem(others, place);
  if (looked === true) return undefined;
  const fits = refinement.type.kind === "never" ? code`false` : checks.call(refinement.type, code`item`, at);
  if (fits === undefined) return undefined;
  const refused = all([
    ...(looked.length === 0 ? [] : [code`!(${join([...looked], " || ")})`]),
    ...(refinement.type.kind === "never" ? [] : [code`!${fits}`]),
  ]);
  const guard = scope.file.runtime(properties ? "isObject" : "isArray");
  const loop = properties
    ? code`for (const key of Object.keys(v)) {\n  const item = v[key];\n  if (item !== undefined && ${refused}) return false;\n}`
    : code`for (let key = 0; key < v.length; key++) {\n  const item = v[key];\n  if (${refused}) return false;\n}`;
  const name = scope.function(
    `is${at.hint}`,
    code`(v: unknown): boolean {\n  if (!${guard}(v)) return true;\n${indent(loop)}\n  return true;\n}`,
  );
  return code`${name}(${value})`;
}
