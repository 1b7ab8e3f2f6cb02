import { key } from "../http/context.ts";
import type { ContextKey, MatchedRoute, ServerContext } from "../http/context.ts";
import { joinTemplates } from "./template.ts";
import type { Template } from "./template.ts";

/** A prefix below which a service is called with the rest of the path: its whole template, and all its parameters. */
export type Mount = MatchedRoute;

/** The mount of a prefix inside another one. */
export function mountOf(outer: Mount | undefined, prefix: Template): Mount {
  if (outer === undefined) return { template: prefix.text, names: prefix.names };
  return { template: joinTemplates(outer.template, prefix.text), names: [...outer.names, ...prefix.names] };
}

/** A request that has entered a mount. */
export interface Mounted {
  readonly mount: Mount;
  /** What is left of the path below the mount. */
  readonly path: string;
  /** Raw values of the mount's parameters. */
  readonly params: readonly string[];
  readonly outer: Mounted | undefined;
}

const mountedKey: ContextKey<Mounted | undefined> = key("mounted");

/**
 * Finds the mount below which a path is what is left. A layer may have made another request of the one that entered, and may
 * call twice; so it is the path that tells.
 */
export function mountedAt(cx: ServerContext, path: string): Mounted | undefined {
  let mounted = cx.get(mountedKey);
  while (mounted !== undefined && mounted.path !== path) mounted = mounted.outer;
  return mounted;
}

/** Leaves a mount on the context of the request that enters it. */
export function enterMount(cx: ServerContext, mounted: Mounted): void {
  cx.set(mountedKey, mounted);
}
