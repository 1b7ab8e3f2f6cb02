import type { HeadersView } from "../../http/header-map.ts";
import { byteStream } from "./byte-stream.ts";
import type { ClientContext, ClientRequest, ClientRequestBody, ClientResponse, Transport } from "../types.ts";

/** The part of the fetch standard that the transport uses; `globalThis.fetch` has it on every platform. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** What {@link Fetch} is called with. */
export interface FetchInit {
  method: string;
  headers: [string, string][];
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
  signal?: AbortSignal;
  redirect: "manual";
  /** Streams can be sent only half duplex (WHATWG fetch). */
  duplex?: "half";
}

/** What {@link Fetch} gives. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** How {@link fetchTransport} works. */
export interface FetchTransportOptions {
  /** Default: the platform's. */
  readonly fetch?: Fetch;
}

/** Sends requests with `fetch`. Redirects are replies like any other: the contract says what they mean. */
export function fetchTransport(options: FetchTransportOptions = {}): Transport {
  return new FetchTransport(options.fetch);
}

class FetchTransport implements Transport {
  readonly #fetch: Fetch | undefined;

  constructor(fetch: Fetch | undefined) {
    this.#fetch = fetch;
  }

  async call(cx: ClientContext, req: ClientRequest): Promise<ClientResponse> {
    // The global is looked up for each call, so that tests and tracers may replace it.
    const send = this.#fetch ?? globalThis.fetch;
    const init: FetchInit = { method: req.method, headers: [...req.headers], redirect: "manual" };
    if (req.body !== undefined) {
      const body = bodyInit(req.body);
      // No transport sends from shared memory, which is all that the narrower type rules out.
      init.body = body as NonNullable<FetchInit["body"]>;
      if (body instanceof ReadableStream) init.duplex = "half";
    }
    if (cx.signal !== undefined) init.signal = cx.signal;
    return new FetchedResponse(await send(req.url, init));
  }
}

function bodyInit(
  body: Exclude<ClientRequestBody, undefined>,
): string | Uint8Array | ReadableStream<Uint8Array> {
  if (typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream) return body;
  return byteStream(body);
}

class FetchedResponse implements ClientResponse {
  readonly #response: FetchResponse;
  readonly headers: HeadersView;

  constructor(response: FetchResponse) {
    this.#response = response;
    this.headers = new FetchedHeaders(response.headers);
  }

  get status(): number {
    return this.#response.status;
  }

  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.#response.arrayBuffer());
  }

  stream(): ReadableStream<Uint8Array> {
    return this.#response.body ?? new ReadableStream({ start: (controller) => controller.close() });
  }

  async cancel(): Promise<void> {
    await this.#response.body?.cancel();
  }
}

/** Header fields of fetch, which joins all but `set-cookie`. */
class FetchedHeaders implements HeadersView {
  readonly #headers: Headers;

  constructor(headers: Headers) {
    this.#headers = headers;
  }

  get(name: string): string | undefined {
    return this.#headers.get(name) ?? undefined;
  }

  getAll(name: string): readonly string[] {
    if (name.toLowerCase() === "set-cookie") return this.#headers.getSetCookie();
    const value = this.#headers.get(name);
    return value === null ? [] : [value];
  }

  has(name: string): boolean {
    return this.#headers.has(name);
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.#headers.entries();
  }
}
