import type { JsonValue } from "../ir/json.ts";
import type { FilterOptions } from "../ir/operation-filter.ts";
import { OperationFilter } from "../ir/operation-filter.ts";
import type { Coverage } from "../source/coverage.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { LoadedDocument } from "../source/load.ts";
import { DocumentStore } from "../source/load.ts";
import type { ReadOptions } from "../source/reader.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { bundleDocument } from "./bundle.ts";
import { checkExpansion } from "./expansion.ts";
import { pruneDocument, pruneTags } from "./prune.ts";
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
  /** Which operations are wanted; absent when all are. */
  readonly filter?: OperationFilter;
}

/**
 * Reads an OpenAPI document and the files that it refers to, and checks their structure. `undefined` when there is
 * nothing to lower; whatever is wrong is a diagnostic.
 */
export async function loadOpenApi(
  entry: string,
  diagnostics: Diagnostics,
  options: ReadOptions & FilterOptions = {},
): Promise<OpenApiDocument | undefined> {
  const store = new DocumentStore(diagnostics, options);
  const whole = await store.entry(entry);
  if (whole === undefined) return undefined;
  const version = detectVersion(whole, diagnostics);
  if (version === undefined) return undefined;
  const filter = OperationFilter.of(options, diagnostics);
  const references = await collect(version, whole, store, diagnostics, filter, options.coverage);
  if (!checkExpansion(references, diagnostics)) return undefined;
  const bundle = bundleDocument(references);
  const input = { version, ...bundle, bigIntegers: references.bigIntegers };
  const deferred = await validateDocument(input, diagnostics);
  const stated = withVersion(bundle.value);
  return {
    version,
    references,
    bundle: filter === undefined ? stated : pruneTags(version, stated),
    deferred,
    ...(filter && { filter }),
  };
}

/** The references of what is wanted. What other files and anchors refer to is known afterwards only. */
async function collect(
  version: Version,
  whole: LoadedDocument,
  store: DocumentStore,
  diagnostics: Diagnostics,
  filter: OperationFilter | undefined,
  coverage: Coverage | undefined,
): Promise<References> {
  const { value } = whole;
  if (filter === undefined || !isObject(value)) return References.collect(version, whole, store, diagnostics);
  let targets: readonly string[] = [];
  for (;;) {
    const pruned = pruneDocument(version, value, filter, targets);
    const document = { ...whole, value: coverage?.watch(pruned) ?? pruned };
    const references = await References.collect(version, document, store, diagnostics, whole);
    const more = references.entryTargets();
    if (more.every((target) => targets.includes(target))) return references;
    targets = [...new Set([...targets, ...more])];
  }
}

/** The document with its version as the text that it should be. */
function withVersion(document: JsonData): JsonData {
  if (!isObject(document)) return document;
  const field = getOwn(document, "openapi") === undefined ? "swagger" : "openapi";
  const text = versionText(document);
  return text === undefined || document[field] === text ? document : { ...document, [field]: text };
}
