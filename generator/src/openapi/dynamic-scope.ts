import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { NodeSpan } from "../source/span.ts";
import type { References, Target } from "./references.ts";
import { walk } from "./structure.ts";

/**
 * What the names of dynamic anchors stand for where a schema is reached: the outermost resource on the way that has an
 * anchor of a name decides.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-8.2.3.2
 */
export type DynamicScope = ReadonlyMap<string, Target>;

/** The scope in which no schema was entered yet. */
export const outside: DynamicScope = new Map();

/** The scope after the resource of a node is entered: what is bound already stays. */
export function enterScope(references: References, scope: DynamicScope, span: NodeSpan): DynamicScope {
  if (!references.isDynamic) return scope;
  let inner: Map<string, Target> | undefined;
  for (const [name, anchor] of references.resources.of(span).anchors) {
    if (!anchor.dynamic || scope.has(name)) continue;
    inner ??= new Map(scope);
    inner.set(name, references.targetAt(anchor.value, anchor.span));
  }
  return inner ?? scope;
}

/** A schema as it is reached by way of a scope. */
export interface Specialisation {
  /** Only the names that matter below the schema. */
  readonly scope: DynamicScope;
  /** Tells it apart from the schema as it stands by itself; `undefined` when it is that. */
  readonly key: string | undefined;
}

/**
 * Which type a schema is when it is reached from a scope. A schema means the same in two scopes when they agree about
 * the names that are asked for below it, so there are finitely many of each.
 */
export function specialise(references: References, target: Target, from: DynamicScope): Specialisation {
  const names = references.isDynamic ? namesBelow(references, target) : new Set<string>();
  if (names.size === 0) return { scope: outside, key: undefined };
  const here = enterScope(references, from, target.span);
  const alone = enterScope(references, outside, target.span);
  const scope = new Map<string, Target>();
  const parts: string[] = [];
  for (const name of [...names].sort()) {
    const bound = here.get(name);
    if (bound === undefined) continue;
    scope.set(name, bound);
    if (alone.get(name)?.id !== bound.id) parts.push(`${name}=${bound.id}`);
  }
  return { scope, key: parts.length === 0 ? undefined : parts.join("&") };
}

const cache = new WeakMap<References, Map<string, ReadonlySet<string>>>();

/** The names of dynamic references that a schema reaches, by whatever binding. */
function namesBelow(references: References, target: Target): ReadonlySet<string> {
  let known = cache.get(references);
  if (known === undefined) cache.set(references, (known = new Map()));
  const found = known.get(target.id);
  if (found !== undefined) return found;
  const names = new Set<string>();
  const seen = new Set<JsonData>();
  const pending: Target[] = [target];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    walk(references.version, "schema", next.value, next.span, {
      enter: (_kind, value, span) => {
        if (seen.has(value)) return false;
        seen.add(value);
        const ref = getOwn(value, "$dynamicRef");
        const dynamic = typeof ref === "string" ? references.dynamicTarget(ref, span) : undefined;
        if (dynamic === undefined) return true;
        pending.push(dynamic.target);
        if (dynamic.name !== undefined && !names.has(dynamic.name)) {
          names.add(dynamic.name);
          for (const { value: bound, span: at } of references.resources.dynamicAnchors(dynamic.name))
            if (isObject(bound)) pending.push(references.targetAt(bound, at));
        }
        return true;
      },
      reference: (_kind, ref, _holder, span) => {
        const to = references.target(ref, span);
        if (to !== undefined && !seen.has(to.value)) pending.push(to);
      },
    });
  }
  known.set(target.id, names);
  return names;
}
