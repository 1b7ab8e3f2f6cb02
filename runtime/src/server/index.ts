export { toFetch } from "./adapters/fetch.ts";
export type { FetchHandler, FetchInfo, FetchOptions } from "./adapters/fetch.ts";
export { fromFetch } from "./adapters/foreign/from-fetch.ts";
export type { ForeignFetch, FromFetchOptions } from "./adapters/foreign/from-fetch.ts";
export { toNodeListener } from "./adapters/node/host.ts";
export type { ListenerOptions, NodeListener } from "./adapters/node/host.ts";
export type { ExistingListener, Protocol } from "./adapters/shared/options.ts";
export type {
  CertificatePair,
  NativeTlsOptions,
  PemSource,
  TlsOptions,
} from "./adapters/shared/tls-options.ts";
export { waitUntil } from "./adapters/wait-until.ts";
export type { WaitUntil } from "./adapters/wait-until.ts";
export { serverDefaults } from "./defaults.ts";
export type { ServerLimits } from "./defaults.ts";
export { consoleLogger } from "./error-handler.ts";
export type { ErrorOptions, ErrorRecord, FailureRecord, Logger, OnError } from "./error-handler.ts";
export { fromFn, provide } from "./from-fn.ts";
export type { ExtractingMiddleware, Middleware, NextFn } from "./from-fn.ts";
export type { ExtractingHandler } from "./handler.ts";
export { Health, health } from "./lifecycle/health.ts";
export type { Check } from "./lifecycle/check.ts";
export type { HealthOptions, HealthPaths, WatchedServer } from "./lifecycle/health.ts";
export type { ShutdownHook } from "./lifecycle/hooks.ts";
export type { ServerState } from "./lifecycle/shutdown.ts";
export type { ShutdownSignal } from "./lifecycle/signals.ts";
export { MethodRouter } from "./method-router.ts";
export type { AddHandler } from "./method-router.ts";
export { any, connect, del, get, head, on, options, patch, post, put, trace } from "./methods.ts";
export { RouteConflictError, RouteSyntaxError } from "./route-error.ts";
export { matchedPath, originalUri } from "./route-extractors.ts";
export { Router } from "./router.ts";
export { spanProviders } from "./span-provider.ts";
export type { ObserveOptions, SpanProvider } from "./span-provider.ts";
export type { RouteInfo } from "./route-info.ts";
export type { MethodTable } from "./router.ts";
export { serve } from "./serve.ts";
export { shapeErrors } from "./shape-errors.ts";
export { withState } from "./with-state.ts";
export type { ExtractingStateHandler, GiveState, StateHandler } from "./with-state.ts";
export type { CloseOptions, ServeOptions, Server } from "./serve.ts";
export type { Handler, HttpLayer, HttpService, RouteHandler } from "./types.ts";
