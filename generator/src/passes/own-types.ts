import type { Api, NamedType, Type, TypeId, TypeTable } from "../ir/index.ts";
import { typeTable } from "../ir/usage.ts";
import { defaultOf } from "../ir/view.ts";
import { partTypes } from "../ir/walk.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { Span } from "../source/span.ts";

/** Why the values of a type are not the same for everybody who holds them. */
interface Difference {
  readonly message: string;
  readonly span: Span;
}

/**
 * Keeps types of the user where there is one type to replace: what readers and writers, requests and replies see alike,
 * and what holds the values of the wire as they are. Elsewhere the user's type could not fit them all.
 */
export function ownTypes(api: Api, diagnostics: Diagnostics): Api {
  if (api.types.every(({ own }) => own === undefined)) return api;
  const table = typeTable(api.types);
  const decide = (named: NamedType): NamedType => {
    const { own, ...plain } = named;
    const difference = own && differenceIn(named.type, table, new Set([named.id]));
    if (own === undefined || difference === undefined) return named;
    diagnostics.add("VG2116", `the type of this schema cannot be replaced: ${difference.message}`, {
      span: own.span,
      hint: "a type of your own can stand for what is the same on the wire, for readers and for writers",
      related: [{ message: "here", span: difference.span }],
    });
    return plain;
  };
  return { ...api, types: api.types.map(decide) };
}

/** The first part of a type that somebody sees differently. */
function differenceIn(type: Type, types: TypeTable, seen: Set<TypeId>): Difference | undefined {
  switch (type.kind) {
    case "bytes":
      return { message: "readers get its text as bytes", span: type.span };
    case "binary":
    case "stream":
      return { message: "it is read and written piece by piece", span: type.span };
    case "integer":
      if (type.as === "number") return undefined;
      return { message: `readers get its whole numbers as ${type.as}`, span: type.span };
    case "literal":
      if (typeof type.value !== "bigint") return undefined;
      return { message: "readers get its whole numbers as bigint", span: type.span };
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || seen.has(type.target)) return undefined;
      seen.add(type.target);
      return differenceIn(target.type, types, seen);
    }
    case "object":
      for (const { name, only, required, type: inner, span } of type.properties) {
        const what = `the property ${JSON.stringify(name)}`;
        if (only === "reply") return { message: `${what} is readOnly`, span };
        if (only === "request") return { message: `${what} is writeOnly`, span };
        if (!required && defaultOf(inner, types) !== undefined)
          return { message: `${what} has a default, which writers may leave out`, span };
      }
      return differenceInParts(type, types, seen);
    default:
      return differenceInParts(type, types, seen);
  }
}

function differenceInParts(type: Type, types: TypeTable, seen: Set<TypeId>): Difference | undefined {
  for (const part of partTypes(type)) {
    const found = differenceIn(part, types, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
