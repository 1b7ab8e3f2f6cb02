// Readers of replies that few operations need: functions, so that the others' bundles do not hold them.

import { BinaryBody } from "./binary.ts";
import type { ClientReply } from "./client-reply.ts";
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

/** An array in a header field of a reply; text that is no list stays text, which its check refuses. */
export function replyHeaderList(
  { response }: ClientReply,
  name: string,
  style?: JoinedStyle,
): string[] | string | undefined {
  const raw = response.headers.get(name);
  const items = raw === undefined ? undefined : headerList(raw, style);
  return isDefect(items) ? raw : items;
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
