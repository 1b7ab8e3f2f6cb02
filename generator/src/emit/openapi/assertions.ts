import type { Assertion, JsonValue } from "../../ir/index.ts";
import type { Json } from "./describe.ts";

/** Conditions of the author's, as they were written. */
export function assertionsOf(assertions: readonly Assertion[]): readonly JsonValue[] {
  return assertions.map(({ text, at, message }): Json => {
    const keys = at?.from === "self" ? at.keys : [];
    return {
      test: text,
      ...(keys.length > 0 && { at: keys }),
      ...(message?.kind === "literal" && typeof message.value === "string" && { message: message.value }),
    };
  });
}

/** What conditions say of a value as a whole in the words of JSON Schema. */
export function impliedBy(assertions: readonly Assertion[]): Json {
  const found: Record<string, JsonValue> = {};
  for (const { at, implies } of assertions) {
    if (at === undefined || (at.from === "self" && at.keys.length === 0)) Object.assign(found, implies);
  }
  return found;
}
