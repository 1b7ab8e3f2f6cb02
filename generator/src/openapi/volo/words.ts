import type { Diagnostics } from "../../source/diagnostic.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan, keySpan } from "../../source/span.ts";
import { didYouMean } from "../../source/suggest.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Kind } from "../structure.ts";
import type { Version } from "../version.ts";

/** What the names of our extensions begin with. */
const prefix = "x-volo-";

/** Extensions that are about schemas of some types. */
export const ofSomeSchemas = [
  "x-volo-bounds",
  "x-volo-exactly-one",
  "x-volo-given",
  "x-volo-int64",
  "x-volo-keys",
  "x-volo-map",
  "x-volo-names",
  "x-volo-null-is-absent",
  "x-volo-number",
  "x-volo-object",
  "x-volo-open",
  "x-volo-set",
  "x-volo-text",
  "x-volo-values",
] as const;

export type SomeSchemasWord = (typeof ofSomeSchemas)[number];

const ofSchemas: readonly string[] = [
  ...ofSomeSchemas,
  "x-volo-assert",
  "x-volo-exception",
  "x-volo-name",
  "x-volo-type",
];

/** The extensions that are read, by the objects that they stand in. */
const known: Readonly<Partial<Record<Kind | "tag" | "server", readonly string[]>>> = {
  document: ["x-volo-constants", "x-volo-order"],
  header: ["x-volo-cookies"],
  mediaType: ["x-volo-same-as"],
  operation: [
    "x-volo-alias-of",
    "x-volo-assert",
    "x-volo-group",
    "x-volo-layers",
    "x-volo-name",
    "x-volo-rest",
    "x-volo-url",
  ],
  parameter: ["x-volo-name", "x-volo-places"],
  requestBody: ["x-volo-hidden", "x-volo-raw"],
  response: ["x-volo-exceptions", "x-volo-same-as", "x-volo-undescribed"],
  schema: ofSchemas,
  server: ["x-volo-name"],
  tag: ["x-volo-extends"],
};

/** Reports what looks like an extension of ours and is none where it stands: it would be left out without a word. */
export function checkWords(
  diagnostics: Diagnostics,
  version: Version,
  kind: Kind | "tag" | "server",
  value: JsonObject,
  span: NodeSpan,
): void {
  for (const key of Object.keys(value)) {
    // Where a schema has no name to be replaced under, `x-volo-type` has a diagnostic of its own.
    if (!key.startsWith(prefix) || key === "x-volo-type") continue;
    // In 2.0 the type of what is no body stands in it.
    const isTyped = version === "2.0" && (kind === "parameter" || kind === "header");
    const words = [...(known[kind] ?? []), ...(isTyped ? ofSchemas : [])];
    if (words.includes(key)) continue;
    const hint = didYouMean(key, words);
    diagnostics.add("VG2233", `\`${key}\` means nothing here`, { span: keySpan(span, key), hint });
  }
  const parts = [["tags", "tag"] as const, ["servers", "server"] as const];
  for (const [key, part] of kind === "document" ? parts : parts.slice(1)) {
    const list = getOwn(value, key);
    for (const [i, item] of (isArray(list) ? list : []).entries()) {
      if (isObject(item)) checkWords(diagnostics, version, part, item, childSpan(childSpan(span, key), i));
    }
  }
}
