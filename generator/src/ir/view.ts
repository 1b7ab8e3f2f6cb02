import type { JsonValue } from "./json.ts";
import type { NamedType, Property, Type, TypeId, View } from "./type.ts";

/** Which way a value travels. */
export type Direction = "request" | "reply";

/** The named types of an API by identity. */
export type TypeTable = ReadonlyMap<TypeId, NamedType>;

export function directionOf(view: View): Direction {
  return view === "requestRead" || view === "requestWrite" ? "request" : "reply";
}

/** The view of whoever receives the value. */
export function readView(direction: Direction): View {
  return direction === "request" ? "requestRead" : "replyRead";
}

/** The view of whoever sends the value. */
export function writeView(direction: Direction): View {
  return direction === "request" ? "requestWrite" : "replyWrite";
}

export function isReadView(view: View): boolean {
  return view === "requestRead" || view === "replyRead";
}

/** Whether a property travels in a direction: readOnly ones only in replies, writeOnly ones only in requests. */
export function travels(property: Property, direction: Direction): boolean {
  return property.only === undefined || property.only === direction;
}

/** The value that stands for an absent one: that of the type, or else that of the named type it refers to. */
export function defaultOf(type: Type, types: TypeTable): JsonValue | undefined {
  const seen = new Set<TypeId>();
  for (let at: Type = type; ;) {
    if (at.default !== undefined || at.kind !== "ref" || seen.has(at.target)) return at.default;
    seen.add(at.target);
    const target = types.get(at.target);
    if (target === undefined) return undefined;
    at = target.type;
  }
}

/** Whether a property may be absent (`?:`): readers always see what has a default. */
export function isOptional(property: Property, view: View, types: TypeTable): boolean {
  if (view === "replyWrite" && property.given === "reply") return false;
  return !property.required && !(isReadView(view) && defaultOf(property.type, types) !== undefined);
}

/** The type behind references; `undefined` when they lead in a circle or nowhere. */
export function resolve(type: Type, types: TypeTable): Type | undefined {
  const seen = new Set<TypeId>();
  let at: Type | undefined = type;
  while (at?.kind === "ref") {
    if (seen.has(at.target)) return undefined;
    seen.add(at.target);
    at = types.get(at.target)?.type;
  }
  return at;
}
