import type { Overlay } from "../../ir/type.ts";
import type { Annotation } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import { parseOptionLiteral } from "./option-literal.ts";

/** What annotations of a key say about a node in a published document; a malformed one is a diagnostic. */
export function overlayOf(
  cx: ThriftContext,
  annotations: readonly Annotation[],
  key: string,
): Overlay | undefined {
  let found: Overlay | undefined;
  for (const { key: name, value } of annotations) {
    if (name.text !== key || value === undefined) continue;
    const parsed = parseOptionLiteral(value.text);
    if ("fault" in parsed) {
      // Escapes are shorter in the text than where they stand: the place is exact when there are none.
      const start = value.span.start + 1 + (value.raw === value.text ? parsed.at : 0);
      const message = `\`${key}\` cannot be read: ${parsed.fault}`;
      cx.diagnostics.add("VG3203", message, {
        span: { ...value.span, start, end: Math.min(start + 1, value.span.end) },
      });
    } else found = { ...found, ...parsed.overlay };
  }
  return found;
}
