import type { Parse } from "./values.ts";

// JSON's grammar of numbers: Number() alone also takes "", " 1", "0x10" and "1_0" of strangers.
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const integerPattern = /^-?(?:0|[1-9]\d*)$/;

/** The text itself. */
export function text(value: string): string {
  return value;
}

/** A finite number, as JSON writes it. */
export function number(text: string): number | undefined {
  const value = Number(text);
  return numberPattern.test(text) && Number.isFinite(value) ? value : undefined;
}

/** A whole number that a `number` holds exactly. */
export function integer(text: string): number | undefined {
  const value = Number(text);
  return integerPattern.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

/** `true` or `false`. */
export function boolean(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** A UUID of any version, in lower case. */
export function uuid(text: string): string | undefined {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** One of some texts. */
export function oneOf<const T extends string>(...texts: readonly T[]): Parse<T> {
  return (text) => texts.find((each) => each === text);
}
