import type { Overlay } from "../../ir/type.ts";
import type { Annotation } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import { spanInside } from "../rules/place.ts";
import { parseOptionLiteral } from "./option-literal.ts";

/** What annotations of a key say about a node in a published document; a malformed one is a diagnostic. */
export function overlayOf(
  cx: ThriftContext,
  annotations: readonly Annotation[],
  key: string,
): Overlay | undefined {
  let found: Overlay | undefined;
  for (const { key: name, value } of annotations) {
    if (name.text.toLowerCase() !== key || value === undefined) continue;
    const parsed = parseOptionLiteral(value.text);
    if ("fault" in parsed) {
      const message = `\`${key}\` cannot be read: ${parsed.fault}`;
      const span = spanInside(value, parsed.at, parsed.at + 1);
      cx.diagnostics.add("VG3203", message, { span });
    } else found = { ...found, ...parsed.overlay };
  }
  return found;
}
