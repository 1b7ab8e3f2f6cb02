import type { Diagnostics } from "../../source/diagnostic.ts";
import type { Annotation } from "../ast.ts";
import { said } from "./annotation.ts";

/**
 * The names of the layers that `api.middleware` wants around a method, outermost first: those of its service come before
 * its own. A layer that is named twice is there once, at its first place.
 */
export function layersOf(
  service: readonly Annotation[],
  method: readonly Annotation[],
  diagnostics: Diagnostics,
): readonly string[] {
  const names = new Set<string>();
  for (const { text, span } of [...said(service, "api.middleware"), ...said(method, "api.middleware")]) {
    for (const part of text.split(",")) {
      const name = part.trim();
      if (/^[A-Za-z_$][\w$.-]*$/.test(name) && name !== "__proto__") {
        names.add(name);
        continue;
      }
      diagnostics.add("VG3261", `\`${name}\` is not the name of a layer`, {
        span,
        hint: 'names begin with a letter and are separated by commas: api.middleware="auth,log"',
      });
    }
  }
  return [...names];
}
