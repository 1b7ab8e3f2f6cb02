import { extractAll } from "../extract/extractor.ts";
import type { ExtractedArguments, Extractor } from "../extract/extractor.ts";
import type { ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import type { IntoResponse } from "../respond/into-response.ts";
import { isPromise } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";
import type { Handler } from "./types.ts";

/** A handler that needs a state, which comes first. */
export type StateHandler<S> = (state: S, req: HttpRequest, cx: ServerContext) => Awaitable<IntoResponse>;

/** {@link StateHandler} whose arguments after the state are taken from the request by extractors. */
export type ExtractingStateHandler<S, E extends readonly Extractor<unknown>[]> = NoInfer<
  (state: S, ...args: ExtractedArguments<E, [cx: ServerContext]>) => Awaitable<IntoResponse>
>;

/** Gives handlers their state; made by {@link withState}. */
export interface GiveState<S> {
  (handler: StateHandler<S>): Handler;
  <const E extends readonly Extractor<unknown>[]>(
    extractors: E,
    handler: ExtractingStateHandler<S, E>,
  ): Handler;
}

/**
 * Gives handlers what they need besides the request: stores, clients, clocks. A handler says what it needs by the type of its
 * first argument, so one whose state is not given, or lacks something, does not compile; {@link provide} and `extension` find
 * that out when a request comes.
 *
 * ```ts
 * const showUser = ({ users }: { users: Users }, id: number) => json(users.find(id));
 * const app = withState({ users, clock });
 * router.route("/users/{id}", get(app([path("id", integer)], showUser)));
 * ```
 */
export function withState<const S extends object>(state: S): GiveState<S> {
  const give = (
    ...args: [StateHandler<S>] | [readonly Extractor<unknown>[], ExtractingStateHandler<S, readonly []>]
  ): Handler => {
    if (args.length === 1) return (req, cx) => args[0](state, req, cx);
    const [extractors, handler] = args as [readonly [], ExtractingStateHandler<S, readonly []>];
    return (req, cx) => {
      const values = extractAll(extractors, req, cx);
      return isPromise(values)
        ? values.then((all) => handler(state, ...all, cx))
        : handler(state, ...values, cx);
    };
  };
  // Overloads cannot be written as one signature: the two of GiveState are the two forms of the arguments.
  return give as GiveState<S>;
}
