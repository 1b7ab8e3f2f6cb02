// Services and layers.
export { ServiceBuilder } from "./service/builder.ts";
export { identity, layerFn, optionLayer, stack } from "./service/layer.ts";
export { mapErr, mapResponse } from "./service/map.ts";
export { serviceFn } from "./service/service.ts";
export { timeout, TimeoutError } from "./service/timeout.ts";
export type { FunctionLayer, Identity, Layer, UniformLayer } from "./service/layer.ts";
export type { MapResponseLayer } from "./service/map.ts";
export type { Awaitable, FunctionService, Service, UnaryService } from "./service/service.ts";

// Limits of any service.
export { limitConcurrency } from "./governance/limit/limit.ts";
export { OverloadedError } from "./governance/limit/overloaded.ts";
export type { OverloadReason } from "./governance/limit/overloaded.ts";
export type { SemaphoreOptions } from "./governance/limit/semaphore.ts";

// Requests and replies.
export { key, ServerContext } from "./http/context.ts";
export { setCookie } from "./http/cookie.ts";
export { HeaderMap } from "./http/header-map.ts";
export { HttpError } from "./http/problem.ts";
export { deny, forbid, Refusal } from "./http/refusal.ts";
export { Reply, reply } from "./http/reply.ts";
export { HttpResponse } from "./http/response.ts";
export { reasonPhrase } from "./http/status.ts";
export { withCookie, withoutCookie } from "./respond/cookies.ts";
export { form } from "./respond/form.ts";
export { html, json } from "./respond/into-response.ts";
export { jsonLines } from "./respond/json-lines.ts";
export { only } from "./respond/only.ts";
export { sse } from "./respond/sse.ts";
export { timingSafeEqual } from "./http/timing-safe-equal.ts";
export { redirect } from "./respond/redirect.ts";
export { peerName } from "./http/peer-name.ts";
export type {
  Connection,
  ContextKey,
  FinishListener,
  MatchedRoute,
  PeerCertificate,
  RequestLimits,
  RequestStats,
  ServerInfo,
  TakenConnection,
  Upgrade,
} from "./http/context.ts";
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
export type { ItemSource } from "./respond/items.ts";
export type { ServerSentEvent, SseOptions } from "./respond/sse.ts";

// Extractors: arguments of handlers.
export { bytesBody, jsonBody, streamBody, textBody } from "./extract/body.ts";
export { cookies, extension, headers, lastEventId, request } from "./extract/context.ts";
export { attempt, optional } from "./extract/extractor.ts";
export { list, maybe, withDefault } from "./extract/fields.ts";
export { formBody, formObject } from "./extract/form.ts";
export { jsonLinesBody } from "./extract/json-lines.ts";
export { multipartBody } from "./extract/multipart.ts";
export { multipartForm, upload, uploads } from "./extract/multipart-form.ts";
export { boolean, integer, number, oneOf, text, uuid } from "./extract/parse.ts";
export { queryObject } from "./extract/query-object.ts";
export { cookie, header, path, query, queryAll } from "./extract/values.ts";
export type { BodyOptions } from "./extract/body.ts";
export type { Attempt, Extracted, Extractor } from "./extract/extractor.ts";
export type { Field, FieldOptions, FieldsOf, FieldTable } from "./extract/fields.ts";
export type { JsonLinesOptions } from "./extract/json-lines.ts";
export type { MultipartBodyOptions, MultipartPart, MultipartParts } from "./extract/multipart.ts";
export type { PartsOf, PartTable, Upload, UploadField, UploadOptions } from "./extract/multipart-form.ts";
export type { Parse } from "./extract/values.ts";

// Servers.
export { toFetch } from "./server/adapters/fetch.ts";
export { fromFetch } from "./server/adapters/foreign/from-fetch.ts";
export { toNodeListener } from "./server/adapters/node/host.ts";
export { waitUntil } from "./server/adapters/wait-until.ts";
export { fromFn, provide } from "./server/from-fn.ts";
export { Health, health } from "./server/lifecycle/health.ts";
export { MethodRouter } from "./server/method-router.ts";
export { any, connect, del, get, head, on, options, patch, post, put, trace } from "./server/methods.ts";
export { RouteConflictError, RouteSyntaxError } from "./server/route-error.ts";
export { matchedPath, originalUri } from "./server/route-extractors.ts";
export { Router } from "./server/router.ts";
export { serve } from "./server/serve.ts";
export { shapeErrors } from "./server/shape-errors.ts";
export { withState } from "./server/with-state.ts";
export type { FetchHandler, FetchInfo, FetchOptions } from "./server/adapters/fetch.ts";
export type { ForeignFetch, FromFetchOptions } from "./server/adapters/foreign/from-fetch.ts";
export type { ListenerOptions, NodeListener } from "./server/adapters/node/host.ts";
export type { ExistingListener, Protocol } from "./server/adapters/shared/options.ts";
export type {
  CertificatePair,
  NativeTlsOptions,
  PemSource,
  TlsOptions,
} from "./server/adapters/shared/tls-options.ts";
export type { WaitUntil } from "./server/adapters/wait-until.ts";
export type { ServerLimits } from "./server/defaults.ts";
export { consoleLogger } from "./server/error-handler.ts";
export { spanProviders } from "./server/span-provider.ts";
export type { ErrorOptions, ErrorRecord, FailureRecord, Logger, OnError } from "./server/error-handler.ts";
export type { RequestRecord } from "./server/log.ts";
export type { ObserveOptions, SpanProvider } from "./server/span-provider.ts";
export type { ExtractingMiddleware, Middleware, NextFn } from "./server/from-fn.ts";
export type { ExtractingHandler } from "./server/handler.ts";
export type { Check } from "./server/lifecycle/check.ts";
export type { HealthOptions, HealthPaths, WatchedServer } from "./server/lifecycle/health.ts";
export type { ShutdownHook } from "./server/lifecycle/hooks.ts";
export type { ServerState } from "./server/lifecycle/shutdown.ts";
export type { ShutdownSignal } from "./server/lifecycle/signals.ts";
export type { AddHandler } from "./server/method-router.ts";
export type { RouteInfo } from "./server/route-info.ts";
export type { MethodTable } from "./server/router.ts";
export type { CloseOptions, ServeOptions, Server } from "./server/serve.ts";
export type { Handler, HttpLayer, HttpService, RouteHandler } from "./server/types.ts";
export type { ExtractingStateHandler, GiveState, StateHandler } from "./server/with-state.ts";

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
