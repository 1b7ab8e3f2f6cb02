import type { Coverage } from "../source/coverage.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan, rootSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { isArray, isObject } from "../source/value.ts";
import type { References } from "./references.ts";
import type { Kind } from "./structure.ts";
import { fieldsOf, walk } from "./structure.ts";

/** Fields that tell people something: nothing that runs could depend on them. */
const prose: ReadonlySet<string> = new Set([
  "$comment",
  "$schema",
  "$self",
  "contact",
  "deprecated",
  "description",
  "example",
  "examples",
  "externalDocs",
  "info",
  "jsonSchemaDialect",
  "license",
  "openapi",
  "summary",
  "swagger",
  "tags",
  "termsOfService",
  "title",
  "xml",
]);

/**
 * Reports each object and field of the documents that the lowering never looked at, the outermost of them only: nothing
 * that is generated can depend on it. Extensions and what is prose are left out.
 */
export function reportCoverage(coverage: Coverage, references: References, diagnostics: Diagnostics): void {
  const { entry, version } = references;
  const unused = new Set<JsonData>();
  const seen = new Map<Kind, Set<JsonData>>();
  const tell = (at: NodeSpan, key: string | number, value: JsonData): void => {
    unused.add(value);
    const span = typeof key === "string" ? keySpan(at, key) : childSpan(at, key);
    diagnostics.add("VG2240", `nothing that is generated depends on ${JSON.stringify(key)}`, { span });
  };
  // Neither it nor its entries are told.
  const leaveOut = (value: JsonData): void => {
    unused.add(value);
    if (isObject(value) || isArray(value))
      for (const item of Object.values(value)) unused.add(item as JsonData);
  };
  const enter = (kind: Kind, value: JsonObject, span: NodeSpan): boolean => {
    const known = seen.get(kind) ?? new Set();
    seen.set(kind, known);
    if (unused.has(value) || known.has(value)) return false;
    known.add(value);
    const fields = fieldsOf(version, kind);
    for (const key of Object.keys(value)) {
      const inner = value[key]!;
      if (key.startsWith("x-") || prose.has(key)) leaveOut(inner);
      else if (kind === "components") parts(inner, childSpan(span, key));
      else if (!coverage.has(value, key)) {
        tell(span, key, inner);
        leaveOut(inner);
      } else if (Object.hasOwn(fields, key) && fields[key]![1] !== "one")
        entries(inner, childSpan(span, key));
    }
    return true;
  };
  const entries = (container: JsonData, span: NodeSpan): void => {
    if (isArray(container)) {
      container.forEach((item, i) => coverage.has(container, i) || tell(span, i, item));
    } else if (isObject(container)) {
      for (const key of Object.keys(container)) {
        if (!key.startsWith("x-") && !coverage.has(container, key)) tell(span, key, container[key]!);
      }
    }
  };
  // What is kept for others is reached by their references.
  const parts = (container: JsonData, span: NodeSpan): void => {
    if (!isObject(container)) return;
    for (const key of Object.keys(container)) {
      const part = container[key]!;
      if (!key.startsWith("x-") && !coverage.has(container, key) && !coverage.touched(part))
        tell(span, key, part);
    }
  };
  const reference = (): void => {};
  walk(version, "document", entry.value, rootSpan(entry.file), { enter, reference });
  for (const { kind, target } of references.external.values()) {
    if (!unused.has(target.value) && coverage.touched(target.value))
      walk(version, kind, target.value, target.span, { enter, reference });
  }
}
