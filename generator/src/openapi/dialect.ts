import type { NodeSpan } from "../source/span.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";

/** Dialects that mean what this front end lowers. */
const supported =
  /^https?:\/\/(?:spec\.openapis\.org\/oas\/3\.[12]\/dialect\/.+|json-schema\.org\/draft\/2020-12\/schema)$/;

/**
 * Reports a dialect whose schemas would mean something else.
 * @param span Where it is named: `$schema` of a schema, or `jsonSchemaDialect`.
 * @see https://spec.openapis.org/oas/v3.1.1.html#specifying-schema-dialects
 */
export function checkDialect(cx: Context, dialect: string, span: NodeSpan): void {
  if (supported.test(dialect.replace(/#$/, ""))) return;
  report(cx, "VG2128", span, `schemas of the dialect ${quote(dialect)} are not supported`, {
    hint: "supported are JSON Schema 2020-12 and the dialects of OpenAPI 3.1 and 3.2",
  });
}
