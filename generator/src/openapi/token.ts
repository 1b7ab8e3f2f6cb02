const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** True for a legal name of a header field (RFC 9110 §5.1) or a cookie (RFC 6265 §4.1.1). */
export function isToken(name: string): boolean {
  return tokenPattern.test(name);
}
