import type { CredentialScheme } from "../../client/auth.ts";

/** How callers prove who they are (OpenAPI 3.2 §4.27): what clients put into a request, servers look for. */
export type SecurityScheme = CredentialScheme;

/** The security schemes of a contract by name. */
export interface SecuritySchemes {
  readonly [name: string]: SecurityScheme;
}

/** One way to be let in: every scheme in it, with the scopes that it asks for. `{}` admits anyone. */
export interface SecurityRequirement {
  readonly [scheme: string]: readonly string[];
}

/** The scheme of the field `authorization` that carries a credential, in lower case; undefined for other places. */
export function authScheme(scheme: SecurityScheme): string | undefined {
  switch (scheme.kind) {
    case "http":
      return scheme.scheme;
    case "oauth2":
    case "openIdConnect":
      return "bearer";
    case "apiKey":
    case "mutualTLS":
      return undefined;
  }
}
