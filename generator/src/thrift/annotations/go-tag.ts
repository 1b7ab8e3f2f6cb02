/** One entry of a struct tag of Go: `json:"name,omitempty"`. */
export interface GoTag {
  readonly key: string;
  readonly name: string;
  /** What follows the name, e.g. `omitempty`, `string`. */
  readonly options: readonly string[];
}

/** The entries of a struct tag, the last of a key last; what is malformed ends it, as in Go's reflect package. */
export function parseGoTag(text: string): readonly GoTag[] {
  const found: GoTag[] = [];
  const entry = /\s*([^\s":]+):"((?:[^"\\]|\\.)*)"/y;
  for (let match = entry.exec(text); match !== null; match = entry.exec(text)) {
    const [, key = "", raw = ""] = match;
    const [name = "", ...options] = raw.replaceAll(/\\(.)/g, "$1").split(",");
    found.push({ key, name, options: options.map((option) => option.trim()) });
  }
  return found;
}
