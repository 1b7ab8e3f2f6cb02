import type { MatchedRoute, ServerContext } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import { decodePathValue } from "../http/query.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { serviceFn } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";
import { mountedAt } from "./mount.ts";
import type { Mount } from "./mount.ts";
import { RouteTree } from "./route-tree.ts";
import { joinTemplates } from "./template.ts";
import type { Template } from "./template.ts";
import type { HttpService } from "./types.ts";

/**
 * What answers one method of one route: the layers around it, outermost first, and its endpoint. Every layer was applied
 * once, for all routes of its scope, so what it wraps is not the next service but a {@link Next}, which looks up the next
 * one of the request's own chain.
 */
export class Target implements MatchedRoute {
  readonly template: string;
  readonly names: readonly string[];
  readonly chain: readonly HttpService[];
  readonly first: HttpService;
  readonly table: RouteTable;
  allow: string | undefined = undefined;
  private readonly mounted: Map<Mount, Target> = new Map();

  constructor(table: RouteTable, names: readonly string[], template: string, chain: readonly HttpService[]) {
    this.table = table;
    this.template = template;
    this.names = names;
    this.chain = chain;
    this.first = chain[0] ?? notFound;
  }

  /** The same target as the routers around its own see it, with the prefix at which it stands among them. */
  below(mount: Mount): Target {
    let target = this.mounted.get(mount);
    if (target === undefined) {
      const template = joinTemplates(mount.template, this.template);
      target = new Target(this.table, [...mount.names, ...this.names], template, this.chain);
      target.allow = this.allow;
      this.mounted.set(mount, target);
    }
    return target;
  }
}

/** Calls the service after a place in the chain of the request's target. */
export class Next implements HttpService {
  private readonly table: RouteTable;
  private readonly index: number;

  constructor(table: RouteTable, place: number) {
    this.table = table;
    this.index = place + 1;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { matched } = cx.root;
    // Another router that ran inside may have left its own match, when a layer calls for the second time.
    const target =
      matched instanceof Target && matched.table === this.table ? matched : this.table.route(cx.root, req);
    return (target.chain[this.index] ?? notFound).call(cx, req);
  }
}

/** The targets of one path, by method. */
export class PathTargets {
  readonly template: Template;
  readonly byMethod: Map<string, Target> = new Map();
  /** Answers every other method. */
  other: Target;
  /** Whether {@link other} only refuses. */
  refuses: boolean = true;

  constructor(template: Template, other: Target) {
    this.template = template;
    this.other = other;
  }
}

export const none: readonly string[] = [];

export const notFound: HttpService = serviceFn(() => {
  throw new HttpError(404);
});

export const malformed: HttpService = serviceFn(() => {
  throw new HttpError(400, "The path has a malformed escape.");
});

function isDecodable(raw: string): boolean {
  return decodePathValue(raw) !== undefined;
}

/** A router's routes with all layers applied. */
export class RouteTable {
  readonly paths: RouteTree<PathTargets> = new RouteTree();
  readonly fallbacks: RouteTree<Target> = new RouteTree();
  notFound: Target = new Target(this, none, "", [notFound]);
  malformed: Target = new Target(this, none, "", [malformed]);
  /** Answers `OPTIONS *`, which asks about the server as a whole (RFC 9110 §9.3.7). */
  wholeServer: Target = this.notFound;

  /** Finds the target of a request, and leaves it and the raw values of the path's parameters on the request's context. */
  route(root: ServerContext, req: HttpRequest): Target {
    let target = this.find(root, req);
    if (req !== root.request && target.template !== "") {
      const mounted = mountedAt(root, req.path);
      if (mounted !== undefined) {
        target = target.below(mounted.mount);
        root.params = [...mounted.params, ...root.params];
      }
    }
    root.matched = target;
    return target;
  }

  private find(root: ServerContext, req: HttpRequest): Target {
    const { path, method } = req;
    // Those of a router around this one are not the route's.
    root.params = none;
    const found = this.paths.match(path);
    if (found === undefined) {
      if (path === "*" && method === "OPTIONS") return this.wholeServer;
      return this.fallbacks.match(path) ?? this.notFound;
    }
    const target = found.byMethod.get(method);
    if (found.template.names.length > 0) {
      const params = this.paths.params(path);
      // Who asks for what a path does not have learns that first.
      const refused = target === undefined && found.refuses;
      if (!refused && path.includes("%") && !params.every(isDecodable)) return this.malformed;
      root.params = params;
    }
    return target ?? found.other;
  }
}
