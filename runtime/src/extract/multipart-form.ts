import { mediaTypeMatches, parseMediaType } from "../http/media-type.ts";
import type { MediaType } from "../http/media-type.ts";
import type { Fault } from "../http/problem.ts";
import { checkLimits } from "./check-limits.ts";
import type { Extractor } from "./extractor.ts";
import { faulty, pointerTo, readFields } from "./fields.ts";
import type { Field, FieldFault, FieldOptions, FieldsOf, FieldTable } from "./fields.ts";
import { multipartBody } from "./multipart.ts";
import type { MultipartBodyOptions, MultipartPart } from "./multipart.ts";
import { addText } from "./query-object.ts";
import type { Parse } from "./values.ts";

/** A file of a {@link multipartForm}. */
export interface Upload {
  /** As the sender gave it: text to show, never a path to write to. */
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
}

export interface UploadOptions {
  /** Most bytes; default: the `file` limit of the body. 413 beyond. */
  limit?: number;
  /** Media types or ranges that its `content-type` must be of, such as `image/*`; default: every type. */
  types?: readonly string[];
}

/** How the files of one name are read; made by {@link upload} and {@link uploads}. */
export class UploadField<out T> {
  readonly options: UploadOptions;
  readonly ranges: readonly MediaType[] | undefined;
  /** Gives the value for the files of a name; what is wrong with them is noted. */
  readonly read: (files: readonly Upload[], note: (message: string) => undefined) => T | undefined;

  constructor(
    options: UploadOptions,
    read: (files: readonly Upload[], note: (message: string) => undefined) => T | undefined,
  ) {
    checkLimits({ limit: options.limit });
    this.options = options;
    this.ranges = options.types?.map(rangeOf);
    this.read = read;
  }

  accepts(contentType: string | undefined): boolean {
    if (this.ranges === undefined) return true;
    // A part without a type is text (RFC 7578 §4.4).
    const mediaType = parseMediaType(contentType ?? "text/plain");
    return mediaType !== undefined && this.ranges.some((range) => mediaTypeMatches(range, mediaType));
  }
}

function rangeOf(type: string): MediaType {
  const range = parseMediaType(type);
  if (range === undefined) throw new TypeError(`${JSON.stringify(type)} is no media type`);
  return range;
}

/**
 * One file.
 * @throws {RangeError} when the limit makes no sense
 * @throws {TypeError} when one of the types is none
 */
export function upload(options?: UploadOptions & { optional?: false }): UploadField<Upload>;
export function upload(options: UploadOptions & { optional: true }): UploadField<Upload | undefined>;
export function upload(
  options: UploadOptions & { optional?: boolean } = {},
): UploadField<Upload | undefined> {
  return new UploadField(options, (files, note) => {
    if (files.length > 1) return note("occurs more than once");
    if (files.length === 0 && options.optional !== true) return note("is required");
    return files[0];
  });
}

/** Any number of files, in the order of arrival; throws as {@link upload} does. */
export function uploads(options: UploadOptions = {}): UploadField<Upload[]> {
  return new UploadField(options, (files) => [...files]);
}

/** Fields and files by name. */
export type PartTable = Readonly<Record<string, Parse<unknown> | Field<unknown> | UploadField<unknown>>>;

/** The values that a table of fields and files gives. */
export type PartsOf<P extends PartTable> = {
  -readonly [K in keyof P]: P[K] extends UploadField<infer T> ? T : ValueOf<P, K>;
};
type ValueOf<P extends PartTable, K extends keyof P> = P[K] extends Parse<unknown> | Field<unknown>
  ? FieldsOf<Readonly<Record<"it", P[K]>>>["it"]
  : never;

/**
 * A `multipart/form-data` body as an object, all of it held in memory: its limit, the server's 1 MiB by default, bounds
 * that. Fields are read as {@link queryObject} reads parameters, files as {@link upload} says; other parts are skipped
 * unless `closed` is set. 400 names every field that is wrong, with a JSON pointer; 413 and 415 as {@link multipartBody}.
 *
 * ```ts
 * post([multipartForm({ title: text, avatar: upload({ types: ["image/*"] }) })], ({ title, avatar }) => …);
 * ```
 */
export function multipartForm<const P extends PartTable>(
  table: P,
  options: MultipartBodyOptions & FieldOptions = {},
): Extractor<PartsOf<P>> {
  const body = multipartBody(options);
  const fields: FieldTable = Object.fromEntries(Object.entries(table).filter(isText));
  return async (req, cx) => {
    const faults: Fault[] = [];
    const fault: FieldFault = (name, message, pointer = "") =>
      void faults.push({ in: "body", pointer: pointerTo(name) + pointer, message });
    const texts = new Map<string, string[]>();
    const files = new Map<string, Upload[]>();
    const unreadable = new Set<string>();
    for await (const part of await body(req, cx)) {
      const { name } = part;
      const field = Object.hasOwn(table, name) ? table[name] : undefined;
      if (field instanceof UploadField) {
        if (field.accepts(part.contentType)) await addFile(files, part, field);
        else {
          unreadable.add(name);
          fault(name, `must be of the type ${(field.options.types ?? []).join(", ")}`);
        }
      } else if (field !== undefined) addText(texts, name, await part.text());
      else if (options.closed === true) fault(name, "is not allowed");
    }
    const values = Object.entries(readFields(fields, texts, undefined, fault));
    for (const [name, field] of Object.entries(table)) {
      if (!(field instanceof UploadField) || unreadable.has(name)) continue;
      values.push([name, field.read(files.get(name) ?? [], (message) => fault(name, message))]);
    }
    if (faults.length > 0) throw faulty(faults);
    return Object.fromEntries(values) as PartsOf<P>;
  };
}

function isText(
  entry: [string, PartTable[string]],
): entry is [string, Exclude<PartTable[string], UploadField<unknown>>] {
  return !(entry[1] instanceof UploadField);
}

async function addFile(
  files: Map<string, Upload[]>,
  part: MultipartPart,
  field: UploadField<unknown>,
): Promise<void> {
  const bytes = await part.bytes(field.options.limit);
  // What browsers send for a control in which no file was chosen (HTML §4.10.21.4).
  if (part.filename === "" && bytes.length === 0) return;
  const file = { filename: part.filename, contentType: part.contentType, bytes };
  const known = files.get(part.name);
  if (known === undefined) files.set(part.name, [file]);
  else known.push(file);
}
