import { MemoryResponse } from "../client/transports/memory.ts";
import type { ClientContext, ClientRequest, ClientResponse, Transport } from "../client/types.ts";
import { HttpResponse } from "../http/response.ts";
import type { Awaitable } from "../service/service.ts";

/** Answers the requests of a client under test. Throwing stands for a network that fails. */
export type Answer = (req: ClientRequest, cx: ClientContext) => Awaitable<HttpResponse>;

/** A transport that leads nowhere and remembers what was sent. */
export class MockTransport implements Transport {
  /** Every request so far, in order. */
  readonly requests: ClientRequest[] = [];
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  async call(cx: ClientContext, req: ClientRequest): Promise<ClientResponse> {
    cx.signal?.throwIfAborted();
    this.requests.push(req);
    const response = await this.#answer(req, cx);
    return new MemoryResponse(response, response.body);
  }
}

/**
 * Makes a transport for tests of a client.
 *
 * ```ts
 * const transport = mockTransport(() => jsonAnswer(200, { id: 1, name: "Rex" }));
 * const client = new PetstoreClient({ transport });
 * ```
 */
export function mockTransport(answer: Answer): MockTransport {
  return new MockTransport(answer);
}

/** A reply with a JSON body. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const response = new HttpResponse(status, ["content-type", "application/json"], JSON.stringify(body));
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
