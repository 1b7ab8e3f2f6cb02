/** One entry of a struct tag of Go: `json:"name,omitempty"`. */
export interface GoTag {
  readonly key: string;
  /** All that is between the quotes, without escapes. */
  readonly value: string;
  /** What is before the first comma. */
  readonly name: string;
  /** What follows the name, e.g. `omitempty`, `string`, `required`. */
  readonly options: readonly string[];
}

/** The entries of a struct tag, in the author's order, and where it is malformed. */
export interface GoTags {
  readonly tags: readonly GoTag[];
  /** Offset of what could not be read, which ends the tag, as in Go's package reflect; `undefined`: nothing. */
  readonly faultAt: number | undefined;
}

/** Parses the value of `go.tag`. Tags that were escaped twice, as in `json:\"a\"`, are read as well. */
export function parseGoTag(text: string): GoTags {
  const tags: GoTag[] = [];
  const entry = /\s*([^\s":\\]+):(?:"((?:[^"\\]|\\.)*)"|\\"((?:[^"\\]|\\[^"])*)\\")/y;
  let at = 0;
  for (let match = entry.exec(text); match !== null; match = entry.exec(text)) {
    at = entry.lastIndex;
    const [, key = "", plain, escaped] = match;
    const value = (plain ?? escaped ?? "").replaceAll(/\\(.)/g, "$1");
    const [name = "", ...options] = value.split(",");
    tags.push({ key, value, name: name.trim(), options: options.map((option) => option.trim()) });
  }
  const rest = text.slice(at);
  const isRead = rest.trim() === "";
  return { tags, faultAt: isRead ? undefined : at + (rest.length - rest.trimStart().length) };
}
