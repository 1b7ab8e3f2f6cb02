import { extractAll } from "../extract/extractor.ts";
import type { ExtractedArguments, Extractor } from "../extract/extractor.ts";
import type { ContextKey, ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import type { IntoResponse } from "../respond/into-response.ts";
import { layerFn } from "../service/layer.ts";
import type { Layer } from "../service/layer.ts";
import { isPromise, serviceFn } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";
import { toResponse } from "./handler.ts";
import type { HttpService } from "./types.ts";

/** Goes on with a request, or with another one in its place. */
export type NextFn = (req?: HttpRequest) => Awaitable<HttpResponse>;

/** Middleware as a function: it may answer by itself, call `next`, and change what goes in or comes out. */
export type Middleware = (req: HttpRequest, cx: ServerContext, next: NextFn) => Awaitable<IntoResponse>;

/** {@link Middleware} whose first arguments are taken from the request by extractors. */
export type ExtractingMiddleware<E extends readonly Extractor<unknown>[]> = NoInfer<
  (...args: ExtractedArguments<E, [cx: ServerContext, next: NextFn]>) => Awaitable<IntoResponse>
>;

/**
 * Makes a layer of a function.
 *
 * ```ts
 * router.layer(fromFn([header("x-tenant")], (tenant, cx, next) => (known(tenant) ? next() : [403, "unknown tenant"])));
 * ```
 */
export function fromFn(middleware: Middleware): Layer<HttpService>;
export function fromFn<const E extends readonly Extractor<unknown>[]>(
  extractors: E,
  middleware: ExtractingMiddleware<E>,
): Layer<HttpService>;
export function fromFn(
  ...args: [Middleware] | [readonly Extractor<unknown>[], AnyFunction]
): Layer<HttpService> {
  const middleware = args.length === 1 ? args[0] : extracting(...args);
  return layerFn((inner) =>
    serviceFn((cx, req) => toResponse(middleware(req, cx, (other = req) => inner.call(cx, other)))),
  );
}

/** A function whose arguments the compiler has compared with extractors already. */
type AnyFunction = (...args: never[]) => Awaitable<IntoResponse>;

function extracting(extractors: readonly Extractor<unknown>[], given: AnyFunction): Middleware {
  const middleware = given as (...args: unknown[]) => Awaitable<IntoResponse>;
  return (req, cx, next) => {
    const values = extractAll(extractors, req, cx);
    return isPromise(values)
      ? values.then((all) => middleware(...all, cx, next))
      : middleware(...values, cx, next);
  };
}

/** Leaves a value on the context of every request, for `cx.get(key)` and the extractor `extension(key)`. */
export function provide<T>(key: ContextKey<T>, value: T): Layer<HttpService> {
  return layerFn((inner) => serviceFn((cx, req) => inner.call(cx.set(key, value), req)));
}
