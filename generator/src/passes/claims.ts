import type { Span } from "../source/span.ts";
import { digest } from "./words.ts";

/** Something that wants a name. */
export interface Claimant {
  /** The author's text; decides who keeps the plain name among those that want the same. */
  readonly hint: string;
  /** The name that is wanted. */
  readonly base: string;
  /** Tells apart claimants of the same hint. */
  readonly id: string;
  /** Where it was written. */
  readonly span?: Span;
}

/** Told of a claimant that got another name than it wanted, because somebody else has that one. */
export type OnClash = (claimant: Claimant, name: string, holder: Claimant | undefined) => void;

/**
 * The names of one scope, each given once. A name depends on the claimant's own hint, on the reserved names and on the
 * claimants that want the very same name, never on their order: a new type does not rename the others.
 */
export class Claims {
  readonly #taken: Set<string>;
  readonly #given = new Map<string, Claimant>();
  readonly #key: (name: string) => string;
  readonly #language: ReadonlySet<string>;
  readonly onClash: OnClash | undefined;

  /**
   * @param reserved names that nobody gets.
   * @param key what must differ between two names; file names, for one, may not differ in case only. Default: the name.
   * @param onClash told when a name is taken by something else of the contract, and not by the language.
   */
  constructor(
    reserved: Iterable<string> = [],
    key: (name: string) => string = (name) => name,
    onClash?: OnClash,
  ) {
    this.#key = key;
    this.#taken = new Set([...reserved].map(key));
    this.#language = new Set(this.#taken);
    this.onClash = onClash;
  }

  has(name: string): boolean {
    return this.#taken.has(this.#key(name));
  }

  /** Keeps names from being given to later claimants. */
  reserve(...names: readonly string[]): void {
    for (const name of names) this.#taken.add(this.#key(name));
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
    if (this.has(name) && !this.#given.has(this.#key(name))) name = `${base}_`;
    if (this.has(name)) name = `${base}_${digest(hint)}`;
    for (let round = 0; this.has(name); round++) name = `${base}_${digest(`${id}#${round}`)}`;
    const holder = this.#given.get(this.#key(base));
    if (name !== base && !this.#language.has(this.#key(base))) this.onClash?.(claimant, name, holder);
    this.#given.set(this.#key(name), claimant);
    this.#taken.add(this.#key(name));
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
