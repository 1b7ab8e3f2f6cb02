const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Whether a string is a UUID in its 36-character form (RFC 9562 §4), of any version and case, without `urn:uuid:`. */
export function isUuid(v: unknown): v is string {
  return typeof v === "string" && v.length === 36 && uuid.test(v);
}

const pointer = /^(?:\/(?:[^/~]|~[01])*)*$/;
const relativePointer = /^(?:0|[1-9]\d*)(?:[+-](?:0|[1-9]\d*))?(?:#|(?:\/(?:[^/~]|~[01])*)*)$/;

/** Whether a string is a JSON pointer (RFC 6901 §3). */
export function isJsonPointer(v: unknown): v is string {
  return typeof v === "string" && pointer.test(v);
}

/** Whether a string is a relative JSON pointer (draft-bhutton-relative-json-pointer-00 §3). */
export function isRelativeJsonPointer(v: unknown): v is string {
  return typeof v === "string" && relativePointer.test(v);
}

/** Whether a string is a regular expression of ECMA-262, read with the flag `u`. It is compiled, never run. */
export function isRegex(v: unknown): v is string {
  if (typeof v !== "string") return false;
  try {
    new RegExp(v, "u");
    return true;
  } catch {
    return false;
  }
}

const base64 = /^[A-Za-z\d+/]*={0,2}$/;
const base64url = /^[A-Za-z\d_-]*={0,2}$/;

/** Whether a string is base64 with its padding and without line breaks (RFC 4648 §4). */
export function isBase64(v: unknown): v is string {
  return typeof v === "string" && v.length % 4 === 0 && base64.test(v);
}

/** Whether a string is URL-safe base64, padded or not (RFC 4648 §5). */
export function isBase64Url(v: unknown): v is string {
  return (
    typeof v === "string" && (v.endsWith("=") ? v.length % 4 === 0 : v.length % 4 !== 1) && base64url.test(v)
  );
}
