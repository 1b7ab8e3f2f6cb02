import type { Diagnostics } from "../../source/diagnostic.ts";
import type { Annotation } from "../ast.ts";
import { said } from "./annotation.ts";

/** The status that `api.http_code` names, of an exception or of a field of `throws`; the last one counts. */
export function statusOf(annotations: readonly Annotation[], diagnostics: Diagnostics): number | undefined {
  const [last] = said(annotations, "api.http_code").slice(-1);
  if (last === undefined) return undefined;
  const status = /^\d{3}$/.test(last.text.trim()) ? Number(last.text) : NaN;
  if (status >= 300 && status <= 599 && status !== 304) return status;
  diagnostics.add("VG3258", `\`${last.text}\` is not the status of an exception`, {
    span: last.span,
    hint: "one of 400 to 599, or of 300 to 399 but 304, which has no body",
  });
  return undefined;
}
