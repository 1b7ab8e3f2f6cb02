import { createRequire } from "node:module";
import type { LoadedDocument } from "../source/load.ts";
import type { JsonData } from "../source/value.ts";

const require = createRequire(import.meta.url);

const draft = "https://json-schema.org/draft/2020-12/";

/** The schema of schemas, and the vocabularies that it is made of. */
const names: ReadonlySet<string> = new Set([
  "schema",
  "meta/applicator",
  "meta/content",
  "meta/core",
  "meta/format-annotation",
  "meta/meta-data",
  "meta/unevaluated",
  "meta/validation",
]);

/**
 * A document that everybody has: contracts refer to the schema of JSON Schema 2020-12 where they carry schemas, and
 * nothing has to be fetched for that. `undefined` for any other URI.
 * @see https://json-schema.org/draft/2020-12/schema
 */
export function knownDocument(uri: string): LoadedDocument | undefined {
  if (!uri.startsWith(draft) || !names.has(uri.slice(draft.length))) return undefined;
  const value = require(`ajv/dist/refs/json-schema-2020-12/${uri.slice(draft.length)}.json`) as JsonData;
  const file = { name: uri, path: uri, text: JSON.stringify(value), format: "json" as const };
  return { file, value, bigIntegers: false };
}
