import { HeaderMap } from "../../http/header-map.ts";

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Whether a text is a token, as names of methods and header fields are (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return token.test(text);
}

/**
 * The name of a header field in lower case.
 * @param option what the message calls it
 * @throws {TypeError} when it is none
 */
export function checkFieldName(option: string, name: string): string {
  if (typeof name === "string" && isToken(name)) return name.toLowerCase();
  throw new TypeError(`${option}: ${JSON.stringify(name)} is no name of a header field`);
}

/**
 * The value of a header field, as it is.
 * @param option what the message calls it
 * @throws {TypeError} when it could not be sent
 */
export function checkFieldValue(option: string, value: string): string {
  try {
    new HeaderMap(["x-checked", value]);
    return value;
  } catch (cause) {
    throw new TypeError(`${option}: ${JSON.stringify(value)} cannot be sent in a header field`, { cause });
  }
}

/**
 * A whole number that is not too small.
 * @param option what the message calls it
 * @throws {RangeError} when it is none
 */
export function checkWholeNumber(option: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${option} is a whole number from ${least} on, not ${String(value)}`);
}
