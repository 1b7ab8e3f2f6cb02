import { fileURLToPath, pathToFileURL } from "node:url";
import type { SourceFile } from "./source-file.ts";
import type { NodeSpan } from "./span.ts";
import { childSpan } from "./span.ts";
import type { JsonData } from "./value.ts";
import { getOwn, isArray, isObject } from "./value.ts";

/** The URI of a file: where it was found. */
export function uriOf(file: SourceFile): string {
  return /^https?:/i.test(file.path) ? file.path : pathToFileURL(file.path).href;
}

/** The place that a URI of {@link uriOf} means, as {@link SourceFile} keeps it; `undefined` when it is no place. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return uri;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** A URI reference as an absolute URI without its fragment (RFC 3986 §5.1); `undefined` when it is none. */
export function resolveUri(reference: string, base: string | undefined): string | undefined {
  if (!URL.canParse(reference, base)) return undefined;
  const url = new URL(reference, base);
  url.hash = "";
  return url.href;
}

/** A `$ref` taken apart: which document, and where in it. */
export interface Reference {
  /** The part before `#`; empty for the same document. */
  readonly document: string;
  readonly fragment:
    | { readonly kind: "pointer"; readonly tokens: readonly string[] }
    /** A plain name (`$anchor`, JSON Schema 2020-12 §8.2.2). */
    | { readonly kind: "anchor"; readonly name: string };
}

/**
 * Takes a reference apart (RFC 3986 §4.1, RFC 6901 §6: the pointer in a fragment is percent-encoded).
 * A text instead of a reference says why it is malformed.
 */
export function parseReference(text: string): Reference | string {
  const hash = text.indexOf("#");
  const document = hash < 0 ? text : text.slice(0, hash);
  const raw = hash < 0 ? "" : text.slice(hash + 1);
  let fragment: string;
  try {
    fragment = decodeURIComponent(raw);
  } catch {
    return "its fragment has a broken percent-encoding";
  }
  if (fragment !== "" && !fragment.startsWith("/"))
    return { document, fragment: { kind: "anchor", name: fragment } };
  const tokens = parsePointer(fragment);
  return tokens === undefined
    ? 'in a JSON pointer "~" must be written "~0"'
    : { document, fragment: { kind: "pointer", tokens } };
}

/** The tokens of a JSON pointer (RFC 6901); `undefined` when it is malformed. */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A JSON pointer of tokens. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => "/" + String(token).replaceAll("~", "~0").replaceAll("/", "~1")).join("");
}

/** A JSON pointer as the fragment of a URL, `#` included. */
export function formatFragment(tokens: readonly (string | number)[]): string {
  // What RFC 3986 §3.5 allows in a fragment stays readable.
  return "#" + encodeURI(formatPointer(tokens)).replaceAll("#", "%23");
}

/** A node that a pointer leads to, or the token at which it goes astray. */
export type Lookup =
  | { readonly found: true; readonly value: JsonData; readonly span: NodeSpan }
  | {
      readonly found: false;
      readonly token: string;
      readonly parent: NodeSpan;
      readonly siblings: readonly string[];
    };

/** Follows a pointer from a node. */
export function lookup(
  from: { readonly value: JsonData; readonly span: NodeSpan },
  tokens: readonly string[],
): Lookup {
  let { value, span } = from;
  for (const token of tokens) {
    let next: JsonData | undefined;
    let key: string | number = token;
    if (isArray(value)) {
      key = /^(?:0|[1-9]\d{0,8})$/.test(token) ? Number(token) : -1;
      next = value[key];
    } else if (isObject(value)) next = getOwn(value, token);
    if (next === undefined) {
      const siblings = isObject(value) ? Object.keys(value) : [];
      return { found: false, token, parent: span, siblings };
    }
    value = next;
    span = childSpan(span, key);
  }
  return { found: true, value, span };
}
