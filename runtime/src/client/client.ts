import { TimeoutError } from "../service/timeout.ts";
import type { Authorize, Credentials, CredentialScheme } from "./auth.ts";
import { fetchTransport } from "./transports/fetch.ts";
import type {
  CallOptions,
  ClientContext,
  ClientOptions,
  ClientRequest,
  ClientRequestBody,
  ClientResponse,
  ClientService,
} from "./types.ts";

/** Options of a client whose contract has security schemes. */
export interface AuthorizedOptions extends ClientOptions {
  /** Credentials by scheme; false when something else adds them: a layer, a proxy, a browser's cookies. */
  readonly auth?: object | false | undefined;
  /** Servers of operations that have their own. */
  readonly servers?: { readonly [operation: string]: string | URL | undefined } | undefined;
}

/** What a contract tells its client. */
export interface ContractInfo {
  /** URL of the first server. */
  readonly baseUrl?: string;
  readonly schemes?: { readonly [name: string]: CredentialScheme };
}

/** One request of an operation as generated code describes it. */
export interface CallSpec {
  /** Name of the operation in code. */
  readonly operation: string;
  readonly method: string;
  /** Path and query, encoded; begins with "/". */
  readonly path: string;
  /** URL of the operation's own server, or its path on the host of the contract's. */
  readonly server?: string;
  /** Header fields of the operation's parameters; `undefined` is absent. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Cookies, encoded: `a=1; b=2`. */
  readonly cookies?: string;
  /** Media types of the replies, for `accept`. */
  readonly accept?: string;
  readonly body?: ClientRequestBody;
  readonly contentType?: string | undefined;
  /** Sends the credentials that the operation asks for. */
  readonly security?: Authorize;
}

/** Sends the requests of one contract: everything between a method and the wire is layers over one service. */
export class ClientCore {
  private readonly service: ClientService;
  private readonly baseUrl: string;
  private readonly options: AuthorizedOptions;
  private readonly schemes: { readonly [name: string]: CredentialScheme };

  constructor(options: AuthorizedOptions, contract: ContractInfo = {}) {
    let service = options.transport ?? fetchTransport();
    for (const layer of (options.layers ?? []).toReversed()) service = layer.layer(service);
    this.service = service;
    this.baseUrl = bare(options.baseUrl ?? contract.baseUrl ?? "");
    this.options = options;
    this.schemes = contract.schemes ?? {};
  }

  /** The server of an operation that has its own: that of the option `servers`, else `baseUrl`, else the contract's. */
  private serverOf(operation: string, server: string): string {
    const given = this.options.servers?.[operation];
    if (given !== undefined) return bare(given);
    if (this.options.baseUrl !== undefined) return this.baseUrl;
    return bare(URL.canParse(server, this.baseUrl) ? new URL(server, this.baseUrl) : server);
  }

  /** Sends a request and reads its reply, both within the time limit. */
  async run<R>(
    spec: CallSpec,
    call: CallOptions | undefined,
    read: (res: ClientResponse) => Promise<R>,
  ): Promise<R> {
    const limit = call?.timeout ?? this.options.timeout;
    if (limit === undefined) {
      call?.signal?.throwIfAborted();
      return this.exchange(spec, call, call?.signal, read);
    }
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new TimeoutError(limit)), limit);
    try {
      const signal =
        call?.signal === undefined ? deadline.signal : AbortSignal.any([call.signal, deadline.signal]);
      signal.throwIfAborted();
      return await until(signal, this.exchange(spec, call, signal, read));
    } finally {
      clearTimeout(timer);
    }
  }

  private async exchange<R>(
    spec: CallSpec,
    call: CallOptions | undefined,
    signal: AbortSignal | undefined,
    read: (res: ClientResponse) => Promise<R>,
  ): Promise<R> {
    const cx: ClientContext = { operation: spec.operation, signal };
    const req: ClientRequest = {
      method: spec.method,
      url:
        (spec.server === undefined ? this.baseUrl : this.serverOf(spec.operation, spec.server)) + spec.path,
      headers: {},
      body: spec.body,
    };
    setAll(req.headers, this.options.headers);
    if (spec.accept !== undefined) req.headers["accept"] = spec.accept;
    if (spec.contentType !== undefined) req.headers["content-type"] = spec.contentType;
    setAll(req.headers, spec.headers);
    if (spec.cookies !== undefined && spec.cookies !== "") req.headers["cookie"] = spec.cookies;
    if (spec.security !== undefined && this.options.auth !== false) {
      const credentials = (this.options.auth ?? {}) as Credentials;
      await spec.security(cx, req, this.schemes, credentials, this.given(call));
    }
    setAll(req.headers, call?.headers);
    return read(await this.service.call(cx, req));
  }

  /** Names of the header fields that users have set by themselves. */
  private given(call: CallOptions | undefined): ReadonlySet<string> {
    const names = [...Object.keys(this.options.headers ?? {}), ...Object.keys(call?.headers ?? {})];
    return new Set(names.map((name) => name.toLowerCase()));
  }
}

function bare(url: string | URL): string {
  return String(url).replace(/\/+$/, "");
}

function setAll(
  headers: Record<string, string>,
  more: Readonly<Record<string, string | undefined>> | undefined,
): void {
  for (const name in more) {
    const value = more[name];
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
}

/** Rejects with the reason of the signal even when the transport does not listen to it. */
function until<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    promise
      .then(resolve, (error: unknown) => reject((signal.aborted ? signal.reason : error) as Error))
      .finally(() => signal.removeEventListener("abort", abort));
  });
}
