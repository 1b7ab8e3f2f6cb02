import { decodeUtf8 } from "../../http/body.ts";
import type { PeerCertificate, ServerContext } from "../../http/context.ts";
import { parseCookies } from "../../http/cookie.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { fromBase64 } from "../base64.ts";
import { isBase64 } from "../check/format/text.ts";
import { queryScalar } from "../values/query.ts";
import type { SecurityScheme } from "./scheme.ts";
import { authScheme } from "./scheme.ts";

/** Credentials of HTTP Basic authentication (RFC 7617). */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** Credentials of any other scheme of HTTP authentication, taken apart as RFC 9110 §11.4 says. */
export interface HttpCredentials {
  /** In lower case, such as `digest`. */
  readonly scheme: string;
  /** What follows the scheme when it is one text; undefined when it is a list of parameters. */
  readonly token68: string | undefined;
  /** Parameters by name in lower case, unquoted; empty when there is a `token68`. */
  readonly params: ReadonlyMap<string, string>;
}

/** Something was offered, and it cannot be read. */
export const malformed: unique symbol = Symbol("malformed credential");

/** What a request offers for a scheme; undefined when it offers nothing. */
export type Offer =
  string | BasicCredentials | HttpCredentials | PeerCertificate | typeof malformed | undefined;

/**
 * Reads the credential of a scheme.
 * @throws {HttpError} 400 when the request has several fields `authorization`: which of them counts nobody can say
 */
export function offerOf(cx: ServerContext, req: HttpRequest, scheme: SecurityScheme): Offer {
  if (scheme.kind === "mutualTLS") return cx.connection?.peerCertificate;
  if (scheme.kind === "apiKey") return keyOf(req, scheme.in, scheme.name);
  const fields = req.headers.getAll("authorization");
  if (fields.length > 1) throw new HttpError(400, "The request has more than one field Authorization.");
  const wanted = authScheme(scheme);
  const rest = fields[0] === undefined ? undefined : after(fields[0], wanted ?? "");
  if (rest === undefined) return undefined;
  if (wanted === "basic") return basic(rest);
  if (wanted === "bearer") return token68.test(rest) ? rest : malformed;
  return parsed(wanted ?? "", rest);
}

function keyOf(req: HttpRequest, where: "query" | "header" | "cookie", name: string): Offer {
  switch (where) {
    case "header":
      return single(req.headers.getAll(name));
    case "cookie": {
      const header = req.headers.get("cookie");
      if (header === undefined) return undefined;
      return single(parseCookies(header).flatMap(([key, value]) => (key === name ? [value] : [])));
    }
    case "query": {
      const value = queryScalar(req.query, name);
      return typeof value === "object" ? malformed : value || undefined;
    }
  }
}

/** One of two keys may have been planted by somebody else, so neither counts; an empty one is none. */
function single(values: readonly string[]): Offer {
  return values.length > 1 ? malformed : values[0] || undefined;
}

/** What follows the name of a scheme, which is compared without regard to case (RFC 9110 §11.1). */
function after(field: string, scheme: string): string | undefined {
  if (field.slice(0, scheme.length).toLowerCase() !== scheme) return undefined;
  const rest = field.slice(scheme.length);
  if (rest === "") return rest;
  return rest.startsWith(" ") ? rest.trim() : undefined;
}

const token68 = /^[A-Za-z0-9\-._~+/]+=*$/;

function basic(encoded: string): Offer {
  if (!isBase64(encoded)) return malformed;
  const text = decodeUtf8(fromBase64(encoded));
  const colon = text?.indexOf(":") ?? -1;
  // Neither part may hold control characters (RFC 7617 §2).
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (text === undefined || colon === -1 || /[\u0000-\u001f\u007f]/.test(text)) return malformed;
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** One parameter: a token, `=`, and a token or a quoted string; then a comma or the end (RFC 9110 §11.2). */
const parameter =
  /[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)|"((?:[^"\\]|\\.)*)")[ \t]*(?:,|$)/y;

function parsed(scheme: string, text: string): Offer {
  const params = new Map<string, string>();
  if (text === "") return { scheme, token68: undefined, params };
  if (token68.test(text)) return { scheme, token68: text, params };
  for (let at = 0; at < text.length; at = parameter.lastIndex) {
    parameter.lastIndex = at;
    const match = parameter.exec(text);
    const name = match?.[1]?.toLowerCase();
    // A parameter that comes twice may be read differently by somebody in between.
    if (name === undefined || params.has(name)) return malformed;
    params.set(name, match?.[2] ?? match?.[3]?.replace(/\\(.)/g, "$1") ?? "");
  }
  return { scheme, token68: undefined, params };
}
