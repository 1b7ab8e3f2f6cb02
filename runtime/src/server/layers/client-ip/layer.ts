import type { Extractor } from "../../../extract/extractor.ts";
import type { Layer } from "../../../service/layer.ts";
import type { HttpService } from "../../types.ts";
import { checkFieldName, checkWholeNumber } from "../check-options.ts";
import { contains, parseCidr } from "./cidr.ts";
import { clientKey } from "./key.ts";
import { ClientIp, peerOf } from "./service.ts";
import type { Trust } from "./service.ts";

/** Which proxies are believed. Without `trusted` and `hops` nobody is, and the client is the peer of the connection. */
export interface ClientIpOptions {
  /** Addresses of proxies, and blocks of them such as `10.0.0.0/8` and `fd00::/8`. */
  trusted?: readonly string[];
  /**
   * How many proxies stand in front of the server, instead of `trusted`. For servers that cannot be reached but through them:
   * whoever can get by them chooses the address that is found.
   */
  hops?: number;
  /**
   * The one header that the proxies write; others are never looked at, because a proxy passes on what it does not know. Default
   * `x-forwarded-for`. `forwarded` is read by RFC 7239, any other as a list of addresses.
   */
  header?: string;
  /**
   * Whether `x-forwarded-proto` and `x-forwarded-host` tell the scheme and host. Only for proxies that overwrite or remove both:
   * one that passes them on lets callers choose. Default false. `forwarded` has both in itself.
   */
  forwardedOrigin?: boolean;
}

/**
 * Finds the address of who sent a request, for layers and handlers inside: `cx.get(clientKey)`, and the extractor
 * {@link clientAddress}. It walks from the peer along what each proxy said about its own caller, for as long as those who say it
 * are trusted, and stops at the first who is not: whatever stands before was the caller's to write.
 *
 * An element that is malformed, or that hides an address, ends the walk with nobody knowing the address: a proxy is never taken
 * for a client because of it.
 * @throws {TypeError} when `trusted` holds what is no block, or everybody; when it comes with `hops`
 * @throws {RangeError} when `hops` is no whole number
 */
export function clientIp(options: ClientIpOptions = {}): Layer<HttpService> {
  const trust = trustOf(options);
  const header = checkFieldName("header", options.header ?? "x-forwarded-for");
  const { forwardedOrigin = false } = options;
  return { layer: (inner: HttpService) => new ClientIp(inner, { trust, header, forwardedOrigin }) };
}

/** The address of who sent the request, as {@link clientIp} found it; without that layer, the peer's. */
export const clientAddress: Extractor<string | undefined> = (_req, cx) => {
  const client = cx.get(clientKey);
  return client === undefined ? peerOf(cx).text : client.address;
};

function trustOf({ trusted, hops }: ClientIpOptions): Trust {
  if (trusted !== undefined && hops !== undefined) throw new TypeError("trusted and hops exclude each other");
  if (hops !== undefined) {
    const count = checkWholeNumber("hops", hops, 0);
    return (hop, index) => index < count && !hop.malformed;
  }
  const blocks = (trusted ?? []).map(parseCidr);
  return ({ address }) => address !== undefined && blocks.some((block) => contains(block, address));
}
