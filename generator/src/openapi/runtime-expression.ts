import type { AddressValue, CallbackAddress } from "../ir/operation.ts";
import { isToken } from "./token.ts";

/** A key of a Callback Object taken apart, or why that cannot be done. */
export type ParsedAddress = { readonly address: CallbackAddress } | { readonly fault: string };

/**
 * Reads the key of a Callback Object: an expression, or a URL with expressions in braces.
 * @see https://spec.openapis.org/oas/v3.1.1.html#key-expression
 */
export function parseAddress(text: string): ParsedAddress {
  // Authors leave out the braces where there is nothing else.
  const template = text.startsWith("$") && !/[{}]/.test(text) ? `{${text}}` : text;
  const parts: CallbackAddress["parts"][number][] = [];
  for (const match of template.matchAll(/\{([^{}]*)\}|([^{}]+)|[{}]/g)) {
    const [all, expression, literal] = match;
    if (literal !== undefined) {
      parts.push({ kind: "text", text: literal });
      continue;
    }
    if (expression === undefined) return { fault: `it has an unmatched "${all}"` };
    const value = parseExpression(expression);
    if (typeof value === "string") return { fault: value };
    parts.push({ kind: "value", text: expression, value });
  }
  const [first] = parts;
  if (first === undefined) return { fault: "it is empty" };
  if (first.kind === "text" && !/^https?:\/\/[^/?#]/i.test(text)) {
    return { fault: "it begins neither with an expression nor with http:// or https://" };
  }
  return { address: { text, parts } };
}

/**
 * Reads a runtime expression; a text says what is wrong with it.
 * @see https://spec.openapis.org/oas/v3.1.1.html#runtime-expressions
 */
function parseExpression(text: string): AddressValue | string {
  if (text === "$url") return { of: "url" };
  if (text === "$method") return { of: "method" };
  if (text === "$statusCode") return { of: "status" };
  const match = /^\$(request|response)\.(?:(header|query|path)\.(.+)|body(?:#(.*))?)$/s.exec(text);
  if (match === null) return `"${clip(text)}" is not a runtime expression`;
  const [, message, place, name, pointer] = match;
  const of = message === "request" ? "request" : "reply";
  if (place === undefined) {
    const keys = parsePointer(pointer ?? "");
    return keys === undefined ? `"${clip(pointer ?? "")}" is not a JSON pointer` : { of, in: "body", keys };
  }
  if (name === undefined) return `"${clip(text)}" names nothing`;
  if (place === "header") {
    return isToken(name) ? { of, in: "header", name } : `"${clip(name)}" is not the name of a header field`;
  }
  if (of === "reply") return `a response has no ${place}`;
  return place === "query" || place === "path" ? { of, in: place, name } : `"${clip(text)}" names nothing`;
}

/** RFC 6901 §3; undefined when it is malformed. */
function parsePointer(pointer: string): readonly string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
