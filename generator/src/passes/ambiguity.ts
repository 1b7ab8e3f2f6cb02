import type { Api, ObjectType, Property, Type, TypeId, TypeTable, UnionType } from "../ir/index.ts";
import type { Scalar } from "../ir/literals.ts";
import { typeTable } from "../ir/usage.ts";
import { resolve } from "../ir/view.ts";
import { walkType } from "../ir/walk.ts";
import type { Diagnostics } from "../source/diagnostic.ts";

/** Unions of more members are not compared pair by pair. */
const maxMembers = 60;

/**
 * Warns of each member of a `oneOf` that shares a value with an earlier one: exactly one member may accept a value, so that
 * what they share is refused. Only what is certain is said; members that a discriminator tells apart are left alone.
 */
export function ambiguity(api: Api, diagnostics: Diagnostics): void {
  const types = typeTable(api.types);
  for (const { type } of api.types) {
    walkType(type, (part) => {
      if (part.kind !== "union" || part.mode !== "one" || part.discriminator !== undefined) return;
      if (part.members.length <= maxMembers) compare(part, types, diagnostics);
    });
  }
}

function compare(union: UnionType, types: TypeTable, diagnostics: Diagnostics): void {
  const nameOf = (member: Type, index: number): string => {
    const named = member.kind === "ref" ? types.get(member.target) : undefined;
    return named === undefined ? `number ${index + 1}` : JSON.stringify(named.hint);
  };
  union.members.forEach((member, i) => {
    const j = union.members.findIndex((other, at) => at < i && new Overlap(types).of(other, member));
    const other = union.members[j];
    if (other === undefined) return;
    diagnostics.add(
      "VG2143",
      `the members ${nameOf(other, j)} and ${nameOf(member, i)} accept common values, which oneOf refuses`,
      {
        span: member.span,
        related: [{ message: "the other member", span: other.span }],
        hint: "say anyOf, add a discriminator, or make a property tell them apart",
      },
    );
  });
}

/** Finds out whether two types certainly share a value. */
class Overlap {
  readonly #types: TypeTable;
  /** Pairs that are being compared: a recursive type shares what its finite values share. */
  readonly #open = new Set<string>();

  constructor(types: TypeTable) {
    this.#types = types;
  }

  of(a: Type, b: Type): boolean {
    if (isRefined(a) || isRefined(b)) return false;
    if (a.kind === "ref" || b.kind === "ref") return this.#references(a, b);
    if (a.kind === "nullable" || b.kind === "nullable") {
      const [x, y] = [innerOf(a), innerOf(b)];
      return (acceptsNull(a) && acceptsNull(b)) || this.of(x, y);
    }
    if (a.kind === "union") return a.mode === "any" && a.members.some((member) => this.of(member, b));
    if (b.kind === "union") return this.of(b, a);
    if (a.kind === "unknown") return isSimple(b);
    if (b.kind === "unknown") return isSimple(a);
    const listed = valuesOf(a) ?? valuesOf(b);
    if (listed !== undefined) return listed.some((value) => this.#takes(a, value) && this.#takes(b, value));
    switch (a.kind) {
      case "boolean":
        return b.kind === "boolean";
      case "string":
        return b.kind === "string" && (isPlain(a) || isPlain(b));
      case "integer":
      case "number":
        return (b.kind === "integer" || b.kind === "number") && (isPlain(a) || isPlain(b));
      case "array":
        if (b.kind !== "array" || a.constraints.uniqueItems === true || b.constraints.uniqueItems === true)
          return false;
        return isEmptyAllowed(a.constraints) && isEmptyAllowed(b.constraints);
      case "map":
        return b.kind === "map" && isEmptyAllowed(a.constraints) && isEmptyAllowed(b.constraints);
      default: {
        const [x, y] = [this.#object(a, new Set()), this.#object(b, new Set())];
        return x !== undefined && y !== undefined && this.#objects(x, y);
      }
    }
  }

  #references(a: Type, b: Type): boolean {
    const [x, y] = [resolve(a, this.#types), resolve(b, this.#types)];
    if (x === undefined || y === undefined) return false;
    const key = `${a.kind === "ref" ? a.target : ""} ${b.kind === "ref" ? b.target : ""}`;
    if (a.kind === "ref" && b.kind === "ref") {
      if (this.#open.has(key)) return false;
      this.#open.add(key);
    }
    const shared = this.of(x, y);
    this.#open.delete(key);
    return shared;
  }

  /** Whether a type certainly accepts a scalar. */
  #takes(type: Type, value: Scalar): boolean {
    const listed = valuesOf(type);
    if (listed !== undefined) return listed.includes(value);
    if (!isPlain(type)) return false;
    if (type.kind === "integer") return Number.isInteger(value);
    return type.kind === typeof value;
  }

  /** An object without conditions that are hard to satisfy: the properties of all of its parts, each declared once. */
  #object(type: Type, path: ReadonlySet<TypeId>): ObjectType | undefined {
    if (isRefined(type)) return undefined;
    if (type.kind === "object") {
      const isSpecial = type.patterns !== undefined || type.exactlyOne === true;
      return isSpecial || !isEmptyAllowed(type.constraints) ? undefined : type;
    }
    if (type.kind === "ref" && !path.has(type.target)) {
      const target = this.#types.get(type.target);
      return target && this.#object(target.type, new Set([...path, type.target]));
    }
    if (type.kind !== "intersection") return undefined;
    const parts = type.members.map((member) => this.#object(member, path));
    let whole: ObjectType | undefined;
    for (const part of parts) {
      if (part === undefined || part.additional !== "open") return undefined;
      whole = whole === undefined ? part : merged(whole, part);
      if (whole === undefined) return undefined;
    }
    return whole;
  }

  #objects(a: ObjectType, b: ObjectType): boolean {
    const names = new Set([...requiredOf(a), ...requiredOf(b)]);
    return [...names].every((name) => {
      const [x, y] = [propertyOf(a, name), propertyOf(b, name)];
      return x !== undefined && y !== undefined && this.of(x, y);
    });
  }
}

function isRefined(type: Type): boolean {
  return type.refinements !== undefined && type.refinements.length > 0;
}

function innerOf(type: Type): Type {
  return type.kind === "nullable" ? type.inner : type;
}

function acceptsNull(type: Type): boolean {
  return type.kind === "nullable" || (type.kind === "literal" && type.value === null);
}

function valuesOf(type: Type): readonly Scalar[] | undefined {
  if (type.kind === "enum" && type.open !== true) return type.members.map((member) => member.value);
  if (type.kind !== "literal" || (typeof type.value === "object" && type.value !== null)) return undefined;
  return typeof type.value === "bigint" ? [] : [type.value as Scalar];
}

/** Whether a scalar type takes every value of its kind. */
function isPlain(type: Type): boolean {
  if (type.kind === "boolean") return true;
  if (type.kind === "string")
    return type.format === undefined && type.content?.type === undefined && isEmpty(type.constraints);
  return (type.kind === "number" || type.kind === "integer") && isEmpty(type.constraints);
}

/** Whether a type certainly has values, as far as is seen at once. */
function isSimple(type: Type): boolean {
  return isPlain(type) || type.kind === "unknown" || (valuesOf(type)?.length ?? 0) > 0;
}

function isEmpty(constraints: object): boolean {
  return Object.values(constraints).every((value) => value === undefined);
}

function isEmptyAllowed(constraints: {
  readonly minItems?: number;
  readonly minProperties?: number;
}): boolean {
  return (
    (constraints.minItems ?? 0) === 0 && isEmpty({ ...constraints, minItems: undefined, maxItems: undefined })
  );
}

function requiredOf(type: ObjectType): readonly string[] {
  return [
    ...type.properties.filter((property) => property.required).map((property) => property.name),
    ...(type.requiredExtra ?? []),
  ];
}

/** The type of a property as an object accepts it; `undefined` when it accepts none of that name. */
function propertyOf(type: ObjectType, name: string): Type | undefined {
  const declared = type.properties.find((property) => property.name === name);
  if (declared !== undefined) return declared.type;
  if (typeof type.additional === "object") return type.additional;
  return type.additional === "open" ? { kind: "unknown", span: type.span } : undefined;
}

/** Two parts of one object; `undefined` when both say something about one property. */
function merged(a: ObjectType, b: ObjectType): ObjectType | undefined {
  const names = new Set(a.properties.map((property: Property) => property.name));
  if (b.properties.some((property) => names.has(property.name))) return undefined;
  return {
    ...a,
    properties: [...a.properties, ...b.properties],
    requiredExtra: [...(a.requiredExtra ?? []), ...(b.requiredExtra ?? [])],
  };
}
