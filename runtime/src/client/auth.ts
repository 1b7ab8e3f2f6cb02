import { CredentialsError } from "./errors.ts";
import type { BasicCredential, ClientContext, ClientRequest, Credential } from "./types.ts";

/** How a scheme of a contract puts its credential into a request. */
export type CredentialScheme =
  | { readonly kind: "apiKey"; readonly in: "query" | "header" | "cookie"; readonly name: string }
  /** `scheme` is lower case: `basic`, `bearer` … (RFC 9110 §11.1). */
  | { readonly kind: "http"; readonly scheme: string }
  | { readonly kind: "oauth2" }
  | { readonly kind: "openIdConnect" }
  | { readonly kind: "mutualTLS" };

/** Credentials by scheme, as users configure them. */
export interface Credentials {
  readonly [scheme: string]: Credential<string> | Credential<BasicCredential> | undefined;
}

/**
 * Puts credentials into a request.
 *
 * @param given header fields, by name in lower case, that the caller has set: a credential that stands there already is
 * not looked for
 * @throws {CredentialsError} when there are no credentials that would do: the request would be refused
 */
export type Authorize = (
  cx: ClientContext,
  req: ClientRequest,
  schemes: { readonly [name: string]: CredentialScheme },
  credentials: Credentials,
  given: ReadonlySet<string>,
) => Promise<void>;

/**
 * The security of an operation as generated code describes it: alternatives of schemes, each of which is sent whole or not
 * at all. It is a function, so that bundles of operations without security hold nothing of it.
 */
export function secured(...alternatives: readonly (readonly string[])[]): Authorize {
  return (cx, req, schemes, credentials, given) =>
    authorize(cx, req, alternatives, schemes, credentials, given);
}

/** A scheme and what it sends; `undefined` where the credential is not the client's to send. */
type Found = readonly [
  name: string,
  scheme: CredentialScheme,
  credential: string | BasicCredential | undefined,
];

/**
 * Puts the credentials of the first alternative into a request for which there are all of them; the alternative of those
 * who give none is the last choice.
 */
async function authorize(
  cx: ClientContext,
  req: ClientRequest,
  alternatives: readonly (readonly string[])[],
  schemes: { readonly [name: string]: CredentialScheme },
  credentials: Credentials,
  given: ReadonlySet<string>,
): Promise<void> {
  const fetched = new Map<string, string | BasicCredential | undefined>();
  const ways = [
    ...alternatives.filter((way) => way.length > 0),
    ...alternatives.filter((way) => way.length === 0),
  ];
  for (const way of ways) {
    const found: Found[] = [];
    for (const name of way) {
      const scheme = schemes[name];
      if (scheme === undefined) break;
      const field = fieldOf(scheme);
      // A client certificate belongs to the transport.
      if (scheme.kind === "mutualTLS" || (field !== undefined && given.has(field))) {
        found.push([name, scheme, undefined]);
        continue;
      }
      if (!fetched.has(name)) fetched.set(name, await credentialOf(name, credentials, cx, req));
      const credential = fetched.get(name);
      if (credential === undefined || credential === "") break;
      found.push([name, scheme, credential]);
    }
    if (found.length < way.length) continue;
    for (const one of found) apply(cx, req, one);
    return;
  }
  const wanted = ways.map((way) => way.join(" and ")).join(", or ");
  throw new CredentialsError(cx.operation, `it needs ${wanted}, and the option auth does not give that`);
}

async function credentialOf(
  name: string,
  credentials: Credentials,
  cx: ClientContext,
  req: ClientRequest,
): Promise<string | BasicCredential | undefined> {
  const configured = Object.hasOwn(credentials, name) ? credentials[name] : undefined;
  return typeof configured === "function" ? configured(cx, req) : configured;
}

/** The header field that carries the credential of a scheme, in lower case. */
function fieldOf(scheme: CredentialScheme): string | undefined {
  if (scheme.kind === "mutualTLS") return undefined;
  if (scheme.kind !== "apiKey") return "authorization";
  return scheme.in === "header" ? scheme.name.toLowerCase() : scheme.in === "cookie" ? "cookie" : undefined;
}

function apply(cx: ClientContext, req: ClientRequest, [name, scheme, credential]: Found): void {
  if (credential === undefined) return;
  // Without a base URL, this would be the address of another server.
  if (/^[\\/]{2}/.test(req.url)) throw new CredentialsError(cx.operation, "its path begins with two slashes");
  if (scheme.kind !== "apiKey") {
    const carrier = scheme.kind === "http" ? scheme.scheme : "bearer";
    const text = typeof credential === "string" ? credential : basic(cx, name, credential);
    req.headers["authorization"] = `${carrier.charAt(0).toUpperCase()}${carrier.slice(1)} ${text}`;
  } else if (typeof credential === "string") {
    applyKey(cx, req, scheme, credential);
  }
}

function applyKey(
  cx: ClientContext,
  req: ClientRequest,
  { in: where, name }: CredentialScheme & { readonly kind: "apiKey" },
  key: string,
): void {
  if (where === "header") {
    req.headers[name.toLowerCase()] = key;
  } else if (where === "cookie") {
    // Anything else could begin another cookie (RFC 6265 §4.1.1).
    if (!/^[!#-+\--:<-[\]-~]*$/.test(key)) {
      throw new CredentialsError(
        cx.operation,
        `the key for the cookie ${name} holds what no cookie can hold`,
      );
    }
    const others = req.headers["cookie"];
    req.headers["cookie"] = `${others === undefined ? "" : `${others}; `}${name}=${key}`;
  } else {
    req.url += `${req.url.includes("?") ? "&" : "?"}${encodeURIComponent(name)}=${encodeURIComponent(key)}`;
  }
}

/** RFC 7617 §2, in UTF-8. */
function basic(cx: ClientContext, name: string, { username, password }: BasicCredential): string {
  if (username.includes(":"))
    throw new CredentialsError(cx.operation, `the user name for ${name} holds a colon`);
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return btoa(String.fromCharCode(...bytes));
}
