import { HeaderMap } from "./header-map.ts";
import { peerName } from "./peer-name.ts";
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

/** What a request may cost the server that it came to. */
export interface RequestLimits {
  /** Most bytes of its body, unless who reads it says otherwise. */
  readonly bodyLimit: number;
  /** Milliseconds for its handler to answer. */
  readonly handlerTimeout: number;
}

/** The server that a request came to. */
export interface ServerInfo {
  /** Name of the service, by which callers, logs and traces know it. */
  readonly serviceName?: string | undefined;
  readonly limits: RequestLimits;
}

/** What is left of a connection when it has left HTTP; the adapter's documentation says what the parts are. */
export interface TakenConnection {
  /** The message that asked for it. */
  readonly message: unknown;
  readonly socket: unknown;
  /** Bytes that arrived after the message. */
  readonly head: Uint8Array;
}

/** A wish of the peer to use its connection for another protocol (RFC 9110 §7.8). */
export interface Upgrade {
  /** Name of the protocol in lower case, such as `websocket`. */
  readonly protocol: string;
  /**
   * Takes the connection out of HTTP. Nothing was written to it, and what the service answers after that is not sent. The signal
   * of the request is aborted when the connection is gone.
   * @param onClosing called when the server closes: it ends the connection in the way of its protocol, before the server's time
   *   is up. Without it the signal is aborted, and after what is written upon that the connection ends.
   * @throws {Error} when the connection was taken already, the request answered, or the peer has gone away
   */
  take(onClosing?: () => void): TakenConnection;
  /** Lets a closing server wait for work on the connection that was taken; what the work rejects with is logged. */
  attend(work: Promise<unknown>): void;
}

/** The connection that a request came over, as its adapter knows it. */
export interface Connection {
  /** The server at this end; absent in memory. */
  readonly server?: ServerInfo;
  /** Address of the peer; it is the proxy's when there is one. */
  readonly remoteAddress: string | undefined;
  /** Whether it is protected by TLS up to this server; absent where the adapter cannot tell. */
  readonly secure?: boolean | undefined;
  /** The peer's certificate, if TLS asked for one and has verified it; absent on plain connections. */
  readonly peerCertificate?: PeerCertificate | undefined;
  /** Present when the peer asks for another protocol, and the adapter can hand the connection over. */
  readonly upgrade?: Upgrade | undefined;
  /** Asks for `cancel` to be called when the peer goes away before its reply is complete. */
  onDisconnect(cancel: (reason: unknown) => void): void;
}

/** Where a router sent a request. */
export interface MatchedRoute {
  /** Template with the prefixes of all routers around it, such as `/pets/{petId}`; "" when no route matched. */
  readonly template: string;
  /** Names of the path parameters, in the order of the template. */
  readonly names: readonly string[];
  /** What the path answers, as `allow` lists it; absent when no route matched and when one answers every method. */
  readonly allow?: string | undefined;
}

/**
 * How a request went, as its adapter saw it: complete when {@link ServerContext.onFinish} reports it. Times are milliseconds of
 * `performance.now()`, sizes are bytes of bodies as they travelled.
 */
export interface RequestStats {
  /** The header had arrived and the service was called. */
  readonly startedAt: number;
  /** The handler was called; undefined when none was. */
  handlerStartedAt: number | undefined;
  /** The handler had answered, or failed. */
  handlerFinishedAt: number | undefined;
  /** The whole body of the request had arrived; undefined when it has none, or was not read to its end. */
  bodyReadAt: number | undefined;
  /** The service had answered, its layers included. */
  answeredAt: number | undefined;
  /** The header of the reply was written. */
  headersSentAt: number | undefined;
  /** The last byte of the reply was handed to the system, or the connection broke. */
  finishedAt: number | undefined;
  /** Bytes of the request's body that were read. */
  bytesReceived: number;
  /** Bytes of the reply's body that were written. */
  bytesSent: number;
  /** Status of the reply; 0 when nothing was sent. */
  status: number;
  /** Whether the whole reply was sent: false when the caller went away, or the body broke off. */
  complete: boolean;
}

/** Hears how a request went, after its reply. What it throws is lost. */
export type FinishListener = (stats: RequestStats, cx: ServerContext) => void;

/** Gives a signal when it is asked for one. */
interface SignalSource {
  readonly signal: AbortSignal;
}

/** What a derived context has of its own. */
export interface ContextChanges {
  readonly request?: HttpRequest;
  /** Gives the signal, which follows the one around it; asked when somebody looks at it. */
  readonly signal?: SignalSource;
}

const noParams: readonly string[] = [];

/**
 * What surrounds one request: where it came from, where it was routed to, when to give up, and what layers found out
 * about it. There may be several of one request, which differ in what they were derived for ({@link derive}); whatever belongs
 * to the request as a whole is kept in {@link ServerContext.root}.
 */
export class ServerContext {
  readonly request: HttpRequest;
  readonly connection: Connection | undefined;
  /** The context that the adapter made; this one unless a layer derived it. */
  readonly root: ServerContext;
  private rawParams: readonly string[] = noParams;
  private matchedRoute: MatchedRoute | undefined = undefined;
  private narrower: SignalSource | undefined = undefined;
  private lazyStart: number | undefined = undefined;
  private operationName: string | undefined = undefined;
  private controller: AbortController | undefined = undefined;
  private cancelled: boolean = false;
  private reason: unknown = undefined;
  private lazyHeaders: HeaderMap | undefined = undefined;
  private lazyTraceId: string | undefined = undefined;
  private callerName: string | undefined = undefined;
  private extensions: Map<ContextKey<unknown>, unknown> | undefined = undefined;
  private watched: RequestStats | undefined = undefined;
  private listeners: FinishListener[] | undefined = undefined;
  private over: boolean = false;

  constructor(request: HttpRequest, connection?: Connection) {
    this.request = request;
    this.connection = connection;
    this.root = this;
  }

  /** Raw (undecoded) values of the path parameters, in the order of the template. */
  get params(): readonly string[] {
    return this.root.rawParams;
  }

  set params(values: readonly string[]) {
    this.root.rawParams = values;
  }

  /** Set by the router; undefined before. */
  get matched(): MatchedRoute | undefined {
    return this.root.matchedRoute;
  }

  set matched(route: MatchedRoute | undefined) {
    this.root.matchedRoute = route;
  }

  /**
   * Another context of this request, for what is inside of a layer: with another request, or with a signal that is aborted
   * earlier. What layers have added to this one by assignment is there as well, as it is now.
   */
  derive({ request, signal }: ContextChanges): this {
    const derived = Object.assign(new ServerContext(request ?? this.request, this.connection), this);
    if (request !== undefined) (derived as { request: HttpRequest }).request = request;
    if (signal !== undefined) derived.narrower = signal;
    return derived;
  }

  /**
   * When the request began, in milliseconds of `performance.now()`: taken when somebody first asks, which whoever measures does
   * before calling what is inside. A clock that nobody asks for is not looked at.
   */
  get startedAt(): number {
    return (this.root.lazyStart ??= performance.now());
  }

  /** Template of the matched route, such as `/pets/{petId}`; "" before routing and for requests that matched none. */
  get route(): string {
    return this.root.matchedRoute?.template ?? "";
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
    if (this.narrower !== undefined) return this.narrower.signal;
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

  /**
   * Who calls: what a layer or a verifier has found out, or else the name in the certificate of the peer
   * ({@link peerName}); undefined when nobody knows.
   */
  get caller(): string | undefined {
    const { root } = this;
    if (root.callerName !== undefined) return root.callerName;
    const certificate = this.connection?.peerCertificate;
    return certificate === undefined ? undefined : (root.callerName = peerName(certificate));
  }

  set caller(name: string | undefined) {
    this.root.callerName = name;
  }

  /** Who is called: the `serviceName` of the server. */
  get callee(): string | undefined {
    return this.connection?.server?.serviceName;
  }

  /** The limits under which the server answers the request; undefined in memory. */
  get config(): RequestLimits | undefined {
    return this.connection?.server?.limits;
  }

  /** 32 hexadecimal digits that find this request in logs: the caller's, when a layer has taken them over, or random ones. */
  get traceId(): string {
    return (this.root.lazyTraceId ??= crypto.randomUUID().replaceAll("-", ""));
  }

  set traceId(id: string) {
    this.root.lazyTraceId = id;
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

  /**
   * Asks to hear how the request went once its reply is sent or has broken off; at once when it is over already, as for a
   * layer that waited longer than the caller. A request that nobody asks about costs no look at the clock.
   */
  onFinish(listener: FinishListener): void {
    const { root } = this;
    const stats = (root.watched ??= emptyStats(root.startedAt));
    if (root.over) {
      stats.finishedAt ??= performance.now();
      tell(listener, stats, root);
    } else {
      (root.listeners ??= []).push(listener);
    }
  }

  /** What is known so far; undefined unless somebody called {@link onFinish}. */
  get stats(): RequestStats | undefined {
    return this.root.watched;
  }

  /** For adapters: the request is over. Only the first call counts. */
  finish(): void {
    const { root } = this;
    const { watched, listeners } = root;
    if (root.over) return;
    root.over = true;
    if (watched === undefined || listeners === undefined) return;
    watched.finishedAt ??= performance.now();
    root.listeners = undefined;
    for (const listener of listeners) tell(listener, watched, root);
  }
}

function tell(listener: FinishListener, stats: RequestStats, cx: ServerContext): void {
  try {
    listener(stats, cx);
  } catch {
    // Whoever listens has failed; those who listen after it and the server have not.
  }
}

function emptyStats(startedAt: number): RequestStats {
  return {
    startedAt,
    handlerStartedAt: undefined,
    handlerFinishedAt: undefined,
    bodyReadAt: undefined,
    answeredAt: undefined,
    headersSentAt: undefined,
    finishedAt: undefined,
    bytesReceived: 0,
    bytesSent: 0,
    status: 0,
    complete: false,
  };
}
