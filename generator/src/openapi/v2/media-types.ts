import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import { didYouMean } from "../../source/suggest.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn, isArray } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { quote, report } from "../context.ts";
import { parseMediaType } from "../media-type.ts";

/** One of the media types that an operation takes or gives. */
export interface MediaType {
  /** Lower case, parameters kept. */
  readonly full: string;
  readonly essence: string;
  readonly span: NodeSpan;
}

const common: readonly string[] = [
  "application/json",
  "application/octet-stream",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
];

/**
 * Lowers `consumes` or `produces`. An operation's own list, also an empty one, replaces that of the document.
 * `undefined` when nothing is said.
 * @see https://spec.openapis.org/oas/v2.0.html#mime-types
 */
export function mediaTypes(
  cx: Context,
  field: "consumes" | "produces",
  owners: readonly { readonly value: JsonObject; readonly span: NodeSpan }[],
): readonly MediaType[] | undefined {
  const owner = owners.find(({ value }) => isArray(getOwn(value, field)));
  const list = owner && getOwn(owner.value, field);
  if (owner === undefined || !isArray(list)) return undefined;
  const at = childSpan(owner.span, field);
  const out: MediaType[] = [];
  list.forEach((item, i) => {
    if (typeof item !== "string") return;
    const span = childSpan(at, i);
    const media = parseMediaType(item);
    if (media === undefined) {
      report(cx, "VG2028", span, `${quote(item)} is not a media type`, { hint: didYouMean(item, common) });
    } else if (out.some(({ full }) => full === media.full)) {
      report(cx, "VG2028", span, `the media type ${quote(media.full)} is declared twice`);
    } else out.push({ ...media, span });
  });
  return out.length === 0 ? undefined : out;
}

/** A media type that the document does not state. */
export function impliedType(full: string, span: NodeSpan): MediaType {
  return { full, essence: full, span };
}
