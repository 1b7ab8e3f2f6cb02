import type { Service } from "./service.ts";

/**
 * Wraps a service into another one: middleware.
 *
 * Where layers are added one by one (builder, router, route, server, client) there is one rule: the first layer added is
 * the outermost, so it sees the request first and the response last.
 *
 * A layer object may wrap several services. State that its wraps share is made in the layer's constructor; state that
 * each wrap has for itself is made in `layer()`.
 */
export interface Layer<in In, out Out = In> {
  layer(inner: In): Out;
}

/** A layer for services of every type, which it keeps: `timeout` is one. */
export interface UniformLayer {
  layer<Cx, Req, Res>(inner: Service<Cx, Req, Res>): Service<Cx, Req, Res>;
}

/** Makes a layer of a function; the function's name becomes the layer's. */
export function layerFn<In, Out>(wrap: (inner: In) => Out): FunctionLayer<In, Out> {
  return new FunctionLayer(wrap);
}

/** What {@link layerFn} makes. */
export class FunctionLayer<in In, out Out> implements Layer<In, Out> {
  readonly layer: (inner: In) => Out;

  constructor(wrap: (inner: In) => Out) {
    this.layer = wrap;
  }

  /** Name of the function, for people who inspect a stack. */
  get name(): string {
    return this.layer.name;
  }
}

/** The type of {@link identity}. */
export interface Identity {
  layer<S>(inner: S): S;
}

/** The layer that adds nothing. */
export const identity: Identity = { layer: (inner) => inner };

/** Two layers as one: `inner` is applied first, so `outer` sees the request first. */
export function stack<In, Mid, Out>(inner: Layer<In, Mid>, outer: Layer<Mid, Out>): Layer<In, Out> {
  return new Stack(inner, outer);
}

class Stack<In, Mid, Out> implements Layer<In, Out> {
  readonly inner: Layer<In, Mid>;
  readonly outer: Layer<Mid, Out>;

  constructor(inner: Layer<In, Mid>, outer: Layer<Mid, Out>) {
    this.inner = inner;
    this.outer = outer;
  }

  layer(service: In): Out {
    return this.outer.layer(this.inner.layer(service));
  }
}

/** A layer that may be switched off: `undefined` adds no wrapper at all. */
export function optionLayer(layer: UniformLayer | undefined): UniformLayer;
export function optionLayer<In, Out>(layer: Layer<In, Out> | undefined): Layer<In, In | Out>;
export function optionLayer<In, Out>(layer: Layer<In, Out> | undefined): Layer<In, In | Out> {
  return layer ?? identity;
}
