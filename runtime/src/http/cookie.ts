/**
 * Finds a cookie in a `cookie` field: the first one of that name wins, as RFC 6265 §5.4 orders the more specific path
 * first. Double quotes around a value are not part of it (§4.1.1).
 */
export function cookieValue(header: string, name: string): string | undefined {
  let start = 0;
  while (start < header.length) {
    let end = header.indexOf(";", start);
    if (end === -1) end = header.length;
    const equals = header.indexOf("=", start);
    if (equals !== -1 && equals < end && header.slice(start, equals).trim() === name) {
      return unquote(header.slice(equals + 1, end).trim());
    }
    start = end + 1;
  }
  return undefined;
}

/** Every cookie of a `cookie` field in the order of arrival; see {@link cookieValue}. */
export function parseCookies(header: string): [name: string, value: string][] {
  const cookies: [string, string][] = [];
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    if (equals === -1) continue;
    const name = part.slice(0, equals).trim();
    if (name !== "") cookies.push([name, unquote(part.slice(equals + 1).trim())]);
  }
  return cookies;
}

function unquote(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** Attributes of a `set-cookie` field (RFC 6265 §4.1.2 and its successor's `SameSite`). */
export interface CookieAttributes {
  domain?: string;
  path?: string;
  /** Seconds. */
  maxAge?: number;
  expires?: Date;
  httpOnly?: boolean;
  secure?: boolean;
  sameSite?: "strict" | "lax" | "none";
}

const cookieName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const cookieText = /^[!#-+\--:<-[\]-~]*$/;
const attributeText = /^[ -:<-~]*$/;

/**
 * Writes the value of a `set-cookie` field.
 * @throws {TypeError} when the name, the value or an attribute could break out of its place; encode such values first
 */
export function setCookie(name: string, value: string, attributes: CookieAttributes = {}): string {
  if (!cookieName.test(name)) throw new TypeError(`Invalid cookie name ${JSON.stringify(name)}`);
  if (!cookieText.test(value)) throw new TypeError(`Invalid value of cookie ${name}`);
  let text = `${name}=${value}`;
  if (attributes.domain !== undefined) text += `; Domain=${attribute(attributes.domain)}`;
  if (attributes.path !== undefined) text += `; Path=${attribute(attributes.path)}`;
  if (attributes.maxAge !== undefined) text += `; Max-Age=${wholeSeconds(attributes.maxAge)}`;
  if (attributes.expires !== undefined) text += `; Expires=${utc(attributes.expires)}`;
  if (attributes.httpOnly === true) text += "; HttpOnly";
  if (attributes.secure === true) text += "; Secure";
  if (attributes.sameSite !== undefined) text += `; SameSite=${sameSiteText(attributes.sameSite)}`;
  return text;
}

const sameSite = { strict: "Strict", lax: "Lax", none: "None" } as const;

function sameSiteText(kind: keyof typeof sameSite): string {
  if (!Object.hasOwn(sameSite, kind)) throw new TypeError("sameSite is strict, lax or none");
  return sameSite[kind];
}

function utc(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new TypeError("expires is a valid date");
  return date.toUTCString();
}

function attribute(text: string): string {
  if (!attributeText.test(text)) throw new TypeError("Invalid cookie attribute");
  return text;
}

function wholeSeconds(seconds: number): number {
  if (!Number.isSafeInteger(seconds)) throw new TypeError("maxAge is a whole number of seconds");
  return seconds;
}
