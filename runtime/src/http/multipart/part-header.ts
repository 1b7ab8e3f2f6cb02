import { decodeUtf8 } from "../body.ts";
import { malformed } from "./malformed.ts";

/** What the header of a part says. */
export interface PartHeader {
  /** `name` of its `content-disposition`. */
  readonly name: string | undefined;
  /** As the sender gave it: never a path to write to. */
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  /** All fields, by name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
}

const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * Reads the header of a part, without the empty line after it (RFC 2046 §5.1, RFC 7578 §4).
 * @throws {HttpError} 400 when it is malformed, folded, not UTF-8, or names one field twice
 */
export function readPartHeader(bytes: Uint8Array): PartHeader {
  const text = decodeUtf8(bytes);
  if (text === undefined) malformed("has a part header that is not UTF-8");
  const fields = new Map<string, string>();
  for (const line of text === "" ? [] : text.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    // A line break of another kind, or a folded line, would hide a field from one reader and show it to another.
    if (!fieldName.test(name) || /[\0\r\n]/.test(line)) malformed("has a part header with a malformed line");
    if (fields.has(name)) malformed("has a part header that names a field twice");
    fields.set(name, line.slice(colon + 1).trim());
  }
  const encoding = fields.get("content-transfer-encoding");
  if (encoding !== undefined && !/^(?:7bit|8bit|binary)$/i.test(encoding))
    malformed("has a part with a transfer encoding, which HTTP does not use");
  const disposition = parameters(fields.get("content-disposition"));
  return {
    name: disposition.get("name"),
    filename: extended(disposition.get("filename*")) ?? disposition.get("filename"),
    contentType: fields.get("content-type"),
    fields,
  };
}

const parameter = /;[\t ]*([\w*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))[\t ]*/y;

/**
 * Parameters of a `content-disposition`. Quotes and line breaks in names are written as browsers do: percent-encoded
 * (HTML §4.10.22.8); a backslash escapes only a quote or itself.
 */
function parameters(text: string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  if (text === undefined) return found;
  const kind = /^[\w-]+[\t ]*/.exec(text)?.[0] ?? malformed("has a malformed content-disposition");
  // Only form-data names its parts; those of other kinds of multipart are told apart by their place.
  if (kind.trim().toLowerCase() !== "form-data") return found;
  parameter.lastIndex = kind.length;
  while (parameter.lastIndex < text.length) {
    const [, name = "", quoted, bare] =
      parameter.exec(text) ?? malformed("has a malformed content-disposition");
    const value =
      quoted?.replace(/\\(["\\])/g, "$1").replace(/%(?:22|0D|0A)/gi, decodeURIComponent) ?? bare ?? "";
    if (found.has(name.toLowerCase())) malformed("has a content-disposition that says something twice");
    found.set(name.toLowerCase(), value);
  }
  return found;
}

/** The value of a parameter that is written as RFC 8187 says; undefined when it is not, or not in UTF-8. */
function extended(text: string | undefined): string | undefined {
  const encoded = text === undefined ? undefined : /^utf-8'[\w-]*'(.*)$/i.exec(text)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
