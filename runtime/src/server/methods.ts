import { MethodRouter } from "./method-router.ts";
import type { AddHandler } from "./method-router.ts";
import type { Handler, RouteHandler } from "./types.ts";

// One list of short forms: `get(handler)` is `new MethodRouter().get(handler)`.
export const get: AddHandler<MethodRouter> = starter("get");
export const post: AddHandler<MethodRouter> = starter("post");
export const put: AddHandler<MethodRouter> = starter("put");
export const patch: AddHandler<MethodRouter> = starter("patch");
export const del: AddHandler<MethodRouter> = starter("delete");
export const head: AddHandler<MethodRouter> = starter("head");
export const options: AddHandler<MethodRouter> = starter("options");
export const trace: AddHandler<MethodRouter> = starter("trace");
export const connect: AddHandler<MethodRouter> = starter("connect");
/** Answers every method. */
export const any: AddHandler<MethodRouter> = starter("any");

/** Answers a method by its name, such as QUERY. */
export function on(method: string, handler: RouteHandler): MethodRouter {
  return new MethodRouter().on(method, handler);
}

type Verb = "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "trace" | "connect" | "any";

function starter(verb: Verb): AddHandler<MethodRouter> {
  return ((...args: [Handler]) => new MethodRouter()[verb](...args)) as AddHandler<MethodRouter>;
}
