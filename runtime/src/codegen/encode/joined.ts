import type { JoinedStyle, PathDelimitedStyle } from "../values/joined.ts";
import { plainSeparators } from "../values/joined.ts";
import { ParameterError } from "../../client/errors.ts";
import { isCompound, items, textOf } from "./text.ts";

/** What stands between the items of a list in a path. */
const encodedSeparators: { readonly [style in PathDelimitedStyle]: string } = {
  spaceDelimited: "%20",
  pipeDelimited: "%7C",
};

/**
 * Writes a list into a path, between separators that are percent-encoded themselves.
 *
 * @throws {ParameterError} when an item holds the separator: readers could not tell them apart
 */
export function delimitedItems(
  v: unknown,
  style: PathDelimitedStyle,
  encode: (v: unknown) => string,
): string {
  if (!Array.isArray(v)) return encode(v);
  const separator = encodedSeparators[style];
  return items(v, separator, (item) => {
    const text = encode(item);
    if (text.includes(separator))
      throw new ParameterError(`a parameter of the style ${style} cannot carry its own separator`);
    return text;
  });
}

/**
 * Writes a list as one text that is not percent-encoded, such as a part of a multipart body; `undefined` is absent.
 *
 * @throws {ParameterError} when an item holds the separator, or white space at an end
 */
export function joinItems(v: readonly unknown[] | undefined, style: JoinedStyle): string | undefined {
  const separator = plainSeparators[style];
  return v === undefined ? undefined : items(v, separator, (item) => joinable(item, separator));
}

/** @throws {ParameterError} when an item holds the separator, or white space at an end */
export function joinable(item: unknown, separator: string): string {
  const text = textOf(item);
  if (isCompound(item) || text.includes(separator) || text !== text.trim())
    throw new ParameterError("an item of a list holds what stands between its items");
  return text;
}
