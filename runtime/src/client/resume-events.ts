import { delay } from "../service/delay.ts";
import { ContractError, ReplyError } from "./errors.ts";

/** What is looked at of an event; see `text/event-stream`. */
export interface ResumableEvent {
  readonly id?: string | undefined;
  readonly retry?: number | undefined;
}

/** How {@link resumeEvents} connects again. */
export interface ResumeOptions {
  /** Ends the wait for the next connection, and the events with its reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds before a new connection, until the server says otherwise by `retry` (default 3000). */
  readonly delay?: number;
  /** Connections in a row that may bring no event (default: no limit). */
  readonly attempts?: number;
}

/**
 * The events of a server as one stream: when it ends or breaks off, it is asked for again from the event after the last
 * one that had an id, as browsers do. What the server refuses, and what breaks the contract, is thrown.
 *
 * ```ts
 * const events = resumeEvents((id) =>
 *   client.watch({}, { headers: id === undefined ? {} : { "last-event-id": id } }),
 * );
 * for await (const event of events) console.log(event.data);
 * ```
 *
 * @param connect Asks for the stream; `undefined` as its result (a reply without content) ends the events.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#reestablish-the-connection
 */
export async function* resumeEvents<E extends ResumableEvent>(
  connect: (lastEventId: string | undefined) => PromiseLike<AsyncIterable<E> | undefined>,
  options: ResumeOptions = {},
): AsyncGenerator<E, void, undefined> {
  const { signal, attempts = Number.POSITIVE_INFINITY } = options;
  let { delay: pause = 3000 } = options;
  let lastEventId: string | undefined;
  let failed = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const events = await connect(lastEventId);
      if (events === undefined) return;
      for await (const event of events) {
        failed = 0;
        if (event.id !== undefined) lastEventId = event.id === "" ? undefined : event.id;
        if (event.retry !== undefined) pause = event.retry;
        yield event;
      }
      failed += 1;
      if (failed >= attempts) return;
    } catch (error) {
      failed += 1;
      const isAnswer = error instanceof ReplyError || error instanceof ContractError;
      if (isAnswer || signal?.aborted === true || failed >= attempts) throw error;
    }
    await delay(pause, signal);
  }
}
