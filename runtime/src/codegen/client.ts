import { ClientCore } from "../client/client.ts";
import type { CallSpec } from "../client/client.ts";
import { ReplyPromise } from "../client/reply-promise.ts";
import type { AnyClientReply } from "../client/reply-promise.ts";
import type { CallOptions } from "../client/types.ts";
import { ClientReply } from "./client-reply.ts";

/** The client of a contract, to which generated functions give their requests. */
export class Client extends ClientCore {
  /**
   * Sends a request.
   * @param read Turns what came back into the reply that the contract declares for its status.
   */
  call<Body, R extends AnyClientReply>(
    spec: CallSpec,
    options: CallOptions | undefined,
    read: (res: ClientReply) => Promise<R>,
  ): ReplyPromise<Body, R> {
    const { operation } = spec;
    const promise = this.run(spec, options, (response) => read(new ClientReply(operation, response)));
    return new ReplyPromise(operation, promise);
  }
}
