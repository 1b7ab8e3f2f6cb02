/** A value, or the promise of one: who answers at once should not pay for a promise. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Turns a request into a response. The one idea of this package: handlers, routers, clients and transports are services,
 * and everything that happens around them is a {@link Layer}.
 *
 * A service may be called again while it is busy; what belongs to one call is kept in `cx` or in local variables.
 * It fails by throwing or by rejecting.
 */
export interface Service<in Cx, in Req, out Res> {
  call(cx: Cx, req: Req): Awaitable<Res>;
}

/** A service that needs no context, such as a resolver or a dialer. */
export interface UnaryService<in Req, out Res> {
  call(req: Req): Awaitable<Res>;
}

/** Makes a service of a function; the function's name becomes the service's. */
export function serviceFn<Cx, Req, Res>(
  call: (cx: Cx, req: Req) => Awaitable<Res>,
): FunctionService<Cx, Req, Res> {
  return new FunctionService(call);
}

/** What {@link serviceFn} makes. */
export class FunctionService<in Cx, in Req, out Res> implements Service<Cx, Req, Res> {
  /** The function itself: calling it directly saves a step. */
  readonly call: (cx: Cx, req: Req) => Awaitable<Res>;

  constructor(call: (cx: Cx, req: Req) => Awaitable<Res>) {
    this.call = call;
  }

  /** Name of the function, for people who inspect a stack. */
  get name(): string {
    return this.call.name;
  }
}

/** Whether an answer is still to come. */
export function isPromise<T>(answer: Awaitable<T>): answer is Promise<T> {
  return answer instanceof Promise || (typeof answer === "object" && answer !== null && "then" in answer);
}
