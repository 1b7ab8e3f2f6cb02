import type { Api, Operation, SecurityScheme } from "../ir/index.ts";
import type { Code } from "./code.ts";
import { code, commentText, literal, propertyKey } from "./code.ts";
import { record } from "./layout.ts";

/** The schemes that some operations ask for, in the order of the contract. */
export function schemesOf(api: Api, operations: readonly Operation[]): readonly SecurityScheme[] {
  const used = new Set(
    operations.flatMap((op) => op.security.flatMap((one) => one.schemes.map((needed) => needed.scheme))),
  );
  return api.securitySchemes.filter((scheme) => used.has(scheme.name));
}

/** Where the credential of each scheme is found, as the runtime reads it. */
export function schemesTable(schemes: readonly SecurityScheme[]): Code {
  const rows = schemes.map((scheme) => code`${propertyKey(scheme.property)}: ${place(scheme)}`);
  return record(rows);
}

function place(scheme: SecurityScheme): Code {
  const kind = literal(scheme.kind);
  switch (scheme.kind) {
    case "apiKey":
      return code`{ kind: ${kind}, in: ${literal(scheme.in)}, name: ${literal(scheme.parameter)} }`;
    case "http":
      return code`{ kind: ${kind}, scheme: ${literal(scheme.scheme)} }`;
    case "oauth2":
    case "openIdConnect":
    case "mutualTLS":
      return code`{ kind: ${kind} }`;
  }
}

/** What a scheme is, in the author's words or in ours. */
export function schemeWords(scheme: SecurityScheme): Code {
  const described = scheme.docs?.description ?? scheme.docs?.title;
  if (described !== undefined) return commentText(described.replaceAll("\n", " "));
  switch (scheme.kind) {
    case "apiKey":
      return code`API key in the ${literalWord(scheme.in)} \`${commentText(scheme.parameter)}\`.`;
    case "http":
      return code`HTTP authentication of the scheme \`${commentText(scheme.scheme)}\`.`;
    case "oauth2":
      return code`OAuth 2.0 access token.`;
    case "openIdConnect":
      return code`OpenID Connect token.`;
    case "mutualTLS":
      return code`Certificate of the connection.`;
  }
}

function literalWord(place: "query" | "header" | "cookie"): Code {
  return place === "query" ? code`query parameter` : place === "header" ? code`header` : code`cookie`;
}
