import { JsonError, parseJson } from "../../http/parse-json.ts";
import { ItemFault, split, textOf } from "../../http/text-stream.ts";
import type { ItemOptions, ItemReader } from "./text.ts";

/** @throws {ItemFault} when a text is not JSON */
export function parseItem(text: string, { bigint }: ItemOptions, pointer: string = ""): unknown {
  try {
    return parseJson(text, { bigint });
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ItemFault("must be JSON", pointer);
  }
}

/** Items as lines of JSON (`application/jsonl`, `application/x-ndjson`); empty lines are skipped. */
export const readJsonLines: ItemReader = async function* (source, options) {
  for await (const line of split(textOf(source), "\n", options.limit)) {
    if (line.trim() !== "") yield parseItem(line, options);
  }
};

/** Text of an item as a line. */
export function writeJsonLine(json: string): string {
  return `${json}\n`;
}

const separator = "\u001e";

/**
 * Items as a JSON text sequence (RFC 7464): a record separator before each. A number, `true`, `false` or `null` without the
 * line feed after it may have been cut off and is refused, as §2.4 says.
 */
export const readJsonSeq: ItemReader = async function* (source, options) {
  let first = true;
  for await (const text of split(textOf(source), separator, options.limit)) {
    // Nothing but white space may come before the first separator.
    if (first && text.trim() !== "") throw new ItemFault("must begin with a record separator");
    if (!first && text.trim() !== "") {
      if (!/[\n}\]"][\t\n\r ]*$/.test(text)) throw new ItemFault("was cut off");
      yield parseItem(text, options);
    }
    first = false;
  }
};

/** Text of an item of a JSON text sequence. */
export function writeJsonSeq(json: string): string {
  return `${separator}${json}\n`;
}
