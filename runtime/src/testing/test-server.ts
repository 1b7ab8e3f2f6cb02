import { inMemory } from "../client/transports/memory.ts";
import type { ClientRequestBody, Transport } from "../client/types.ts";
import type { HeadersView } from "../http/header-map.ts";
import type { HttpService } from "../server/types.ts";

/** What a test sends besides method and target. */
export interface TestRequest {
  headers?: Readonly<Record<string, string>>;
  body?: ClientRequestBody;
  /** Sent as JSON, with its content type unless `headers` names another. */
  json?: unknown;
  signal?: AbortSignal;
}

/** A reply whose body has arrived. */
export interface TestReply {
  readonly status: number;
  readonly headers: HeadersView;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The body parsed as JSON; undefined when it is empty. */
  readonly json: unknown;
}

/** Calls a server without a socket; what it answers is what HTTP would carry. */
export class TestServer {
  /** For the clients of a test: `new PetstoreClient({ transport: server.transport })`. */
  readonly transport: Transport;
  /** Every error that became a 5xx, in order: callers see no more of it than a trace id. */
  readonly errors: unknown[] = [];

  constructor(service: HttpService) {
    this.transport = inMemory(service, { onServerError: (error) => this.errors.push(error) });
  }

  /**
   * Sends a request.
   * @param target Path and query as they stand in the request line: nothing is encoded.
   */
  async call(method: string, target: string, request: TestRequest = {}): Promise<TestReply> {
    const headers: Record<string, string> = {};
    if (request.json !== undefined) headers["content-type"] = "application/json";
    for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
    const body = request.json === undefined ? request.body : JSON.stringify(request.json);
    const response = await this.transport.call(
      { operation: `${method} ${target}`, signal: request.signal },
      { method, url: target, headers, body },
    );
    const bytes = await response.bytes();
    const text = new TextDecoder().decode(bytes);
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      get json() {
        return text === "" ? undefined : (JSON.parse(text) as unknown);
      },
    };
  }
}

/**
 * Makes a server for tests of a router, or of any other service.
 *
 * ```ts
 * const server = testServer(petstoreRouter(pets, {}));
 * expect((await server.call("GET", "/pets/1")).status).toBe(404);
 * ```
 */
export function testServer(service: HttpService): TestServer {
  return new TestServer(service);
}
