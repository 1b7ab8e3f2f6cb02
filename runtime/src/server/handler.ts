import type { ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import { HttpResponse } from "../http/response.ts";
import { extractAll } from "../extract/extractor.ts";
import type { Extracted, Extractor } from "../extract/extractor.ts";
import { intoResponse } from "../respond/into-response.ts";
import type { IntoResponse } from "../respond/into-response.ts";
import { isPromise } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";
import type { Handler, HttpService, RouteHandler } from "./types.ts";

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
    return toResponse(this.handler(req, cx));
  }
}

function toResponse(answer: Awaitable<IntoResponse>): Awaitable<HttpResponse> {
  if (answer instanceof HttpResponse) return answer;
  return isPromise(answer) ? answer.then(intoResponse) : intoResponse(answer);
}

/** A handler whose arguments are taken from the request by extractors, followed by the context. */
export type ExtractingHandler<E extends readonly Extractor<unknown>[]> = (
  ...args: [...Extracted<E>, cx: ServerContext]
) => Awaitable<IntoResponse>;

/** Makes a handler that runs extractors, in order, before a function that takes what they found. */
export function withExtractors<const E extends readonly Extractor<unknown>[]>(
  extractors: E,
  handler: ExtractingHandler<E>,
): Handler {
  return (req, cx) => {
    const values = extractAll(extractors, req, cx);
    return isPromise(values) ? values.then((all) => handler(...all, cx)) : handler(...values, cx);
  };
}
