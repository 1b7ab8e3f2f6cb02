/** An address of the Internet Protocol, as groups of sixteen bits: two for IPv4, eight for IPv6. */
export type Address = readonly number[];

const octet = /^(?:0|[1-9]\d{0,2})$/;
const group = /^[\da-f]{1,4}$/i;
const v4Groups = 2;
const v6Groups = 8;

/**
 * Reads an address, IPv4 in four decimal numbers or IPv6. IPv4 mapped into IPv6 (`::ffff:192.0.2.1`), as sockets of both kinds
 * report it, is IPv4.
 * @returns undefined for anything else: leading zeros, ports, brackets and zones among it
 */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) return parseV4(text);
  const address = parseV6(text);
  return address !== undefined && isMapped(address) ? address.slice(v6Groups - v4Groups) : address;
}

/** Writes an address in its usual form, which is one and the same for each (RFC 5952 §4). */
export function formatAddress(address: Address): string {
  if (address.length === v4Groups) {
    return address.map((pair) => `${pair >> 8}.${pair & 0xff}`).join(".");
  }
  const groups = address.map((each) => each.toString(16));
  const [start, length] = longestZeros(address);
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

function parseV4(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => octet.test(part) && Number(part) <= 255)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  return [a * 256 + b, c * 256 + d];
}

function parseV6(text: string): Address | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const last = tail ?? head;
  const before = tail === undefined ? [] : parseGroups(head, false);
  const after = parseGroups(last, true);
  if (before === undefined || after === undefined) return undefined;
  const missing = v6Groups - before.length - after.length;
  // "::" stands for one group at least.
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

/** @param last whether the text ends the address, where the last 32 bits may be written as IPv4 */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const end = last && text.includes(".") ? parseV4(parts.pop() ?? "") : [];
  if (end === undefined || !parts.every((part) => group.test(part))) return undefined;
  return [...parts.map((part) => Number.parseInt(part, 16)), ...end];
}

function isMapped(address: Address): boolean {
  return address[5] === 0xffff && address.slice(0, 5).every((each) => each === 0);
}

/** Where the longest run of zeros is; the first one of several. */
function longestZeros(address: Address): readonly [start: number, length: number] {
  let [best, longest, length] = [0, 0, 0];
  for (const [index, each] of address.entries()) {
    length = each === 0 ? length + 1 : 0;
    if (length > longest) [best, longest] = [index - length + 1, length];
  }
  return [best, longest];
}
