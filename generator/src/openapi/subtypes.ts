import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { References, Target } from "./references.ts";
import { refOf } from "./structure.ts";

/** The property that a schema's discriminator names: an object from OpenAPI 3.0 on, the bare name in 2.0. */
export function discriminatorOf(schema: JsonData): string | undefined {
  const value = isObject(schema) ? getOwn(schema, "discriminator") : undefined;
  const name = isObject(value) ? getOwn(value, "propertyName") : value;
  return typeof name === "string" ? name : undefined;
}

/**
 * Which schemas extend which: a schema that is made of another one by `allOf` is a subtype of it, and a base with a
 * discriminator stands, wherever it is used as a type, for its subtypes.
 * @see https://spec.openapis.org/oas/v3.1.1.html#models-with-polymorphism-support
 */
export class Subtypes {
  readonly #references: References;
  readonly #named: ReadonlyMap<string, Target>;
  #children: Map<string, Target[]> | undefined;
  /** Schemas that extend others: those with a name, and what their `allOf` holds in place. */
  readonly #extending = new WeakSet<JsonObject>();

  /** @param named every schema that has a name, in its order. */
  constructor(references: References, named: ReadonlyMap<string, Target>) {
    this.#references = references;
    this.#named = named;
  }

  /** The subtypes of a base with a discriminator, direct ones and theirs, in the order of the document. */
  of(base: Target): readonly Target[] {
    if (discriminatorOf(base.value) === undefined) return [];
    const children = this.#index();
    const found = new Set<string>();
    const pending = [base.id];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      for (const child of children.get(id) ?? []) {
        if (found.has(child.id) || child.id === base.id) continue;
        found.add(child.id);
        // A subtype with a discriminator of its own answers for its subtypes.
        const own = discriminatorOf(child.value);
        if (own === undefined || own === discriminatorOf(base.value)) pending.push(child.id);
      }
    }
    if (!this.#listsOne(base, found)) return [];
    return found.size === 0 ? [] : [...this.#named.values()].filter((target) => found.has(target.id));
  }

  /** A union is the base of its own members, which would otherwise contain themselves, and of nothing else. */
  #listsOne(base: Target, found: ReadonlySet<string>): boolean {
    if (!isObject(base.value)) return false;
    for (const key of ["oneOf", "anyOf"]) {
      const members = getOwn(base.value, key);
      if (!isArray(members)) continue;
      return members.some((member, i) => {
        const ref = refOf(member);
        const at = childSpan(childSpan(base.span, key), i);
        const target = ref === undefined ? undefined : this.#references.target(ref, at);
        return target !== undefined && found.has(target.id);
      });
    }
    return true;
  }

  /** Whether a schema is a base that stands for its subtypes. */
  isBase(target: Target): boolean {
    return this.of(target).length > 0;
  }

  /** The schema of an id, if it has a name. */
  named(id: string): Target | undefined {
    return this.#named.get(id);
  }

  /** A base as its subtypes extend it: without the discriminator, and without the union that it may list them in. */
  plain(value: JsonData): JsonData {
    if (!isObject(value)) return value;
    const dropped = ["oneOf", "anyOf", "discriminator", "nullable", "x-nullable"];
    const copy = Object.fromEntries(Object.entries(value).filter(([key]) => !dropped.includes(key)));
    if (this.extends(value)) this.#extending.add(copy);
    return copy;
  }

  /** Whether what a schema's `allOf` refers to is extended, and not merely used. */
  extends(schema: JsonObject): boolean {
    this.#index();
    return this.#extending.has(schema);
  }

  #index(): Map<string, Target[]> {
    if (this.#children !== undefined) return this.#children;
    const children = new Map<string, Target[]>();
    this.#children = children;
    // Without a discriminator anywhere there is nothing to know.
    if (![...this.#named.values()].some((target) => discriminatorOf(target.value) !== undefined))
      return children;
    for (const target of this.#named.values()) this.#look(target.value, target.span, target, children);
    return children;
  }

  #look(value: JsonData, span: NodeSpan, owner: Target, children: Map<string, Target[]>): void {
    if (!isObject(value) || this.#extending.has(value)) return;
    const all = getOwn(value, "allOf");
    if (!isArray(all)) return;
    this.#extending.add(value);
    all.forEach((member, i) => {
      const at = childSpan(childSpan(span, "allOf"), i);
      const ref = refOf(member);
      const base = ref === undefined ? undefined : this.#references.target(ref, at);
      if (base === undefined) return this.#look(member, at, owner, children);
      const known = children.get(base.id);
      if (known === undefined) children.set(base.id, [owner]);
      else known.push(owner);
    });
  }
}
