/** A part of a file; `end` is the place after its last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const single = /^bytes=[\t ]*(\d*)-(\d*)[\t ]*$/i;

/**
 * Reads a `range` field.
 * @param size bytes of the whole
 * @returns undefined when the field is to be ignored and the whole is to be sent: what is malformed, of another unit, or
 * asks for several ranges, which would let a caller ask for a multiple of the file; "unsatisfiable" when the file has
 * nothing there
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 */
export function parseRange(field: string, size: number): ByteRange | "unsatisfiable" | undefined {
  const match = single.exec(field);
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "") {
    // The last so many bytes; of an empty file that is the whole of it.
    if (last === "" || size === 0) return undefined;
    const length = Number(last);
    return length === 0 ? "unsatisfiable" : { start: Math.max(0, size - length), end: size };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) return "unsatisfiable";
  return { start, end: last === "" ? size : Math.min(size, Number(last) + 1) };
}
