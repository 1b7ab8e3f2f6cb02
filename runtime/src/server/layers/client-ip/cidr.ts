import { formatAddress, parseAddress } from "./address.ts";
import type { Address } from "./address.ts";

/** A block of addresses: those that begin with the same bits. */
export interface Cidr {
  readonly base: Address;
  /** How many bits count. */
  readonly prefix: number;
}

/**
 * Reads a block such as `10.0.0.0/8` or `fd00::/8`, or a single address.
 * @throws {TypeError} when it is none, when bits beyond the prefix are set, or when it holds every address
 * @see https://www.rfc-editor.org/rfc/rfc4632#section-3.1
 */
export function parseCidr(text: string): Cidr {
  const [address = "", length, ...more] = String(text).split("/");
  const base = parseAddress(address);
  if (base === undefined || more.length > 0)
    throw new TypeError(`${text} is no address and no block of them`);
  const bits = base.length * 16;
  if (length === undefined) return { base, prefix: bits };
  // IPv4 written as IPv6 counts its 96 bits before.
  const extra = address.includes(":") && bits === 32 ? 96 : 0;
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) - extra : -1;
  if (prefix < 0 || prefix > bits)
    throw new TypeError(`${text}: a prefix has ${extra} to ${bits + extra} bits`);
  if (prefix === 0)
    throw new TypeError(`${text} is everybody; when every caller is a proxy, count them by hops`);
  const masked = base.map((each, index) => each & maskOf(prefix, index));
  if (masked.some((each, index) => each !== base[index])) {
    throw new TypeError(
      `${text} has bits beyond its prefix; ${formatAddress(masked)}/${prefix} is the block`,
    );
  }
  return { base, prefix };
}

/** Whether an address lies in a block; addresses of IPv4 lie in blocks of IPv4 alone. */
export function contains({ base, prefix }: Cidr, address: Address): boolean {
  if (base.length !== address.length) return false;
  for (let index = 0; index * 16 < prefix; index++) {
    if (((address[index] ?? 0) & maskOf(prefix, index)) !== base[index]) return false;
  }
  return true;
}

/** The bits of a group that lie within a prefix. */
function maskOf(prefix: number, index: number): number {
  const left = Math.min(Math.max(prefix - index * 16, 0), 16);
  return (0xffff << (16 - left)) & 0xffff;
}
