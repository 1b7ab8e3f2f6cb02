// Services and layers.
export { ServiceBuilder } from "./service/builder.ts";
export { identity, layerFn, optionLayer, stack } from "./service/layer.ts";
export { mapErr, mapResponse } from "./service/map.ts";
export { serviceFn } from "./service/service.ts";
export { timeout, TimeoutError } from "./service/timeout.ts";
export type { FunctionLayer, Identity, Layer, UniformLayer } from "./service/layer.ts";
export type { MapResponseLayer } from "./service/map.ts";
export type { Awaitable, FunctionService, Service, UnaryService } from "./service/service.ts";

// Requests and replies.
export { key, ServerContext } from "./http/context.ts";
export { setCookie } from "./http/cookie.ts";
export { HeaderMap } from "./http/header-map.ts";
export { HttpError } from "./http/problem.ts";
export { deny, forbid, Refusal } from "./http/refusal.ts";
export { Reply, reply } from "./http/reply.ts";
export { HttpResponse } from "./http/response.ts";
export { reasonPhrase } from "./http/status.ts";
export { html, json } from "./respond/into-response.ts";
export { timingSafeEqual } from "./http/timing-safe-equal.ts";
export { redirect } from "./respond/redirect.ts";
export type { Connection, ContextKey, MatchedRoute, PeerCertificate } from "./http/context.ts";
export type { CookieAttributes } from "./http/cookie.ts";
export type { HeadersInitLike, HeadersView } from "./http/header-map.ts";
export type { Fault, HttpErrorOptions, Problem, ProblemInit } from "./http/problem.ts";
export type { DefaultReply, NoHeaders, ReplyInit } from "./http/reply.ts";
export type { HttpRequest, RequestBody } from "./http/request.ts";
export type { ResponseBody } from "./http/response.ts";
export type {
  ClientErrorStatus,
  HttpStatus,
  InformationalStatus,
  RedirectionStatus,
  ServerErrorStatus,
  StatusRange,
  SuccessStatus,
} from "./http/status.ts";
export type { IntoResponse } from "./respond/into-response.ts";

// Extractors: arguments of handlers.
export { bytesBody, formBody, jsonBody, streamBody, textBody } from "./extract/body.ts";
export { extension, request } from "./extract/context.ts";
export { attempt, optional } from "./extract/extractor.ts";
export { boolean, integer, number, oneOf, uuid } from "./extract/parse.ts";
export { cookie, header, path, query, queryAll } from "./extract/values.ts";
export type { BodyOptions } from "./extract/body.ts";
export type { Attempt, Extracted, Extractor } from "./extract/extractor.ts";
export type { Parse } from "./extract/values.ts";

// Servers.
export { toFetch } from "./server/adapters/fetch.ts";
export { toNodeListener } from "./server/adapters/node/host.ts";
export { fromFn, provide } from "./server/from-fn.ts";
export { MethodRouter } from "./server/method-router.ts";
export { any, connect, del, get, head, on, options, patch, post, put, trace } from "./server/methods.ts";
export { RouteConflictError, RouteSyntaxError } from "./server/route-error.ts";
export { Router } from "./server/router.ts";
export { serve } from "./server/serve.ts";
export type { FetchHandler, FetchInfo, FetchOptions } from "./server/adapters/fetch.ts";
export type { ListenerOptions, NodeListener } from "./server/adapters/node/host.ts";
export type { ServerLimits } from "./server/defaults.ts";
export type { ErrorOptions, ErrorRecord, Logger, OnError } from "./server/error-handler.ts";
export type { ExtractingMiddleware, Middleware, NextFn } from "./server/from-fn.ts";
export type { ExtractingHandler } from "./server/handler.ts";
export type { AddHandler } from "./server/method-router.ts";
export type { MethodTable, RouteInfo } from "./server/router.ts";
export type { CloseOptions, ServeOptions, Server } from "./server/serve.ts";
export type { Handler, HttpLayer, HttpService, RouteHandler } from "./server/types.ts";

// Clients.
export { AddressError, ContractError, CredentialsError, ItemError, ReplyError } from "./client/errors.ts";
export { ReplyPromise } from "./client/reply-promise.ts";
export { resumeEvents } from "./client/resume-events.ts";
export type { ResumableEvent, ResumeOptions } from "./client/resume-events.ts";
export { fetchTransport } from "./client/transports/fetch.ts";
export { inMemory } from "./client/transports/memory.ts";
export type { FetchTransportOptions } from "./client/transports/fetch.ts";
export type { InMemoryOptions } from "./client/transports/memory.ts";
export type { CallOptions, ClientOptions, Credential, Transport } from "./client/types.ts";
