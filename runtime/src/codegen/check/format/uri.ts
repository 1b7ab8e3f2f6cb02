import { isIpv6 } from "./host.ts";

const scheme = /^[a-z][a-z\d+.-]*$/i;
const futureAddress = /^v[\da-f]+\.[\w.~!$&'()*+,;=:-]+$/i;

/** Which characters a component may hold besides percent-encoded ones: ASCII only (RFC 3986), or ucschar too (RFC 3987). */
interface Characters {
  readonly user: RegExp;
  readonly name: RegExp;
  readonly path: RegExp;
  readonly query: RegExp;
  readonly fragment: RegExp;
}

function characters(extra: string, privateUse: string): Characters {
  const component = (more: string) =>
    new RegExp(`^(?:[\\w.~!$&'()*+,;=${extra}${more}-]|%[\\da-fA-F]{2})*$`, "u");
  return {
    user: component(":"),
    name: component(""),
    path: component(":@/"),
    query: component(`:@/?${privateUse}`),
    fragment: component(":@/?"),
  };
}

const ascii = /* @__PURE__ */ characters("", "");

/** RFC 3987 §2.2: `ucschar`. */
const ucschar = /* @__PURE__ */ (() =>
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    .map((plane) => {
      if (plane === 0) return "\\u{A0}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFEF}";
      const hex = plane.toString(16);
      return `\\u{${hex}${plane === 14 ? "1000" : "0000"}}-\\u{${hex}FFFD}`;
    })
    .join(""))();
let international: Characters | undefined;

/** Compiled on first use: few contracts have IRIs. */
function internationalCharacters(): Characters {
  return (international ??= characters(
    ucschar,
    "\\u{E000}-\\u{F8FF}\\u{F0000}-\\u{FFFFD}\\u{100000}-\\u{10FFFD}",
  ));
}

/**
 * Most URIs: a name and a port at most in the authority. What it matches is a URI once its percent signs are looked at;
 * what it does not match is taken apart.
 */
const common =
  /^[A-Za-z][A-Za-z\d+.-]*:\/\/[\w.~-]+(?::\d*)?(?:\/[\w.~!$&'()*+,;=:@%/-]*)?(?:\?[\w.~!$&'()*+,;=:@%/?-]*)?(?:#[\w.~!$&'()*+,;=:@%/?-]*)?$/;
const badPercent = /%(?![\da-f]{2})/i;

function isCommon(s: string): boolean {
  return common.test(s) && (!s.includes("%") || !badPercent.test(s));
}

/** Takes a reference apart as RFC 3986 appendix B does and checks each component. */
function isReference(s: string, may: Characters, absolute: boolean): boolean {
  let rest = s;
  const hash = rest.indexOf("#");
  if (hash !== -1) {
    if (!may.fragment.test(rest.slice(hash + 1))) return false;
    rest = rest.slice(0, hash);
  }
  const question = rest.indexOf("?");
  if (question !== -1) {
    if (!may.query.test(rest.slice(question + 1))) return false;
    rest = rest.slice(0, question);
  }
  const colon = rest.indexOf(":");
  const slash = rest.indexOf("/");
  if (colon !== -1 && (slash === -1 || colon < slash)) {
    // A relative reference must not have a colon in its first segment (§4.2), so this can only end a scheme.
    if (!scheme.test(rest.slice(0, colon))) return false;
    rest = rest.slice(colon + 1);
  } else if (absolute) {
    return false;
  }
  if (!rest.startsWith("//")) return may.path.test(rest);
  const end = rest.indexOf("/", 2);
  const authority = end === -1 ? rest.slice(2) : rest.slice(2, end);
  return isAuthority(authority, may) && (end === -1 || may.path.test(rest.slice(end)));
}

function isAuthority(authority: string, may: Characters): boolean {
  const at = authority.indexOf("@");
  if (at !== -1 && !may.user.test(authority.slice(0, at))) return false;
  const hostAndPort = authority.slice(at + 1);
  if (hostAndPort.startsWith("[")) {
    const close = hostAndPort.indexOf("]");
    const address = hostAndPort.slice(1, close);
    return (
      close !== -1 &&
      /^(?::\d*)?$/.test(hostAndPort.slice(close + 1)) &&
      (isIpv6(address) || futureAddress.test(address))
    );
  }
  const colon = hostAndPort.indexOf(":");
  const name = colon === -1 ? hostAndPort : hostAndPort.slice(0, colon);
  return may.name.test(name) && (colon === -1 || /^\d*$/.test(hostAndPort.slice(colon + 1)));
}

/** Whether a string is a URI with a scheme (RFC 3986 §3). */
export function isUri(v: unknown): v is string {
  return typeof v === "string" && (isCommon(v) || isReference(v, ascii, true));
}

/** Whether a string is a URI or a relative reference (RFC 3986 §4.1). */
export function isUriReference(v: unknown): v is string {
  return typeof v === "string" && (isCommon(v) || isReference(v, ascii, false));
}

/** Whether a string is an IRI: a URI that may hold characters outside ASCII (RFC 3987 §2.2). */
export function isIri(v: unknown): v is string {
  return typeof v === "string" && (isCommon(v) || isReference(v, internationalCharacters(), true));
}

/** Whether a string is an IRI or a relative reference (RFC 3987 §2.2). */
export function isIriReference(v: unknown): v is string {
  return typeof v === "string" && (isCommon(v) || isReference(v, internationalCharacters(), false));
}

// The apostrophe was left out of the grammar by mistake (RFC 6570 erratum 6937).
const literals = "(?:[!#$&-+,\\-./\\w:;=?@[\\]~\\u{a0}-\\u{10fffd}]|%[\\da-fA-F]{2})";
const variable = "(?:\\w|%[\\da-fA-F]{2})(?:\\.?(?:\\w|%[\\da-fA-F]{2}))*(?::[1-9]\\d{0,3}|\\*)?";
const template = /* @__PURE__ */ new RegExp(
  `^(?:${literals}|\\{[+#./;?&=,!@|]?${variable}(?:,${variable})*\\})*$`,
  "u",
);

/** Whether a string is a URI template (RFC 6570 §2). */
export function isUriTemplate(v: unknown): v is string {
  return typeof v === "string" && template.test(v);
}
