import type {
  Api,
  JsonValue,
  NamedType,
  ObjectType,
  Property,
  Type,
  TypeId,
  TypeTable,
} from "../ir/index.ts";
import { typeTable } from "../ir/usage.ts";
import { resolve } from "../ir/view.ts";
import { mapParts } from "../ir/walk.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { Span } from "../source/span.ts";
import { everything, jsonTypes } from "./unions.ts";

/**
 * Warns of properties that the parts of a combination (`allOf`) describe so that no value fits all of them: other JSON
 * types, or lists without a common value. Where such a property is required, the whole accepts nothing and becomes `never`.
 */
export function conflicts(api: Api, diagnostics: Diagnostics): Api {
  const types = typeTable(api.types);
  const reported = new Set<Span>();
  const decide = (type: Type): Type => {
    const inner = mapParts(type, decide);
    if (inner.kind !== "intersection") return inner;
    let isEmpty = false;
    for (const [name, properties] of declarations(inner, types)) {
      const [first] = properties;
      const last = properties.at(-1);
      if (first === undefined || last === undefined || !contradict(properties, types)) continue;
      isEmpty ||= properties.some((one) => one.required) && properties.every((one) => one.only === undefined);
      if (reported.has(last.span)) continue;
      reported.add(last.span);
      const message = `no value fits ${JSON.stringify(name)} as all parts of the combination describe it`;
      diagnostics.add("VG2060", message, {
        span: last.span,
        related: [{ message: "another description", span: first.span }],
      });
    }
    return isEmpty ? { kind: "never", span: inner.span, ...(inner.docs && { docs: inner.docs }) } : inner;
  };
  return { ...api, types: api.types.map((named): NamedType => ({ ...named, type: decide(named.type) })) };
}

/** The properties that more than one part of a combination describes, each with its descriptions. */
function declarations(type: Type, types: TypeTable): readonly (readonly [string, readonly Property[]])[] {
  const declared = new Map<string, Property[]>();
  for (const object of objectsOf(type, types, new Set())) {
    for (const property of object.properties) {
      const known = declared.get(property.name);
      if (known === undefined) declared.set(property.name, [property]);
      else if (!known.some((one) => one.type === property.type)) known.push(property);
    }
  }
  return [...declared].filter(([, properties]) => properties.length > 1);
}

function contradict(properties: readonly Property[], types: TypeTable): boolean {
  const set = properties.reduce((all, property) => all & jsonTypes(property.type, types), everything);
  if (set === 0) return true;
  const lists = properties
    .map((property) => valuesOf(property.type, types))
    .filter((list) => list !== undefined);
  const [first, ...others] = lists;
  return first !== undefined && !first.some((value) => others.every((list) => list.includes(value)));
}

function valuesOf(type: Type, types: TypeTable): readonly JsonValue[] | undefined {
  const target = resolve(type, types);
  if (target?.kind === "enum" && target.open !== true) return target.members.map((member) => member.value);
  return target?.kind === "literal" && typeof target.value !== "object" ? [target.value] : undefined;
}

/** The objects that a value of a combination is at once. */
function objectsOf(type: Type, types: TypeTable, path: ReadonlySet<TypeId>): readonly ObjectType[] {
  switch (type.kind) {
    case "object":
      return [type];
    case "intersection":
      return type.members.flatMap((member) => objectsOf(member, types, path));
    case "ref": {
      const target = path.has(type.target) ? undefined : types.get(type.target);
      return target === undefined ? [] : objectsOf(target.type, types, new Set([...path, type.target]));
    }
    default:
      return [];
  }
}
