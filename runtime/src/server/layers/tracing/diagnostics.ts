import { channel, tracingChannel } from "node:diagnostics_channel";
import type { Channel, TracingChannel } from "node:diagnostics_channel";
import type { RequestStats, ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import type { Layer } from "../../../service/layer.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";

/** What subscribers are given: one object for all the events of a request, which fills up. */
export interface RequestMessage {
  readonly cx: ServerContext;
  readonly request: HttpRequest;
  /** From `end` or `asyncStart` on, unless the service failed. */
  result?: HttpResponse;
  /** From `error` on: what the service failed with. */
  error?: unknown;
  /** From `finish` on. */
  stats?: RequestStats;
}

const requests: TracingChannel<RequestMessage> = tracingChannel("volo-http.request");
const finish: Channel<RequestMessage> = channel(
  "tracing:volo-http.request:finish",
) as Channel<RequestMessage>;

/**
 * Publishes what becomes of requests on the channels `tracing:volo-http.request:` `start`, `end`, `asyncStart`, `asyncEnd` and
 * `error`, as any `TracingChannel` does, and `finish` when the reply is gone. Stores that are bound to `start` are in force
 * during the handler. Costs a comparison while nobody has subscribed. For Node and what offers its modules.
 * @see https://nodejs.org/api/diagnostics_channel.html#class-tracingchannel
 */
export function diagnostics(): Layer<HttpService> {
  return { layer: (inner) => new DiagnosticsService(inner) };
}

class DiagnosticsService implements HttpService {
  private readonly inner: HttpService;

  constructor(inner: HttpService) {
    this.inner = inner;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    if (!requests.hasSubscribers && !finish.hasSubscribers) return this.inner.call(cx, req);
    const message: RequestMessage = { cx, request: req };
    if (finish.hasSubscribers) {
      cx.onFinish((stats) => {
        message.stats = stats;
        finish.publish(message);
      });
    }
    return requests.start.runStores(message, () => this.traced(message));
  }

  /** Node's own `tracePromise` would make a promise of every answer. */
  private traced(message: RequestMessage): Awaitable<HttpResponse> {
    let answer: Awaitable<HttpResponse>;
    try {
      answer = this.inner.call(message.cx, message.request);
      if (!isPromise(answer)) message.result = answer;
    } catch (error) {
      message.error = error;
      requests.error.publish(message);
      throw error;
    } finally {
      requests.end.publish(message);
    }
    return isPromise(answer) ? answer.then(...settled(message)) : answer;
  }
}

function settled(
  message: RequestMessage,
): [(response: HttpResponse) => HttpResponse, (error: unknown) => never] {
  return [
    (response) => {
      message.result = response;
      requests.asyncStart.publish(message);
      requests.asyncEnd.publish(message);
      return response;
    },
    (error) => {
      message.error = error;
      requests.error.publish(message);
      requests.asyncStart.publish(message);
      requests.asyncEnd.publish(message);
      throw error;
    },
  ];
}
