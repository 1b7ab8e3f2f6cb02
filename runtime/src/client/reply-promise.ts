import { asError, ReplyError } from "./errors.ts";

/** The part of a reply that a {@link ReplyPromise} looks at. */
export interface AnyClientReply {
  readonly status: number;
  readonly body: unknown;
  /** Of a reply that stands for an exception: what is thrown in its place. */
  readonly [asError]?: (operation: string) => Error;
}

/**
 * A call under way. Awaiting it gives the body of the success reply (2xx) and throws a {@link ReplyError} for any other, which
 * is of the class of an exception where the contract has one for it;
 * {@link ReplyPromise.reply} gives whatever came, with status and headers.
 */
export class ReplyPromise<Body, R extends AnyClientReply> implements Promise<Body> {
  readonly [Symbol.toStringTag]: string = "ReplyPromise";
  private readonly operation: string;
  private readonly promise: Promise<R>;

  constructor(operation: string, promise: Promise<R>) {
    this.operation = operation;
    this.promise = promise;
  }

  /** The reply, whatever its status. Rejects only when there is none, or none that the contract declares. */
  reply(): Promise<R> {
    return this.promise;
  }

  // The promise of the body is made when somebody asks for it, so a call that fails is one unhandled rejection at most.
  private body(): Promise<Body> {
    return this.promise.then((reply) => {
      if (reply.status < 200 || reply.status >= 300) {
        throw reply[asError]?.(this.operation) ?? new ReplyError(this.operation, reply);
      }
      return reply.body as Body;
    });
  }

  then<A = Body, B = never>(
    onFulfilled?: ((body: Body) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.body().then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Body | B> {
    return this.body().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Body> {
    return this.body().finally(onFinally);
  }
}
