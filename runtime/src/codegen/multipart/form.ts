import { bodyUsed, decodeUtf8, joinChunks } from "../../http/body.ts";
import { isUtf8, mediaTypeMatches, parseMediaType } from "../../http/media-type.ts";
import { FormParser } from "../../http/multipart/form-parser.ts";
import type { FormPartHeader } from "../../http/multipart/form-parser.ts";
import { partTooLarge } from "../../http/multipart/limits.ts";
import { boundaryOf } from "../../http/multipart/parser.ts";
import type { PartHeader } from "../../http/multipart/part-header.ts";
import type { ExactNumbers } from "../../http/parse-json.ts";
import { JsonError, parseJson } from "../../http/parse-json.ts";
import { HttpError } from "../../http/problem.ts";
import { BinaryBody } from "../binary.ts";
import type { Exchange } from "../exchange.ts";
import type { BodyOptions } from "../exchange/options.ts";
import type { FieldFault } from "../form.ts";
import { setOwn } from "../check/json.ts";
import type { MultipartLimits } from "./limits.ts";
import { multipartLimits } from "./limits.ts";

/** What a contract says about the parts of one name. */
export interface PartRules {
  /** Its content is handed over as bytes; any other part is a text or a JSON document. */
  readonly file?: boolean;
  /** The body is refused without it. */
  readonly required?: boolean;
  /** Media types or ranges that its `content-type` must be of (default: every type). */
  readonly types?: readonly string[];
}

/** The parts that a contract declares, by name. */
export type PartTable = Readonly<Record<string, PartRules>>;

/** How a multipart body is read. */
export interface MultipartOptions extends BodyOptions {
  /** Rules of the parts that are not declared (default: they are skipped). */
  readonly rest?: PartRules;
  /** Whether parts that are not declared are a fault. */
  readonly closed?: boolean;
  /** What becomes of whole numbers in JSON that a `number` would round (default: they are rounded). */
  readonly bigint?: ExactNumbers;
}

interface Part {
  readonly header: PartHeader;
  readonly content: Uint8Array | (() => ReadableStream<Uint8Array>);
}

/**
 * The body as `multipart/form-data` (RFC 7578), read up to its end, or up to a file that is too large to be held in
 * memory: that one is handed over while it still arrives, so whatever the contract requires must come before it.
 *
 * @returns undefined when there is no body
 * @throws {HttpError} 413 when the body, or a part of it, exceeds a limit; 400 when it is malformed or has too many parts
 */
export async function multipartBody(
  x: Exchange,
  table: PartTable,
  options: MultipartOptions = {},
): Promise<MultipartReader | undefined> {
  const { body, headers } = x.req;
  if (!body.present) return undefined;
  const boundary = boundaryOf(headers.get("content-type"));
  const limits: MultipartLimits = { ...multipartLimits, ...x.config.multipart };
  const source = body.stream(options.limit ?? x.config.bodyLimit);
  const fault: FieldFault = (field, message) => x.fault("body", undefined, `/${pointer(field)}`, message);
  return readForm(new FormParser(source, boundary, limits), limits, table, options, fault);
}

/** Reads named parts up to the end of the body, or up to a file that is too large to be held. */
export async function readForm(
  parser: FormParser,
  limits: MultipartLimits,
  table: PartTable,
  options: MultipartOptions,
  fault: FieldFault,
): Promise<MultipartReader> {
  const parts = new FormParts(parser, limits, table, options, fault);
  try {
    await parts.read();
  } catch (error) {
    // What is still to come is of no use, and the source may hold it back until somebody says so.
    parser.cancel(error).catch(ignore);
    throw error;
  }
  return new MultipartReader(parts.byName, fault, options.bigint);
}

function ignore(): void {
  // The body is given up already.
}

/** A name as a part of a JSON pointer. */
export function pointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Reads the parts that a contract knows, each as far as it can be held. */
class FormParts {
  readonly byName: Map<string, Part[]> = new Map<string, Part[]>();
  private readonly parser: FormParser;
  private readonly limits: MultipartLimits;
  private readonly table: PartTable;
  private readonly options: MultipartOptions;
  private readonly fault: FieldFault;
  private held: number = 0;

  constructor(
    parser: FormParser,
    limits: MultipartLimits,
    table: PartTable,
    options: MultipartOptions,
    fault: FieldFault,
  ) {
    this.parser = parser;
    this.limits = limits;
    this.table = table;
    this.options = options;
    this.fault = fault;
  }

  async read(): Promise<void> {
    for (let next = await this.next(); next !== undefined; next = await this.next()) {
      const { name, header, rules } = next;
      if (rules.types !== undefined && !isOf(header.contentType, rules.types)) {
        this.fault(name, `must be of the type ${rules.types.join(", ")}`);
        continue;
      }
      const content = rules.file === true ? await this.file(name) : await this.field();
      const known = this.byName.get(name);
      if (known === undefined) this.byName.set(name, [{ header, content }]);
      else known.push({ header, content });
      if (typeof content === "function") return;
    }
  }

  /** The next part that the contract knows; the others are skipped. */
  private async next(): Promise<{ name: string; header: FormPartHeader; rules: PartRules } | undefined> {
    const { parser } = this;
    for (let header = await parser.nextField(); header !== undefined; header = await parser.nextField()) {
      const { name } = header;
      const rules = Object.hasOwn(this.table, name) ? this.table[name] : this.options.rest;
      if (rules !== undefined) return { name, header, rules };
      if (this.options.closed === true) this.fault(name, "is not allowed");
    }
    return undefined;
  }

  private async field(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (let piece = await this.parser.read(); piece !== undefined; piece = await this.parser.read()) {
      size += piece.length;
      this.held += piece.length;
      if (size > this.limits.field) throw partTooLarge(this.limits.field);
      if (this.held > this.limits.memory) throw partTooLarge(this.limits.memory);
      pieces.push(piece);
    }
    return joinChunks(pieces, size);
  }

  private async file(name: string): Promise<Part["content"]> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (let piece = await this.parser.read(); piece !== undefined; piece = await this.parser.read()) {
      size += piece.length;
      pieces.push(piece);
      if (size > this.limits.file) throw partTooLarge(this.limits.file);
      if (this.held + size > this.limits.memory) {
        this.refuseLate(name);
        return this.streamed(name, pieces);
      }
    }
    this.held += size;
    return joinChunks(pieces, size);
  }

  /** A handler that is called before the whole body has arrived must have what the contract promises it. */
  private refuseLate(name: string): void {
    const late = Object.keys(this.table).filter(
      (other) => this.table[other]?.required === true && other !== name && !this.byName.has(other),
    );
    if (late.length === 0) return;
    const errors = late.map((other) => ({
      in: "body" as const,
      pointer: `/${pointer(other)}`,
      message: `must come before ${name}, which is too large to be held in memory`,
      keyword: "required",
    }));
    throw new HttpError(400, { detail: "The request does not fit its contract.", errors });
  }

  /** The rest of a file as it arrives, after the pieces that are here already. */
  private streamed(name: string, pieces: Uint8Array[]): () => ReadableStream<Uint8Array> {
    const { parser, limits } = this;
    let used = false;
    let size = 0;
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      const piece = pieces.shift() ?? (await parser.read());
      if (piece === undefined) {
        await this.end(name);
        controller.close();
        return;
      }
      size += piece.length;
      if (size > limits.file) throw partTooLarge(limits.file);
      controller.enqueue(piece);
    };
    return () => {
      if (used) throw bodyUsed();
      used = true;
      const cancel = (reason: unknown): Promise<void> => parser.cancel(reason);
      return new ReadableStream<Uint8Array>({ pull, cancel }, { highWaterMark: 0 });
    };
  }

  /** Whatever the contract knows and comes too late must not be passed over in silence. */
  private async end(name: string): Promise<void> {
    const next = await this.next();
    if (next === undefined) return;
    await this.parser.cancel().catch(ignore);
    const message = `must come before ${name}, which is too large to be held in memory`;
    const errors = [{ in: "body" as const, pointer: `/${pointer(next.name)}`, message }];
    throw new HttpError(400, { detail: "The request does not fit its contract.", errors });
  }
}

/** Whether a `content-type` is one of the declared types; a part without one is text (RFC 7578 §4.4). */
export function isOf(contentType: string | undefined, types: readonly string[]): boolean {
  const mediaType = parseMediaType(contentType ?? "text/plain");
  if (mediaType === undefined) return false;
  return types.some((type) => {
    const range = parseMediaType(type);
    return range !== undefined && mediaTypeMatches(range, mediaType);
  });
}

/**
 * The parts of a body by name. Each is read as its contract says; undefined is an absent part, or an unreadable one, which
 * is a fault already.
 */
export class MultipartReader {
  private readonly parts: ReadonlyMap<string, readonly Part[]>;
  private readonly fault: FieldFault;
  private readonly bigint: ExactNumbers | undefined;

  constructor(parts: ReadonlyMap<string, readonly Part[]>, fault: FieldFault, bigint?: ExactNumbers) {
    this.parts = parts;
    this.fault = fault;
    this.bigint = bigint;
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
    return part === undefined ? undefined : fileOf(part);
  }

  /** All parts of a name. */
  files(name: string): BinaryBody[] | undefined {
    return this.parts.get(name)?.map(fileOf);
  }

  /** Texts as such and files as bytes, where the contract says nothing; several of a name as a list. */
  any(name: string): unknown {
    const values = this.parts.get(name)?.map((part) => {
      return part.header.filename === undefined ? this.text(name, part) : fileOf(part);
    });
    return values?.length === 1 ? values[0] : values;
  }

  /** What `read` gives for every name that is not in `except`, as an object. */
  rest<T>(except: readonly string[], read: (name: string) => T | undefined): Record<string, T> {
    const found: Record<string, T> = {};
    for (const name of this.parts.keys()) {
      const value = except.includes(name) ? undefined : read(name);
      if (value !== undefined) setOwn(found, name, value);
    }
    return found;
  }

  /** The header of each part of a name; undefined when there is none. */
  headers(name: string): PartHeader[] | undefined {
    return this.parts.get(name)?.map((part) => part.header);
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
    const mediaType = parseMediaType(part.header.contentType ?? "text/plain");
    const readable = mediaType !== undefined && isUtf8(mediaType) && part.content instanceof Uint8Array;
    const text = readable ? decodeUtf8(part.content as Uint8Array) : undefined;
    if (text === undefined) this.fault(name, "is not valid UTF-8");
    return text;
  }

  private document(name: string, part: Part): unknown {
    const text = this.text(name, part);
    if (text === undefined) return undefined;
    try {
      return parseJson(text, { bigint: this.bigint });
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      this.fault(name, "must be JSON");
      return undefined;
    }
  }
}

function fileOf({ header, content }: Part): BinaryBody {
  return new BinaryBody(content, header);
}
