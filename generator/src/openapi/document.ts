import type { JsonValue } from "../ir/json.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import { DocumentStore } from "../source/load.ts";
import type { ReadOptions } from "../source/reader.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { bundleDocument } from "./bundle.ts";
import { References } from "./references.ts";
import type { DeferredFault } from "./validate.ts";
import { validateDocument } from "./validate.ts";
import type { Version } from "./version.ts";
import { detectVersion, versionText } from "./version.ts";

/** A document with everything that it refers to, read and checked against the published schema of its version. */
export interface OpenApiDocument {
  readonly version: Version;
  readonly references: References;
  /** The document with what other files define in its components. */
  readonly bundle: JsonValue;
  /** Faults of its structure that are reported when the lowering says nothing about their places. */
  readonly deferred: readonly DeferredFault[];
}

/**
 * Reads an OpenAPI document and the files that it refers to, and checks their structure. `undefined` when there is
 * nothing to lower; whatever is wrong is a diagnostic.
 */
export async function loadOpenApi(
  entry: string,
  diagnostics: Diagnostics,
  options: ReadOptions = {},
): Promise<OpenApiDocument | undefined> {
  const store = new DocumentStore(diagnostics, options);
  const document = await store.entry(entry);
  if (document === undefined) return undefined;
  const version = detectVersion(document, diagnostics);
  if (version === undefined) return undefined;
  const references = await References.collect(version, document, store, diagnostics);
  const bundle = bundleDocument(references);
  const input = { version, ...bundle, bigIntegers: references.bigIntegers };
  const deferred = await validateDocument(input, diagnostics);
  return { version, references, bundle: withVersion(bundle.value), deferred };
}

/** The document with its version as the text that it should be. */
function withVersion(document: JsonData): JsonData {
  if (!isObject(document)) return document;
  const field = getOwn(document, "openapi") === undefined ? "swagger" : "openapi";
  const text = versionText(document);
  return text === undefined || document[field] === text ? document : { ...document, [field]: text };
}
