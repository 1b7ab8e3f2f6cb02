import type { NamedType, Type } from "../ir/type.ts";
import type { NodeSpan, Span } from "../source/span.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";

/** Where a type needs a value of another one. */
interface Need {
  readonly id: string;
  /** The property or the items that cannot be left out. */
  readonly span: Span;
}

/**
 * Reports types that require a value of themselves, through properties, items or references: no finite value satisfies
 * them. Each circle is told once, at the first thing in it that could be left out.
 */
export function checkEndless(cx: Context, types: readonly NamedType[]): void {
  const byId = new Map(types.map((type) => [type.id, type]));
  const endless = endlessTypes(types, byId);
  const told = new Set<string>();
  for (const { id } of types) {
    if (!endless.has(id)) continue;
    const chain: { readonly id: string; readonly need: Need }[] = [];
    const places = new Map<string, number>();
    let at: string | undefined = id;
    while (at !== undefined && !places.has(at) && !told.has(at)) {
      const type = byId.get(at);
      const need: Need | undefined = type && needOf(type.type, endless, type.span);
      if (need === undefined) break;
      places.set(at, chain.length);
      chain.push({ id: at, need });
      at = need.id;
    }
    const start = at === undefined ? undefined : places.get(at);
    for (const link of chain) told.add(link.id);
    if (start === undefined) continue;
    const ring = chain.slice(start);
    const [first, ...others] = ring;
    if (first === undefined) continue;
    report(
      cx,
      "VG2220",
      { ...(first.need.span as NodeSpan) },
      `the schema ${quote(byId.get(first.id)?.hint ?? "")} requires a value of itself: no finite value satisfies it`,
      {
        hint: "let it be left out, be null or be an empty list somewhere on the way",
        related: others.map(({ need }) => ({ message: "by way of what is required here", span: need.span })),
      },
    );
  }
}

/** The named types that have no finite value: those that are left when all that surely have one are taken away. */
function endlessTypes(types: readonly NamedType[], byId: ReadonlyMap<string, NamedType>): Set<string> {
  const endless = new Set(byId.keys());
  const users = new Map<string, string[]>();
  for (const type of types) {
    for (const id of mentioned(type.type)) {
      const list = users.get(id);
      if (list === undefined) users.set(id, [type.id]);
      else list.push(type.id);
    }
  }
  const pending = types.map(({ id }) => id);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const type = byId.get(id);
    if (type === undefined || !endless.has(id) || needOf(type.type, endless, type.span) !== undefined)
      continue;
    endless.delete(id);
    for (const user of users.get(id) ?? []) if (endless.has(user)) pending.push(user);
  }
  return endless;
}

/** What a type cannot do without although it is endless; `undefined` for a type that has a finite value. */
function needOf(type: Type, endless: ReadonlySet<string>, at: Span): Need | undefined {
  const inner = (t: Type, span: Span = at): Need | undefined => needOf(t, endless, span);
  switch (type.kind) {
    case "ref":
      return endless.has(type.target) ? { id: type.target, span: at } : undefined;
    case "object": {
      for (const property of type.properties) {
        const need = property.required ? inner(property.type, property.span) : undefined;
        if (need !== undefined) return need;
      }
      return undefined;
    }
    case "array":
      return (type.constraints.minItems ?? 0) > 0 ? inner(type.items, type.items.span) : undefined;
    case "tuple": {
      const least = type.constraints.minItems ?? 0;
      for (const item of type.items.slice(0, least)) {
        const need = inner(item, item.span);
        if (need !== undefined) return need;
      }
      return least > type.items.length ? inner(type.rest, type.rest.span) : undefined;
    }
    case "map":
      return (type.constraints.minProperties ?? 0) > 0 ? inner(type.values, type.values.span) : undefined;
    case "intersection":
      for (const member of type.members) {
        const need = inner(member, member.span);
        if (need !== undefined) return need;
      }
      return undefined;
    case "union": {
      let first: Need | undefined;
      for (const member of type.members) {
        const need = inner(member, member.span);
        if (need === undefined) return undefined;
        first ??= need;
      }
      return first;
    }
    default:
      return undefined;
  }
}

/** The named types that a type mentions where {@link needOf} looks. */
function mentioned(type: Type): Set<string> {
  const out = new Set<string>();
  const visit = (t: Type): void => {
    switch (t.kind) {
      case "ref":
        out.add(t.target);
        break;
      case "object":
        for (const { type: of } of t.properties) visit(of);
        break;
      case "array":
        visit(t.items);
        break;
      case "tuple":
        t.items.forEach(visit);
        visit(t.rest);
        break;
      case "map":
        visit(t.values);
        break;
      case "intersection":
      case "union":
        t.members.forEach(visit);
        break;
      default:
    }
  };
  visit(type);
  return out;
}
