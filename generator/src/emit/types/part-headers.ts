import type { Content, View } from "../../ir/index.ts";
import { isReadView } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, join, propertyKey } from "../code.ts";
import { headedParts, needsHeaders } from "../headed-part.ts";
import { headerMembers } from "./headers.ts";
import type { TypePrinter } from "./print.ts";

/** Columns that the headers of a part may take on one line. */
const longest = 80;

/**
 * The member of a request that holds the headers of parts, beside the body; `undefined` when the contract has none.
 *
 * @param required whether there is a body in every request.
 * @param room columns that the headers of a part may take before each has a line of its own.
 */
export function partHeadersMember(
  content: Content,
  required: boolean,
  view: View,
  printer: TypePrinter,
  room: number = longest,
): { readonly key: Code; readonly type: readonly Code[] } | undefined {
  const parts = headedParts(content, printer.types);
  if (parts.length === 0) return undefined;
  const reads = isReadView(view);
  const members = parts.map((part) => {
    const rows = headerMembers(part.headers, view, printer);
    const line = join(rows, "; ");
    const fields =
      line.length <= room ? code`{ ${line} }` : code`{\n  ${rows.map((row) => code`${row};`)}\n}`;
    const type = part.each ? code`${fields}[]` : fields;
    const isThere = part.present && (reads || part.required);
    return isThere
      ? code`${propertyKey(part.name)}: ${type}`
      : code`${propertyKey(part.name)}?: ${type} | undefined`;
  });
  const isThere = required && (reads || needsHeaders(parts));
  return { key: isThere ? code`partHeaders` : code`partHeaders?`, type: members };
}

/** The same on one line. */
export function partHeadersLine(content: Content, view: View, printer: TypePrinter): Code | undefined {
  const member = partHeadersMember(content, true, view, printer, Number.POSITIVE_INFINITY);
  return member && code`${member.key}: { ${join(member.type, "; ")} }${orUndefined(member.key)}`;
}

/** What the type of an optional member ends with. */
export function orUndefined(key: Code): Code {
  return key.endsWith("?") ? code` | undefined` : code``;
}
