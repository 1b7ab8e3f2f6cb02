import type { Api, NamedType, Type, TypeId, TypeTable, View } from "../ir/index.ts";
import { typeTable, Usage } from "../ir/usage.ts";
import { directionOf, isOptional, isReadView, travels } from "../ir/view.ts";
import { partTypes } from "../ir/walk.ts";
import type { Claims } from "./claims.ts";

/**
 * Gives each named type an identifier for every side from which it is seen. Views of the same shape share a name: the
 * plain one belongs to whoever reads replies, or requests when the type is in none. Otherwise `Init` marks the view of
 * writers, who may leave out what has a default and, in replies, must give what is `given`; `Input` marks that of requests
 * where they differ from replies.
 *
 * @param claims the scope of types, which the pass `names` has filled.
 */
export function views(api: Api, claims: Claims): Api {
  const types = typeTable(api.types);
  const usage = new Usage(api, types);
  const shapes = new Shapes(api.types, types);
  return {
    ...api,
    types: api.types.map((named): NamedType => ({ ...named, views: viewsOf(named, usage, shapes, claims) })),
  };
}

function viewsOf(
  named: NamedType,
  usage: Usage,
  shapes: Shapes,
  claims: Claims,
): Readonly<Record<View, string>> {
  const { id, name } = named;
  const views: Record<View, string> = {
    requestRead: name,
    requestWrite: name,
    replyRead: name,
    replyWrite: name,
  };
  const inReplies = usage.reaches(id, "reply");
  const inRequests = usage.reaches(id, "request");
  const claim = (suffix: string): string =>
    claims.one({
      hint: `${named.hint} ${suffix}`,
      base: name + suffix,
      id: `${id} ${suffix}`,
      span: named.span,
    });
  if (inReplies && shapes.differ(id, "replyRead", "replyWrite")) views.replyWrite = claim("Init");
  if (!inRequests) {
    views.requestWrite = views.replyWrite;
    return views;
  }
  const apart = inReplies && shapes.differ(id, "replyRead", "requestRead");
  const suffix = apart ? "Input" : "";
  if (apart) views.requestRead = claim(suffix);
  if (!shapes.differ(id, "requestRead", "requestWrite")) views.requestWrite = views.requestRead;
  else if (inReplies && !apart && !shapes.differ(id, "requestWrite", "replyWrite"))
    views.requestWrite = views.replyWrite;
  // Writers of replies who must give more than readers need have the plain `Init`.
  else if (views.replyWrite !== name) views.requestWrite = claim("InputInit");
  else views.requestWrite = claim(`${suffix}Init`);
  if (!inReplies) views.replyWrite = views.requestWrite;
  return views;
}

type Pair = readonly [View, View];

const pairs: readonly Pair[] = [
  ["replyRead", "replyWrite"],
  ["requestRead", "requestWrite"],
  ["replyRead", "requestRead"],
  ["requestWrite", "replyWrite"],
];

/** Knows between which views the shape of a named type differs, in itself or in what it refers to. */
class Shapes {
  readonly #different = new Map<string, ReadonlySet<TypeId>>();

  constructor(named: readonly NamedType[], types: TypeTable) {
    for (const pair of pairs) this.#different.set(pair.join(), differing(named, types, pair));
  }

  differ(id: TypeId, a: View, b: View): boolean {
    return this.#different.get([a, b].join())?.has(id) ?? false;
  }
}

/** Types that differ by themselves, and then all that lead to one of them. */
function differing(named: readonly NamedType[], types: TypeTable, pair: Pair): ReadonlySet<TypeId> {
  const users = new Map<TypeId, TypeId[]>();
  const queue: TypeId[] = [];
  for (const { id, type } of named) {
    const refs = new Set<TypeId>();
    if (differsHere(type, types, pair, refs)) queue.push(id);
    for (const ref of refs) {
      const known = users.get(ref);
      if (known === undefined) users.set(ref, [id]);
      else known.push(id);
    }
  }
  const found = new Set<TypeId>();
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...(users.get(id) ?? []));
  }
  return found;
}

/** Whether a type differs without looking behind its references, which are added to `refs`. */
function differsHere(type: Type, types: TypeTable, pair: Pair, refs: Set<TypeId>): boolean {
  const [a, b] = pair;
  if (type.kind === "ref") refs.add(type.target);
  if (type.kind === "binary") return isReadView(a) !== isReadView(b);
  if (type.kind !== "object") {
    return partTypes(type)
      .map((part) => differsHere(part, types, pair, refs))
      .some((one) => one);
  }
  let differs = false;
  for (const property of type.properties) {
    const seen = [a, b].filter((view) => travels(property, directionOf(view)));
    if (seen.length === 0) continue;
    if (seen.length === 1 || isOptional(property, a, types) !== isOptional(property, b, types))
      differs = true;
    if (differsHere(property.type, types, pair, refs)) differs = true;
  }
  const rest = (type.patterns ?? []).map((pattern) => pattern.type);
  if (typeof type.additional === "object") rest.push(type.additional);
  for (const part of rest) if (differsHere(part, types, pair, refs)) differs = true;
  return differs;
}
