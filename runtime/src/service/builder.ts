import { identity, stack } from "./layer.ts";
import type { Layer, UniformLayer } from "./layer.ts";
import { mapErr } from "./map.ts";
import { serviceFn } from "./service.ts";
import type { Awaitable, FunctionService, Service } from "./service.ts";
import { timeout } from "./timeout.ts";

/** Result of a builder that has no layer of its own type yet: whatever goes in. */
export interface Unchanged {
  readonly "volo.unchanged": never;
}

/** Overloads are compared loosely, so a builder of any type would pass for a {@link UniformLayer}. */
type NoBuilder<L> = L extends { serviceFn: unknown } ? never : unknown;

type Built<Out, S> = [Out] extends [Unchanged] ? S : Out;

/**
 * Stacks layers, the first one outermost, and puts them around a service. Immutable: every method gives a new builder, so
 * a prefix can be shared. It is a {@link Layer} itself, so it nests.
 *
 * ```ts
 * new ServiceBuilder().layer(logged).layer(limited).service(handler); // logged → limited → handler
 * ```
 *
 * `In` is what the innermost layer wraps and `Out` is what comes out at the outermost, so that a layer that does not fit
 * the one before it does not compile.
 */
export class ServiceBuilder<In = unknown, Out = Unchanged> {
  // Applies everything added so far; the types are the class's.
  private added: Layer<unknown, unknown> = identity;
  // Lets the compiler tell builders apart by their types alone; never present.
  declare private readonly types: (inner: In) => Out;

  /** Adds a layer inside those added before. */
  layer(next: ServiceBuilder): ServiceBuilder<In, Out>;
  layer<L extends UniformLayer>(next: L & NoBuilder<L>): ServiceBuilder<In, Out>;
  layer<NewIn, Mid extends In>(next: ServiceBuilder<NewIn, Mid>): ServiceBuilder<NewIn, Built<Out, Mid>>;
  layer<NewIn, Mid extends In>(next: Layer<NewIn, Mid>): ServiceBuilder<NewIn, Built<Out, Mid>>;
  /** Puts the layers around a service: what makes the builder a layer. */
  layer<S extends In>(inner: S): Built<Out, S>;
  layer(next: object): unknown {
    // A router is a service with a method `layer`, therefore services are looked for first.
    return "call" in next ? this.added.layer(next) : this.with(next as Layer<unknown, unknown>);
  }

  /** Adds a layer given as a function. */
  layerFn<NewIn, Mid extends In>(wrap: (inner: NewIn) => Mid): ServiceBuilder<NewIn, Built<Out, Mid>> {
    return this.with({ layer: wrap as (inner: unknown) => unknown });
  }

  /** Adds a layer unless it is undefined; it must keep the type of what it wraps. */
  optionLayer<L extends UniformLayer>(next: (L & NoBuilder<L>) | undefined): ServiceBuilder<In, Out>;
  optionLayer<Same extends In>(next: Layer<Same> | undefined): ServiceBuilder<Same, Built<Out, Same>>;
  optionLayer(next: Layer<never, unknown> | undefined): unknown {
    return next === undefined ? this : this.with(next as Layer<unknown, unknown>);
  }

  /** Adds {@link timeout}. */
  timeout(milliseconds: number | undefined): ServiceBuilder<In, Out> {
    return this.optionLayer(timeout(milliseconds));
  }

  /** Adds {@link mapErr}. */
  mapErr(map: (error: unknown) => unknown): ServiceBuilder<In, Out> {
    return this.optionLayer(mapErr(map));
  }

  /** Puts the layers around a service. */
  service<S extends In>(inner: S): Built<Out, S> {
    return this.added.layer(inner) as Built<Out, S>;
  }

  /** Puts the layers around a function. */
  serviceFn<Cx, Req, Res>(
    this: ServiceBuilder<Service<Cx, Req, Res>, Out>,
    call: (cx: Cx, req: Req) => Awaitable<Res>,
  ): Built<Out, FunctionService<Cx, Req, Res>> {
    return this.service(serviceFn(call));
  }

  private with<NewIn, NewOut>(next: Layer<unknown, unknown>): ServiceBuilder<NewIn, NewOut> {
    const builder = new ServiceBuilder<NewIn, NewOut>();
    builder.added = this.added === identity ? next : stack(next, this.added);
    return builder;
  }
}
