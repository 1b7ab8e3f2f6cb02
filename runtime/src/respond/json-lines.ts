import { HttpResponse } from "../http/response.ts";
import { openItems } from "./items.ts";
import type { Items, ItemSource } from "./items.ts";

/**
 * A reply of JSON lines: `application/jsonl`, one line for each item as it comes. When the caller goes away the source is told
 * by its `return()`; when the source fails, or an item has no JSON, the connection breaks, so that nobody takes what was
 * sent for the whole.
 * @param status default 200
 * @see https://jsonlines.org
 */
export function jsonLines(source: ItemSource<unknown>, status: number = 200): HttpResponse {
  return new HttpResponse(status, ["content-type", "application/jsonl"], {
    [Symbol.asyncIterator]: () => new Lines(openItems(source)),
  });
}

class Lines implements AsyncIterator<string, undefined> {
  private readonly items: Items<unknown>;

  constructor(items: Items<unknown>) {
    this.items = items;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    const { done, value } = await this.items.next();
    if (done === true) return { done: true, value: undefined };
    try {
      return { done: false, value: `${jsonText(value)}\n` };
    } catch (error) {
      this.items.stop();
      throw error;
    }
  }

  return(): Promise<IteratorResult<string, undefined>> {
    this.items.stop();
    return Promise.resolve({ done: true, value: undefined });
  }
}

/**
 * JSON text of a value.
 * @throws {TypeError} when it has none, as `undefined` and functions
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError("An item has no JSON.");
  return text;
}
