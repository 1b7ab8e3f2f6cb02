import type { ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { formatAddress, parseAddress } from "./address.ts";
import type { Address } from "./address.ts";
import { readAddressList, readForwarded, readList } from "./forwarded.ts";
import type { Hop } from "./forwarded.ts";
import { clientKey } from "./key.ts";
import type { Client } from "./key.ts";

/** Whether what a hop says about its own caller is believed; the peer has index 0. */
export type Trust = (hop: Hop, index: number) => boolean;

interface Settings {
  readonly trust: Trust;
  /** In lower case. */
  readonly header: string;
  readonly forwardedOrigin: boolean;
}

/** See `clientIp`. */
export class ClientIp implements HttpService {
  private readonly inner: HttpService;
  private readonly settings: Settings;

  constructor(inner: HttpService, settings: Settings) {
    this.inner = inner;
    this.settings = settings;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    return this.inner.call(cx.set(clientKey, this.find(cx, req)), req);
  }

  private find(cx: ServerContext, req: HttpRequest): Client {
    const { trust, header } = this.settings;
    const peer = peerOf(cx);
    if (!trust({ address: peer.address, malformed: false }, 0)) {
      const secure = cx.connection?.secure;
      const scheme = secure === undefined ? undefined : secure ? "https" : "http";
      return { address: peer.text, scheme, host: req.headers.get("host") };
    }
    const hops = header === "forwarded" ? readForwarded(req.headers) : readAddressList(req.headers, header);
    const last = this.walk(hops);
    const hop = hops[last];
    const address = hop === undefined ? peer.address : hop.address;
    const [scheme, host] =
      header === "forwarded" ? [hop?.scheme, hop?.host] : this.originOf(req, hops.length, last);
    return {
      address: address === undefined ? undefined : formatAddress(address),
      scheme: schemeOf(scheme),
      host: host !== undefined && plainHost.test(host) ? host : undefined,
    };
  }

  /** Index of the hop that the walk ends at: the first that is not trusted, or the last; -1 when there is none. */
  private walk(hops: readonly Hop[]): number {
    const { trust } = this.settings;
    const end = hops.findIndex((hop, index) => !trust(hop, index + 1));
    return end === -1 ? hops.length - 1 : end;
  }

  private originOf(req: HttpRequest, hops: number, last: number): [string | undefined, string | undefined] {
    if (!this.settings.forwardedOrigin) return [undefined, undefined];
    const of = (name: string): string | undefined => {
      const values = readList(req.headers, name);
      // Proxies that add to the lists add to all of them; those that overwrite leave one value.
      return values[values.length === hops && last >= 0 ? last : 0];
    };
    return [of("x-forwarded-proto"), of("x-forwarded-host")];
  }
}

// What links and redirects can be made of without a thought.
const plainHost = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

function schemeOf(text: string | undefined): Client["scheme"] {
  const scheme = text?.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

/** The peer of the connection; sockets add the zone to addresses that are good on one link only. */
export function peerOf(cx: ServerContext): { address: Address | undefined; text: string | undefined } {
  const { remoteAddress } = cx;
  const address = remoteAddress === undefined ? undefined : parseAddress(remoteAddress.replace(/%.*$/s, ""));
  return { address, text: address === undefined ? remoteAddress : formatAddress(address) };
}
