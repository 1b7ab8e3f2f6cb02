import type { ServerContext } from "../../../http/context.ts";
import type { Layer } from "../../../service/layer.ts";
import type { HttpService } from "../../types.ts";
import { checkFieldName } from "../check-options.ts";
import { RequestId } from "./service.ts";

export interface RequestIdOptions {
  /** Name of the header, in requests and replies. Default `x-request-id`. */
  header?: string;
  /**
   * Whether the id that a request brings is taken over, for all of them or for those that a function says true for. Default
   * false: who chooses ids can make the log of one request look like that of another.
   */
  trust?: boolean | ((cx: ServerContext) => boolean);
  /** Makes an id: 1 to 128 letters, digits and `-._~+/=:`. Default `crypto.randomUUID`. */
  generate?: (cx: ServerContext) => string;
}

/**
 * Gives every request an id: for layers and handlers inside by `requestIdKey`, for the caller by a header of the reply,
 * errors included. An incoming id that is trusted and made of 1 to 128 letters, digits and `-._~+/=:` is kept; any other is
 * replaced, so that an id can be written to any log as it is.
 * @throws {TypeError} when `header` is no name of a header field
 */
export function requestId(options: RequestIdOptions = {}): Layer<HttpService> {
  const { trust = false, generate = randomId } = options;
  const header = checkFieldName("header", options.header ?? "x-request-id");
  const trusts = typeof trust === "function" ? trust : (): boolean => trust;
  return { layer: (inner: HttpService) => new RequestId(inner, { header, trusts, generate }) };
}

function randomId(): string {
  return crypto.randomUUID();
}
