import { eventText, isEventLine } from "../../http/event-stream.ts";
import { textOf, within } from "../../http/text-stream.ts";
import { setOwn } from "../check/json.ts";
import { EncodeError } from "../write.ts";
import { parseItem } from "./json.ts";
import type { ItemOptions, ItemReader } from "./text.ts";

/** Which events hold JSON in their data: all of them, or those of the names that are listed; "" is an event without a name. */
export type JsonData = true | readonly string[];

/**
 * Items as the events of a `text/event-stream`: objects of `data`, `event`, `id` and `retry`, where they have them. Comments,
 * fields of other names and events without data are skipped.
 *
 * @param json Which events have their data parsed.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function eventReader(json: JsonData = []): ItemReader {
  return async function* (source, options) {
    const { limit } = options;
    let event = new EventParts();
    for await (const line of linesOf(textOf(source), limit)) {
      if (line !== "") event.add(line, limit);
      else {
        if (event.data !== undefined) yield event.value(json, options);
        event = new EventParts();
      }
    }
    // An event that was not ended by an empty line is incomplete, and is dropped.
  };
}

/** Lines that end in CR LF, LF or CR, whatever the pieces in which they arrive; one without an end is left out. */
async function* linesOf(text: AsyncIterable<string>, limit: number): AsyncGenerator<string, void, undefined> {
  let rest = "";
  let afterCr = false;
  for await (const piece of text) {
    // The line ended already when its CR came.
    const ends = /\r\n?|\n/g;
    let from = afterCr && piece.startsWith("\n") ? 1 : 0;
    ends.lastIndex = from;
    for (let end = ends.exec(piece); end !== null; end = ends.exec(piece)) {
      yield within(rest + piece.slice(from, end.index), limit);
      rest = "";
      from = ends.lastIndex;
    }
    afterCr = piece.endsWith("\r");
    rest = within(rest + piece.slice(from), limit);
  }
}

/** The fields of one event while its lines come in. */
class EventParts {
  data: string | undefined = undefined;
  private event: string | undefined = undefined;
  private id: string | undefined = undefined;
  private retry: number | undefined = undefined;

  add(line: string, limit: number): void {
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data")
      this.data = this.data === undefined ? value : within(`${this.data}\n${value}`, limit);
    else if (name === "event") this.event = value;
    else if (name === "id" && !value.includes("\0")) this.id = value;
    else if (name === "retry" && /^\d{1,15}$/.test(value)) this.retry = Number(value);
  }

  value(json: JsonData, options: ItemOptions): object {
    const item = {};
    const { data = "", event, id, retry } = this;
    const isJson = json === true || json.includes(event ?? "");
    if (!isJson) setOwn(item, "data", data);
    else if (data !== "") setOwn(item, "data", parseItem(data, options, "/data"));
    if (event !== undefined) setOwn(item, "event", event);
    if (id !== undefined) setOwn(item, "id", id);
    if (retry !== undefined) setOwn(item, "retry", retry);
    return item;
  }
}

/**
 * Text of an event. Every item is exactly one event: its data may have any number of lines, and a line break anywhere else
 * is an error rather than another field.
 *
 * @param item JSON text of the event, as the writer of its type made it
 * @param json As for {@link eventReader}.
 * @throws {EncodeError} when `event` or `id` hold a line break, or `id` a NUL
 */
export function writeEvent(item: string, json: JsonData = []): string {
  const fields = membersOf(item);
  const event = textField(fields, "event");
  const id = textField(fields, "id");
  const retry = fields.get("retry");
  const raw = fields.get("data") ?? '""';
  const isJson = json === true || json.includes(event ?? "");
  // An event without data would be dropped by whoever reads it.
  const data = isJson ? (fields.has("data") ? raw : "") : String(JSON.parse(raw));
  return eventText({ event, id, retry: retry === "null" ? undefined : retry, data });
}

function textField(fields: ReadonlyMap<string, string>, name: string): string | undefined {
  const raw = fields.get(name);
  if (raw === undefined || raw === "null") return undefined;
  const value = String(JSON.parse(raw));
  if (!isEventLine(value)) throw new EncodeError(`${name} of an event, on one line`, value);
  return value;
}

/** The members of a JSON object as JSON text each, so that every digit of a number is kept. */
function membersOf(json: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = json.indexOf("{") + 1;
  while (json[at] === '"') {
    const colon = endOf(json, at);
    const end = endOf(json, colon + 1);
    members.set(JSON.parse(json.slice(at, colon)) as string, json.slice(colon + 1, end));
    at = end + 1;
  }
  return members;
}

/** Where the value that begins at `at` ends: JSON that a writer made has no white space between its tokens. */
function endOf(json: string, at: number): number {
  let depth = 0;
  for (let i = at; i < json.length; i++) {
    const c = json[i];
    if (c === '"') for (i++; json[i] !== '"'; i++) if (json[i] === "\\") i++;
    if (c === "{" || c === "[") depth++;
    else if ((c === "}" || c === "]") && depth-- === 0) return i;
    else if ((c === "," || c === ":") && depth === 0) return i;
  }
  return json.length;
}
