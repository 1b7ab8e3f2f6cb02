import type { JsonValue } from "../ir/index.ts";

/**
 * The bundled contract as JSON: two spaces a level, keys in the author's order, integers of any size digit by digit.
 */
export function documentText(document: JsonValue): string {
  return JSON.stringify(document, exact, 2) + "\n";
}

/** `JSON.stringify` refuses bigints; raw JSON text passes them on unrounded. */
function exact(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? rawJson(String(value)) : value;
}

const { rawJSON: rawJson } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };
