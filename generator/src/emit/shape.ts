import type { Direction, ObjectType, Property, Type, TypeId, TypeTable } from "../ir/index.ts";
import { resolve, travels } from "../ir/view.ts";
import { partTypes } from "../ir/walk.ts";

/** What the text of a parameter or form field holds, before any check. */
export type Shape = "scalar" | "list" | "fields";

/** The shapes of a type, e.g. both for `string | string[]`; the most structured first. */
export function shapesOf(
  type: Type,
  types: TypeTable,
  seen: ReadonlySet<TypeId> = new Set(),
): readonly Shape[] {
  switch (type.kind) {
    case "array":
    case "tuple":
      return ["list"];
    case "object":
    case "map":
      return ["fields"];
    case "nullable":
      return shapesOf(type.inner, types, seen);
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || seen.has(type.target)) return ["scalar"];
      return shapesOf(target.type, types, new Set([...seen, type.target]));
    }
    case "intersection": {
      const shapes = type.members.flatMap((member) => shapesOf(member, types, seen));
      return shapes.includes("fields") ? ["fields"] : shapes.includes("list") ? ["list"] : ["scalar"];
    }
    case "union": {
      const shapes = new Set(type.members.flatMap((member) => shapesOf(member, types, seen)));
      return (["fields", "list", "scalar"] as const).filter((shape) => shapes.has(shape));
    }
    case "boolean":
    case "integer":
    case "number":
    case "string":
    case "bytes":
    case "literal":
    case "enum":
    case "unknown":
    case "never":
    case "binary":
    case "stream":
      return ["scalar"];
  }
}

const anything = { kind: "unknown" } as const;

/** The type of the elements of a list; elements of several types are a union. */
export function itemsOf(type: Type, types: TypeTable): Type {
  const found: Type[] = [];
  visitParts(type, types, (part) => {
    if (part.kind === "array") found.push(part.items);
    if (part.kind === "tuple") found.push(...part.items, ...(part.rest.kind === "never" ? [] : [part.rest]));
  });
  const [first] = found;
  if (first === undefined) return { ...anything, span: type.span };
  return found.length === 1 ? first : { kind: "union", members: found, mode: "any", span: type.span };
}

/** What an object type declares, through references, intersections and unions. */
export interface FieldsOfType {
  readonly properties: readonly Property[];
  /** The type of fields that are not declared; `undefined` when the contract does not mention any. */
  readonly rest: Type | undefined;
}

export function fieldsOfType(type: Type, types: TypeTable, direction: Direction): FieldsOfType {
  const properties = new Map<string, Property>();
  let rest: Type | undefined;
  const add = (object: ObjectType): void => {
    for (const property of object.properties) {
      if (!travels(property, direction)) continue;
      const known = properties.get(property.name);
      const both =
        known === undefined || known.type === property.type
          ? property.type
          : either(known.type, property.type);
      properties.set(property.name, { ...property, type: both });
    }
    for (const pattern of object.patterns ?? []) rest ??= pattern.type;
    if (typeof object.additional === "object") rest = object.additional;
    else if (
      object.additional === "open" &&
      object.properties.length === 0 &&
      object.patterns === undefined
    ) {
      rest ??= { kind: "unknown", span: object.span };
    }
  };
  visitParts(type, types, (part) => {
    if (part.kind === "object") add(part);
    if (part.kind === "map") rest = part.values;
  });
  return { properties: [...properties.values()], rest };
}

function either(a: Type, b: Type): Type {
  return { kind: "union", members: [a, b], mode: "any", span: a.span };
}

/** Visits what a value may be as a whole: members of unions and intersections, targets of references. */
function visitParts(type: Type, types: TypeTable, visit: (part: Type) => void): void {
  const seen = new Set<TypeId>();
  const walk = (part: Type): void => {
    if (part.kind === "ref") {
      const target = types.get(part.target);
      if (target === undefined || seen.has(part.target)) return;
      seen.add(part.target);
      walk(target.type);
    } else if (part.kind === "union" || part.kind === "intersection") part.members.forEach(walk);
    else if (part.kind === "nullable") walk(part.inner);
    else visit(part);
  };
  walk(type);
}

/** Whether an object refuses what it does not declare. */
export function isClosed(type: Type, types: TypeTable): boolean {
  const target = resolve(type, types);
  return target?.kind === "object" && target.additional === "closed";
}

/** Levels of lists and objects inside each other that a type declares; types inside themselves count once. */
export function levelsOf(type: Type, types: TypeTable, seen: ReadonlySet<TypeId> = new Set()): number {
  switch (type.kind) {
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || seen.has(type.target)) return 0;
      return levelsOf(target.type, types, new Set([...seen, type.target]));
    }
    case "nullable":
    case "union":
    case "intersection":
      return deepest(partTypes(type), types, seen);
    case "array":
    case "tuple":
    case "object":
    case "map":
      return 1 + deepest(partTypes(type), types, seen);
    default:
      return 0;
  }
}

function deepest(parts: readonly Type[], types: TypeTable, seen: ReadonlySet<TypeId>): number {
  return parts.reduce((most, part) => Math.max(most, levelsOf(part, types, seen)), 0);
}
