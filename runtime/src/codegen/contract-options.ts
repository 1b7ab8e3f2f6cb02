import type { ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import type { HttpLayer } from "../server/types.ts";
import type { Awaitable } from "../service/service.ts";
import type { DeclaredException } from "./exception.ts";
import type { Exchange } from "./exchange.ts";
import type { MultipartLimits } from "./multipart/limits.ts";
import type { ChallengeOptions } from "./security.ts";
import type { SecurityRequirement } from "./security/scheme.ts";

/** Middleware of a router; a list is given from the outermost to the innermost. */
export type HttpLayers = HttpLayer | readonly HttpLayer[];

/**
 * Layers by operation; those of `all` stand outside those of one operation. Each is applied once: those of `all` for the
 * router, the others for their operation.
 */
export type OperationLayers<Operation extends string> = {
  readonly [name in Operation | "all"]?: HttpLayers;
};

/** The option that gives the layers which a contract names around its operations; each is applied once, for all of them. */
export interface NamedLayers<Name extends string> {
  /** They stand inside the layers of `all` and outside those of one operation, in the order of the contract. */
  readonly namedLayers: { readonly [name in Name]: HttpLayers };
}

/** Makes what handlers find on their context besides the runtime's own; called after security, before the body is read. */
export type ContextFn<Extra> = (cx: ServerContext, req: HttpRequest) => Awaitable<Extra>;

/** What a context has beyond {@link ServerContext}. */
export type ContextExtra<Cx extends ServerContext> = Omit<Cx, keyof ServerContext>;

/** The option `context`, which is required exactly when handlers ask for more than {@link ServerContext}. */
export type ContextOption<Cx extends ServerContext> = keyof ContextExtra<Cx> extends never
  ? { readonly context?: undefined }
  : { readonly context: ContextFn<ContextExtra<Cx>> };

/** The context of an operation whose reply of success comes in several media types. */
export interface Accepts<MediaType extends string> {
  /** The one that the caller likes best (RFC 9110 §12.5.1); of equals, the first that the contract names. */
  readonly accepts: MediaType;
}

/** Options that every contract's router has. */
export interface CommonOptions<Operation extends string> extends ChallengeOptions {
  /** Middleware by operation, and for all. Layers see a request before its credentials are checked. */
  readonly layers?: OperationLayers<Operation>;
  /** Shapes the reply to an error of an operation; `undefined` leaves it to the router, which makes problem details. */
  readonly onError?: (error: unknown, cx: ServerContext) => Awaitable<HttpResponse | undefined>;
  /**
   * Path below which the operations are served, e.g. `/v1`; `"contract"` takes that of the contract's first server, and for
   * an operation that has servers of its own that of their first (default: none, for servers behind something that takes
   * the path away).
   */
  readonly basePath?: "contract" | `/${string}`;
  /** 501 accepts a service that lacks operations: they answer 501 (default: the router cannot be made). */
  readonly unimplemented?: 501;
  /**
   * Checks replies against the contract; one that breaks it becomes an opaque 500 (default false). A number from 0 to 1
   * is the share of replies that are checked, drawn by lot.
   */
  readonly validateReplies?: boolean | number;
  /** Most bytes of a body, where the contract sets no other limit (default: the server's); 413 beyond. */
  readonly bodyLimit?: number;
  /** Most characters of one item of a streamed body (default 1 Mi); 400 beyond. */
  readonly itemLimit?: number;
  /** Limits of multipart bodies, beside that of the whole body. */
  readonly multipart?: Partial<MultipartLimits>;
}

/** Options of a contract's router. `security` is added by contracts that declare it. */
export type ContractOptions<Cx extends ServerContext, Operation extends string> = CommonOptions<Operation> &
  ContextOption<Cx>;

/** Options of the router of a receiver, which chooses where it listens. */
export type ReceiverOptions<Cx extends ServerContext, Operation extends string> = ContractOptions<
  Cx,
  Operation
> & {
  /** Where each request is received: a template such as `/hooks/new-pet` (default: a path of the request's name). */
  readonly paths?: { readonly [name in Operation]?: string };
};

/**
 * One route of an operation as generated code describes it; `S` is the interface that has its handler. Routes of one
 * operation differ in method, path and what goes with these: whatever is said of the operation itself, its first says.
 */
export interface ContractRoute<S> {
  /** Name of the operation in code. */
  readonly operation: string;
  readonly method: string;
  /** `/pets/{petId}`; `{*rest}` takes the rest of a path. */
  readonly path: string;
  /** Where this path has each path parameter of the operation; -1: nowhere (default: each at its place). */
  readonly parameters?: readonly number[];
  /** Path of the operation's own server. */
  readonly basePath?: string;
  /** Alternatives, any of which admits (default: no credentials are needed). */
  readonly security?: readonly SecurityRequirement[];
  /** Names of layers around it, the outermost first. */
  readonly layers?: readonly string[];
  /** Exceptions that its handler may throw. */
  readonly exceptions?: readonly DeclaredException[];
  /** Reads the request, calls the handler, writes its reply. */
  readonly endpoint: (service: S, x: Exchange) => Awaitable<HttpResponse>;
}
