/** How callers prove who they are (OpenAPI 3.2 §4.27). */
export type SecurityScheme =
  | { readonly kind: "apiKey"; readonly in: "query" | "header" | "cookie"; readonly name: string }
  /** `scheme` is lower case: `basic`, `bearer` … (RFC 9110 §11.1). */
  | { readonly kind: "http"; readonly scheme: string }
  | { readonly kind: "oauth2" }
  | { readonly kind: "openIdConnect" }
  | { readonly kind: "mutualTLS" };

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
