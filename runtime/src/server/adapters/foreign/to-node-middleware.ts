import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError } from "../../../http/problem.ts";
import type { HttpService } from "../../types.ts";
import { NodeHost } from "../node/host.ts";
import type { ListenerOptions } from "../node/host.ts";
import { Http1Exchange } from "../node/http1-exchange.ts";
import { NodeRequest } from "../node/request.ts";

/**
 * Makes a Connect or Express middleware of a router: what no route of it matches is left to whoever comes next. Everything else
 * is answered here, 405 and the errors of handlers included. `toNodeListener` makes a listener that answers the 404 as well.
 *
 * ```ts
 * app.use("/api", toNodeMiddleware(router));
 * ```
 * Mount it before middlewares that read bodies: a body can be read once.
 */
export function toNodeMiddleware(
  service: HttpService,
  options: ListenerOptions = {},
): (message: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const host = new NodeHost(service, options);
  return (message, response, next) => {
    const request = new NodeRequest(message, host.limits.bodyLimit);
    host.run(new PassingExchange(host, request, response, next));
  };
}

class PassingExchange extends Http1Exchange {
  private readonly passOn: () => void;

  constructor(host: NodeHost, request: NodeRequest, response: ServerResponse, passOn: () => void) {
    super(host, request, response);
    this.passOn = passOn;
  }

  override fail(error: unknown): void {
    const unrouted = error instanceof HttpError && error.status === 404 && this.cx.route === "";
    if (!unrouted || this.gone) super.fail(error);
    else if (this.settle()) {
      this.finish(this.cx.stats);
      this.passOn();
    }
  }
}
