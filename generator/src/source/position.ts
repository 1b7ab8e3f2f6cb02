const starts = new WeakMap<{ readonly text: string }, number[]>();

function lineStarts(file: { readonly text: string }): number[] {
  let list = starts.get(file);
  if (list === undefined) {
    list = [0];
    // A lone CR ends a line too; CRLF is one end.
    for (const match of file.text.matchAll(/\r\n|\n|\r/g)) list.push(match.index + match[0].length);
    starts.set(file, list);
  }
  return list;
}

/** Line and column of a UTF-16 offset, both from 1; a column is a UTF-16 unit, as editors count. */
export function lineColumn(
  file: { readonly text: string },
  offset: number,
): { line: number; column: number } {
  const list = lineStarts(file);
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - list[low]! + 1 };
}

/** Number of lines of a file. */
export function lineCount(file: { readonly text: string }): number {
  return lineStarts(file).length;
}

/**
 * A line of a file, from 1, without its line end.
 *
 * @param from offset in the line at which to begin; a document may be one line of megabytes.
 * @param to offset in the line at which to end.
 */
export function lineText(
  file: { readonly text: string },
  line: number,
  from: number = 0,
  to: number = Infinity,
): string {
  const list = lineStarts(file);
  const start = list[line - 1];
  if (start === undefined) return "";
  let end = list[line] ?? file.text.length;
  while (end > start && /[\r\n]/.test(file.text.charAt(end - 1))) end--;
  return file.text.slice(Math.min(start + from, end), Math.min(start + to, end));
}
