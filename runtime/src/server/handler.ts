import type { RequestStats, ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import { HttpResponse } from "../http/response.ts";
import { extractAll } from "../extract/extractor.ts";
import type { ExtractedArguments, Extractor } from "../extract/extractor.ts";
import { intoResponse } from "../respond/into-response.ts";
import type { IntoResponse } from "../respond/into-response.ts";
import { isPromise } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";
import type { Handler, HttpService, RouteHandler } from "./types.ts";

/**
 * Calls a handler and notes when it began and ended.
 * @param stats those of its request, `cx.stats`; without them the handler is to be called directly
 */
export function timeHandler<T>(stats: RequestStats, handler: () => Awaitable<T>): Awaitable<T> {
  stats.handlerStartedAt = performance.now();
  let answer: Awaitable<T>;
  try {
    answer = handler();
  } catch (error) {
    stats.handlerFinishedAt = performance.now();
    throw error;
  }
  const finished = (): void => {
    stats.handlerFinishedAt = performance.now();
  };
  if (!isPromise(answer)) finished();
  else answer.then(finished, finished);
  return answer;
}

/** Makes a service of a handler; a service stays what it is. */
export function handlerService(handler: RouteHandler): HttpService {
  return typeof handler === "function" ? new HandlerService(handler) : handler;
}

class HandlerService implements HttpService {
  readonly handler: Handler;

  constructor(handler: Handler) {
    this.handler = handler;
  }

  get name(): string {
    return this.handler.name;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { stats } = cx;
    if (stats === undefined) return toResponse(this.handler(req, cx));
    return toResponse(timeHandler(stats, () => this.handler(req, cx)));
  }
}

/** Makes the reply of what was answered, at once when it is there. */
export function toResponse(answer: Awaitable<IntoResponse>): Awaitable<HttpResponse> {
  if (answer instanceof HttpResponse) return answer;
  return isPromise(answer) ? answer.then(intoResponse) : intoResponse(answer);
}

/** A handler whose arguments are taken from the request by extractors, followed by the context. */
export type ExtractingHandler<E extends readonly Extractor<unknown>[]> = NoInfer<
  (...args: ExtractedArguments<E, [cx: ServerContext]>) => Awaitable<IntoResponse>
>;

/** Makes a service that runs extractors, in order, before a function that takes what they found. */
export function withExtractors<const E extends readonly Extractor<unknown>[]>(
  extractors: E,
  handler: ExtractingHandler<E>,
): HttpService {
  return new ExtractingService(extractors, handler as AnyFunction);
}

/** A function whose arguments the compiler has compared with extractors already. */
type AnyFunction = (...args: unknown[]) => Awaitable<IntoResponse>;

class ExtractingService implements HttpService {
  readonly extractors: readonly Extractor<unknown>[];
  readonly handler: AnyFunction;

  constructor(extractors: readonly Extractor<unknown>[], handler: AnyFunction) {
    this.extractors = extractors;
    this.handler = handler;
  }

  get name(): string {
    return this.handler.name;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const values = extractAll(this.extractors, req, cx);
    return isPromise(values) ? values.then((all) => this.answer(all, cx)) : this.answer(values, cx);
  }

  private answer(values: readonly unknown[], cx: ServerContext): Awaitable<HttpResponse> {
    const { stats } = cx;
    if (stats === undefined) return toResponse(this.handler(...values, cx));
    return toResponse(timeHandler(stats, () => this.handler(...values, cx)));
  }
}
