import type { Direction, Type } from "../../ir/index.ts";
import { partTypes, refinementTypes } from "../../ir/walk.ts";
import type { Code } from "../code.ts";

/** Shorter schemas are repeated wherever they occur. */
const worthwhile = 160;

/**
 * Finds the inline schemas that a contract spells out more than once, so that the codec holds each of them only once.
 * First every type is printed in full, then what occurs several times is counted from the outside in: the parts of a
 * repeated schema count once.
 */
export class Repeats {
  readonly #texts: Readonly<Record<Direction, Map<Type, Code>>> = { request: new Map(), reply: new Map() };
  readonly #counts = new Map<Code, number>();
  #complete = false;

  /** Whether counting is over. */
  get isComplete(): boolean {
    return this.#complete;
  }

  finish(): void {
    this.#complete = true;
  }

  /** The full text of a type's schema, printed once. */
  text(type: Type, direction: Direction, print: () => Code): Code {
    const texts = this.#texts[direction];
    let text = texts.get(type);
    if (text === undefined) texts.set(type, (text = print()));
    return text;
  }

  /** Counts the schemas inside a type. */
  countParts(type: Type, direction: Direction): void {
    for (const part of [...partTypes(type), ...refinementTypes(type)]) this.#count(part, direction);
  }

  /** Whether the schema of a type stands at several places. */
  has(type: Type, direction: Direction): boolean {
    const text = this.#texts[direction].get(type);
    return text !== undefined && (this.#counts.get(text) ?? 0) > 1;
  }

  #count(type: Type, direction: Direction): void {
    const text = this.#texts[direction].get(type);
    if (text === undefined) return this.countParts(type, direction);
    if (text.length < worthwhile) return;
    const known = this.#counts.get(text) ?? 0;
    this.#counts.set(text, known + 1);
    if (known === 0) this.countParts(type, direction);
  }
}
