import type { SecurityScheme, Server } from "../ir/api.ts";
import type { Operation, SecurityRequirement } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { quote, report, text } from "./context.ts";

/** Hosts whose traffic does not leave the machine. */
const local = /^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\]|[^/:]+\.localhost)(?=[:/?#]|$)/i;

/** Reports a URL of a scheme whose traffic others can read (RFC 6749 §3.1, §3.2). */
export function checkUrl(cx: Context, holder: JsonObject, key: string, span: NodeSpan): void {
  const url = text(holder, key);
  if (url === undefined) return;
  const at = childSpan(span, key);
  if (/^http:/i.test(url) && !local.test(url)) {
    report(cx, "VG2204", at, `${quote(url)} is not encrypted, and tokens travel there`, {
      hint: "OAuth 2.0 and OpenID Connect require TLS: write https://",
    });
  }
}

/** Reports ways of authentication that current practice advises against (RFC 9700 §2.1.2, §2.4, §4.3.2). */
export function checkPractice(cx: Context, value: JsonObject, span: NodeSpan): void {
  if (text(value, "type") === "apiKey" && text(value, "in") === "query") {
    report(cx, "VG2205", childSpan(span, "in"), "a key in the query ends up in logs and in histories", {
      hint: "take it from a header",
    });
  }
  const flows = getOwn(value, "flows");
  if (text(value, "type") !== "oauth2" || !isObject(flows)) return;
  for (const kind of ["implicit", "password"]) {
    if (!isObject(getOwn(flows, kind))) continue;
    const why = kind === "implicit" ? "gives tokens to the address bar" : "shows passwords to clients";
    report(cx, "VG2205", keySpan(childSpan(span, "flows"), kind), `the flow ${quote(kind)} ${why}`, {
      hint: 'use "authorizationCode" with PKCE',
    });
  }
}

/** Reports alternatives that no request can satisfy: a request has one field `authorization`. */
export function checkAlternative(
  cx: Context,
  requirement: SecurityRequirement,
  schemes: readonly SecurityScheme[],
): void {
  const carried = requirement.schemes.filter(({ scheme }) => {
    const kind = schemes.find(({ name }) => name === scheme)?.kind;
    return kind === "http" || kind === "oauth2" || kind === "openIdConnect";
  });
  const [first, second] = carried;
  if (first === undefined || second === undefined) return;
  const message = `${quote(first.scheme)} and ${quote(second.scheme)} both need the field Authorization, of which a request has one`;
  report(cx, "VG2206", second.span as NodeSpan, message, {
    hint: "write them as alternatives, or give one of them a header of its own",
  });
}

/** Reports schemes that nothing uses, and servers to which secrets would travel for all to read. */
export function checkUse(
  cx: Context,
  schemes: readonly SecurityScheme[],
  defined: readonly string[],
  operations: readonly Operation[],
  servers: readonly Server[],
): void {
  const needs = operations.flatMap((op) => op.security.flatMap((one) => one.schemes));
  const used = new Set(needs.map(({ scheme }) => scheme));
  // Whoever misspells a scheme uses it.
  const isMisspelt = [...used].some((name) => !defined.includes(name));
  for (const { name, span } of isMisspelt ? [] : schemes) {
    if (used.has(name)) continue;
    report(
      cx,
      "VG2200",
      { ...(span as NodeSpan), at: "key" },
      `no operation uses the security scheme ${quote(name)}`,
    );
  }
  if (used.size === 0) return;
  for (const { url, span } of servers) {
    if (!/^http:/i.test(url) || local.test(url)) continue;
    report(
      cx,
      "VG2204",
      childSpan(span as NodeSpan, "url"),
      `credentials would travel to ${quote(url)} unencrypted`,
    );
  }
}
