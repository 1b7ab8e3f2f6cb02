/** A piece of the text for a message: one line of it, and not all of a long one. */
export function shortened(text: string): string {
  const head = text.slice(0, 61);
  const line = /^[^\r\n]*/.exec(head)?.[0] ?? "";
  return line.length > 60 || line.length < head.length ? line.slice(0, 60) + "…" : line;
}
