import { dropBody, isStream } from "../../../http/stream-body.ts";
import type { RequestStats } from "../../../http/context.ts";
import { addPendingHeaders } from "../../../http/header-map.ts";
import type { HeaderMap } from "../../../http/header-map.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { isBodiless } from "../../../http/status.ts";
import { ReplyStream } from "./stream.ts";
import type { ReplyListener } from "./stream.ts";

const encoder = new TextEncoder();

/**
 * Makes the platform's `Response`.
 * @param pending what layers added to the header
 * @param listener hears how the body went, before this returns unless it is a stream
 * @throws {RangeError} when fetch has no such status
 */
export function toResponse(
  reply: HttpResponse,
  method: string,
  pending: HeaderMap | undefined,
  stats: RequestStats | undefined,
  listener: ReplyListener,
): Response {
  const { status } = reply;
  const headers = new Headers();
  for (const [name, value] of reply.headers) headers.append(name, value);
  addPendingHeaders(reply.headers, pending, (name, value) => headers.append(name, value));

  const bare = isBodiless(status);
  const body = bare ? undefined : reply.body;
  if (isStream(body) && method !== "HEAD") {
    const stream = new ReplyStream(body, stats, listener);
    const response = new Response(stream.readable, { status, headers });
    listener.opened(stream);
    return response;
  }
  const content = isStream(body) ? undefined : bytesOf(body);
  if (!bare && !isStream(body) && !headers.has("content-length")) {
    headers.set("content-length", String(content?.length ?? 0));
  }
  const sent = method === "HEAD" ? undefined : content;
  // The constructor adds a content type to text that has none; what the service said is what is sent.
  const response = new Response(sent ?? null, { status, headers });
  dropBody(reply.body);
  if (stats !== undefined) stats.bytesSent = sent?.length ?? 0;
  listener.done();
  return response;
}

/** Response takes views of ordinary buffers only. */
function bytesOf(body: undefined | string | Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  return typeof body === "string" ? encoder.encode(body) : (body as Uint8Array<ArrayBuffer> | undefined);
}
