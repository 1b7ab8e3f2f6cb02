import type { ObjectType, Property, Type, TypeId, TypeTable } from "../../ir/index.ts";

/**
 * Whether a type says nothing about what a value holds, so that it adds nothing to what an intersection writes: any value,
 * any object, or alternatives of these.
 */
export function isShapeless(type: Type, types: TypeTable, path: ReadonlySet<TypeId> = new Set()): boolean {
  switch (type.kind) {
    case "unknown":
    case "never":
      return true;
    case "object":
      return isFreeForm(type) && type.additional !== "closed";
    case "map":
      return type.values.kind === "unknown";
    case "nullable":
      return isShapeless(type.inner, types, path);
    case "union":
    case "intersection":
      return type.members.every((member) => isShapeless(member, types, path));
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || path.has(type.target)) return true;
      return isShapeless(target.type, types, new Set([...path, type.target]));
    }
    default:
      return false;
  }
}

/** Whether an object type declares no property in any way. */
export function isFreeForm(type: ObjectType): boolean {
  return (
    type.properties.length === 0 && (type.patterns ?? []).length === 0 && typeof type.additional !== "object"
  );
}

/**
 * Objects, references to objects and intersections of them as one object type, for writers and readers: properties that
 * several members declare stand once. `undefined` when there is more than objects.
 */
export function flatten(
  type: Type,
  types: TypeTable,
  path: ReadonlySet<TypeId> = new Set(),
): ObjectType | undefined {
  switch (type.kind) {
    case "object":
      return type;
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || path.has(type.target)) return undefined;
      return flatten(target.type, types, new Set([...path, type.target]));
    }
    case "intersection": {
      let whole: ObjectType | undefined;
      for (const member of shaped(type.members, types)) {
        const object = flatten(member, types, path);
        if (object === undefined) return undefined;
        whole = whole === undefined ? object : merge(whole, object);
      }
      return whole;
    }
    default:
      return undefined;
  }
}

/** The members of an intersection that say what a value holds; the first one when none does. */
export function shaped(members: readonly Type[], types: TypeTable): readonly Type[] {
  const found = members.filter((member) => !isShapeless(member, types));
  return found.length > 0 ? found : members.slice(0, 1);
}

function merge(a: ObjectType, b: ObjectType): ObjectType {
  const properties = new Map(a.properties.map((property) => [property.name, property]));
  for (const property of b.properties) {
    const known = properties.get(property.name);
    properties.set(property.name, known === undefined ? property : both(known, property));
  }
  for (const name of [...(a.requiredExtra ?? []), ...(b.requiredExtra ?? [])]) {
    const known = properties.get(name);
    if (known !== undefined && !known.required) properties.set(name, { ...known, required: true });
  }
  const requiredExtra = [...new Set([...(a.requiredExtra ?? []), ...(b.requiredExtra ?? [])])].filter(
    (name) => !properties.has(name),
  );
  const [first, second] = [a.additional, b.additional];
  // That only one of its properties is there is for the check of a part to say.
  const { exactlyOne: _, ...whole } = a;
  return {
    ...whole,
    properties: [...properties.values()],
    requiredExtra,
    patterns: [...(a.patterns ?? []), ...(b.patterns ?? [])],
    additional: typeof first === "object" ? first : second,
  };
}

/** A property that two members declare: both types hold at once. */
function both(a: Property, b: Property): Property {
  const type: Type =
    a.type === b.type ? a.type : { kind: "intersection", members: [a.type, b.type], span: a.span };
  const fallback = a.type.default ?? b.type.default;
  return {
    ...a,
    type: fallback === undefined || type === a.type ? type : { ...type, default: fallback },
    required: a.required || b.required,
  };
}
