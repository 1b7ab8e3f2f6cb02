import type { Additional, Refinement, Type } from "./type.ts";

/** The types directly inside a type that describe parts of its value (not those that only assert, see {@link refinementTypes}). */
export function partTypes(type: Type): readonly Type[] {
  switch (type.kind) {
    case "array":
    case "stream":
      return [type.items];
    case "tuple":
      return [...type.items, type.rest];
    case "object": {
      const parts = type.properties.map((property) => property.type);
      for (const pattern of type.patterns ?? []) parts.push(pattern.type);
      if (typeof type.additional === "object") parts.push(type.additional);
      return parts;
    }
    case "map":
      return type.keys === undefined ? [type.values] : [type.keys, type.values];
    case "union":
    case "intersection":
      return type.members;
    case "nullable":
      return [type.inner];
    case "boolean":
    case "integer":
    case "number":
    case "string":
    case "bytes":
    case "literal":
    case "enum":
    case "ref":
    case "unknown":
    case "never":
    case "binary":
      return [];
  }
}

/** The types that a type's refinements assert with, and that of what a string holds. */
export function refinementTypes(type: Type): readonly Type[] {
  const content = type.kind === "string" ? type.content?.type : undefined;
  if (type.refinements === undefined && content === undefined) return [];
  const asserted = (type.refinements ?? []).flatMap((refinement) => {
    if (refinement.kind === "dependentRequired" || refinement.kind === "assert") return [];
    if (refinement.kind !== "if") return [refinement.type];
    return [refinement.if, refinement.then, refinement.else].filter((branch) => branch !== undefined);
  });
  return content === undefined ? asserted : [content, ...asserted];
}

/** Calls `visit` for a type and everything inside it, assertions included; stops at references. */
export function walkType(type: Type, visit: (type: Type) => void): void {
  visit(type);
  for (const part of partTypes(type)) walkType(part, visit);
  for (const part of refinementTypes(type)) walkType(part, visit);
}

/**
 * A type with every type directly inside it replaced. Parts that `change` returns as they are cost nothing: the type
 * itself comes back when no part of it changed.
 */
export function mapParts(type: Type, change: (part: Type) => Type): Type {
  const mapped = mapShape(type, change);
  const refinements = type.refinements?.map((refinement) => mapRefinement(refinement, change));
  if (refinements === undefined || refinements.every((one, i) => one === type.refinements?.[i]))
    return mapped;
  return { ...mapped, refinements };
}

function mapShape(type: Type, change: (part: Type) => Type): Type {
  switch (type.kind) {
    case "array":
    case "stream": {
      const items = change(type.items);
      return items === type.items ? type : { ...type, items };
    }
    case "tuple": {
      const items = mapList(type.items, change);
      const rest = change(type.rest);
      return items === type.items && rest === type.rest ? type : { ...type, items, rest };
    }
    case "object": {
      const properties = mapField(type.properties, change);
      const patterns = type.patterns && mapField(type.patterns, change);
      const additional: Additional =
        typeof type.additional === "object" ? change(type.additional) : type.additional;
      const same =
        properties === type.properties && patterns === type.patterns && additional === type.additional;
      return same ? type : { ...type, properties, additional, ...(patterns && { patterns }) };
    }
    case "map": {
      const keys = type.keys && change(type.keys);
      const values = change(type.values);
      return keys === type.keys && values === type.values ? type : { ...type, values, ...(keys && { keys }) };
    }
    case "union":
    case "intersection": {
      const members = mapList(type.members, change);
      return members === type.members ? type : { ...type, members };
    }
    case "nullable": {
      const inner = change(type.inner);
      return inner === type.inner ? type : { ...type, inner };
    }
    case "string": {
      const inner = type.content?.type;
      const changed = inner && change(inner);
      if (type.content === undefined || changed === undefined || changed === inner) return type;
      return { ...type, content: { ...type.content, type: changed } };
    }
    case "boolean":
    case "integer":
    case "number":
    case "bytes":
    case "literal":
    case "enum":
    case "ref":
    case "unknown":
    case "never":
    case "binary":
      return type;
  }
}

function mapRefinement(refinement: Refinement, change: (part: Type) => Type): Refinement {
  if (refinement.kind === "dependentRequired" || refinement.kind === "assert") return refinement;
  if (refinement.kind === "if") {
    return {
      ...refinement,
      if: change(refinement.if),
      ...(refinement.then && { then: change(refinement.then) }),
      ...(refinement.else && { else: change(refinement.else) }),
    };
  }
  const type = change(refinement.type);
  return type === refinement.type ? refinement : { ...refinement, type };
}

function mapList(list: readonly Type[], change: (part: Type) => Type): readonly Type[] {
  const mapped = list.map(change);
  return mapped.every((part, i) => part === list[i]) ? list : mapped;
}

function mapField<T extends { readonly type: Type }>(
  list: readonly T[],
  change: (part: Type) => Type,
): readonly T[] {
  const mapped = list.map((field) => {
    const type = change(field.type);
    return type === field.type ? field : { ...field, type };
  });
  return mapped.every((field, i) => field === list[i]) ? list : mapped;
}
