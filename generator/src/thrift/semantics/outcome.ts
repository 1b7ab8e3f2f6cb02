import type { JsonValue } from "../../ir/json.ts";
import { defaultLimits } from "../../source/limits.ts";

/** A value with what it costs to write it out. */
export interface Computed {
  readonly value: JsonValue;
  /** It and all that it holds. */
  readonly parts: number;
  readonly depth: number;
}

/** `"ignored"` after a warning: whoever holds it goes on without it. `"faulty"` after an error. */
export type Outcome = Computed | "ignored" | "faulty";

/** A value that holds no others. */
export function single(value: JsonValue): Computed {
  return { value, parts: 1, depth: 1 };
}

/** Adds up what values hold that are part of another one. */
export class Sum {
  #parts: number = 1;
  #depth: number = 0;

  add({ parts, depth }: Computed): void {
    this.#parts += parts;
    this.#depth = Math.max(this.#depth, depth);
  }

  /** True when what holds them is nested too deeply. */
  get isTooDeep(): boolean {
    return this.#depth >= defaultLimits.depth;
  }

  of(value: JsonValue): Computed {
    return { value, parts: this.#parts, depth: this.#depth + 1 };
  }
}

/** A value as the key of a JSON object. */
export function keyText(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? String(part) : part));
}
