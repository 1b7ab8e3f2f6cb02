import type { Validators } from "../../../http/conditional.ts";
import type { ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { Layer } from "../../../service/layer.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { fingerprint } from "./fingerprint.ts";
import { ConditionalService } from "./service.ts";

export interface EtagOptions {
  /**
   * Makes the text between the quotes of an entity tag. Default: the length and a hash of 64 bits that is fast, and not
   * cryptographic.
   */
  hash?: (body: string | Uint8Array) => string;
  /**
   * Whether tags are strong: they promise that two bodies are the same byte for byte, which `if-match` asks for. Default false.
   * It takes a `hash` for which nobody can make up two bodies, such as SHA-256.
   */
  strong?: boolean;
  /**
   * Tells the state of the resource before a request that changes it (any method but GET and HEAD) with `if-match`,
   * `if-none-match` or `if-unmodified-since` reaches the handler; undefined when there is none yet. Without it such requests are
   * the handler's to check.
   */
  current?: (req: HttpRequest, cx: ServerContext) => Awaitable<Validators | undefined>;
}

/**
 * Makes GET and HEAD conditional: replies of status 200 whose body is text or bytes get an `etag` unless they have one, and a
 * caller that has the reply already gets 304 without a body. A reply that does not meet `if-match` or `if-unmodified-since`
 * becomes a 412. Streams are not read; they are conditional where the handler sets `etag` or `last-modified`.
 *
 * The handler does its work all the same: what is saved is the way to the caller. Inside of `compression`.
 * @throws {TypeError} when `strong` comes without a `hash`
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13
 */
export function etag(options: EtagOptions = {}): Layer<HttpService> {
  const { hash = fingerprint, strong = false, current } = options;
  if (strong && options.hash === undefined) {
    throw new TypeError("strong tags take a hash for which nobody can make up two bodies, such as SHA-256");
  }
  return { layer: (inner: HttpService) => new ConditionalService(inner, { hash, strong, current }) };
}
