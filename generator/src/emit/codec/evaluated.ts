import type { ObjectType, Refinement, Type, TypeId } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, join } from "../code.ts";
import { all } from "./expression.ts";
import type { Place } from "./scope.ts";
import { hasProperty, inside, memberPlace } from "./scope.ts";

/** Conditions any of which says that something was looked at; `true`: everything was. */
export type Evaluation = readonly Code[] | true;

/** When a type looks at the property `key` of the object `v` (JSON Schema 2020-12 core §11.3). */
export function evaluatesKey(type: Type, place: Place): Evaluation {
  return evaluation(type, place, keysOf, new Set());
}

/** When a type looks at the element `key` of the array `v` (JSON Schema 2020-12 core §11.2). */
export function evaluatesItem(type: Type, place: Place): Evaluation {
  return evaluation(type, place, itemsOf, new Set());
}

/** What a type looks at by itself, apart from its members. */
type Own = (type: Type, place: Place) => Evaluation;

function evaluation(type: Type, place: Place, own: Own, path: ReadonlySet<TypeId>): Evaluation {
  const into = (part: Type, at: Place): Evaluation => evaluation(part, at, own, path);
  const parts: Evaluation[] = [own(type, place)];
  switch (type.kind) {
    case "ref": {
      const named = place.scope.types.get(type.target);
      if (named !== undefined && !path.has(type.target)) {
        parts.push(
          evaluation(named.type, { ...place, hint: named.name }, own, new Set([...path, type.target])),
        );
      }
      break;
    }
    case "nullable":
      parts.push(into(type.inner, place));
      break;
    case "intersection":
      for (const member of type.members) parts.push(into(member, place));
      break;
    case "union":
      type.members.forEach((member, i) => {
        const at = memberPlace(place, i);
        parts.push(provided(() => place.scope.checks.call(member, code`v`, at), into(member, at)));
      });
      break;
    default:
      break;
  }
  for (const refinement of type.refinements ?? [])
    parts.push(refinementEvaluation(refinement, place, own, into));
  return either(parts);
}

function refinementEvaluation(
  refinement: Refinement,
  place: Place,
  own: Own,
  into: (part: Type, at: Place) => Evaluation,
): Evaluation {
  switch (refinement.kind) {
    case "if": {
      const at = inside(place, "if");
      const then = either([
        into(refinement.if, at),
        refinement.then === undefined ? [] : into(refinement.then, inside(place, "then")),
      ]);
      const otherwise = refinement.else === undefined ? [] : into(refinement.else, inside(place, "else"));
      const when = (): Code => place.scope.checks.call(refinement.if, code`v`, at) ?? code`true`;
      return either([provided(when, then), provided(() => code`!${when()}`, otherwise)]);
    }
    case "dependentSchema":
      return provided(
        () => hasProperty(code`v`, refinement.property, place),
        into(refinement.type, inside(place, `with ${refinement.property}`)),
      );
    case "contains":
      if (own !== itemsOf) return [];
      return [
        place.scope.checks.call(refinement.type, code`v[key]`, inside(place, "contained")) ?? code`true`,
      ];
    case "unevaluatedProperties":
      return own === keysOf ? true : [];
    case "unevaluatedItems":
      return own === itemsOf ? true : [];
    case "not":
    case "propertyNames":
    case "dependentRequired":
    case "assert":
      return [];
  }
}

/** What is looked at only when a condition holds; the condition is printed only if it matters. */
function provided(condition: () => Code | undefined, looked: Evaluation): Evaluation {
  if (looked !== true && looked.length === 0) return [];
  const holds = condition();
  if (holds === undefined) return looked;
  if (looked === true) return [holds];
  const [only] = looked;
  return [
    looked.length === 1 && only !== undefined
      ? all([holds, only])
      : code`${holds} && (${join(looked, " || ")})`,
  ];
}

function either(parts: readonly Evaluation[]): Evaluation {
  const conditions: Code[] = [];
  for (const part of parts) {
    if (part === true) return true;
    conditions.push(...part);
  }
  return [...new Set(conditions)];
}

function keysOf(type: Type, place: Place): Evaluation {
  if (type.kind === "map") return type.open === true ? [] : true;
  return type.kind === "object" ? objectKeys(type, place) : [];
}

function objectKeys(type: ObjectType, place: Place): Evaluation {
  if (type.additional !== "open") return true;
  const { scope } = place;
  const conditions: Code[] = [];
  const names = type.properties.map((property) => property.name);
  if (names.length > 0) conditions.push(code`${scope.set(names, place, "Keys", "string")}.has(key)`);
  (type.patterns ?? []).forEach((pattern, i) => {
    conditions.push(code`${scope.pattern(pattern.pattern, inside(place, `pattern ${i + 1}`))}.test(key)`);
  });
  return conditions;
}

function itemsOf(type: Type): Evaluation {
  if (type.kind === "array") return type.open === true ? [] : true;
  if (type.kind !== "tuple") return [];
  return type.open === true ? [code`key < ${type.items.length}`] : true;
}
