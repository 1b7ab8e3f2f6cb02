import { HeaderMap } from "./header-map.ts";
import type { HttpRequest } from "./request.ts";

/** Names a value of type `T` that layers leave on a context for those further inside. */
export interface ContextKey<out T> {
  readonly name: string;
  /** Only for the type checker: never present. */
  readonly type?: T;
}

/**
 * Makes a key for {@link ServerContext.get} and {@link ServerContext.set}. Two keys are never equal.
 *
 * ```ts
 * const userKey = key<User>("user");
 * ```
 */
export function key<T>(name: string): ContextKey<T> {
  return { name };
}

/** The certificate by which the peer of a connection has proven who it is (RFC 8446 §4.4.2). */
export interface PeerCertificate {
  /** Attributes of its subject by short name, such as `CN`; several of a name are joined with ", ". */
  readonly subject: Readonly<Record<string, string>>;
  /** Attributes of who issued it. */
  readonly issuer: Readonly<Record<string, string>>;
  /** Alternative names as OpenSSL writes them: `DNS:a.example, URI:spiffe://…`; undefined when it has none. */
  readonly subjectAltName: string | undefined;
  /** SHA-256 of the whole certificate, as pairs of hexadecimal digits with colons between them. */
  readonly fingerprint256: string;
  readonly serialNumber: string;
  /** The certificate itself in DER. */
  readonly raw: Uint8Array;
}

/** The connection that a request came over, as its adapter knows it. */
export interface Connection {
  /** Address of the peer; it is the proxy's when there is one. */
  readonly remoteAddress: string | undefined;
  /** The peer's certificate, if TLS asked for one and has verified it; absent on plain connections. */
  readonly peerCertificate?: PeerCertificate | undefined;
  /** Asks for `cancel` to be called when the peer goes away before its reply is complete. */
  onDisconnect(cancel: (reason: unknown) => void): void;
}

/** Where a router sent a request. */
export interface MatchedRoute {
  /** Template with the prefixes of all routers around it, such as `/pets/{petId}`; "" when no route matched. */
  readonly template: string;
  /** Names of the path parameters, in the order of the template. */
  readonly names: readonly string[];
}

const noParams: readonly string[] = [];

/**
 * What surrounds one request: where it came from, where it was routed to, when to give up, and what layers found out
 * about it. A context may be the prototype of another (`timeout` narrows the signal that way), so whatever belongs to
 * the request as a whole is written to {@link ServerContext.root}.
 */
export class ServerContext {
  readonly request: HttpRequest;
  readonly connection: Connection | undefined;
  /** The context that the adapter made; this one unless a layer derived it. */
  readonly root: ServerContext;
  /** Raw (undecoded) values of the path parameters, in the order of the template. */
  params: readonly string[] = noParams;
  /** Set by the router; undefined before. */
  matched: MatchedRoute | undefined = undefined;
  private operationName: string | undefined = undefined;
  private controller: AbortController | undefined = undefined;
  private cancelled: boolean = false;
  private reason: unknown = undefined;
  private lazyHeaders: HeaderMap | undefined = undefined;
  private lazyTraceId: string | undefined = undefined;
  private extensions: Map<ContextKey<unknown>, unknown> | undefined = undefined;

  constructor(request: HttpRequest, connection?: Connection) {
    this.request = request;
    this.connection = connection;
    this.root = this;
  }

  /** Template of the matched route, such as `/pets/{petId}`; "" before routing and for requests that matched none. */
  get route(): string {
    return this.root.matched?.template ?? "";
  }

  /** Name of the operation in the contract; undefined for routes without one. */
  get operation(): string | undefined {
    return this.root.operationName;
  }

  set operation(name: string | undefined) {
    this.root.operationName = name;
  }

  /** Aborted when the caller goes away, when the handler takes too long, and when the server gives up on closing. */
  get signal(): AbortSignal {
    const root = this.root;
    let controller = root.controller;
    if (controller === undefined) {
      controller = new AbortController();
      root.controller = controller;
      if (root.cancelled) controller.abort(root.reason);
      else root.connection?.onDisconnect((reason) => root.cancel(reason));
    }
    return controller.signal;
  }

  /** Aborts {@link signal}; costs nothing when nobody looked at it. Only the first reason counts. */
  cancel(reason: unknown): void {
    const root = this.root;
    if (root.cancelled) return;
    root.cancelled = true;
    root.reason = reason;
    root.controller?.abort(reason);
  }

  /** Header fields that are added to whatever reply leaves, errors included. A field of the reply itself wins. */
  get responseHeaders(): HeaderMap {
    return (this.root.lazyHeaders ??= new HeaderMap());
  }

  /** {@link responseHeaders} when somebody made use of them. */
  get pendingHeaders(): HeaderMap | undefined {
    return this.root.lazyHeaders;
  }

  /** Address of the peer: of the proxy, when there is one. */
  get remoteAddress(): string | undefined {
    return this.connection?.remoteAddress;
  }

  /** 32 hexadecimal digits that find this request in logs. */
  get traceId(): string {
    return (this.root.lazyTraceId ??= crypto.randomUUID().replaceAll("-", ""));
  }

  /** The value that {@link set} left under a key. */
  get<T>(name: ContextKey<T>): T | undefined {
    return this.root.extensions?.get(name) as T | undefined;
  }

  /** Leaves a value for layers and handlers further inside. */
  set<T>(name: ContextKey<T>, value: T): this {
    (this.root.extensions ??= new Map()).set(name, value);
    return this;
  }
}
