import { JsonError, parseJson } from "../../http/parse-json.ts";
import type { Check } from "./collection.ts";

/**
 * Whether a string is JSON text whose value fits (`contentMediaType` and `contentSchema`, JSON Schema 2020-12 validation
 * §8). The text has the limits of a body: 64 levels, finite numbers.
 */
export function isJsonText(text: string, is: Check): boolean {
  try {
    return is(parseJson(text));
  } catch (error) {
    if (error instanceof JsonError) return false;
    throw error;
  }
}
