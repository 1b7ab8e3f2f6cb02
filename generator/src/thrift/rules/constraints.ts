import { passes } from "../../expression/index.ts";
import type { BinaryOperator, Expression } from "../../ir/expression.ts";
import type { FieldBinding } from "../annotations/field.ts";
import { underlying } from "../program.ts";
import type { Subject } from "./fields.ts";

/** Keywords of JSON Schema, which are those of the IR's constraints as well. */
export type Keywords = Readonly<Record<string, number | string>>;

/** What a condition says in keywords. */
export interface Said {
  readonly keywords: Keywords;
  /** The keywords say all of it. */
  readonly exact: boolean;
}

/** Kinds of types by the keywords that they have. */
type Shape = "number" | "string" | "list" | "map" | "other";

function shapeOf({ type, dynamic }: FieldBinding): Shape {
  const under = underlying(type);
  switch (under.kind) {
    case "list":
    case "set":
      return "list";
    case "map":
      return "map";
    case "base":
      if (dynamic || under.name === "bool" || under.name === "binary" || under.name === "uuid")
        return "other";
      return under.name === "string" ? "string" : "number";
    default:
      return "other";
  }
}

/** The condition in keywords, as far as there are such that hold for every value that passes it. */
export function keywordsOf(test: Expression, subject: Subject): Said {
  const keywords = new Map<string, number | string>();
  const shape = shapeOf(subject.binding);
  let exact = true;
  for (const part of conjuncts(test)) {
    const said = partOf(part, subject.expression, shape);
    exact &&= said?.exact === true;
    for (const [key, value] of Object.entries(said?.keywords ?? {})) {
      if (keywords.has(key)) exact = false;
      else keywords.set(key, value);
    }
  }
  return { keywords: Object.fromEntries(keywords), exact };
}

/**
 * Whether a condition holds where the field of a rule, and all else that it looks at, is absent, as keywords of a type always
 * do; of a required field that never is so.
 */
export function absentPasses(test: Expression, { requiredness }: FieldBinding): boolean {
  if (requiredness === "required") return true;
  return passes(test, { at: () => undefined });
}

function conjuncts(test: Expression): readonly Expression[] {
  if (test.kind !== "binary" || test.operator !== "&&") return [test];
  return [...conjuncts(test.left), ...conjuncts(test.right)];
}

const flipped: ReadonlyMap<BinaryOperator, BinaryOperator> = new Map([
  ["<", ">"],
  ["<=", ">="],
  [">", "<"],
  [">=", "<="],
  ["==", "=="],
  ["!=", "!="],
]);

function partOf(part: Expression, self: Expression, shape: Shape): Said | undefined {
  if (
    part.kind === "call" &&
    part.function === "regexp" &&
    part.arguments.length === 2 &&
    shape === "string"
  ) {
    const [pattern, text] = part.arguments;
    if (pattern?.kind !== "literal" || typeof pattern.value !== "string" || text !== self) return undefined;
    return { keywords: { pattern: pattern.value }, exact: true };
  }
  if (part.kind !== "binary") return undefined;
  const mirrored = part.left.kind === "literal" ? flipped.get(part.operator) : undefined;
  const [operator, left, right] =
    mirrored === undefined ? [part.operator, part.left, part.right] : [mirrored, part.right, part.left];
  if (right.kind !== "literal" || typeof right.value !== "number") return undefined;
  const bound = right.value;
  if (!Number.isFinite(bound) || Math.abs(bound) > Number.MAX_SAFE_INTEGER) return undefined;
  if (left === self) return shape === "number" ? numberSaid(operator, bound) : undefined;
  if (left.kind !== "call" || left.arguments[0] !== self) return undefined;
  const range = rangeOf(operator, bound);
  if (range === undefined) return undefined;
  if (left.function === "mblen" && shape === "string") return lengthSaid("Length", range, true);
  if (left.function !== "len" && left.function !== "mblen") return undefined;
  if (shape === "list") return lengthSaid("Items", range, true);
  if (shape === "map") return lengthSaid("Properties", range, true);
  if (shape !== "string") return undefined;
  // A character has one to four bytes.
  const { least, most } = range;
  const exact = least <= 1 && (most === undefined || most === 0);
  return lengthSaid("Length", { least: Math.ceil(least / 4), most }, exact);
}

function numberSaid(operator: BinaryOperator, bound: number): Said | undefined {
  switch (operator) {
    case ">":
      return { keywords: { exclusiveMinimum: bound }, exact: true };
    case ">=":
      return { keywords: { minimum: bound }, exact: true };
    case "<":
      return { keywords: { exclusiveMaximum: bound }, exact: true };
    case "<=":
      return { keywords: { maximum: bound }, exact: true };
    default:
      return undefined;
  }
}

interface CountRange {
  readonly least: number;
  readonly most: number | undefined;
}

/** The counts that compare so to a bound. */
function rangeOf(operator: BinaryOperator, bound: number): CountRange | undefined {
  let least = 0;
  let most: number | undefined;
  switch (operator) {
    case ">":
      least = Math.floor(bound) + 1;
      break;
    case ">=":
      least = Math.ceil(bound);
      break;
    case "<":
      most = Math.ceil(bound) - 1;
      break;
    case "<=":
      most = Math.floor(bound);
      break;
    case "==":
      if (!Number.isInteger(bound)) return undefined;
      least = bound;
      most = bound;
      break;
    case "!=":
      if (bound !== 0) return undefined;
      least = 1;
      break;
    default:
      return undefined;
  }
  return most !== undefined && most < 0 ? undefined : { least: Math.max(0, least), most };
}

function lengthSaid(
  what: "Length" | "Items" | "Properties",
  { least, most }: CountRange,
  exact: boolean,
): Said {
  return {
    keywords: {
      ...(least > 0 && { [`min${what}`]: least }),
      ...(most !== undefined && { [`max${what}`]: most }),
    },
    exact,
  };
}
