import { extractAll } from "../../../extract/extractor.ts";
import type { ExtractedArguments, Extractor } from "../../../extract/extractor.ts";
import type { ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { IntoResponse } from "../../../respond/into-response.ts";
import type { Layer } from "../../../service/layer.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { Filter } from "./service.ts";

/** true or nothing lets a request pass, false refuses it with 403, anything else is the reply. */
export type Verdict = boolean | IntoResponse;

/** Decides about a request. What it throws is the reply, as with a handler. */
export type Predicate = (req: HttpRequest, cx: ServerContext) => Awaitable<Verdict>;

/** {@link Predicate} whose first arguments are taken from the request by extractors. */
export type ExtractingPredicate<E extends readonly Extractor<unknown>[]> = NoInfer<
  (...args: ExtractedArguments<E, [cx: ServerContext]>) => Awaitable<Verdict>
>;

/**
 * Lets requests pass, or answers them in place of what is inside. An extractor that finds nothing refuses the request by itself.
 *
 * ```ts
 * router.layer(filter([header("x-tenant")], (tenant) => tenants.has(tenant) || [404, "unknown tenant"]));
 * ```
 */
export function filter(predicate: Predicate): Layer<HttpService>;
export function filter<const E extends readonly Extractor<unknown>[]>(
  extractors: E,
  predicate: ExtractingPredicate<E>,
): Layer<HttpService>;
export function filter(
  ...args: [Predicate] | [readonly Extractor<unknown>[], AnyPredicate]
): Layer<HttpService> {
  const predicate = args.length === 1 ? args[0] : extracting(args[0], args[1]);
  return { layer: (inner: HttpService) => new Filter(inner, predicate) };
}

/** A function whose arguments the compiler has compared with extractors already. */
type AnyPredicate = (...args: never[]) => Awaitable<Verdict>;

function extracting(extractors: readonly Extractor<unknown>[], given: AnyPredicate): Predicate {
  const predicate = given as (...args: unknown[]) => Awaitable<Verdict>;
  return (req, cx) => {
    const values = extractAll(extractors, req, cx);
    return isPromise(values) ? values.then((all) => predicate(...all, cx)) : predicate(...values, cx);
  };
}
