import type { UniformLayer } from "./layer.ts";
import { isPromise } from "./service.ts";
import type { Awaitable, Service } from "./service.ts";

/**
 * Replaces what a service fails with. When `map` gives an error without a `cause`, the original becomes its cause.
 */
export function mapErr(map: (error: unknown) => unknown): UniformLayer {
  return { layer: (inner) => new MapErr(inner, map) };
}

class MapErr<Cx, Req, Res> implements Service<Cx, Req, Res> {
  readonly inner: Service<Cx, Req, Res>;
  readonly map: (error: unknown) => unknown;

  constructor(inner: Service<Cx, Req, Res>, map: (error: unknown) => unknown) {
    this.inner = inner;
    this.map = map;
  }

  call(cx: Cx, req: Req): Awaitable<Res> {
    try {
      const answer = this.inner.call(cx, req);
      return isPromise(answer) ? answer.catch((error: unknown) => this.fail(error)) : answer;
    } catch (error) {
      return this.fail(error);
    }
  }

  private fail(error: unknown): never {
    const mapped = this.map(error);
    if (mapped instanceof Error && mapped !== error && mapped.cause === undefined) {
      Object.defineProperty(mapped, "cause", { value: error, configurable: true, writable: true });
    }
    throw mapped;
  }
}

/** Replaces what a service answers. `map` also gets the context and may be async. */
export function mapResponse<Res, To, Cx = unknown>(
  map: (response: Res, cx: Cx) => Awaitable<To>,
): MapResponseLayer<Res, To, Cx> {
  return { layer: (inner) => new MapResponse(inner, map) };
}

/** The type of {@link mapResponse}: a layer for services of every request. */
export interface MapResponseLayer<in Res, out To, in Bound> {
  layer<Cx extends Bound, Req>(inner: Service<Cx, Req, Res>): Service<Cx, Req, To>;
}

class MapResponse<Cx, Req, Res, To> implements Service<Cx, Req, To> {
  readonly inner: Service<Cx, Req, Res>;
  readonly map: (response: Res, cx: Cx) => Awaitable<To>;

  constructor(inner: Service<Cx, Req, Res>, map: (response: Res, cx: Cx) => Awaitable<To>) {
    this.inner = inner;
    this.map = map;
  }

  call(cx: Cx, req: Req): Awaitable<To> {
    const answer = this.inner.call(cx, req);
    return isPromise(answer) ? answer.then((response) => this.map(response, cx)) : this.map(answer, cx);
  }
}
