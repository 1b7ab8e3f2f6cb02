import { connect } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HttpResponse } from "../http/response.ts";
import { get } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import { serve } from "../server/serve.ts";
import type { ItemSource } from "./items.ts";
import { sse } from "./sse.ts";
import type { ServerSentEvent, SseOptions } from "./sse.ts";

type Item = string | ServerSentEvent;

/** What a caller is told of. */
interface Told {
  type: string;
  data: string;
  lastEventId: string;
}

/** The parser of the HTML standard, step by step (§9.2.6), of its own: it shares nothing with the writer. */
function parse(stream: string): { told: Told[]; retry: number | undefined } {
  const told: Told[] = [];
  let [data, type, idBuffer, lastEventId] = ["", "", "", ""];
  let retry: number | undefined;
  const bytes = new TextDecoder().decode(new TextEncoder().encode(stream));
  const lines = bytes.split(/\r\n|\n|\r/);
  // What follows the last line end is no line.
  lines.pop();
  for (const line of lines) {
    if (line === "") {
      lastEventId = idBuffer;
      if (data !== "") told.push({ type: type || "message", data: data.slice(0, -1), lastEventId });
      [data, type] = ["", ""];
      continue;
    }
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const field = colon === -1 ? line : line.slice(0, colon);
    let value = colon === -1 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "event") type = value;
    else if (field === "data") data += `${value}\n`;
    else if (field === "id" && !value.includes("\0")) idBuffer = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) retry = Number(value);
  }
  return { told, retry };
}

/** The whole text of a reply. */
async function written(source: ItemSource<Item>, options?: SseOptions): Promise<string> {
  const body = sse(source, options).body as AsyncIterable<string>;
  let text = "";
  for await (const piece of body) text += piece;
  return text;
}

describe("the text of events", () => {
  test.each<[string, Item, string]>([
    ["a text", "a", "data: a\n\n"],
    ["no text", "", "data: \n\n"],
    ["lines of every kind", "a\nb\rc\r\nd\n\re", "data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: e\n\n"],
    ["a line break at the end", "a\n", "data: a\ndata: \n\n"],
    ["a blank at the beginning", " a", "data:  a\n\n"],
    ["data", { data: "a" }, "data: a\n\n"],
    ["JSON", { json: { a: "\n", b: [1, null] } }, 'data: {"a":"\\n","b":[1,null]}\n\n'],
    ["JSON null", { json: null }, "data: null\n\n"],
    ["a name", { event: "e", data: "a" }, "event: e\ndata: a\n\n"],
    ["a name alone", { event: "e" }, "event: e\ndata: \n\n"],
    ["an id", { id: "7", data: "a" }, "id: 7\ndata: a\n\n"],
    ["an empty id, which resets", { id: "", data: "a" }, "id: \ndata: a\n\n"],
    ["an id alone", { id: "7" }, "id: 7\n\n"],
    ["when to come again", { retry: 1000 }, "retry: 1000\n\n"],
    ["a comment", { comment: "a" }, ": a\n\n"],
    ["a comment of lines", { comment: "a\ndata: b" }, ": a\n: data: b\n\n"],
    [
      "everything",
      { comment: "c", event: "e", id: "i", retry: 0, data: "d" },
      ": c\nevent: e\nid: i\nretry: 0\ndata: d\n\n",
    ],
  ])("%s", async (_name, item, expected) => {
    expect(await written([item])).toBe(expected);
  });

  test.each<[string, ServerSentEvent]>([
    ["a line feed in a name", { event: "a\nb", data: "" }],
    ["a carriage return in a name", { event: "a\rb", data: "" }],
    ["a NUL in a name", { event: "a\0", data: "" }],
    ["a line feed in an id", { id: "1\ndata: x", data: "" }],
    ["a carriage return in an id", { id: "1\r", data: "" }],
    ["a NUL in an id, which callers would drop", { id: "\0", data: "" }],
    ["a negative retry", { retry: -1 }],
    ["a fraction of a retry", { retry: 0.5 }],
    ["a retry that is no number", { retry: Number.NaN }],
    ["a retry beyond exact numbers", { retry: 1e21 }],
    ["data and JSON", { data: "a", json: 1 }],
    ["what has no JSON", { json: () => 1 }],
  ])("%s is refused, and the source is stopped", async (_name, item) => {
    let stopped = false;
    async function* source(): AsyncGenerator<Item> {
      try {
        yield "first";
        yield item;
      } finally {
        stopped = true;
      }
    }
    await expect(written(source())).rejects.toThrow(Error);
    expect(stopped).toBe(true);
  });

  const line = fc
    .string({ unit: fc.constantFrom("a", " ", ":", "ü", "\u2028", "\uFEFF", "data", "\\n", "💥") })
    .filter((text) => !/[\0\r\n]/.test(text));
  const text = fc.string({
    unit: fc.constantFrom("a", " ", ":", "\r", "\n", "\r\n", "data: x", "\0", "\u2028"),
  });
  const item: fc.Arbitrary<ServerSentEvent & { data: string }> = fc.record(
    { data: text, event: line, id: line, retry: fc.nat(), comment: text },
    { requiredKeys: ["data"] },
  );

  test("one item is one event for a parser of the standard, whatever is in it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 5 }), async (items) => {
        let lastEventId = "";
        const expected = items.map(({ data, event, id }) => {
          lastEventId = id ?? lastEventId;
          return { type: event || "message", data: data.replaceAll(/\r\n|\r/g, "\n"), lastEventId };
        });
        const { told, retry } = parse(await written(items));
        expect(told).toEqual(expected);
        expect(retry).toBe(items.findLast((each) => each.retry !== undefined)?.retry);
      }),
    );
  });

  test("a hostile name or id is refused or is one event", async () => {
    const hostile = fc.string({
      unit: fc.constantFrom("a", "\r", "\n", "\0", ":", "data: x", "\u0085", "\u2028"),
    });
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (event, id) => {
        const stream = await written([{ event, id, data: "d" }]).catch(() => undefined);
        if (stream === undefined) expect(`${event}${id}`).toMatch(/[\0\r\n]/);
        else expect(parse(stream).told).toEqual([{ type: event || "message", data: "d", lastEventId: id }]);
      }),
    );
  });
});

describe("the reply", () => {
  test("is events, not to be cached nor buffered", () => {
    const reply = sse([]);
    expect([reply.status, ...reply.headers.toFlat()]).toEqual([
      200,
      "content-type",
      "text/event-stream",
      "cache-control",
      "no-cache",
      "x-accel-buffering",
      "no",
    ]);
  });

  test("begins with when to come again", async () => {
    expect(await written(["a"], { retry: 500 })).toBe("retry: 500\n\ndata: a\n\n");
  });

  test.each<[string, () => ItemSource<Item>]>([
    ["a list", () => ["a", "b"]],
    [
      "a generator",
      async function* () {
        yield "a";
        yield "b";
      },
    ],
    [
      "a plain generator",
      function* () {
        yield "a";
        yield "b";
      },
    ],
    ["a stream", () => ReadableStream.from(["a", "b"])],
  ])("is made of %s", async (_name, source) => {
    expect(await written(source())).toBe("data: a\n\ndata: b\n\n");
  });

  test.each<[SseOptions]>([
    [{ keepAlive: 0 }],
    [{ keepAlive: -1 }],
    [{ keepAlive: Number.NaN }],
    [{ keepAlive: 2 ** 31 }],
    [{ retry: -1 }],
    [{ retry: 1.5 }],
  ])("options that make no sense are refused: %j", (options) => {
    expect(() => sse([], options)).toThrow(RangeError);
  });
});

describe("keep-alive", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A source that one pushes into. */
  function pushed(): { source: ItemSource<Item>; push: (item: Item) => void; stopped: () => boolean } {
    let feed: ReadableStreamDefaultController<Item> | undefined;
    let gone = false;
    const source = new ReadableStream<Item>({
      start: (controller) => void (feed = controller),
      cancel: () => void (gone = true),
    });
    return { source, push: (item) => feed?.enqueue(item), stopped: () => gone };
  }
  const open = (source: ItemSource<Item>, options?: SseOptions): AsyncIterator<string> =>
    (sse(source, options).body as AsyncIterable<string>)[Symbol.asyncIterator]();

  test("a comment comes every 15 s in which nothing else does", async () => {
    const { source, push } = pushed();
    const body = open(source);
    for (let i = 0; i < 3; i++) {
      const next = body.next();
      await vi.advanceTimersByTimeAsync(14_999);
      const settled = vi.fn();
      void next.then(settled);
      await vi.advanceTimersByTimeAsync(0);
      expect(settled).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(await next).toEqual({ done: false, value: ":\n\n" });
    }
    // The event that was waited for all the while is not lost.
    const next = body.next();
    push("a");
    expect(await next).toEqual({ done: false, value: "data: a\n\n" });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("none comes while events do", async () => {
    const { source, push } = pushed();
    const body = open(source, { keepAlive: 100 });
    for (let i = 0; i < 5; i++) {
      const next = body.next();
      await vi.advanceTimersByTimeAsync(99);
      push(String(i));
      expect((await next).value).toBe(`data: ${i}\n\n`);
    }
  });

  test("none comes while the caller does not read", async () => {
    const { source, push } = pushed();
    const body = open(source, { keepAlive: 100 });
    push("a");
    expect((await body.next()).value).toBe("data: a\n\n");
    await vi.advanceTimersByTimeAsync(1000);
    expect(vi.getTimerCount()).toBe(0);
    push("b");
    expect((await body.next()).value).toBe("data: b\n\n");
  });

  test("what comes between a comment and the next reading is kept", async () => {
    const { source, push } = pushed();
    const body = open(source, { keepAlive: 100 });
    const next = body.next();
    await vi.advanceTimersByTimeAsync(100);
    expect((await next).value).toBe(":\n\n");
    push("a");
    await vi.advanceTimersByTimeAsync(0);
    expect((await body.next()).value).toBe("data: a\n\n");
  });

  test("false sends none", async () => {
    const body = open(pushed().source, { keepAlive: false });
    void body.next();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("leaving clears the timer, stops the source and ends who waits", async () => {
    const { source, stopped } = pushed();
    const body = open(source);
    const next = body.next();
    expect(vi.getTimerCount()).toBe(1);
    await body.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect([vi.getTimerCount(), stopped()]).toEqual([0, true]);
    expect(await body.next()).toEqual({ done: true, value: undefined });
  });

  test("the end and an error clear it as well", async () => {
    expect(await open([]).next()).toEqual({ done: true, value: undefined });
    const failing = new ReadableStream<Item>({ start: (controller) => controller.error(new Error("no")) });
    await expect(open(failing).next()).rejects.toThrow("no");
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("over a socket", () => {
  test("a caller that leaves stops the generator, also one that waits with the signal", async () => {
    const stopped: string[] = [];
    async function* ticks(name: string, signal: AbortSignal): AsyncGenerator<string> {
      try {
        for (let n = 0; ; n++) {
          yield String(n);
          if (name === "waiting") {
            await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
          } else await new Promise((resolve) => setTimeout(resolve, 1));
        }
      } finally {
        stopped.push(name);
      }
    }
    const router = new Router().route(
      "/{name}",
      get((_req, cx) => sse(ticks(cx.params[0] ?? "", cx.signal))),
    );
    const server = await serve(router);
    for (const name of ["ticking", "waiting"]) {
      const controller = new AbortController();
      const answer = await fetch(`${server.url}/${name}`, { signal: controller.signal });
      await answer.body?.getReader().read();
      controller.abort();
      await vi.waitFor(() => expect(stopped).toContain(name), { timeout: 5000 });
    }
    await server.close();
  });

  test("an error after the first event breaks the connection, and is logged once", async () => {
    const logged: string[] = [];
    async function* failing(): AsyncGenerator<Item> {
      yield "a";
      yield { event: "a\nb" };
    }
    const server = await serve(
      { call: () => sse(failing()) },
      { logger: { error: ({ message }) => void logged.push(message) } },
    );
    const answer = await fetch(server.url);
    await expect(answer.text()).rejects.toThrow(TypeError);
    expect(logged).toEqual(["TypeError: The event of an event is one line, without NUL."]);
    await server.close();
  });

  test("the first event does not wait for the second one", async () => {
    const server = await serve({
      call: () =>
        sse(
          (async function* () {
            yield "a";
            await new Promise(() => undefined);
          })(),
        ),
    });
    const answer = await fetch(server.url);
    const reader = answer.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: a\n\n");
    await reader?.cancel();
    await server.close({ timeout: 0 });
  });

  test("a caller that does not read stops the source from making more", async () => {
    let made = 0;
    function* endless(): Generator<string> {
      for (;;) {
        made += 65_536;
        yield "x".repeat(65_536);
      }
    }
    const server = await serve({ call: () => sse(endless()) });
    const socket = connect(server.port, "localhost");
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    let before = -1;
    // What fits into the buffers of both ends is made, and no more.
    await vi.waitUntil(
      () => {
        const settled = made > 0 && made === before;
        before = made;
        return settled;
      },
      { interval: 200, timeout: 15_000 },
    );
    expect(made).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
    await server.close({ timeout: 0 });
  });

  test("HEAD opens no source", async () => {
    const opened = vi.fn();
    const server = await serve({
      call: () =>
        sse(
          (async function* () {
            opened();
            yield "a";
          })(),
        ),
    });
    const answer = await fetch(server.url, { method: "HEAD" });
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    expect(opened).not.toHaveBeenCalled();
    await server.close();
  });

  test("a reply is a reply like any other", () => {
    expect(sse([])).toBeInstanceOf(HttpResponse);
  });
});
