import { setCookie } from "../http/cookie.ts";
import type { CookieAttributes } from "../http/cookie.ts";
import { HeaderMap } from "../http/header-map.ts";
import { HttpResponse } from "../http/response.ts";
import { intoResponse } from "./into-response.ts";
import type { IntoResponse } from "./into-response.ts";

/**
 * An answer that also sets a cookie; wrap it again for another one.
 *
 * ```ts
 * return withCookie(redirect("/"), "session", id, { httpOnly: true, secure: true, sameSite: "lax", path: "/" });
 * ```
 * @throws {TypeError} as {@link setCookie} does
 */
export function withCookie(
  answer: IntoResponse,
  name: string,
  value: string,
  attributes?: CookieAttributes,
): HttpResponse {
  const { status, headers, body } = intoResponse(answer);
  return new HttpResponse(
    status,
    HeaderMap.from(headers).append("set-cookie", setCookie(name, value, attributes)),
    body,
  );
}

/**
 * An answer that also makes the caller forget a cookie.
 * @param attributes the `path` and `domain` with which the cookie was set: callers forget no other
 */
export function withoutCookie(
  answer: IntoResponse,
  name: string,
  attributes?: Pick<CookieAttributes, "path" | "domain" | "secure">,
): HttpResponse {
  return withCookie(answer, name, "", { ...attributes, maxAge: 0, expires: new Date(0) });
}
