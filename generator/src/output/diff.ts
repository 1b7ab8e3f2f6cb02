/** Lines of context around the difference. */
const CONTEXT = 2;
/** Lines of each side that are shown. */
const SHOWN = 8;

/**
 * The first place where two texts differ, as a hunk of a unified diff. It is for reading, not for patching: it is cut
 * after a few lines, and everything between the first and the last difference counts as one.
 */
export function hunk(before: string, after: string): string {
  const old = linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let oldEnd = old.length;
  let nowEnd = now.length;
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd--;
    nowEnd--;
  }
  const first = Math.max(0, start - CONTEXT);
  return [
    `@@ -${first + 1} +${first + 1} @@`,
    ...old.slice(first, start).map((line) => ` ${line}`),
    ...side("-", old.slice(start, oldEnd)),
    ...side("+", now.slice(start, nowEnd)),
    ...old.slice(oldEnd, oldEnd + CONTEXT).map((line) => ` ${line}`),
  ].join("\n");
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function side(sign: "-" | "+", lines: readonly string[]): string[] {
  const shown = lines.slice(0, SHOWN).map((line) => `${sign}${line}`);
  return lines.length > SHOWN ? [...shown, `${sign}… ${lines.length - SHOWN} more lines`] : shown;
}
