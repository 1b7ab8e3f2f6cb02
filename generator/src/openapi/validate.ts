import type { Code } from "../source/codes.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import { parsePointer } from "../source/resolve.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { NodeSpan } from "../source/span.ts";
import { keySpan, pathOf } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { isArray, isObject } from "../source/value.ts";
import { Translator } from "./faults.ts";
import { documentValidator } from "./meta-schema.ts";
import type { Version } from "./version.ts";

/** What is asked of a document before it is lowered. */
export interface ValidationInput {
  readonly version: Version;
  /** Self-contained: references to other files are resolved. */
  readonly value: JsonData;
  readonly bigIntegers: boolean;
  /** Where a node of it was written. */
  readonly spanOf: (path: readonly (string | number)[]) => NodeSpan;
}

/** A fault that is reported only when nothing else is said about its place. */
export interface DeferredFault {
  readonly code: Code;
  readonly message: string;
  readonly hint: string | undefined;
  readonly span: NodeSpan;
}

/** ajv knows numbers only as numbers. */
function withoutBigInts(value: JsonData): JsonData {
  if (typeof value === "bigint") return Number(value);
  if (isArray(value)) return value.map(withoutBigInts);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, withoutBigInts(value[key]!)]));
}

/**
 * Checks a document against the schema that the OpenAPI Initiative publishes for its version, and reports each fault
 * once, at its place and in plain words. What it gives is to be reported by {@link reportDeferred} after the lowering.
 */
export async function validateDocument(
  input: ValidationInput,
  diagnostics: Diagnostics,
): Promise<DeferredFault[]> {
  const validator = await documentValidator(input.version);
  const { validate } = validator;
  if (validate(input.bigIntegers ? withoutBigInts(input.value) : input.value)) return [];
  const errors = validate.errors ?? [];
  validate.errors = null;
  const translator = new Translator(validator, input.version, errors);
  const seen = new Set<string>();
  const deferred: DeferredFault[] = [];
  for (const error of errors) {
    const path = parsePointer(error.instancePath) ?? [];
    const fault = translator.translate(error, path);
    if (fault === undefined) continue;
    const id = `${error.instancePath} ${fault.code} ${fault.message}`;
    if (seen.has(id)) continue;
    seen.add(id);
    const at = input.spanOf(path);
    const span = fault.key === undefined ? at : keySpan(at, fault.key);
    const { code, message, hint } = fault;
    if (fault.deferred === true) deferred.push({ code, message, hint, span });
    else diagnostics.add(code, message, { span, hint });
  }
  // A document that the schema refuses is never accepted in silence.
  const [first] = errors;
  if (deferred.length === 0 && first !== undefined && !diagnostics.hasErrors) {
    const path = parsePointer(first.instancePath) ?? [];
    const message = `this is not allowed here: ${first.message ?? first.keyword}`;
    deferred.push({ code: "VG2013", message, hint: undefined, span: input.spanOf(path) });
  }
  return deferred;
}

/** Reports the faults about whose place nothing was said. */
export function reportDeferred(faults: readonly DeferredFault[], diagnostics: Diagnostics): void {
  if (faults.length === 0) return;
  const key = (file: SourceFile, path: readonly (string | number)[]): string =>
    `${file.path} ${JSON.stringify(path.map(String))}`;
  const said = new Set<string>();
  // Places below which, at most two steps deeper, something was said.
  const above = new Set<string>();
  for (const { severity, span } of diagnostics.list) {
    if (severity === "info" || span?.kind !== "node") continue;
    const path = pathOf(span);
    said.add(key(span.file, path));
    for (const up of [0, 1, 2])
      if (up <= path.length) above.add(key(span.file, path.slice(0, path.length - up)));
  }
  for (const { code, message, hint, span } of faults) {
    const path = pathOf(span);
    // At the place, in what holds it, or right below it.
    const known =
      above.has(key(span.file, path)) ||
      [1, 2].some((up) => up <= path.length && said.has(key(span.file, path.slice(0, path.length - up))));
    if (!known) diagnostics.add(code, message, { span, hint });
  }
}
