import { ServerContext } from "../http/context.ts";
import { layerFn } from "../service/layer.ts";
import type { Layer } from "../service/layer.ts";
import { serviceFn } from "../service/service.ts";
import { requestOf } from "./kit.fixture.ts";
import { get } from "./methods.ts";
import { Router } from "./router.ts";
import type { Handler, HttpService } from "./types.ts";

/** Answers with the template and the raw parameters. */
export const show: Handler = (_req, cx) => [cx.route, ...cx.params].join(" ");

export function routed(templates: readonly string[]): Router {
  const router = new Router();
  for (const template of templates) router.route(template, get(show));
  return router;
}

/** Leaves its name in the reply's header `order`, on the way in. */
export function tracing(name: string): Layer<HttpService> {
  return layerFn((inner) =>
    serviceFn((cx, req) => {
      cx.responseHeaders.append("order", name);
      return inner.call(cx, req);
    }),
  );
}

/** The names that {@link tracing} has left, in order. */
export async function orderOf(service: HttpService, method: string, target: string): Promise<string> {
  const req = requestOf(method, target);
  const cx = new ServerContext(req);
  await Promise.resolve()
    .then(() => service.call(cx, req))
    .catch(() => undefined);
  return cx.responseHeaders.getAll("order").join(" ");
}
