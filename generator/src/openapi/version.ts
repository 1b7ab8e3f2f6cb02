import type { Diagnostics } from "../source/diagnostic.ts";
import type { LoadedDocument } from "../source/load.ts";
import { childSpan, rootSpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";

/** The versions that this front end lowers. */
export type Version = "2.0" | "3.0" | "3.1" | "3.2";

/** The versions whose rules schemas follow: those of 2.0 are those of 3.0, but for what its structure leaves out. */
export type Dialect = Exclude<Version, "2.0">;

export function dialectOf(version: Version): Dialect {
  return version === "2.0" ? "3.0" : version;
}

/** True for the versions whose Schema Objects are those of JSON Schema 2020-12. */
export function hasJsonSchema(version: Version): boolean {
  return version === "3.1" || version === "3.2";
}

interface VersionRow {
  /** Field that names the version, and the values of it. */
  readonly field: "swagger" | "openapi";
  readonly pattern: RegExp;
  readonly version: Version;
}

const rows: readonly VersionRow[] = [
  { field: "swagger", pattern: /^2\.0$/, version: "2.0" },
  { field: "openapi", pattern: /^3\.0\.\d+(?:-.+)?$/, version: "3.0" },
  { field: "openapi", pattern: /^3\.1\.\d+(?:-.+)?$/, version: "3.1" },
  { field: "openapi", pattern: /^3\.2\.\d+(?:-.+)?$/, version: "3.2" },
];

const supported = "2.0, 3.0.x, 3.1.x and 3.2.x";

function example(field: "openapi" | "swagger"): string {
  return field === "swagger" ? "2.0" : "3.1.1";
}

/** The field that states the version, as a text: YAML reads `swagger: 2.0` and `openapi: 3.1` as numbers. */
export function versionText(document: JsonObject): string | undefined {
  const openapi = getOwn(document, "openapi");
  const stated = openapi ?? getOwn(document, "swagger");
  if (typeof stated !== "number") return typeof stated === "string" ? stated : undefined;
  const short = Number.isInteger(stated) ? `${stated}.0` : String(stated);
  return openapi === undefined ? short : `${short}.0`;
}

/**
 * The version of a document, or `undefined` after a diagnostic.
 * @see https://spec.openapis.org/oas/v3.1.1.html#versions
 */
export function detectVersion(document: LoadedDocument, diagnostics: Diagnostics): Version | undefined {
  const root = rootSpan(document.file);
  const { value } = document;
  if (!isObject(value)) {
    diagnostics.add("VG2004", 'an OpenAPI document must be an object with the field "openapi"', {
      span: root,
    });
    return undefined;
  }
  for (const field of ["openapi", "swagger"] as const) {
    const stated = getOwn(value, field);
    if (stated === undefined) continue;
    const span = childSpan(root, field);
    if (typeof stated !== "string" && typeof stated !== "number") {
      diagnostics.add("VG2002", `the version in "${field}" must be a text such as "${example(field)}"`, {
        span,
      });
      return undefined;
    }
    const text = versionText(value) ?? "";
    const row = rows.find((r) => r.field === field && r.pattern.test(text));
    if (typeof stated === "number") {
      const code = row === undefined ? "VG2002" : "VG2106";
      diagnostics.add(code, `the version in "${field}" must be a text such as "${example(field)}"`, {
        span,
        hint: `put it in quotes and write all parts, e.g. ${field}: "${row === undefined ? example(field) : text}"`,
      });
      if (row === undefined) return undefined;
    }
    if (row !== undefined) return row.version;
    diagnostics.add("VG2002", `there is no version ${JSON.stringify(stated)} of OpenAPI`, {
      span,
      hint: `supported are ${supported}`,
    });
    return undefined;
  }
  diagnostics.add(
    "VG2001",
    'the document does not say which version of OpenAPI it follows: the field "openapi" is missing',
    {
      span: root,
      hint: didYouMean("openapi", Object.keys(value)) ?? 'add e.g. openapi: "3.1.1"',
    },
  );
  return undefined;
}
