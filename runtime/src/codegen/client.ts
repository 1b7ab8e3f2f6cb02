import { ClientCore } from "../client/client.ts";
import { ReplyPromise } from "../client/reply-promise.ts";
import type { AnyClientReply } from "../client/reply-promise.ts";
import type { AuthorizedOptions, CallSpec, ContractInfo } from "../client/client.ts";
import type { CallOptions } from "../client/types.ts";
import { ClientReply } from "./client-reply.ts";
import type { Explain } from "./client-reply.ts";

/** The client of a contract, to which generated functions give their requests. */
export class Client extends ClientCore {
  private readonly explain: Explain | undefined;

  /**
   * @param explain Says in errors where a reply breaks the contract (default: they only say that it does). It is given
   * rather than imported, because it is half of a bundle that holds a single operation.
   */
  constructor(options: AuthorizedOptions, contract?: ContractInfo, explain?: Explain) {
    super(options, contract);
    this.explain = explain;
  }

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
    const promise = this.run(spec, options, (response) =>
      read(new ClientReply(operation, response, this.explain)),
    );
    return new ReplyPromise(operation, promise);
  }
}
