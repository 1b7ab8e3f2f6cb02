import type { Type, UnionType } from "../../ir/index.ts";
import { pinnedProperties } from "../../ir/literals.ts";
import type { Code } from "../code.ts";
import { code, indent, join, literal } from "../code.ts";
import type { Test } from "./expression.ts";
import { returnAll, some } from "./expression.ts";
import type { Place } from "./scope.ts";
import { field, memberPlace } from "./scope.ts";
import { isAnything, isScalar } from "./shape.ts";

/** The conditions under which a value is of a union. */
export function unionTests(type: UnionType, value: Code, place: Place): readonly Test[] {
  if (isAnything(type)) return [];
  if (type.members.length === 0) return [[code`false`]];
  if (cases(type, place) !== undefined) {
    return [[code`${place.scope.checks.predicate(place.scope.shapeOf(type), place)}(${value})`]];
  }
  const exclusive = type.strategy !== undefined && type.strategy.by !== "checks";
  if (type.mode === "one" && !exclusive && type.members.length > 1) {
    const checks = type.members.map((member, i) =>
      place.scope.checks.predicate(member, memberPlace(place, i)),
    );
    const list = join([value, ...checks], ", ");
    return [[code`${place.scope.file.runtime("exactlyOne")}(${list})`]];
  }
  return [[some(type.members.map((member, i) => alternative(member, value, memberPlace(place, i))))]];
}

/** The statements of a function that tells whether `v` is of a union: a switch where a property tells the members apart. */
export function unionBody(type: UnionType, value: Code, place: Place): Code {
  const dispatch = cases(type, place);
  if (dispatch === undefined) {
    const conditions = unionTests(type, value, place);
    return returnAll(conditions.length === 0 ? [[code`${value} !== undefined`]] : conditions);
  }
  const lines = dispatch.members.map(({ member, values }) => {
    const labels = values.map((one) => code`case ${literal(one)}:`);
    const condition = place.scope.checks.call(
      dispatch.types[member] ?? type,
      value,
      memberPlace(place, member),
    );
    return code`${join(labels, "\n")}\n  return ${condition ?? code`true`};`;
  });
  const fallback =
    dispatch.fallback === undefined
      ? code`false`
      : (place.scope.checks.call(
          dispatch.types[dispatch.fallback] ?? type,
          value,
          memberPlace(place, dispatch.fallback),
        ) ?? code`true`);
  lines.push(code`default:\n  return ${fallback};`);
  const isObject = place.scope.file.runtime("isObject");
  const tag = field(value, dispatch.property, place.scope);
  return code`if (!${isObject}(${value})) return false;\nswitch (${tag}) {\n${indent(join(lines, "\n"))}\n}`;
}

/** How a switch over a property finds the member of a value. */
export interface Dispatch {
  readonly property: string;
  readonly types: readonly Type[];
  /** Each member with the values of the property that stand for it. */
  readonly members: readonly {
    readonly member: number;
    readonly values: readonly (string | number | boolean | null)[];
  }[];
  readonly fallback: number | undefined;
}

/** The switch of a union whose members a property tells apart; `undefined` for other unions. */
export function cases(type: UnionType, place: Place): Dispatch | undefined {
  const { strategy, discriminator } = type;
  if (strategy?.by === "discriminator" && discriminator !== undefined) {
    const values = new Map<number, string[]>();
    for (const { value, member } of discriminator.mapping) {
      const known = values.get(member);
      if (known === undefined) values.set(member, [value]);
      else known.push(value);
    }
    return {
      property: discriminator.property,
      types: type.members,
      members: [...values].map(([member, list]) => ({ member, values: list })),
      fallback: discriminator.fallback,
    };
  }
  if (strategy?.by !== "literal") return undefined;
  const members = type.members.map((member, i) => ({
    member: i,
    values: [...new Set(pinnedProperties(member, place.scope.types).get(strategy.property))],
  }));
  return { property: strategy.property, types: type.members, members, fallback: undefined };
}

/** A type as one side of `||`: in place when it is a scalar, otherwise by a function. */
export function alternative(type: Type, value: Code, place: Place): Test {
  const { checks } = place.scope;
  const inPlace = isScalar(type) || (type.kind === "array" && (type.refinements ?? []).length === 0);
  return inPlace
    ? checks.tests(type, value, place).flat()
    : [checks.call(type, value, place) ?? code`${value} !== undefined`];
}
