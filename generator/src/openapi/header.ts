import type { Header } from "../ir/operation.ts";
import type { Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { sharedName } from "./components.ts";
import type { Context } from "./context.ts";
import { docsOf, flag, quote, report } from "./context.ts";
import { collectExamples } from "./examples.ts";
import { isToken } from "./token.ts";
import { lowerSchema } from "./schema.ts";

/**
 * Lowers the headers of a response or of a part.
 * @see https://spec.openapis.org/oas/v3.1.1.html#header-object
 */
export function lowerHeaders(cx: Context, headers: JsonData | undefined, span: NodeSpan): Header[] {
  if (!isObject(headers)) return [];
  const out: Header[] = [];
  for (const name of Object.keys(headers)) {
    if (!isToken(name)) {
      report(cx, "VG2025", keySpan(span, name), `${quote(name)} is not a legal name of a header`);
      continue;
    }
    if (name.toLowerCase() === "content-type") {
      report(
        cx,
        "VG2026",
        keySpan(span, name),
        `the header ${quote(name)} is ignored, as the specification demands`,
        {
          hint: "it follows from the media type of the content",
        },
      );
      continue;
    }
    if (out.some((header) => header.name.toLowerCase() === name.toLowerCase())) {
      report(
        cx,
        "VG2025",
        keySpan(span, name),
        `the header ${quote(name)} is declared twice: names of headers have no case`,
      );
      continue;
    }
    const item = headers[name]!;
    const node = cx.references.follow(item, childSpan(span, name));
    if (node === undefined || !isObject(node.value)) continue;
    const { value } = node;
    const schema = getOwn(value, "schema");
    if (schema === undefined && getOwn(value, "content") !== undefined) {
      report(
        cx,
        "VG2083",
        childSpan(node.span, "content"),
        `the header ${quote(name)} is handed over as text: its content is not decoded`,
      );
    }
    const docs = docsOf(value);
    const shared = sharedName(item, cx, childSpan(span, name));
    const type: Type =
      schema === undefined
        ? { kind: "string", constraints: {}, span: node.span }
        : lowerSchema(cx, schema, childSpan(node.span, "schema"));
    collectExamples(cx, value, type, node.span);
    out.push({
      name,
      property: "",
      required: flag(value, "required") === true,
      explode: flag(value, "explode") === true,
      type,
      ...(shared !== undefined && { shared }),
      ...(docs && { docs }),
      span: node.span,
    });
  }
  return out;
}
