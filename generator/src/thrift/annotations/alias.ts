import type { Annotation } from "../ast.ts";

/** The identifier that `pilota.name` gives, as far as it is one outside of Rust as well. */
export function aliasOf(annotations: readonly Annotation[]): string | undefined {
  const text = annotations.find(({ key }) => key.text.toLowerCase() === "pilota.name")?.value?.text;
  return text !== undefined && text.length <= 100 && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : undefined;
}
