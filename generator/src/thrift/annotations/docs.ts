import type { Docs } from "../../ir/type.ts";
import type { Annotation } from "../ast.ts";

/** What a value of the annotation `deprecated` says beyond yes and no. */
const flags: ReadonlySet<string> = new Set(["", "1", "true", "false"]);

/**
 * What the author says of a definition: its comment, and whether it is deprecated, which the annotation `deprecated` says
 * or a line of the comment that begins with `@deprecated`. Reasons stay in the description.
 */
export function docsOf(text: string | undefined, annotations: readonly Annotation[]): Docs | undefined {
  const annotation = annotations.find(({ key }) => key.text.toLowerCase() === "deprecated");
  const value = annotation?.value?.text.trim();
  const tagged = withoutTag(text ?? "");
  const reason = value === undefined || flags.has(value) ? "" : value;
  const description = [tagged.text, reason].filter((part) => part !== "").join("\n\n");
  const deprecated = tagged.found || (annotation !== undefined && value !== "false");
  if (description === "" && !deprecated) return undefined;
  return { ...(description !== "" && { description }), ...(deprecated && { deprecated }) };
}

function withoutTag(text: string): { readonly text: string; readonly found: boolean } {
  let found = false;
  const lines = text.split("\n").flatMap((line): string[] => {
    const rest = /^\s*@deprecated(?![\w-])[ \t]*:?[ \t]*(.*)$/.exec(line)?.[1];
    if (rest === undefined) return [line];
    found = true;
    return rest === "" ? [] : [rest];
  });
  return { text: found ? lines.join("\n").trim() : text, found };
}
