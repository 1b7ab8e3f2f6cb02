/**
 * The names in what stands before `)$`: `a.b` are two of them. A name that is no identifier stands in single quotes, in
 * which a backslash precedes quotes and backslashes.
 */
export function namesIn(written: string): readonly string[] {
  const parts = written.match(/'(?:[^'\\]|\\.)*'|[^.]+/g) ?? [];
  return parts.map((part) => (part.startsWith("'") ? part.slice(1, -1).replaceAll(/\\(.)/g, "$1") : part));
}
