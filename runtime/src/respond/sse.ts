import { eventText, isEventLine } from "../http/event-stream.ts";
import { HttpResponse } from "../http/response.ts";
import { openItems } from "./items.ts";
import type { Items, ItemSource } from "./items.ts";
import { jsonText } from "./json-lines.ts";

/**
 * One event. Callers are told of it when it has `data`, `json` or `event`; a `comment`, an `id` or a `retry` alone is noted by
 * their parser and no more.
 */
export interface ServerSentEvent {
  /** Any text; lines may end in CR LF, CR or LF and arrive with LF. */
  readonly data?: string | undefined;
  /** Any JSON value, instead of `data`. */
  readonly json?: unknown;
  /** Its name, `message` for callers when it has none; one line. */
  readonly event?: string | undefined;
  /** What the caller shows as `last-event-id` when it comes again; one line. See {@link lastEventId}. */
  readonly id?: string | undefined;
  /** Milliseconds after which the caller is to come again when the connection breaks. */
  readonly retry?: number | undefined;
  /** Text that callers ignore. */
  readonly comment?: string | undefined;
}

export interface SseOptions {
  /**
   * Milliseconds without an event after which a comment is sent, so that nobody between takes the connection for dead;
   * default 15 000. `false` sends none.
   */
  keepAlive?: number | false;
  /** Sent first: milliseconds after which the caller is to come again when the connection breaks. */
  retry?: number;
}

const longestDelay = 2_147_483_647;

/**
 * A reply of server-sent events: `text/event-stream`, not to be cached, nor buffered by nginx. A text is an event of that data.
 *
 * The source is asked for no more than the caller reads. When the caller goes away it is told by its `return()`; a
 * generator that waits for something waits with `cx.signal`, because it hears of it only between two events. When it fails,
 * or an event cannot be written, the connection breaks, and the caller comes again.
 *
 * ```ts
 * get((_req, cx) => sse(ticks(cx.signal), { retry: 1000 }));
 * ```
 * @throws {RangeError} when `keepAlive` or `retry` makes no sense
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function sse(source: ItemSource<string | ServerSentEvent>, options: SseOptions = {}): HttpResponse {
  const { keepAlive = 15_000, retry } = options;
  if (keepAlive !== false && !(keepAlive > 0 && keepAlive <= longestDelay)) {
    throw new RangeError(`keepAlive lies between 0 and 2^31 ms, or is false, not ${keepAlive}`);
  }
  const first = retry === undefined ? undefined : eventText({ retry: digits(retry) });
  return new HttpResponse(
    200,
    ["content-type", "text/event-stream", "cache-control", "no-cache", "x-accel-buffering", "no"],
    {
      [Symbol.asyncIterator]: () =>
        new EventStream(openItems(source), keepAlive === false ? undefined : keepAlive, first),
    },
  );
}

type Result = IteratorResult<string, undefined>;
type Outcome = { readonly result: Result } | { readonly error: unknown };

const end: Result = { done: true, value: undefined };

/** What keeps a silent connection alive: an empty comment. */
const silence: Result = { done: false, value: ":\n\n" };

/** The text of events one by one, and comments while there are none. */
class EventStream implements AsyncIterator<string, undefined> {
  private readonly items: Items<string | ServerSentEvent>;
  private readonly keepAlive: number | undefined;
  private first: string | undefined;
  /** Whether the source is making an event: after a comment it may still be the same one. */
  private asked: boolean = false;
  /** What came while nobody asked for it. */
  private early: Outcome | undefined = undefined;
  private waiting: PromiseWithResolvers<Result> | undefined = undefined;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;
  private stopped: boolean = false;

  constructor(
    items: Items<string | ServerSentEvent>,
    keepAlive: number | undefined,
    first: string | undefined,
  ) {
    this.items = items;
    this.keepAlive = keepAlive;
    this.first = first;
  }

  next(): Promise<Result> {
    const { first, early } = this;
    if (this.stopped) return Promise.resolve(end);
    if (first !== undefined) {
      this.first = undefined;
      return Promise.resolve({ done: false, value: first });
    }
    this.early = undefined;
    const waiting = (this.waiting = Promise.withResolvers<Result>());
    if (early !== undefined) this.settle(early);
    else {
      if (this.keepAlive !== undefined) {
        this.timer = setTimeout(() => this.settle({ result: silence }), this.keepAlive);
      }
      if (!this.asked) this.ask();
    }
    return waiting.promise;
  }

  /** The caller is gone. Does not wait for the event that is being made, which may never come. */
  return(): Promise<Result> {
    this.stopped = true;
    this.items.stop();
    this.settle({ result: end });
    return Promise.resolve(end);
  }

  private ask(): void {
    this.asked = true;
    this.items.next().then(
      ({ done, value }) => this.arrive(done === true ? { result: end } : this.outcome(value as never)),
      (error: unknown) => this.arrive({ error }),
    );
  }

  private outcome(item: string | ServerSentEvent): Outcome {
    try {
      return { result: { done: false, value: textOf(item) } };
    } catch (error) {
      this.items.stop();
      return { error };
    }
  }

  private arrive(outcome: Outcome): void {
    this.asked = false;
    if (this.waiting === undefined) this.early = outcome;
    else this.settle(outcome);
  }

  private settle(outcome: Outcome): void {
    const { waiting } = this;
    clearTimeout(this.timer);
    this.waiting = undefined;
    if ("error" in outcome) waiting?.reject(outcome.error);
    else waiting?.resolve(outcome.result);
  }
}

function textOf(item: string | ServerSentEvent): string {
  if (typeof item === "string") return eventText({ data: item });
  const { event, id, retry, comment } = item;
  return eventText({
    event: event === undefined ? undefined : line("event", event),
    id: id === undefined ? undefined : line("id", id),
    retry: retry === undefined ? undefined : digits(retry),
    // An event without data would be dropped by whoever reads it.
    data: dataOf(item) ?? (event === undefined ? undefined : ""),
    comment,
  });
}

function dataOf({ data, json }: ServerSentEvent): string | undefined {
  if (json === undefined) return data;
  if (data !== undefined) throw new TypeError("An event has data or json, not both.");
  return jsonText(json);
}

function line(name: string, text: string): string {
  if (!isEventLine(text)) throw new TypeError(`The ${name} of an event is one line, without NUL.`);
  return text;
}

function digits(milliseconds: number): string {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw new RangeError(`retry is a whole number of milliseconds, not ${milliseconds}`);
  }
  return String(milliseconds);
}
