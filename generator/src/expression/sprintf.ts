/** A piece of a format: text, or an argument with how it is written. */
export type FormatPart =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "argument";
      readonly verb: string;
      /** Of `-`, `+`, `0`, `#` and the space. */
      readonly flags: string;
      readonly width: number;
      /** Digits after the point, or characters of a text. */
      readonly precision: number | undefined;
      readonly start: number;
      readonly end: number;
    }
  /** A verb that is not known. */
  | { readonly kind: "unknown"; readonly start: number; readonly end: number };

const verb = /%([-+0 #]*)(\d{1,3})?(?:\.(\d{1,2}))?(.?)/suy;

/** The verbs that are known, with what they show: values of all kinds, whole numbers, numbers, texts, quoted texts, booleans. */
const known = "vdfgsqt";

/** The pieces of a format. */
export function formatParts(format: string): readonly FormatPart[] {
  const parts: FormatPart[] = [];
  let from = 0;
  for (let at = format.indexOf("%"); at !== -1; at = format.indexOf("%", from)) {
    if (at > from) parts.push({ kind: "text", text: format.slice(from, at) });
    verb.lastIndex = at;
    const [text = "%", flags = "", width, precision, letter = ""] = verb.exec(format) ?? [];
    from = at + text.length;
    if (text === "%%") parts.push({ kind: "text", text: "%" });
    else if (letter === "" || !known.includes(letter)) parts.push({ kind: "unknown", start: at, end: from });
    else {
      parts.push({
        kind: "argument",
        verb: letter,
        flags,
        width: Number(width ?? 0),
        precision: precision === undefined ? undefined : Number(precision),
        start: at,
        end: from,
      });
    }
  }
  if (from < format.length) parts.push({ kind: "text", text: format.slice(from) });
  return parts;
}
