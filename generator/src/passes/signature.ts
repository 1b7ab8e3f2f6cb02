import type { Type } from "../ir/index.ts";
import { mapParts } from "../ir/walk.ts";

/** Numbers types so that two have the same number exactly when the author wrote the same twice, documentation included. */
export class Signatures {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<Type, number>();

  of(type: Type): number {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    // A part is represented by its number, so that each type is written out only once however deep it stands.
    const flat = mapParts(type, (part) => ({ kind: "ref", target: `#${this.of(part)}`, span: part.span }));
    const text = JSON.stringify(flat, writable);
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    this.#known.set(type, number);
    return number;
  }
}

/** Leaves out where something was written; JSON has no bigint. */
function writable(key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return key === "span" && isSpan(value) ? undefined : value;
}

/** A value of the contract may have a key of that name as well, but never the file of a span. */
function isSpan(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "file" in value &&
    typeof value.file === "object" &&
    value.file !== null &&
    "text" in value.file &&
    "path" in value.file
  );
}
