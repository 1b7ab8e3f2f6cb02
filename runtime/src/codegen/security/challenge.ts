import type { SecurityScheme } from "./scheme.ts";
import { authScheme } from "./scheme.ts";

/** A text between quotation marks (RFC 9110 §5.6.4); what cannot stand in a header field becomes `?`. */
function quoted(text: string): string {
  return `"${text.replace(/[^\t -~]/g, "?").replace(/["\\]/g, "\\$&")}"`;
}

/** Why a bearer token was not enough (RFC 6750 §3.1). */
export interface BearerError {
  readonly error: "invalid_token" | "insufficient_scope";
  readonly description?: string | undefined;
}

/**
 * The challenge of a scheme in `www-authenticate` (RFC 9110 §11.6.1). There is none registered for API keys and
 * certificates; ours say where the credential is looked for, because every 401 must have one.
 */
export function challengeOf(
  scheme: SecurityScheme,
  scopes: readonly string[],
  realm: string,
  failure?: BearerError,
): string {
  if (scheme.kind === "apiKey") return `ApiKey in="${scheme.in}", name=${quoted(scheme.name)}`;
  if (scheme.kind === "mutualTLS") return `ClientCertificate realm=${quoted(realm)}`;
  const name = authScheme(scheme) ?? "";
  if (name === "basic") return `Basic realm=${quoted(realm)}, charset="UTF-8"`;
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const parameters = [`realm=${quoted(realm)}`];
  if (name === "bearer") {
    // A scope is made of characters that need no quoting (RFC 6750 §3); others cannot be asked for.
    const known = scopes.filter((scope) => /^[!#-[\]-~]+$/.test(scope));
    if (known.length > 0) parameters.push(`scope="${known.join(" ")}"`);
    if (failure !== undefined) parameters.push(`error="${failure.error}"`);
    // The same holds for the description, which may have spaces.
    const description = failure?.description?.replace(/[^ !#-[\]-~]/g, "");
    if (description) parameters.push(`error_description="${description}"`);
  }
  return `${title} ${parameters.join(", ")}`;
}
