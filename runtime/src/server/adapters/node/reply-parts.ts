import { addPendingHeaders } from "../../../http/header-map.ts";
import type { HeaderMap } from "../../../http/header-map.ts";
import type { HttpResponse } from "../../../http/response.ts";

/**
 * The header of a reply, names and values in turn; a copy, because the reply may be a constant of the handler's.
 * @param pending what layers added
 * @param size `content-length`, unless the reply has its own; undefined when it is not known
 */
export function headOf(
  reply: HttpResponse,
  pending: HeaderMap | undefined,
  size: string | undefined,
): string[] {
  const flat = reply.headers.toFlat();
  // By far the most frequent case, without a look-up or an array that grows.
  if (flat.length === 2 && size !== undefined && pending === undefined && flat[0] === "content-type") {
    return ["content-type", flat[1] ?? "", "content-length", size];
  }
  const head = [...flat];
  if (size !== undefined && !reply.headers.has("content-length")) head.push("content-length", size);
  addPendingHeaders(reply.headers, pending, (name, value) => head.push(name, value));
  return head;
}

/** Bytes of a body that is there, as `content-length` says it. */
export function sizeOf(body: string | Uint8Array | undefined): string {
  if (body === undefined) return "0";
  return String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
}
