import type { ServerContext } from "../../../http/context.ts";
import { addressOf } from "../client-address.ts";
import { formatAddress, parseAddress } from "../client-ip/address.ts";

/**
 * Names the caller by its address. Of an IPv6 address the first 64 bits count, because whoever has one has 2⁶⁴ of them
 * (RFC 6177 §2); callers without an address share one name.
 */
export function callerKey(cx: ServerContext): string {
  const text = addressOf(cx);
  if (text === undefined) return "unknown";
  if (!text.includes(":")) return text;
  // The zone of a link-local address is this host's own name for the line.
  const address = parseAddress(text.split("%", 1)[0] ?? "");
  if (address === undefined) return text;
  const [a = 0, b = 0, c = 0, d = 0, ...rest] = address;
  return rest.length === 0 ? formatAddress(address) : `${formatAddress([a, b, c, d, 0, 0, 0, 0])}/64`;
}
