import type { Operation } from "../../ir/operation.ts";
import { statusRank } from "../../ir/status.ts";
import type { Server } from "../../ir/api.ts";
import { overlayOf } from "../annotations/overlay.ts";
import type { ThriftContext } from "../context.ts";
import type { DeclaredMethod } from "../program.ts";
import { docsOf } from "../annotations/docs.ts";
import { said } from "./annotation.ts";
import { lowerExceptions } from "./exceptions.ts";
import { layersOf } from "./layers.ts";
import { callOf } from "./places.ts";
import { lowerReplies } from "./reply.ts";
import { lowerRequest } from "./request.ts";
import type { Route } from "./routes.ts";
import { serversOf } from "./servers.ts";
import { isStreamed } from "./streaming.ts";

/**
 * Lowers a method that has routes.
 *
 * @param hint its name, unique in the contract where the author's is not.
 * @param servers where its service is, if not where the contract is.
 */
export function lowerOperation(
  cx: ThriftContext,
  declared: DeclaredMethod,
  routes: readonly [Route, ...Route[]],
  hint: string,
  servers: readonly Server[],
): Operation {
  const { method, service } = declared;
  const { annotations } = method;
  const [own, ...others] = routes;
  const around = service.definition.annotations;
  const request = lowerRequest(cx, declared, callOf(routes));
  const streamed = isStreamed(annotations, cx.diagnostics);
  checkSerializer(cx, declared);
  const replies = [
    ...lowerReplies(cx, declared, own.method, streamed),
    ...lowerExceptions(cx, declared, own.method),
  ];
  const layers = layersOf(around, annotations, cx.diagnostics);
  const at = serversOf(annotations, "api.baseurl", cx.diagnostics);
  const where = at.length > 0 ? at : servers;
  const overlay = overlayOf(cx, annotations, "openapi.operation");
  const docs = docsOf(method.docs, annotations);
  return {
    hint,
    name: "",
    method: own.method,
    path: own.path,
    ...(others.length > 0 && {
      aliases: others.map(({ method: verb, path, span }) => ({ method: verb, path, span })),
    }),
    parameters: request.parameters,
    ...(request.body && { body: request.body }),
    replies: replies.toSorted((a, b) => statusRank(a.status) - statusRank(b.status)),
    ...(where.length > 0 && { servers: where }),
    security: [],
    ...(request.assertions && { assertions: request.assertions }),
    ...(layers.length > 0 && { layers }),
    ...(overlay && { overlay }),
    ...(docs && { docs }),
    span: method.name.span,
  };
}

/** Bodies are JSON, whatever other writers an author's server has. */
function checkSerializer(cx: ThriftContext, { method, service }: DeclaredMethod): void {
  for (const annotations of [service.definition.annotations, method.annotations]) {
    for (const { text, span } of said(annotations, "api.serializer")) {
      if (text.toLowerCase() === "json") continue;
      cx.diagnostics.add("VG3259", `replies are JSON: the serializer \`${text}\` is ignored`, { span });
    }
  }
}
