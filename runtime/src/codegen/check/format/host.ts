import { isLabelSequence } from "./idn.ts";

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = /* @__PURE__ */ new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const group = /^[\da-f]{1,4}$/i;

/** Whether a string is a dotted IPv4 address; leading zeros, which some read as octal, are refused (RFC 2673 §3.2). */
export function isIpv4(v: unknown): v is string {
  return typeof v === "string" && ipv4.test(v);
}

/** Whether a string is an IPv6 address in any form of RFC 4291 §2.2, without a zone. */
export function isIpv6(v: unknown): v is string {
  if (typeof v !== "string" || v.length > 45) return false;
  const halves = v.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (let h = 0; h < halves.length; h++) {
    const half = halves[h] ?? "";
    if (half === "") continue;
    const parts = half.split(":");
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] ?? "";
      const last = h === halves.length - 1 && i === parts.length - 1;
      if (last && part.includes(".")) {
        if (!isIpv4(part)) return false;
        groups += 2;
      } else {
        if (!group.test(part)) return false;
        groups++;
      }
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

function isPlainHostname(s: string): boolean {
  return s.length <= 253 && s.split(".").every((part) => label.test(part));
}

/**
 * Whether a string is an internet host name (RFC 1123 §2.1): labels of 1 to 63 letters, digits and inner hyphens, 253
 * characters in all, without a trailing dot. Labels that begin with `xn--` have to be A-labels (RFC 5890 §2.3.2.1).
 */
export function isHostname(v: unknown): v is string {
  if (typeof v !== "string" || !isPlainHostname(v)) return false;
  return !/(?:^|\.)xn--/i.test(v) || isLabelSequence(v.split("."));
}

const atom = "[\\w!#$%&'*+/=?^`{|}~-]+";
const localPart = /* @__PURE__ */ new RegExp(`^(?:${atom}(?:\\.${atom})*|"(?:[ !#-[\\]-~]|\\\\[ -~])*")$`);

/**
 * Whether a string is a mailbox (RFC 5321 §4.1.2): dotted or quoted local part of at most 64 characters, then a host name
 * or an address literal such as `[127.0.0.1]` or `[IPv6:::1]`.
 */
export function isEmail(v: unknown): v is string {
  if (typeof v !== "string") return false;
  const at = v.lastIndexOf("@");
  return at > 0 && at <= 64 && localPart.test(v.slice(0, at)) && isMailDomain(v.slice(at + 1));
}

function isMailDomain(domain: string): boolean {
  if (!domain.startsWith("[")) return isPlainHostname(domain);
  if (!domain.endsWith("]")) return false;
  const address = domain.slice(1, -1);
  return /^ipv6:/i.test(address) ? isIpv6(address.slice(5)) : isIpv4(address);
}

// RFC 6531 §3.3: what an atom and a quoted text may hold beyond ASCII is any other character.
const wideAtom = "[\\w!#$%&'*+/=?^`{|}~\\u{80}-\\u{10ffff}-]+";
let wideLocalPart: RegExp | undefined;

/**
 * Whether a string is an internationalised mailbox (RFC 6531 §3.3): like {@link isEmail}, with characters outside ASCII in
 * the local part, of which 64 octets are allowed, and in the labels of the domain, which are not looked at further.
 */
export function isIdnEmail(v: unknown): v is string {
  if (typeof v !== "string") return false;
  wideLocalPart ??= new RegExp(
    `^(?:${wideAtom}(?:\\.${wideAtom})*|"(?:[ !#-[\\]-~\\u{80}-\\u{10ffff}]|\\\\[ -~])*")$`,
    "u",
  );
  const at = v.lastIndexOf("@");
  if (at <= 0 || !wideLocalPart.test(v.slice(0, at)) || utf8Length(v.slice(0, at)) > 64) return false;
  const domain = v.slice(at + 1);
  if (domain.startsWith("[")) return isMailDomain(domain);
  return utf8Length(domain) <= 255 && domain.split(".").every((part) => isWideLabel(part));
}

function isWideLabel(part: string): boolean {
  return /[^\0-\x7f]/.test(part) ? /^[a-z\d\u{80}-\u{10ffff}-]+$/iu.test(part) : label.test(part);
}

function utf8Length(s: string): number {
  return new TextEncoder().encode(s).length;
}
