import { splitList } from "./delimited.ts";
import type { Decode } from "./delimited.ts";
import type { Defect } from "./defect.ts";

/** Styles of lists that are told by what stands between the items (the `collectionFormat`s of OpenAPI 2.0). */
export type DelimitedStyle = "spaceDelimited" | "pipeDelimited" | "tabDelimited";

/** How a list is written as one text that is not percent-encoded: in a header field or in a part of a multipart body. */
export type JoinedStyle = "simple" | "form" | DelimitedStyle;

/** What stands between the items of a text that is not percent-encoded. */
export const plainSeparators: { readonly [style in JoinedStyle]: string } = {
  simple: ",",
  form: ",",
  spaceDelimited: " ",
  pipeDelimited: "|",
  tabDelimited: "\t",
};

/** A tab cannot: no control character comes through a path. */
export type PathDelimitedStyle = Exclude<DelimitedStyle, "tabDelimited">;

/** What stands between the items of a list in a path, as it comes. */
const rawSeparators: { readonly [style in PathDelimitedStyle]: RegExp } = {
  spaceDelimited: /%20/,
  pipeDelimited: /\||%7c/i,
};

/** Reads a list in a path. */
export function delimitedList(raw: string, style: PathDelimitedStyle, decode: Decode): string[] | Defect {
  return splitList(raw, rawSeparators[style], decode);
}

function trimmed(raw: string): string {
  return raw.trim();
}

/** Reads a list in a text that is not percent-encoded; white space around an item is not part of it. */
export function joinedList(raw: string, style: JoinedStyle): string[] {
  const text = raw.trim();
  return text === ""
    ? []
    : text.split(style === "spaceDelimited" ? / +/ : plainSeparators[style]).map(trimmed);
}

/** A part of a multipart body as the list that it holds; `undefined` is absent. */
export function splitItems(text: string | undefined, style: JoinedStyle): string[] | undefined {
  return text === undefined ? undefined : joinedList(text, style);
}
