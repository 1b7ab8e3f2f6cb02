import type { HeadersView } from "../http/header-map.ts";
import type { Awaitable, Service } from "../service/service.ts";
import type { Layer } from "../service/layer.ts";

/** Body of a request. Text is sent as UTF-8; a stream can be sent once. */
export type ClientRequestBody = undefined | string | Uint8Array | ReadableStream<Uint8Array>;

/** A request on its way out. Layers may change it. */
export interface ClientRequest {
  method: string;
  /** `baseUrl` of the client, then path and query, all encoded; without a `baseUrl` it begins with "/". */
  url: string;
  /** By name in lower case. */
  headers: Record<string, string>;
  body: ClientRequestBody;
}

/** A reply whose body has not been read yet. Read it, or cancel it: an open body may hold a connection. */
export interface ClientResponse {
  readonly status: number;
  readonly headers: HeadersView;
  /** The whole body. */
  bytes(): Promise<Uint8Array>;
  /** The body as it arrives. */
  stream(): ReadableStream<Uint8Array>;
  /** Gives the body up. */
  cancel(): Promise<void>;
}

/** What surrounds one call. */
export interface ClientContext {
  /** Name of the operation in code. */
  readonly operation: string;
  /** Aborted by the caller and by the time limit of the call. */
  readonly signal: AbortSignal | undefined;
}

/** A service of requests: a transport, or one with layers around it. */
export type ClientService = Service<ClientContext, ClientRequest, ClientResponse>;

/** What carries requests to the server: the innermost service of a client. */
export type Transport = ClientService;

/**
 * A credential, or a function that fetches one for each call, so that it can be renewed in time; `undefined` is none.
 * `req` is the request as it will be sent, for credentials that sign it.
 */
export type Credential<T> =
  T | ((cx: ClientContext, req: Readonly<ClientRequest>) => Awaitable<T | undefined>);

/** Credentials of HTTP Basic authentication. */
export interface BasicCredential {
  readonly username: string;
  readonly password: string;
}

/** Where a client calls, through what, and what every call has. */
export interface ClientOptions {
  /** Origin and path prefix of the server, e.g. `https://api.example.com/v1` (default: the contract's first server). */
  readonly baseUrl?: string | URL;
  /** Default: the platform's `fetch`. */
  readonly transport?: Transport;
  /** Around the transport; the first is the outermost. */
  readonly layers?: readonly Layer<ClientService>[];
  /** Header fields of every request; those of a call win. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Time limit of a call in milliseconds, reading the reply included (default: none). */
  readonly timeout?: number;
}

/** What one call has of its own. */
export interface CallOptions {
  /** Aborts the call; its reason is what the call rejects with. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit in milliseconds, instead of the client's. */
  readonly timeout?: number | undefined;
  /** Header fields; they win over all others. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
