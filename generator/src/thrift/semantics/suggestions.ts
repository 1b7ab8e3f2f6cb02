import { nearest } from "../../source/suggest.ts";

/** How much may be spent on suggestions in one run: asking what was meant must not make a file of many faults slow. */
const budget = 40_000;

/** Longest name that is compared. Comparing takes time that grows with the square of the length. */
const longest = 100;

/** Asks what an author probably meant, as long as that is cheap. */
export class Suggestions {
  #left: number = budget;

  /** `; did you mean …?`, or nothing when no candidate is near. */
  for(text: string, candidates: Iterable<string>): string {
    if (text.length > longest || this.#left <= 0) return "";
    return question(nearest(text, this.#affordable(text, candidates)));
  }

  *#affordable(text: string, candidates: Iterable<string>): Iterable<string> {
    for (const candidate of candidates) {
      const isComparable = Math.abs(candidate.length - text.length) <= 4;
      this.#left -= isComparable ? 1 + (text.length * candidate.length) / 64 : 1;
      if (this.#left <= 0) return;
      yield candidate;
    }
  }
}

/** The end of a message that asks whether a name was meant. */
export function question(name: string | undefined): string {
  return name === undefined ? "" : `; did you mean \`${name}\`?`;
}
