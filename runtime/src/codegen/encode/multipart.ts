import { byteStream } from "../../client/transports/byte-stream.ts";
import { mediaTypeMatches, parseMediaType } from "../../http/media-type.ts";
import { BinaryBody, bodyOf } from "../binary.ts";
import type { BinarySource } from "../binary.ts";
import type { ItemSource } from "../items/write.ts";
import { EncodeError, json } from "../write.ts";

/** One part of a multipart body. */
export interface MultipartPart {
  /** Absent where parts are told apart by their place: such a part has no `content-disposition`. */
  readonly name?: string;
  /** `undefined` leaves the part out. */
  readonly value: BinarySource | undefined;
  /**
   * Media types that the contract allows; the value's own must be one of them, and the first one is that of a value
   * without (default: the value's own; none for text).
   */
  readonly types?: readonly string[];
  /** Default: that of a `BinaryBody` or `File`; the name of the part for other bytes, so that servers see a file. */
  readonly filename?: string;
  /** Further fields of the header of the part; `undefined` is absent. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A multipart body that is ready to be sent. */
export interface MultipartBody {
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
  /** With the boundary. */
  readonly contentType: string;
}

/**
 * Writes a multipart body (RFC 7578, RFC 2046 §5.1); it is streamed when a part is.
 *
 * @param mediaType With which the body is sent (default `multipart/form-data`).
 * @throws {EncodeError} when a part is of a type that the contract does not allow, or a header holds a line break
 */
export function multipart(
  parts: readonly MultipartPart[],
  mediaType: string = "multipart/form-data",
): MultipartBody {
  const boundary = newBoundary();
  const pieces: (Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>)[] = [];
  for (const part of parts) {
    if (part.value === undefined) continue;
    const body = bodyOf(part.value);
    pieces.push(bytesOf(`--${boundary}\r\n${partHeader(part, part.value)}\r\n`));
    pieces.push(typeof body === "string" ? bytesOf(body) : body, bytesOf("\r\n"));
  }
  pieces.push(bytesOf(`--${boundary}--\r\n`));
  return {
    contentType: withBoundary(mediaType, boundary),
    body: pieces.every(isBytes) ? concat(pieces) : byteStream(stream(pieces)),
  };
}

/** A boundary that no content holds. */
function newBoundary(): string {
  return `volo-${crypto.randomUUID()}`;
}

/** A media type with its boundary. */
function withBoundary(mediaType: string, boundary: string): string {
  return `${mediaType}; boundary=${boundary}`;
}

/**
 * Writes a multipart body whose parts are told apart by their place, each when its value has come in.
 *
 * @param part What is sent of an item.
 */
export function multipartItems<T>(
  items: ItemSource<T>,
  part: (item: T) => MultipartPart,
  mediaType: string,
): MultipartBody {
  const boundary = newBoundary();
  async function* pieces(): AsyncGenerator<Uint8Array | string, void, undefined> {
    for await (const item of items) {
      const one = part(item);
      if (one.value === undefined) continue;
      const body = bodyOf(one.value);
      yield `--${boundary}\r\n${partHeader(one, one.value)}\r\n`;
      if (typeof body === "string" || isBytes(body)) yield body;
      else yield* body;
      yield "\r\n";
    }
    yield `--${boundary}--\r\n`;
  }
  return { contentType: withBoundary(mediaType, boundary), body: byteStream(pieces()) };
}

/** Parts of the properties of an object that its contract does not name; each element of a list is one. */
export function otherParts(
  fields: object,
  names: readonly string[],
  as: "any" | "file" | "json" | "text",
): MultipartPart[] {
  return Object.entries(fields as Record<string, unknown>).flatMap(([name, value]) => {
    if (names.includes(name)) return [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return list
      .filter((item) => item !== undefined)
      .map((item): MultipartPart => {
        if (as === "file" || (as === "any" && isSource(item))) return { name, value: item as BinarySource };
        if (as === "json" || (as === "any" && typeof item === "object")) {
          return { name, value: json(item), types: ["application/json"] };
        }
        return { name, value: `${item as string | number}` };
      });
  });
}

function isSource(value: unknown): boolean {
  if (value instanceof Uint8Array || value instanceof Blob || value instanceof BinaryBody) return true;
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function isBytes(piece: unknown): piece is Uint8Array {
  return piece instanceof Uint8Array;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The header of a part, without the empty line after it. */
function partHeader(part: MultipartPart, value: BinarySource): string {
  const filename = part.filename ?? filenameOf(value) ?? (typeof value === "string" ? undefined : part.name);
  let text = "";
  if (part.name !== undefined) {
    text += `content-disposition: form-data; name="${quoted(part.name)}"`;
    if (filename !== undefined) text += `; filename="${quoted(filename)}"`;
    text += "\r\n";
  }
  const contentType = contentTypeOf(part, typeOf(value));
  if (contentType !== undefined) text += field("content-type", contentType);
  for (const [name, given] of Object.entries(part.headers ?? {})) {
    if (given !== undefined) text += field(name, given);
  }
  return text;
}

function field(name: string, value: string): string {
  if (/[\0\r\n]/.test(value)) throw new EncodeError(`the header ${name}`, value);
  return `${name}: ${value}\r\n`;
}

function filenameOf(value: BinarySource): string | undefined {
  if (value instanceof BinaryBody) return value.filename;
  return value instanceof Blob && "name" in value && typeof value.name === "string" ? value.name : undefined;
}

/** The type that a value was given; the one that stands for unknown bytes says nothing. */
function typeOf(value: BinarySource): string | undefined {
  if (value instanceof Blob) return value.type === "" ? undefined : value.type;
  if (!(value instanceof BinaryBody)) return undefined;
  return value.contentType === "application/octet-stream" ? undefined : value.contentType;
}

function contentTypeOf({ types }: MultipartPart, own: string | undefined): string | undefined {
  if (types === undefined) return own;
  if (own === undefined) return types.find((type) => !type.includes("*")) ?? "application/octet-stream";
  const mediaType = parseMediaType(own);
  const isAllowed = types.some((type) => {
    const range = parseMediaType(type);
    return range !== undefined && mediaType !== undefined && mediaTypeMatches(range, mediaType);
  });
  if (!isAllowed) throw new EncodeError(`a part of the type ${types.join(", ")}`, own);
  return own;
}

/**
 * As browsers write names (HTML §4.10.22.8). They leave backslashes alone, which readers that know quoted pairs (RFC 9110
 * §5.6.4) take for an escape where another backslash or the end follows: those are doubled.
 */
function quoted(text: string): string {
  return text
    .replace(/\\{2,}|\\$/g, (run) => run + run)
    .replaceAll('"', "%22")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function* stream(
  pieces: readonly (Uint8Array | AsyncIterable<Uint8Array | string>)[],
): AsyncGenerator<Uint8Array | string, void, undefined> {
  for (const piece of pieces) {
    if (isBytes(piece)) yield piece;
    else yield* piece;
  }
}
