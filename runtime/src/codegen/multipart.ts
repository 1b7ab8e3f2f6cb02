import { decodeUtf8 } from "../http/body.ts";
import { parseMediaType } from "../http/media-type.ts";
import { HttpError } from "../http/problem.ts";
import { BinaryBody } from "./binary.ts";
import type { FieldFault } from "./form.ts";
import { JsonError, parseJson } from "../http/parse-json.ts";

/** Most parts of a body. */
const maxParts = 100;
/** Most bytes of the header of a part. */
const maxHeader = 8192;
/** RFC 2046 §5.1.1. */
const boundaryPattern = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;

interface Part {
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
}

/**
 * The parts of a `multipart/form-data` body (RFC 7578) by name. Each is read as its contract says; undefined is an absent
 * part, or an unreadable one, which is a fault already.
 */
export class MultipartReader {
  private readonly parts: ReadonlyMap<string, readonly Part[]>;
  private readonly fault: FieldFault;

  constructor(parts: ReadonlyMap<string, readonly Part[]>, fault: FieldFault) {
    this.parts = parts;
    this.fault = fault;
  }

  /** Names of the parts. */
  names(): string[] {
    return [...this.parts.keys()];
  }

  /** A text; a second part of the same name is a fault. */
  value(name: string): string | undefined {
    const part = this.single(name);
    return part === undefined ? undefined : this.text(name, part);
  }

  /** Texts of all parts of a name. */
  list(name: string): string[] | undefined {
    const parts = this.parts.get(name);
    if (parts === undefined) return undefined;
    const texts = parts.map((part) => this.text(name, part));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }

  /** A JSON document; a second part of the same name is a fault. */
  json(name: string): unknown {
    const part = this.single(name);
    return part === undefined ? undefined : this.document(name, part);
  }

  /** JSON documents of all parts of a name. */
  jsonList(name: string): unknown[] | undefined {
    return this.parts.get(name)?.map((part) => this.document(name, part));
  }

  /** Bytes with their name and type; a second part of the same name is a fault. */
  file(name: string): BinaryBody | undefined {
    const part = this.single(name);
    return part === undefined ? undefined : new BinaryBody(part.bytes, part);
  }

  /** All parts of a name. */
  files(name: string): BinaryBody[] | undefined {
    return this.parts.get(name)?.map((part) => new BinaryBody(part.bytes, part));
  }

  private single(name: string): Part | undefined {
    const parts = this.parts.get(name);
    if (parts !== undefined && parts.length > 1) {
      this.fault(name, "must not be given twice");
      return undefined;
    }
    return parts?.[0];
  }

  private text(name: string, part: Part): string | undefined {
    const text = decodeUtf8(part.bytes);
    if (text === undefined) this.fault(name, "is not valid UTF-8");
    return text;
  }

  private document(name: string, part: Part): unknown {
    const text = this.text(name, part);
    if (text === undefined) return undefined;
    try {
      return parseJson(text);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      this.fault(name, "must be JSON");
      return undefined;
    }
  }
}

/**
 * Takes a multipart body apart. Parts share the memory of `body`.
 *
 * @param contentType The request's, with the boundary.
 * @throws {HttpError} 400 when the body is malformed or has too many parts
 */
export function readMultipart(body: Uint8Array, contentType: string, fault: FieldFault): MultipartReader {
  const boundary = parseMediaType(contentType)?.parameters.get("boundary");
  if (boundary === undefined || !boundaryPattern.test(boundary)) malformed("has no valid boundary");
  const parts = new Map<string, Part[]>();
  let count = 0;
  for (const range of partsBetween(body, `--${boundary}`)) {
    if (++count > maxParts) malformed(`has more than ${maxParts} parts`);
    const { name, part } = readPart(body.subarray(range.start, range.end));
    const known = parts.get(name);
    if (known === undefined) parts.set(name, [part]);
    else known.push(part);
  }
  return new MultipartReader(parts, fault);
}

function malformed(message: string): never {
  throw new HttpError(400, `The multipart body ${message}.`);
}

const cr = 13;
const lf = 10;
const dash = 45;

/** The places of the parts, header included, between delimiter lines (RFC 2046 §5.1.1). */
function* partsBetween(body: Uint8Array, delimiter: string): Generator<{ start: number; end: number }> {
  const mark = new TextEncoder().encode(delimiter);
  let at = find(body, mark, 0);
  if (at === -1) malformed("does not begin with its boundary");
  for (;;) {
    let start = at + mark.length;
    if (body[start] === dash && body[start + 1] === dash) return;
    while (body[start] === 32 || body[start] === 9) start++;
    if (body[start] !== cr || body[start + 1] !== lf)
      malformed("has a delimiter that is not on a line of its own");
    start += 2;
    at = find(body, mark, start);
    if (at === -1) malformed("breaks off");
    yield { start, end: at - 2 };
  }
}

/** Where `mark` next begins a line; -1 when it does not. */
function find(body: Uint8Array, mark: Uint8Array, from: number): number {
  for (let i = body.indexOf(dash, from); i !== -1; i = body.indexOf(dash, i + 1)) {
    if (i !== 0 && (body[i - 1] !== lf || body[i - 2] !== cr)) continue;
    let same = 1;
    while (same < mark.length && body[i + same] === mark[same]) same++;
    if (same === mark.length) return i;
  }
  return -1;
}

function readPart(bytes: Uint8Array): { name: string; part: Part } {
  const end = headerEnd(bytes);
  const header = decodeUtf8(bytes.subarray(0, end));
  if (header === undefined) malformed("has a part header that is not UTF-8");
  let disposition: Map<string, string> | undefined;
  let contentType: string | undefined;
  for (const line of header.split("\r\n")) {
    const colon = line.indexOf(":");
    const field = line.slice(0, colon).toLowerCase();
    if (field === "content-disposition") disposition = parameters(line.slice(colon + 1));
    if (field === "content-type") contentType = line.slice(colon + 1).trim();
  }
  const name = disposition?.get("name");
  if (name === undefined) malformed("has a part without a name");
  return {
    name,
    part: { filename: disposition?.get("filename"), contentType, bytes: bytes.subarray(end + 4) },
  };
}

/** Where the empty line after a part's header begins. */
function headerEnd(bytes: Uint8Array): number {
  const limit = Math.min(bytes.length - 3, maxHeader);
  for (let i = 0; i < limit; i++) {
    if (bytes[i] === cr && bytes[i + 1] === lf && bytes[i + 2] === cr && bytes[i + 3] === lf) return i;
  }
  return malformed("has a part whose header is too long or not ended");
}

const parameter = /;[\t ]*([\w*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))/g;

/**
 * Parameters of a `content-disposition`. Quotes and line breaks in names are written as browsers do: percent-encoded
 * (HTML §4.10.22.8); a backslash escapes only a quote or itself.
 */
function parameters(text: string): Map<string, string> | undefined {
  if (!/^\s*form-data\s*(?:;|$)/i.test(text)) return undefined;
  const found = new Map<string, string>();
  for (const [, name = "", quoted, bare] of text.matchAll(parameter)) {
    const value =
      quoted?.replace(/\\(["\\])/g, "$1").replace(/%(?:22|0D|0A)/gi, decodeURIComponent) ?? bare ?? "";
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), value);
  }
  return found;
}
