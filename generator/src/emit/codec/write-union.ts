import type { JsonValue, Type, UnionType } from "../../ir/index.ts";
import { resolve, writeView } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, identifier, indent, join, literal } from "../code.ts";
import { cases } from "./check-union.ts";
import { some } from "./expression.ts";
import { flatten } from "./flatten.ts";
import type { Place } from "./scope.ts";
import { memberPlace } from "./scope.ts";
import type { Writers } from "./writers.ts";
import { scalarWriter } from "./writers.ts";

/** The text of a value of a union as an expression. */
export function unionExpression(type: UnionType, value: Code, place: Place, writers: Writers): Code {
  const { scope } = place;
  const common = commonWriter(type, place);
  if (common !== undefined) return code`${scope.file.runtime(common)}(${value})`;
  if (cases(type, place) !== undefined || isToldByMemory(type, place)) {
    return code`${writers.typedWriter(type, place)}(${value} as never)`;
  }
  return byChecks(type, value, place, writers);
}

/** The statements of a function that writes `v`, for a union that takes more than an expression. */
export function unionBodyLines(type: UnionType, place: Place, writers: Writers): Code | undefined {
  if (commonWriter(type, place) !== undefined) return undefined;
  const dispatch = cases(type, place);
  if (dispatch === undefined) {
    return isToldByMemory(type, place) ? byJsonType(type, place, writers) : undefined;
  }
  const { scope } = place;
  const write = (index: number): Code => memberCall(type.members[index] ?? type, index, place, writers);
  const lines = dispatch.members.map(({ member, values }) => {
    const labels = values.map((one) => code`case ${literal(one)}:`);
    return code`${join(labels, "\n")}\n  return ${write(member)};`;
  });
  const fallback =
    dispatch.fallback === undefined
      ? code`throw new ${scope.file.runtime("EncodeError")}(${literal(`a value with a known ${dispatch.property}`)}, v);`
      : code`return ${write(dispatch.fallback)};`;
  lines.push(code`default:\n  ${fallback}`);
  const tag = code`${scope.file.runtime("own")}(v, ${literal(dispatch.property)})`;
  return code`switch (${tag}) {\n${indent(join(lines, "\n"))}\n}`;
}

/** The writer of every member, when that is the same one, or the general one when all are scalars. */
function commonWriter(type: UnionType, place: Place): ReturnType<typeof scalarWriter> {
  const writers = type.members.map((member) => leafWriter(member, place));
  const [first] = writers;
  if (first === undefined) return undefined;
  if (writers.every((one) => one === first)) return first;
  return writers.every((one) => one !== undefined && plain.includes(one)) ? "json" : undefined;
}

/** Writers whose text is that of the general writer. */
const plain: readonly string[] = ["str", "num", "int", "bool", "json"];

function leafWriter(type: Type, place: Place): ReturnType<typeof scalarWriter> {
  const leaf = resolve(type, place.scope.types);
  if (leaf?.kind === "object" || leaf === undefined) return undefined;
  if (leaf.kind === "nullable") {
    const inner = leafWriter(leaf.inner, place);
    return inner !== undefined && plain.includes(inner) ? "json" : undefined;
  }
  return scalarWriter(leaf);
}

/** A call of a member's writer, whose argument is known to be of that member. */
function memberCall(member: Type, index: number, place: Place, writers: Writers): Code {
  const writer = writers.typedWriter(member, memberPlace(place, index));
  const view = writeView(place.direction);
  return code`${writer}(v as ${member.kind === "ref" ? writers.printer.print(member, view) : code`never`})`;
}

/**
 * Members that only their checks tell apart. A check looks at the wire value; where that differs from the one in memory,
 * the member is marked, and tried.
 */
function byChecks(type: UnionType, value: Code, place: Place, writers: Writers): Code {
  const { scope, direction } = place;
  const members = type.members.map((member, i) => {
    const at = memberPlace(place, i);
    const mark = writers.changes.of(member, direction) ? code`, true` : code``;
    return code`[${scope.checks.predicate(member, at)}, ${writers.typedWriter(member, at)}${mark}]`;
  });
  const objects = type.members.filter((member) => mayBeObject(member, place)).length;
  const write = scope.file.runtime(objects > 1 ? "writeAny" : "writeOne");
  const line = code`${write}(${value}, [${join(members, ", ")}])`;
  if (line.length <= 100) return line;
  return code`${write}(${value}, [\n  ${members.map((one) => code`${one},`)}\n])`;
}

function mayBeObject(type: Type, place: Place): boolean {
  const target = resolve(type, place.scope.types);
  if (target === undefined) return false;
  if (target.kind === "nullable") return mayBeObject(target.inner, place);
  return (
    flatten(target, place.scope.types) !== undefined ||
    ["map", "union", "intersection", "unknown"].includes(target.kind)
  );
}

/**
 * Whether the type that a value has in memory tells its member: as on the wire, unless text holds whole numbers, or more
 * than one member is neither scalar nor array.
 */
function isToldByMemory(type: UnionType, place: Place): boolean {
  if (type.strategy?.by !== "jsonType") return false;
  const conditions = type.members.map((member) => memoryTest(member, identifier("v"), place));
  return new Set(conditions).size === conditions.length;
}

/** Members of which at most one takes each JSON type: told apart by the type of the value in memory. */
function byJsonType(type: UnionType, place: Place, writers: Writers): Code {
  const v = identifier("v");
  const branches = type.members
    .map((member, i) => ({ member, index: i, condition: memoryTest(member, v, place) }))
    .sort((a, b) => Number(a.condition === undefined) - Number(b.condition === undefined));
  const lines = branches.map(({ member, index, condition }) => {
    const text = code`return ${memberCall(member, index, place, writers)};`;
    return condition === undefined ? text : code`if (${condition}) ${text}`;
  });
  if (branches.every(({ condition }) => condition !== undefined)) {
    lines.push(
      code`throw new ${place.scope.file.runtime("EncodeError")}("any alternative of the contract", v);`,
    );
  }
  return join(lines, "\n");
}

/** How a value of a type is recognised among values of other JSON types; `undefined`: it is what remains. */
function memoryTest(type: Type, value: Code, place: Place): Code | undefined {
  const target = resolve(type, place.scope.types);
  switch (target?.kind) {
    case "string":
      return code`typeof ${value} === "string"`;
    case "boolean":
      return code`typeof ${value} === "boolean"`;
    case "number":
      return code`typeof ${value} === "number"`;
    case "integer":
      return target.as === "string"
        ? code`typeof ${value} === "string"`
        : code`(typeof ${value} === "number" || typeof ${value} === "bigint")`;
    case "bytes":
      return code`${value} instanceof Uint8Array`;
    case "literal":
      return valuesTest([target.value], value);
    case "enum":
      return valuesTest(
        target.members.map((one) => one.value),
        value,
      );
    case "array":
      if (target.as === "set") return code`${value} instanceof Set`;
      return code`${place.scope.file.runtime("isArray")}(${value})`;
    case "map":
      return target.as === "map" ? code`${value} instanceof Map` : undefined;
    case "tuple":
      return code`${place.scope.file.runtime("isArray")}(${value})`;
    case "nullable": {
      const inner = memoryTest(target.inner, value, place);
      return inner && code`(${value} === null || ${inner})`;
    }
    default:
      return undefined;
  }
}

function valuesTest(values: readonly JsonValue[], value: Code): Code | undefined {
  const kinds = new Set(values.map((one) => (one === null ? "null" : typeof one)));
  if (kinds.has("object")) return undefined;
  const conditions = [...kinds].map((kind) =>
    kind === "null" ? code`${value} === null` : code`typeof ${value} === ${literal(kind)}`,
  );
  return some(conditions.map((condition) => [condition]));
}
