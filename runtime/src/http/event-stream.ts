/** The parts of an event of a `text/event-stream`; all but `data` and `comment` are one line ({@link isEventLine}). */
export interface EventParts {
  readonly event?: string | undefined;
  readonly id?: string | undefined;
  /** Digits. */
  readonly retry?: string | undefined;
  readonly data?: string | undefined;
  readonly comment?: string | undefined;
}

/** Whether a text can be the name or the id of an event: it has no line break, which would begin another field, and no NUL. */
export function isEventLine(text: string): boolean {
  return !/[\0\r\n]/.test(text);
}

/**
 * Text of an event with the empty line that ends it.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function eventText({ event, id, retry, data, comment }: EventParts): string {
  let text = comment === undefined ? "" : lines(":", comment);
  if (event !== undefined) text += `event: ${event}\n`;
  if (id !== undefined) text += `id: ${id}\n`;
  if (retry !== undefined) text += `retry: ${retry}\n`;
  if (data !== undefined) text += lines("data:", data);
  return `${text}\n`;
}

function lines(prefix: string, text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `${prefix} ${line}\n`)
    .join("");
}
