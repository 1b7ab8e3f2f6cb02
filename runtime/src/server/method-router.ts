import type { Extractor } from "../extract/extractor.ts";
import { RouteConflictError, RouteSyntaxError } from "./route-error.ts";
import { handlerService, withExtractors } from "./handler.ts";
import type { ExtractingHandler } from "./handler.ts";
import type { HttpLayer, HttpService, RouteHandler } from "./types.ts";

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Adds a handler for one method: a function, a service, or extractors and a function that takes their values. */
export interface AddHandler<R> {
  (handler: RouteHandler): R;
  <const E extends readonly Extractor<unknown>[]>(extractors: E, handler: ExtractingHandler<E>): R;
}

/**
 * The handlers of one path, by method. Without a handler of their own, HEAD is answered by GET's, OPTIONS with 204 and
 * `allow`, and every other method with 405 and `allow`.
 */
export class MethodRouter {
  /** By method; methods are case-sensitive. */
  readonly handlers: Map<string, HttpService> = new Map();
  /** Answers every method that has no handler of its own, OPTIONS and HEAD included. */
  anyHandler: HttpService | undefined = undefined;
  /** Answers instead of the 405. */
  fallbackHandler: HttpService | undefined = undefined;
  readonly layers: HttpLayer[] = [];

  readonly get: AddHandler<this> = this.adder("GET");
  readonly post: AddHandler<this> = this.adder("POST");
  readonly put: AddHandler<this> = this.adder("PUT");
  readonly patch: AddHandler<this> = this.adder("PATCH");
  readonly delete: AddHandler<this> = this.adder("DELETE");
  readonly head: AddHandler<this> = this.adder("HEAD");
  readonly options: AddHandler<this> = this.adder("OPTIONS");
  readonly trace: AddHandler<this> = this.adder("TRACE");
  readonly connect: AddHandler<this> = this.adder("CONNECT");

  /** Adds a handler for every method that has none of its own. */
  readonly any: AddHandler<this> = this.adder(undefined);

  /**
   * Adds a handler for a method by its name, such as QUERY.
   * @throws {RouteConflictError} when the method has a handler already
   */
  on(method: string, handler: RouteHandler): this {
    if (!token.test(method)) throw new RouteSyntaxError(`${JSON.stringify(method)} is no HTTP method`);
    if (this.handlers.has(method)) throw new RouteConflictError(method, method);
    this.handlers.set(method, handlerService(handler));
    return this;
  }

  /** Answers methods that have no handler, instead of the 405. */
  fallback(handler: RouteHandler): this {
    if (this.fallbackHandler !== undefined) throw new RouteConflictError("fallback", "fallback");
    this.fallbackHandler = handlerService(handler);
    return this;
  }

  /** Wraps everything this path answers, the 405 included. The first layer added is the outermost. */
  layer(layer: HttpLayer): this {
    this.layers.push(layer);
    return this;
  }

  /** One that later changes of this one do not reach. */
  copy(): MethodRouter {
    const copy = new MethodRouter();
    for (const [method, service] of this.handlers) copy.handlers.set(method, service);
    copy.anyHandler = this.anyHandler;
    copy.fallbackHandler = this.fallbackHandler;
    copy.layers.push(...this.layers);
    return copy;
  }

  private adder(method: string | undefined): AddHandler<this> {
    const add = (...args: HandlerArguments): this => {
      const service = serviceOf(args);
      if (method !== undefined) return this.on(method, service);
      if (this.anyHandler !== undefined) throw new RouteConflictError("any", "any");
      this.anyHandler = service;
      return this;
    };
    // Overloads cannot be written as one signature: AddHandler's two are the two forms of HandlerArguments.
    return add as AddHandler<this>;
  }
}

type HandlerArguments = [RouteHandler] | [readonly Extractor<unknown>[], ExtractingHandler<readonly []>];

function serviceOf(args: HandlerArguments): HttpService {
  return args.length === 1 ? handlerService(args[0]) : withExtractors(args[0] as readonly [], args[1]);
}
