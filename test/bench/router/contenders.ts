import findMyWay from "find-my-way";
import { Memoirist } from "memoirist";
import { addRoute, createRouter, findRoute } from "rou3";
// The look-up alone, which the package does not export.
import { compileRoutes } from "../../../runtime/src/server/compile.ts";
import { MethodRouter } from "../../../runtime/src/server/method-router.ts";
import { parseTemplate } from "../../../runtime/src/server/template.ts";
import type { ServerContext } from "../../../runtime/src/http/context.ts";
import type { HttpRequest } from "../../../runtime/src/http/request.ts";
import type { BenchRoute } from "./table.ts";

/** What a look-up has found: the place of the route in the table, and the values of its parameters. */
export interface Found {
  readonly route: number;
  readonly params: readonly string[];
}

export interface Contender {
  readonly name: string;
  /** What a look-up does beside finding the route. */
  readonly does: string;
  /** Makes ready for routes; the result looks up and gives whatever the router gives. */
  make(routes: readonly BenchRoute[]): (method: string, path: string) => unknown;
  /** Reads that, for the check before the race. */
  read(answer: unknown): Found | undefined;
}

const volo: Contender = {
  name: "volo",
  does: "methods by path (405 and Allow are known), values raw, in a list",
  make(routes) {
    const entries = routes.map(({ method, path }, route) => {
      const service = { route, call: (): never => fail() };
      return { template: parseTemplate(path), methods: new MethodRouter().on(method, service), scopes: [] };
    });
    const table = compileRoutes({ layers: [], routeLayers: [] }, entries, []);
    const asked = { method: "", path: "" };
    const request = asked as unknown as HttpRequest;
    return (method, path) => {
      asked.method = method;
      asked.path = path;
      // What a context has of a route: others make an object of what they find as well.
      const found = { request, params: none, matched: undefined };
      table.route(found as unknown as ServerContext, request);
      return found;
    };
  },
  read(answer) {
    const { matched, params } = answer as {
      matched: { first: { route?: number } };
      params: readonly string[];
    };
    const { route } = matched.first;
    return route === undefined ? undefined : { route, params };
  },
};

const none: readonly string[] = [];

function fail(): never {
  throw new Error("nothing is called here");
}

function colons(path: string, rest: string): string {
  return path.replace(/\{\*(\w+)\}/, rest).replace(/\{(\w+)\}/g, ":$1");
}

const findMyWayContender: Contender = {
  name: "find-my-way",
  does: "a tree for each method, values decoded, in an object; cuts off and parses the query",
  make(routes) {
    const router = findMyWay();
    for (const [route, { method, path }] of routes.entries()) {
      router.on(method as "GET", colons(path, "*"), () => undefined, { route });
    }
    return (method, path) => router.find(method as "GET", path);
  },
  read(answer) {
    const found = answer as { store: { route: number }; params: Record<string, string> } | null;
    return found === null ? undefined : { route: found.store.route, params: Object.values(found.params) };
  },
};

const memoirist: Contender = {
  name: "memoirist",
  does: "a tree for each method, values raw, in an object",
  make(routes) {
    const router = new Memoirist<number>();
    for (const [route, { method, path }] of routes.entries()) router.add(method, colons(path, "*"), route);
    return (method, path) => router.find(method, path);
  },
  read(answer) {
    const found = answer as { store: number; params: Record<string, string> } | null;
    // It fills in the last parameter first.
    return found === null
      ? undefined
      : { route: found.store, params: Object.values(found.params).toReversed() };
  },
};

const rou3: Contender = {
  name: "rou3",
  does: "methods by path, values raw, in an object; a slash at the end is ignored",
  make(routes) {
    const router = createRouter<number>();
    for (const [route, { method, path }] of routes.entries()) {
      addRoute(router, method, colons(path, "**:$1"), route);
    }
    return (method, path) => findRoute(router, method, path);
  },
  read(answer) {
    const found = answer as { data: number; params?: Record<string, string> } | undefined;
    return found === undefined ? undefined : { route: found.data, params: Object.values(found.params ?? {}) };
  },
};

export const contenders: readonly Contender[] = [volo, findMyWayContender, memoirist, rou3];
