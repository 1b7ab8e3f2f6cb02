import type { Annotation } from "../ast.ts";

type NameCase = "snake" | "lowerCamel";

const cases: ReadonlyMap<string, NameCase> = new Map<string, NameCase>([
  ["agw.to_snake", "snake"],
  ["janus.to_snake", "snake"],
  ["agw.to_lower_camel_case", "lowerCamel"],
  ["janus.to_lower_camel_case", "lowerCamel"],
]);

/**
 * The name that a field has on the wire by the rules of dynamicgo: in the case that its own annotations ask for, or else
 * those of its struct. `"false"` at a field takes back the same case of the struct.
 */
export function casedName(name: string, owner: readonly Annotation[], own: readonly Annotation[]): string {
  let found: NameCase | undefined;
  for (const { key, value } of [...owner, ...own]) {
    const wanted = cases.get(key.text.toLowerCase());
    if (wanted === undefined) continue;
    if (value?.text.toLowerCase() !== "false") found = wanted;
    else if (found === wanted) found = undefined;
  }
  if (found === undefined) return name;
  return found === "snake" ? snakeCase(name) : lowerCamelCase(name);
}

/** Between a small letter and a capital, around digits, and before the last capital of several. */
const boundary =
  /(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[A-Z][a-z])/g;

function snakeCase(name: string): string {
  return name.replaceAll(boundary, "_").toLowerCase();
}

function lowerCamelCase(name: string): string {
  if (name === "ID") return "id";
  const camel = name.replaceAll(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return camel.slice(0, 1).toLowerCase() + camel.slice(1);
}
