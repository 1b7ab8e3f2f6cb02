import type { ServerContext } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import { isPromise } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";

/**
 * Takes a value out of a request, for a handler's argument. What it throws is the reply: a {@link HttpError}, usually.
 * Any function of this type is an extractor.
 */
export type Extractor<out T> = (req: HttpRequest, cx: ServerContext) => Awaitable<T>;

/** The values that a list of extractors gives. */
export type Extracted<E extends readonly Extractor<unknown>[]> = {
  -readonly [I in keyof E]: E[I] extends Extractor<infer T> ? T : never;
};

/**
 * The arguments of a function that takes what extractors give, followed by others.
 *
 * Such a function type is wrapped in `NoInfer`, and a list of unknown length asks for nothing: otherwise a function that takes
 * fewer arguments, and is no arrow function in the call itself, would have a say in which extractors there are.
 */
export type ExtractedArguments<
  E extends readonly Extractor<unknown>[],
  Rest extends readonly unknown[],
> = number extends E["length"] ? never[] : [...Extracted<E>, ...Rest];

/** Runs extractors in order, synchronously for as long as they are. */
export function extractAll<E extends readonly Extractor<unknown>[]>(
  extractors: E,
  req: HttpRequest,
  cx: ServerContext,
): Awaitable<Extracted<E>> {
  const values: unknown[] = [];
  for (const [index, extractor] of extractors.entries()) {
    const value = extractor(req, cx);
    // The rest may rely on what comes before it, such as a body that has been read.
    if (isPromise(value)) return extractRest(extractors, index, value, values, req, cx);
    values.push(value);
  }
  return values as Extracted<E>;
}

async function extractRest<E extends readonly Extractor<unknown>[]>(
  extractors: E,
  index: number,
  pending: Promise<unknown>,
  values: unknown[],
  req: HttpRequest,
  cx: ServerContext,
): Promise<Extracted<E>> {
  values.push(await pending);
  for (const extractor of extractors.slice(index + 1)) values.push(await extractor(req, cx));
  return values as Extracted<E>;
}

/** What {@link attempt} found: the value, or why there is none. */
export type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: HttpError };

/** Hands an extractor's rejection to the handler instead of to the caller. Other errors pass through. */
export function attempt<T>(extractor: Extractor<T>): Extractor<Attempt<T>> {
  return (req, cx) =>
    guarded<T, Attempt<T>>(
      extractor,
      req,
      cx,
      (value) => ({ ok: true, value }),
      (error) => ({ ok: false, error }),
    );
}

/** Gives undefined where an extractor would reject the request with a 4xx: absent and invalid are the same then. */
export function optional<T>(extractor: Extractor<T>): Extractor<T | undefined> {
  return (req, cx) =>
    guarded<T, T | undefined>(
      extractor,
      req,
      cx,
      (value) => value,
      (error) => {
        if (error.status >= 500) throw error;
        return undefined;
      },
    );
}

function guarded<T, R>(
  extractor: Extractor<T>,
  req: HttpRequest,
  cx: ServerContext,
  found: (value: T) => R,
  rejected: (error: HttpError) => R,
): Awaitable<R> {
  const recover = (error: unknown): R => {
    if (error instanceof HttpError) return rejected(error);
    throw error;
  };
  try {
    const value = extractor(req, cx);
    return isPromise(value) ? value.then(found, recover) : found(value);
  } catch (error) {
    return recover(error);
  }
}
