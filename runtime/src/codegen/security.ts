import { cookieValue } from "../http/cookie.ts";
import type { ServerContext } from "../http/context.ts";
import { decodeUtf8 } from "../http/body.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Awaitable } from "../service/service.ts";
import { fromBase64 } from "./base64.ts";
import { isBase64 } from "./check/format/text.ts";
import { setOwn } from "./check/json.ts";
import { queryScalar } from "./values/query.ts";

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

/** Credentials of HTTP Basic authentication (RFC 7617). */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Finds out who a credential belongs to. What it returns is found on `cx.auth`; `undefined`, `null` and `false` refuse
 * the credential (401). Throw `new HttpError(403)` for callers who are known and may not do this.
 *
 * @param credential A string, or {@link BasicCredentials} for `basic`; `undefined` for `mutualTLS`, whose credential
 * belongs to the connection.
 * @param scopes What the operation asks for.
 */
export type Verifier<Credential, Principal> = (
  credential: Credential,
  cx: ServerContext,
  scopes: readonly string[],
) => Awaitable<Principal | undefined | null | false>;

/** What a handler behind security finds on its context. */
export interface Authenticated<Principals> {
  /** The principal of each scheme of the alternative that admitted the caller, and of no other. */
  readonly auth: Principals;
}

/** Verifiers by scheme, as the router sees them. */
export interface Verifiers {
  readonly [scheme: string]: Verifier<never, unknown>;
}

/**
 * Lets a request in by the first alternative all of whose schemes are satisfied, and leaves their principals on `cx.auth`.
 *
 * @throws {HttpError} 401 with `WWW-Authenticate`; or what a verifier threw (403), unless another alternative admits
 */
export async function authenticate(
  cx: ServerContext,
  req: HttpRequest,
  alternatives: readonly SecurityRequirement[],
  schemes: SecuritySchemes,
  verifiers: Verifiers,
): Promise<void> {
  let forbidden: HttpError | undefined;
  const refused = new Set<string>();
  for (const alternative of alternatives) {
    try {
      const auth = await admit(cx, req, alternative, schemes, verifiers, refused);
      if (auth === undefined) continue;
      (cx as ServerContext & { auth: object }).auth = auth;
      return;
    } catch (error) {
      if (!(error instanceof HttpError) || error.status >= 500) throw error;
      forbidden ??= error;
    }
  }
  if (forbidden !== undefined) throw forbidden;
  throw new HttpError(401, undefined, {
    headers: { "www-authenticate": challenges(alternatives, schemes, refused) },
  });
}

async function admit(
  cx: ServerContext,
  req: HttpRequest,
  alternative: SecurityRequirement,
  schemes: SecuritySchemes,
  verifiers: Verifiers,
  refused: Set<string>,
): Promise<object | undefined> {
  const names = Object.keys(alternative);
  const credentials: unknown[] = [];
  // All credentials are looked for before any is verified: verifying may be slow.
  for (const name of names) {
    const scheme = schemes[name];
    const credential = scheme === undefined ? undefined : credentialOf(req, scheme);
    if (credential === undefined && scheme?.kind !== "mutualTLS") return undefined;
    credentials.push(credential);
  }
  const auth = {};
  for (const [i, name] of names.entries()) {
    const verify = verifiers[name] as Verifier<unknown, unknown> | undefined;
    const principal = await verify?.(credentials[i], cx, alternative[name] ?? []);
    if (principal === undefined || principal === null || principal === false) {
      refused.add(name);
      return undefined;
    }
    setOwn(auth, name, principal);
  }
  return auth;
}

/** What a request offers for a scheme; undefined when it offers nothing, or something malformed. */
function credentialOf(req: HttpRequest, scheme: SecurityScheme): string | BasicCredentials | undefined {
  switch (scheme.kind) {
    case "apiKey":
      return apiKey(req, scheme.in, scheme.name);
    case "http":
      return scheme.scheme === "basic" ? basic(req) : authorization(req, scheme.scheme);
    case "oauth2":
    case "openIdConnect":
      return authorization(req, "bearer");
    case "mutualTLS":
      return undefined;
  }
}

function apiKey(req: HttpRequest, where: "query" | "header" | "cookie", name: string): string | undefined {
  if (where === "header") return req.headers.get(name);
  if (where === "cookie") {
    const cookies = req.headers.get("cookie");
    return cookies === undefined ? undefined : cookieValue(cookies, name);
  }
  const value = queryScalar(req.query, name);
  return typeof value === "string" ? value : undefined;
}

/** What follows the name of the scheme in `authorization`; names are compared without regard to case (RFC 9110 §11.1). */
function authorization(req: HttpRequest, scheme: string): string | undefined {
  const header = req.headers.get("authorization");
  if (header === undefined || header.length <= scheme.length || header.charCodeAt(scheme.length) !== 32) {
    return undefined;
  }
  if (header.slice(0, scheme.length).toLowerCase() !== scheme) return undefined;
  return header.slice(scheme.length + 1).trim() || undefined;
}

function basic(req: HttpRequest): BasicCredentials | undefined {
  const encoded = authorization(req, "basic");
  if (encoded === undefined || !isBase64(encoded)) return undefined;
  const text = decodeUtf8(fromBase64(encoded));
  const colon = text?.indexOf(":") ?? -1;
  if (text === undefined || colon === -1) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** A challenge for each scheme that would let the caller in (RFC 9110 §11.6.1). */
function challenges(
  alternatives: readonly SecurityRequirement[],
  schemes: SecuritySchemes,
  refused: ReadonlySet<string>,
): string {
  const found = new Set<string>();
  for (const alternative of alternatives) {
    for (const [name, scopes] of Object.entries(alternative)) {
      const scheme = schemes[name];
      if (scheme !== undefined) found.add(challenge(scheme, scopes, refused.has(name)));
    }
  }
  return [...found].join(", ");
}

function challenge(scheme: SecurityScheme, scopes: readonly string[], refused: boolean): string {
  switch (scheme.kind) {
    case "apiKey":
      return `ApiKey in="${scheme.in}", name="${scheme.name.replace(/["\\]/g, "\\$&")}"`;
    case "mutualTLS":
      return "Mutual";
    case "http":
      if (scheme.scheme === "basic") return 'Basic realm="api", charset="UTF-8"';
      if (scheme.scheme !== "bearer") return scheme.scheme;
      return bearer(scopes, refused);
    case "oauth2":
    case "openIdConnect":
      return bearer(scopes, refused);
  }
}

/** RFC 6750 §3. */
function bearer(scopes: readonly string[], refused: boolean): string {
  const parameters = ['realm="api"'];
  if (scopes.length > 0) parameters.push(`scope="${scopes.join(" ").replace(/["\\]/g, "")}"`);
  if (refused) parameters.push('error="invalid_token"');
  return `Bearer ${parameters.join(", ")}`;
}
