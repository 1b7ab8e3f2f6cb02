import { IncomingMessage } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { Socket } from "node:net";
import { key } from "../../../http/context.ts";
import type { ContextKey, ServerContext } from "../../../http/context.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import { NodeRequest } from "../node/request.ts";

/**
 * The message that the Node middlewares of a request share, with what they have left on it: `cx.get(nodeMessage)`, or the
 * extractor `extension(nodeMessage)`.
 */
export const nodeMessage: ContextKey<IncomingMessage> = key("nodeMessage");

const bodies = new WeakMap<IncomingMessage, RequestBody>();

/**
 * The message for a request: the one that earlier middlewares had, with the path that is left for this one. A layer in between
 * that put another body in its place makes it a new one.
 */
export function messageOf(cx: ServerContext, req: HttpRequest): IncomingMessage {
  const known = cx.get(nodeMessage);
  const message = known !== undefined && bodies.get(known) === req.body ? known : openMessage(cx, req);
  message.method = req.method;
  message.url = urlOf(req);
  return message;
}

/** Path and query as they stand in a request line. */
export function urlOf({ path, query }: HttpRequest): string {
  return query === "" ? path : `${path}?${query}`;
}

function openMessage(cx: ServerContext, req: HttpRequest): IncomingMessage {
  const original = cx.request instanceof NodeRequest ? cx.request.message : undefined;
  const message = new IncomingMessage(original?.socket ?? standIn(cx));
  message.httpVersion = original?.httpVersion ?? "1.1";
  message.httpVersionMajor = original?.httpVersionMajor ?? 1;
  message.httpVersionMinor = original?.httpVersionMinor ?? 1;
  message.rawHeaders = [...req.headers].flat();
  message.headers = headersOf(req);
  // Known from Express, where it is the target before prefixes were taken off.
  Object.assign(message, { originalUrl: cx.request.target });
  connectBody(message, req.body);
  bodies.set(message, req.body);
  cx.set(nodeMessage, message);
  return message;
}

interface Streaming {
  readonly _readableState: object;
}

/** Fields of which node:http keeps the first. */
const single: ReadonlySet<string> = new Set(
  (
    "age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since " +
    "last-modified location max-forwards proxy-authorization referer retry-after server user-agent"
  ).split(" "),
);

/** As node:http arranges them. */
function headersOf({ headers, body }: HttpRequest): IncomingHttpHeaders {
  const fields = new Map<string, string | string[]>();
  for (const [name] of headers) {
    const values = headers.getAll(name);
    if (name === "set-cookie") fields.set(name, [...values]);
    else fields.set(name, (single.has(name) ? values[0] : headers.get(name)) ?? "");
  }
  // Those who read bodies look here for whether there is one, and requests in memory need not say it.
  if (body.present && !fields.has("content-length") && !fields.has("transfer-encoding")) {
    if (body.length === undefined) fields.set("transfer-encoding", "chunked");
    else fields.set("content-length", String(body.length));
  }
  return Object.fromEntries(fields);
}

/** For requests that came over no socket of Node. */
function standIn(cx: ServerContext): Socket {
  return Object.defineProperty(new Socket(), "remoteAddress", { value: cx.remoteAddress });
}

/**
 * Feeds a message from a body. The methods are the message's own, because Express gives messages another prototype.
 */
function connectBody(message: IncomingMessage, body: RequestBody): void {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const take = async (): Promise<void> => {
    reader ??= body.stream().getReader();
    const { done, value } = await reader.read();
    if (done) message.complete = true;
    message.push(done ? null : value);
  };
  // A message starts as if somebody was reading ahead, and its own _read, which stands back here, would end that.
  Object.assign((message as unknown as Streaming)._readableState, { readingMore: false });
  message._read = () => void take().catch((error: Error) => message.destroy(error));
  message._destroy = (error, done) => {
    if (!message.complete) {
      message.aborted = true;
      message.emit("aborted");
      void reader?.cancel(error).catch(() => undefined);
    }
    // As node:http has it: an error that nobody listens for is no reason to end the process.
    process.nextTick(() => done(message.listenerCount("error") === 0 ? null : error));
  };
}
