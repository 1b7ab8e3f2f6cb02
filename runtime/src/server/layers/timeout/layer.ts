import type { ServerContext } from "../../../http/context.ts";
import type { IntoResponse } from "../../../respond/into-response.ts";
import type { Layer } from "../../../service/layer.ts";
import type { Awaitable } from "../../../service/service.ts";
import { timeout } from "../../../service/timeout.ts";
import type { HttpService } from "../../types.ts";
import { HandlerTimeout, TimedHandler } from "./service.ts";

/** Makes the reply to a request that took too long. */
export type TimeoutAnswer = (cx: ServerContext) => Awaitable<IntoResponse>;

/**
 * Gives what is inside a time to answer. At its end the signal of its context is aborted with a `TimeoutError` and the caller
 * gets 503, or what `answer` makes; what comes later is dropped, and a stream that comes later is cancelled. Streams that have
 * begun in time may go on.
 *
 * Work that does not look at the signal goes on for nobody, and work that never waits cannot be stopped. The server's own
 * `handlerTimeout` counts as well: the shorter one ends first.
 * @param milliseconds more than 0, less than 2³¹
 * @throws {RangeError} for any other
 */
export function handlerTimeout(milliseconds: number, answer?: TimeoutAnswer): Layer<HttpService> {
  // Without a number the timeout of services is no limit at all; here that would be a mistake.
  const limit = timeout(Number(milliseconds));
  return { layer: (inner: HttpService) => new HandlerTimeout(limit.layer(new TimedHandler(inner)), answer) };
}
