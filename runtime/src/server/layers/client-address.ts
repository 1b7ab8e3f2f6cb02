import type { ServerContext } from "../../http/context.ts";
import { clientKey } from "./client-ip/key.ts";
import { peerOf } from "./client-ip/service.ts";

/** Address of the caller: what the layer `clientIp` has found out, which may be nothing, or without it that of the peer. */
export function addressOf(cx: ServerContext): string | undefined {
  const client = cx.get(clientKey);
  if (client !== undefined) return client.address;
  const { remoteAddress } = cx;
  // IPv4 has one form only, so there is nothing to read.
  return remoteAddress?.includes(":") === true ? peerOf(cx).text : remoteAddress;
}
