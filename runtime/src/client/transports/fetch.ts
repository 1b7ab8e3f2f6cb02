import type { HeadersView } from "../../http/header-map.ts";
import type { ClientContext, ClientRequest, ClientResponse, Transport } from "../types.ts";

/** The part of the fetch standard that the transport uses; `globalThis.fetch` has it on every platform. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** What {@link Fetch} is called with. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
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
    const init: FetchInit = { method: req.method, headers: req.headers, redirect: "manual" };
    if (req.body !== undefined) {
      // No transport sends from shared memory, which is all that the narrower type rules out.
      init.body = req.body as NonNullable<FetchInit["body"]>;
      if (req.body instanceof ReadableStream) init.duplex = "half";
    }
    if (cx.signal !== undefined) init.signal = cx.signal;
    return new FetchedResponse(await send(req.url, init));
  }
}

class FetchedResponse implements ClientResponse {
  readonly #response: FetchResponse;
  readonly status: number;
  readonly headers: HeadersView;

  constructor(response: FetchResponse) {
    this.#response = response;
    this.status = response.status;
    this.headers = headersOf(response.headers);
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

/** fetch joins all fields of a name, except `set-cookie`. */
function headersOf(headers: Headers): HeadersView {
  return {
    get: (name) => headers.get(name) ?? undefined,
    getAll: (name) =>
      name.toLowerCase() === "set-cookie"
        ? headers.getSetCookie()
        : headers.has(name)
          ? [headers.get(name) ?? ""]
          : [],
    has: (name) => headers.has(name),
    [Symbol.iterator]: () => headers.entries(),
  };
}
