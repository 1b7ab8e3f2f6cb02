import { essenceOf } from "../http/media-type.ts";
import { JsonError, parseJson } from "../http/parse-json.ts";
import { ItemFault, split, textOf } from "../http/text-stream.ts";
import { demandType } from "./body.ts";
import type { BodyOptions } from "./body.ts";
import { checkLimits } from "./check-limits.ts";
import type { Extractor } from "./extractor.ts";
import { faulty } from "./fields.ts";

export interface JsonLinesOptions extends BodyOptions {
  /** Most characters of a line; default 1 Mi. */
  lineLimit?: number;
}

const jsonLinesTypes: ReadonlySet<string> = new Set([
  "application/jsonl",
  "application/x-ndjson",
  "application/x-jsonlines",
]);

/**
 * A body of JSON lines (`application/jsonl`, `application/x-ndjson`, `application/x-jsonlines`) as the values of its lines,
 * which are read while they arrive; empty lines are skipped. 415 for another type; while it is iterated, 413 when the body is
 * too large, and 400 with the index of the line that is not UTF-8, not JSON, too long, or not what `is` accepts.
 * @throws {RangeError} when a limit makes no sense
 */
export function jsonLinesBody(options?: JsonLinesOptions): Extractor<AsyncIterable<unknown>>;
export function jsonLinesBody<T>(
  is: (value: unknown) => value is T,
  options?: JsonLinesOptions,
): Extractor<AsyncIterable<T>>;
export function jsonLinesBody<T>(
  first?: ((value: unknown) => value is T) | JsonLinesOptions,
  second?: JsonLinesOptions,
): Extractor<AsyncIterable<unknown>> {
  const is = typeof first === "function" ? first : undefined;
  const { limit, lineLimit = 1_048_576 } = (typeof first === "function" ? second : first) ?? {};
  checkLimits({ limit, lineLimit });
  return (req) => {
    demandType(req, "application/jsonl", (mediaType) => jsonLinesTypes.has(essenceOf(mediaType)));
    return values(() => req.body.stream(limit), lineLimit, is);
  };
}

async function* values(
  open: () => ReadableStream<Uint8Array>,
  lineLimit: number,
  is: ((value: unknown) => boolean) | undefined,
): AsyncGenerator<unknown, void, undefined> {
  let index = 0;
  try {
    for await (const line of split(textOf(open()), "\n", lineLimit)) {
      if (line.trim() === "") continue;
      const value = parseJson(line);
      if (is !== undefined && !is(value)) throw new ItemFault("does not have the expected form");
      yield value;
      index += 1;
    }
  } catch (error) {
    throw refused(index, error);
  }
}

function refused(index: number, error: unknown): unknown {
  if (!(error instanceof ItemFault) && !(error instanceof JsonError)) return error;
  const message = error instanceof JsonError ? "is not valid JSON" : error.message;
  return faulty([{ in: "body", pointer: `/${index}`, message }]);
}
