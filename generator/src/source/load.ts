import type { Coverage } from "./coverage.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { scanJson } from "./json-scan.ts";
import type { ReadOptions, RawFile } from "./reader.ts";
import { SourceReader } from "./reader.ts";
import type { SourceFile } from "./source-file.ts";
import type { Span, TextSpan } from "./span.ts";
import type { JsonData } from "./value.ts";
import { parseYaml } from "./yaml.ts";

/** A JSON or YAML file that was read and parsed. */
export interface LoadedDocument {
  readonly file: SourceFile;
  readonly value: JsonData;
  /** Some whole number of it is a bigint. */
  readonly bigIntegers: boolean;
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

function parseLossless(text: string): JsonData {
  const revive: Reviver = (_key, value, { source }) =>
    typeof value === "number" &&
    !Number.isSafeInteger(value) &&
    source !== undefined &&
    /^-?\d+$/.test(source)
      ? BigInt(source)
      : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown) as JsonData;
}

function textSpan(file: SourceFile, start: number, end: number): TextSpan {
  return { kind: "text", file, start, end };
}

function looksLikeJson(raw: RawFile): boolean {
  if (/\.json$/i.test(raw.path)) return true;
  // YAML is a superset of JSON, but a hundred times slower to read.
  return /^\s*[[{]/.test(raw.text) && scanJson(raw.text).error === undefined;
}

function parse(raw: RawFile, reader: SourceReader, diagnostics: Diagnostics): LoadedDocument | undefined {
  const { limits } = reader;
  if (looksLikeJson(raw)) {
    const file: SourceFile = { ...raw, format: "json" };
    const scan = scanJson(raw.text, limits.depth);
    if (scan.error !== undefined) {
      const { offset, message } = scan.error;
      diagnostics.add("VG1002", message, { span: textSpan(file, offset, offset + 1) });
      return undefined;
    }
    if (scan.tooDeep !== undefined || scan.nodes > limits.nodes) {
      const message =
        scan.tooDeep === undefined
          ? `the file holds more than ${limits.nodes} values`
          : `the file is nested deeper than ${limits.depth} levels`;
      diagnostics.add("VG1006", message, {
        span: textSpan(file, scan.tooDeep ?? 0, (scan.tooDeep ?? 0) + 1),
      });
      return undefined;
    }
    for (const { key, offset, first } of scan.duplicates) {
      const length = JSON.stringify(key).length;
      diagnostics.add("VG1005", `the key ${JSON.stringify(key)} occurs twice in this object`, {
        span: textSpan(file, offset, offset + length),
        related: [{ message: "the first occurrence", span: textSpan(file, first, first + length) }],
      });
    }
    const value = scan.bigIntegers ? parseLossless(raw.text) : (JSON.parse(raw.text) as JsonData);
    return { file, value, bigIntegers: scan.bigIntegers };
  }
  const file: SourceFile = { ...raw, format: "yaml" };
  const { value, faults } = parseYaml(raw.text, limits);
  for (const { code, message, start, end, other } of faults) {
    diagnostics.add(code, message, {
      span: textSpan(file, start, end),
      related: other ? [{ message: other.message, span: textSpan(file, other.start, other.end) }] : [],
    });
  }
  return value === undefined ? undefined : { file, value, bigIntegers: /\d{16}/.test(raw.text) };
}

/** The JSON and YAML files of one run, each read once. */
export class DocumentStore {
  readonly #reader: SourceReader;
  readonly #diagnostics: Diagnostics;
  readonly #documents = new Map<string, LoadedDocument | undefined>();
  readonly #coverage: Coverage | undefined;

  constructor(diagnostics: Diagnostics, options: ReadOptions = {}) {
    this.#diagnostics = diagnostics;
    this.#reader = new SourceReader(diagnostics, options);
    this.#coverage = options.coverage;
  }

  /** Reads the file that the run starts from; `undefined` after a diagnostic. */
  async entry(path: string): Promise<LoadedDocument | undefined> {
    const raw = await this.#reader.entry(path);
    const document = raw && this.#parse(raw);
    if (raw) this.#documents.set(raw.path, document);
    return document;
  }

  /** True for a URL of a host that may be asked. */
  allows(reference: string): boolean {
    return this.#reader.allows(reference);
  }

  /** The location of the file part of a reference; `undefined` after a diagnostic when it may not be followed. */
  locate(reference: string, from: SourceFile, span: Span): string | undefined {
    return this.#reader.locate(reference, from.path, span);
  }

  /** Reads a location once. Later calls answer with the same document, whatever link led there. */
  async load(location: string, span: Span): Promise<LoadedDocument | undefined> {
    if (this.#documents.has(location)) return this.#documents.get(location);
    const raw = await this.#reader.read(location, span);
    let document: LoadedDocument | undefined;
    if (raw !== undefined) {
      document = this.#documents.get(raw.path) ?? this.#parse(raw);
      this.#documents.set(raw.path, document);
    }
    this.#documents.set(location, document);
    return document;
  }

  #parse(raw: RawFile): LoadedDocument | undefined {
    const document = parse(raw, this.#reader, this.#diagnostics);
    return document && this.#coverage !== undefined
      ? { ...document, value: this.#coverage.watch(document.value) }
      : document;
  }

  /** What {@link load} answered for a location. */
  get(location: string): LoadedDocument | undefined {
    return this.#documents.get(location);
  }

  /** True after {@link load} was called for the location, also when it failed. */
  has(location: string): boolean {
    return this.#documents.has(location);
  }
}
