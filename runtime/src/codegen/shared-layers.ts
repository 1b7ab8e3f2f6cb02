import { key } from "../http/context.ts";
import type { ContextKey, ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import type { HttpLayer, HttpService } from "../server/types.ts";
import type { Awaitable } from "../service/service.ts";
import type { HttpLayers } from "./contract-options.ts";

type LayersByName = { readonly [name: string]: HttpLayers | undefined };

/** The options of a router that hold layers of several operations. */
interface LayerOptions {
  readonly layers?: LayersByName | undefined;
  readonly namedLayers?: LayersByName | undefined;
}

/** Layers by a name that may be any text. */
export function layersNamed(all: LayersByName, name: string): HttpLayers | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

/** The first layer is the outermost. */
export function wrap(service: HttpService, layers: HttpLayers | undefined): HttpService {
  if (layers === undefined) return service;
  if ("layer" in layers) return layers.layer(service);
  return (layers as readonly HttpLayer[]).toReversed().reduce((inner, layer) => layer.layer(inner), service);
}

/**
 * Layers of several operations. Each is applied once, because it may hold state for the router as a whole, such as a limit
 * of requests at work; so what they wrap is not one operation but finds the one that the request is for.
 */
class Shared {
  readonly target: ContextKey<HttpService> = key("operation");
  readonly outermost: HttpService;

  constructor(layers: HttpLayers) {
    const { target } = this;
    this.outermost = wrap({ call: (cx, req) => (cx.get(target) ?? nowhere).call(cx, req) }, layers);
  }
}

/** The layers that several operations have around them: those of all, and those that the contract names. */
export class SharedLayers {
  private readonly all: Shared | undefined;
  private readonly named: ReadonlyMap<string, Shared>;

  constructor({ layers, namedLayers = {} }: LayerOptions) {
    const all = layers?.["all"];
    this.all = all === undefined ? undefined : new Shared(all);
    this.named = new Map(
      Object.keys(namedLayers).flatMap((name): [string, Shared][] => {
        const own = layersNamed(namedLayers, name);
        return own === undefined ? [] : [[name, new Shared(own)]];
      }),
    );
  }

  /** Those of an operation, the outermost first. */
  around({ layers = [] }: { readonly layers?: readonly string[] }): readonly Shared[] {
    const found = [this.all, ...layers.map((name) => this.named.get(name))];
    return found.filter((shared) => shared !== undefined);
  }
}

/** For a layer that calls on with a context of its own making: nothing tells it which operation was asked for. */
const nowhere: HttpService = {
  call: () => {
    throw new Error("A layer called the next service with a context that is not the request's.");
  },
};

/** One operation behind the layers that it shares with the others. */
export class InShared implements HttpService {
  readonly inner: HttpService;
  readonly shared: Shared;

  constructor(inner: HttpService, shared: Shared) {
    this.inner = inner;
    this.shared = shared;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    cx.set(this.shared.target, this.inner);
    return this.shared.outermost.call(cx, req);
  }
}
