// Readers of replies that few operations need: functions, so that the others' bundles do not hold them.

import type { ReplyFlaw } from "../client/errors.ts";
import { cookieValue } from "../http/cookie.ts";
import { decodePercent } from "../http/query.ts";
import { BinaryBody } from "./binary.ts";
import type { ClientReply } from "./client-reply.ts";
import { FormReader } from "./form.ts";
import type { Schema } from "./schema/schema.ts";
import { isDefect } from "./values/defect.ts";
import type { Fields } from "./values/delimited.ts";
import { headerFields, headerList } from "./values/header.ts";
import type { JoinedStyle } from "./values/joined.ts";

/** The body of a reply as bytes that the caller reads, at its own pace. */
export function replyBinary({ response }: ClientReply): BinaryBody {
  const length = response.headers.get("content-length");
  return new BinaryBody(() => response.stream(), {
    contentType: response.headers.get("content-type"),
    length: length === undefined ? undefined : Number(length),
  });
}

/** The value of a cookie that a reply sets, decoded; of several of one name the last counts, as it does for browsers. */
export function replyCookie({ response }: ClientReply, name: string): string | undefined {
  const found = response.headers.getAll("set-cookie").findLast((field) => nameOfCookie(field) === name);
  if (found === undefined) return undefined;
  const [cookie = ""] = found.split(";", 1);
  const raw = cookieValue(cookie, name) ?? "";
  // Who wrote it may have left it as it is.
  return decodePercent(raw) ?? raw;
}

function nameOfCookie(field: string): string {
  const [cookie = ""] = field.split(";", 1);
  return cookie.slice(0, Math.max(cookie.indexOf("="), 0)).trim();
}

/** An array in a header field of a reply. */
export function replyHeaderList(
  { response }: ClientReply,
  name: string,
  style?: JoinedStyle,
): string[] | undefined {
  const raw = response.headers.get(name);
  return raw === undefined ? undefined : headerList(raw, style);
}

/** An object in a header field of a reply; text that is no object stays text, which its check refuses. */
export function replyHeaderFields(
  { response }: ClientReply,
  name: string,
  explode: boolean,
): Fields | string | undefined {
  const raw = response.headers.get(name);
  const fields = raw === undefined ? undefined : headerFields(raw, explode);
  return isDefect(fields) ? raw : fields;
}

/**
 * The body of a reply as `application/x-www-form-urlencoded`.
 *
 * @param fields Makes an object of the fields.
 * @param read Turns the wire value into the caller's; called only when the check said yes.
 * @throws {ContractError} when the body is not what the contract says
 */
export function replyForm<T>(
  res: ClientReply,
  fields: (form: FormReader) => unknown,
  is: (v: unknown) => v is T,
  schema: Schema,
): Promise<T>;
export function replyForm<T, U>(
  res: ClientReply,
  fields: (form: FormReader) => unknown,
  is: (v: unknown) => boolean,
  schema: Schema,
  read: (v: T) => U,
): Promise<U>;
export async function replyForm<T, U>(
  res: ClientReply,
  fields: (form: FormReader) => unknown,
  is: (v: unknown) => boolean,
  schema: Schema,
  read?: (v: T) => U,
): Promise<U> {
  const flaws: ReplyFlaw[] = [];
  const form = new FormReader(await res.text(), (field, message) => {
    flaws.push({ pointer: `/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`, keyword: "", message });
  });
  const value = fields(form);
  return flaws.length > 0 ? res.flawed(flaws) : res.checked(value, is, schema, read);
}
