import type { MethodRouter } from "./method-router.ts";
import type { Template } from "./template.ts";
import type { HttpLayer, HttpService } from "./types.ts";

/** Layers that belong to one router; they stay with its routes when it is nested or merged. */
export interface Scope {
  readonly layers: readonly HttpLayer[];
  readonly routeLayers: readonly HttpLayer[];
}

/** The methods of one template, and the routers between it and the one that serves it, outermost first. */
export interface RouteEntry {
  readonly template: Template;
  readonly methods: MethodRouter;
  readonly scopes: readonly Scope[];
}

/** What answers below a prefix when no route does. */
export interface FallbackEntry {
  /** undefined: everywhere. */
  readonly prefix: string | undefined;
  readonly service: HttpService;
  readonly scopes: readonly Scope[];
}
