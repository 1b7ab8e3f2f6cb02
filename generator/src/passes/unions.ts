import type {
  Api,
  JsonValue,
  NamedType,
  Type,
  TypeId,
  TypeTable,
  UnionStrategy,
  UnionType,
} from "../ir/index.ts";
import type { Scalar } from "../ir/literals.ts";
import { pinnedProperties } from "../ir/literals.ts";
import { typeTable } from "../ir/usage.ts";
import { mapParts } from "../ir/walk.ts";

/**
 * Decides for every union how the codec finds a value's member: by the declared discriminator, by the JSON type, by a
 * property that each member pins to values of its own, and only otherwise by trying each member's check.
 */
export function unions(api: Api): Api {
  const types = typeTable(api.types);
  const decide = (type: Type): Type => {
    const inner = mapParts(type, decide);
    return inner.kind === "union" ? { ...inner, strategy: strategyOf(inner, types) } : inner;
  };
  return { ...api, types: api.types.map((named): NamedType => ({ ...named, type: decide(named.type) })) };
}

function strategyOf(type: UnionType, types: TypeTable): UnionStrategy {
  if (type.discriminator !== undefined) return { by: "discriminator" };
  if (type.members.length === 0) return { by: "checks" };
  const taken = type.members.map((member) => jsonTypes(member, types));
  if (taken.every((set, i) => taken.every((other, j) => i === j || (set & other) === 0)))
    return { by: "jsonType" };
  const property = tellingProperty(type, types);
  return property === undefined ? { by: "checks" } : { by: "literal", property };
}

/** The first property that every member requires and pins to values that no other member has. */
function tellingProperty(type: UnionType, types: TypeTable): string | undefined {
  const pinned = type.members.map((member) => pinnedProperties(member, types));
  const [first] = pinned;
  for (const name of first?.keys() ?? []) {
    const all: Scalar[] = [];
    for (const one of pinned) all.push(...new Set(one.get(name) ?? []));
    if (pinned.every((one) => one.has(name)) && new Set(all).size === all.length) return name;
  }
  return undefined;
}

const sets = { null: 1, boolean: 2, number: 4, string: 8, array: 16, object: 32 } as const;
export const everything = 63;

/** The JSON types that a type may take, as a set of bits. */
export function jsonTypes(type: Type, types: TypeTable, path: ReadonlySet<TypeId> = new Set()): number {
  const inner = (part: Type): number => jsonTypes(part, types, path);
  switch (type.kind) {
    case "boolean":
      return sets.boolean;
    case "integer":
    case "number":
      return type.text === undefined ? sets.number : sets.number | sets.string;
    case "string":
    case "bytes":
      return sets.string;
    case "literal":
      return setOf(type.value);
    case "enum":
      return type.members.reduce((set, member) => set | setOf(member.value), 0);
    case "array":
    case "tuple":
      return sets.array;
    case "object":
    case "map":
      return sets.object;
    case "union":
      return type.members.reduce((set, member) => set | inner(member), 0);
    case "intersection":
      return type.members.reduce((set, member) => set & inner(member), everything);
    case "nullable":
      return inner(type.inner) | sets.null;
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || path.has(type.target)) return everything;
      return jsonTypes(target.type, types, new Set([...path, type.target]));
    }
    case "never":
      return 0;
    case "unknown":
    case "binary":
    case "stream":
      return everything;
  }
}

function setOf(value: JsonValue): number {
  if (value === null) return sets.null;
  if (Array.isArray(value)) return sets.array;
  switch (typeof value) {
    case "string":
      return sets.string;
    case "boolean":
      return sets.boolean;
    case "object":
      return sets.object;
    default:
      return sets.number;
  }
}
