import { digest } from "./words.ts";

/** Something that wants a name. */
export interface Claimant {
  /** The author's text; decides who keeps the plain name among those that want the same. */
  readonly hint: string;
  /** The name that is wanted. */
  readonly base: string;
  /** Tells apart claimants of the same hint. */
  readonly id: string;
}

/**
 * The names of one scope, each given once. A name depends on the claimant's own hint, on the reserved names and on the
 * claimants that want the very same name, never on their order: a new type does not rename the others.
 */
export class Claims {
  readonly #taken: Set<string>;
  readonly #given = new Set<string>();

  /** @param reserved names that nobody gets. */
  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set(reserved);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Keeps names from being given to later claimants. */
  reserve(...names: readonly string[]): void {
    for (const name of names) this.#taken.add(name);
  }

  /**
   * The names of claimants that arrive together, in their order. Of those that want the same name, the one whose hint
   * is that name gets it, otherwise the first by code units; the others get a digest of their hint as suffix. A
   * reserved name gets `_` as suffix, which no author's name ends with.
   */
  all(claimants: readonly Claimant[]): string[] {
    const order = claimants.map((claimant, index) => ({ claimant, index }));
    order.sort((a, b) => precedence(a.claimant, b.claimant));
    const names: string[] = [];
    for (const { claimant, index } of order) names[index] = this.one(claimant);
    return names;
  }

  /** The name of a claimant that arrives alone. */
  one(claimant: Claimant): string {
    const { base, hint, id } = claimant;
    let name = base;
    // What is taken but was not given to another claimant is reserved.
    if (this.#taken.has(name) && !this.#given.has(name)) name = `${base}_`;
    if (this.#taken.has(name)) name = `${base}_${digest(hint)}`;
    for (let round = 0; this.#taken.has(name); round++) name = `${base}_${digest(`${id}#${round}`)}`;
    this.#given.add(name);
    this.#taken.add(name);
    return name;
  }
}

/** The owner of the verbatim name first, then by hint and id in code units. */
function precedence(a: Claimant, b: Claimant): number {
  const verbatim = Number(b.hint === b.base) - Number(a.hint === a.base);
  return verbatim || compare(a.hint, b.hint) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
