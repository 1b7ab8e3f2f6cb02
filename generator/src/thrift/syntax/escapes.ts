const escapes: ReadonlyMap<string, string> = new Map([
  ["r", "\r"],
  ["n", "\n"],
  ["t", "\t"],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
]);

/** A literal without its escapes. */
export interface Decoded {
  readonly text: string;
  /** Offset in the raw text of the first escape that means nothing and is kept as it was written; -1: none. */
  readonly unknown: number;
}

/** Decodes the escapes of Apache Thrift. Others, such as `\d` of a regular expression, stay what they are. */
export function decode(raw: string): Decoded {
  let at = raw.indexOf("\\");
  if (at === -1) return { text: raw, unknown: -1 };
  let text = "";
  let from = 0;
  let unknown = -1;
  for (; at !== -1; at = raw.indexOf("\\", at)) {
    const meaning = escapes.get(raw.charAt(at + 1));
    if (meaning === undefined) {
      if (unknown === -1) unknown = at;
      at += 1;
      continue;
    }
    text += raw.slice(from, at) + meaning;
    at += 2;
    from = at;
  }
  return { text: text + raw.slice(from), unknown };
}
