import type { BasicCredential, ClientContext, ClientRequest, Credential } from "./types.ts";

/** How a scheme of a contract puts its credential into a request. */
export type CredentialScheme =
  | { readonly kind: "apiKey"; readonly in: "query" | "header" | "cookie"; readonly name: string }
  | { readonly kind: "http"; readonly scheme: string }
  | { readonly kind: "oauth2" }
  | { readonly kind: "openIdConnect" }
  | { readonly kind: "mutualTLS" };

/** Credentials by scheme, as users configure them. */
export interface Credentials {
  readonly [scheme: string]: Credential<string> | Credential<BasicCredential> | undefined;
}

/**
 * Puts the credentials of the first alternative into a request for which all are configured. Without such a one the
 * request goes out as it is: whether that is refused is the server's business.
 */
export async function authorize(
  cx: ClientContext,
  req: ClientRequest,
  alternatives: readonly (readonly string[])[],
  schemes: { readonly [name: string]: CredentialScheme },
  credentials: Credentials,
): Promise<void> {
  for (const alternative of alternatives) {
    const found: [CredentialScheme, string | BasicCredential][] = [];
    for (const name of alternative) {
      const scheme = schemes[name];
      const configured = Object.hasOwn(credentials, name) ? credentials[name] : undefined;
      const credential = typeof configured === "function" ? await configured(cx) : configured;
      // A client certificate belongs to the transport.
      if (scheme === undefined || scheme.kind === "mutualTLS") continue;
      if (credential === undefined) break;
      found.push([scheme, credential]);
    }
    const needed = alternative.filter((name) => schemes[name]?.kind !== "mutualTLS").length;
    if (found.length < needed) continue;
    for (const [scheme, credential] of found) apply(req, scheme, credential);
    return;
  }
}

function apply(req: ClientRequest, scheme: CredentialScheme, credential: string | BasicCredential): void {
  if (scheme.kind === "apiKey") {
    if (typeof credential === "string") applyKey(req, scheme.in, scheme.name, credential);
    return;
  }
  const name = scheme.kind === "http" ? scheme.scheme : "bearer";
  const text = typeof credential === "string" ? credential : basic(credential);
  req.headers["authorization"] = `${name.charAt(0).toUpperCase()}${name.slice(1)} ${text}`;
}

function applyKey(req: ClientRequest, where: "query" | "header" | "cookie", name: string, key: string): void {
  if (where === "header") {
    req.headers[name.toLowerCase()] = key;
  } else if (where === "cookie") {
    const others = req.headers["cookie"];
    req.headers["cookie"] = `${others === undefined ? "" : `${others}; `}${name}=${key}`;
  } else {
    req.url += `${req.url.includes("?") ? "&" : "?"}${encodeURIComponent(name)}=${encodeURIComponent(key)}`;
  }
}

/** RFC 7617 §2, in UTF-8. */
function basic({ username, password }: BasicCredential): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return btoa(String.fromCharCode(...bytes));
}
