import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ItemError } from "../../client/errors.ts";
import type { ClientResponse } from "../../client/types.ts";
import { StreamBody } from "../../http/body.ts";
import { ServerContext } from "../../http/context.ts";
import { HeaderMap } from "../../http/header-map.ts";
import { isAny, isObject } from "../check/json.ts";
import { ClientReply } from "../client-reply.ts";
import { Exchange } from "../exchange.ts";
import { AnySchema } from "../schema/bare.ts";
import { explain } from "../schema/explain.ts";
import { json } from "../write.ts";
import type { JsonData } from "./events.ts";
import { eventReader, writeEvent } from "./events.ts";
import { readJsonLines, readJsonSeq, writeJsonLine, writeJsonSeq } from "./json.ts";
import { itemsBody, optionalItemsBody, replyItems } from "./read.ts";
import type { ItemReader } from "./text.ts";
import { itemsReply, itemsStream, mapped } from "./write.ts";

function chunked(
  body: string | Uint8Array,
  size: number,
  cancelled = (): void => undefined,
): ReadableStream<Uint8Array> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at >= bytes.length) controller.close();
        else controller.enqueue(bytes.subarray(at, (at += size)));
      },
      cancel: cancelled,
    },
    { highWaterMark: 0 },
  );
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function read(reader: ItemReader, body: string | Uint8Array, size = 3, limit = 1000): Promise<unknown[]> {
  return all(reader(chunked(body, size), { limit, bigint: undefined, contentType: undefined }));
}

const chunkSize = fc.integer({ min: 1, max: 20 });
/** Beyond what properties make: a fault by chance would be shrunk for minutes, without a turn for the clock of the test. */
const noLimit = 1_000_000;

describe("JSON Lines and JSON text sequences", () => {
  it("carry any values, whatever the chunks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), chunkSize, async (given, size) => {
        // JSON has no negative zero.
        const items = given.map((item) => JSON.parse(JSON.stringify(item)) as unknown);
        const texts = items.map((item) => JSON.stringify(item));
        expect(await read(readJsonLines, texts.map(writeJsonLine).join(""), size, noLimit)).toEqual(items);
        expect(await read(readJsonSeq, texts.map(writeJsonSeq).join(""), size, noLimit)).toEqual(items);
      }),
    );
  });

  it.each<[string, ItemReader, string, unknown[]]>([
    ["a last line without an end", readJsonLines, "1\n2", [1, 2]],
    ["CR LF and empty lines", readJsonLines, "1\r\n\r\n \n2\r\n", [1, 2]],
    ["nothing", readJsonLines, "", []],
    ["separators in a row", readJsonSeq, "\u001e\u001e1\n\u001e", [1]],
    ["line breaks inside", readJsonSeq, '\u001e{\n"a":\n1}\u001e2\n', [{ a: 1 }, 2]],
  ])("may have %s", async (_, reader, text, items) => {
    expect(await read(reader, text)).toEqual(items);
  });

  it.each<[string, ItemReader, string | Uint8Array, RegExp]>([
    ["what is no JSON", readJsonLines, "1\n{\n", /must be JSON/],
    ["a document on several lines", readJsonLines, "{\n}\n", /must be JSON/],
    ["a line that is too long", readJsonLines, `"${"x".repeat(2000)}"`, /more than 1000/],
    ["bytes that are not UTF-8", readJsonLines, new Uint8Array([0xff, 10]), /UTF-8/],
    ["a character that was cut off", readJsonLines, new Uint8Array([49, 10, 0xe2, 0x82]), /UTF-8/],
    ["a number that may have been cut off", readJsonSeq, "\u001e12", /cut off/],
    ["a text before the first separator", readJsonSeq, "1\n\u001e2\n", /begin with/],
  ])("are refused with %s", async (_, reader, body, message) => {
    await expect(read(reader, body)).rejects.toThrow(message);
  });
});

describe("events", () => {
  it.each<[string, string, object[]]>([
    ["data on several lines", "data: a\ndata:b\ndata\n\n", [{ data: "a\nb\n" }]],
    [
      "every kind of line end",
      "data: a\r\n\r\ndata: b\r\rdata: c\n\n",
      [{ data: "a" }, { data: "b" }, { data: "c" }],
    ],
    ["all fields", "event: e\nid: 1\nretry: 20\ndata:\n\n", [{ event: "e", id: "1", retry: 20, data: "" }]],
    ["one blank after the colon", "data:  a \n\n", [{ data: " a " }]],
    ["comments and other fields", ": hello\ndata: a\nfoo: b\n\n:\n\n", [{ data: "a" }]],
    ["events without data", "event: e\n\nid: 1\n\ndata: a\n\n", [{ data: "a" }]],
    ["a number of retry that is none", "retry: 1.5\ndata: a\n\n", [{ data: "a" }]],
    ["an id with a NUL", "id: a\0b\ndata: a\n\n", [{ data: "a" }]],
    ["an event that is not ended", "data: a\n\ndata: b\n", [{ data: "a" }]],
    ["a byte order mark", "\ufeffdata: a\n\n", [{ data: "a" }]],
  ])("are read with %s", async (_, text, events) => {
    for (const size of [1, 2, 3, 100]) expect(await read(eventReader(), text, size)).toEqual(events);
  });

  const text = fc.string({
    unit: fc.constantFrom("a", "\n", "\r", ":", " ", "data", "é", '"', "\\", "}", ","),
  });
  const line = text.map((s) => s.replaceAll(/[\r\n]/g, ""));

  it("arrive as they were sent: one for each item, whatever is in them", async () => {
    const event = fc.record(
      { event: line, id: line, retry: fc.nat(), data: text },
      { requiredKeys: ["data"] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event), chunkSize, async (given, size) => {
        const sent = given.map((item) => writeEvent(JSON.stringify(item))).join("");
        // A line break of any kind is one line break for whoever reads it.
        const expected = given.map((item) => ({ ...item, data: item.data.replaceAll(/\r\n?/g, "\n") }));
        expect(await read(eventReader(), sent, size, noLimit)).toEqual(expected);
      }),
    );
  });

  it("carry JSON where the contract says so", async () => {
    const event = fc.record({ event: fc.constantFrom("json", "text"), data: fc.jsonValue() });
    const modes: [JsonData, (event: string) => boolean][] = [
      [true, () => true],
      [["json"], (name) => name === "json"],
    ];
    for (const [json, isJson] of modes) {
      await fc.assert(
        fc.asyncProperty(fc.array(event), async (given) => {
          const items = given
            .map((item) => (isJson(item.event) ? item : { ...item, data: JSON.stringify(item.data) }))
            .map((item) => JSON.parse(JSON.stringify(item)) as { event: string; data: unknown });
          const sent = items.map((item) => writeEvent(JSON.stringify(item), json)).join("");
          expect(await read(eventReader(json), sent, 3, noLimit)).toEqual(items);
        }),
      );
    }
  });

  it("keep every digit of a number", () => {
    expect(writeEvent('{"data":{"n":9223372036854775807}}', true)).toBe(
      'data: {"n":9223372036854775807}\n\n',
    );
  });

  it.each([
    ["event", "a\nb"],
    ["event", "a\rb"],
    ["id", "a\r\ndata: b"],
    ["id", "a\0b"],
  ])("cannot have another field in their %s", (name, value) => {
    expect(() => writeEvent(JSON.stringify({ [name]: value, data: "x" }))).toThrow("on one line");
  });

  it("that hold no data, or what is no JSON, are told apart", async () => {
    expect(await read(eventReader(true), "data:\n\n")).toEqual([{}]);
    expect(writeEvent("{}", true)).toBe("data: \n\n");
    await expect(read(eventReader(true), "data: {\n\n")).rejects.toMatchObject({ pointer: "/data" });
  });
});

const ObjectsSchema = { type: "object" } as const;

function exchange(body: ReadableStream<Uint8Array>, limit = 1e9): Exchange {
  const headers = new HeaderMap(["content-type", "application/jsonl"]);
  const req = {
    method: "POST",
    target: "/",
    path: "/",
    query: "",
    headers,
    body: new StreamBody(body, undefined, limit),
  };
  return new Exchange(new ServerContext(req), req, {
    bodyLimit: undefined,
    validateReplies: true,
    itemLimit: 100,
  });
}

describe("items of a request", () => {
  it("are checked one by one", async () => {
    const cancelled = vi.fn();
    const x = exchange(chunked('{"a":1}\n2\n{"b":3}\n', 2, cancelled));
    const seen: unknown[] = [];
    const items = itemsBody(x, readJsonLines, isObject, ObjectsSchema, (v: object) => ({ ...v, read: true }));
    const loop = async (): Promise<void> => {
      for await (const item of items) seen.push(item);
    };
    await expect(loop()).rejects.toMatchObject({
      status: 400,
      problem: { errors: [{ in: "body", pointer: "/1", keyword: "type" }] },
    });
    expect(seen).toEqual([{ a: 1, read: true }]);
    expect(cancelled).toHaveBeenCalledOnce();
    expect(() => items[Symbol.asyncIterator]()).toThrow("once");
  });

  it("are limited, each and together", async () => {
    const long = itemsBody(exchange(chunked(`"${"x".repeat(200)}"\n`, 9)), readJsonLines, isAny, AnySchema);
    await expect(all(long)).rejects.toMatchObject({ status: 400, problem: { errors: [{ pointer: "/0" }] } });
    const many = itemsBody(exchange(chunked("1\n".repeat(100), 9), 50), readJsonLines, isAny, AnySchema);
    await expect(all(many)).rejects.toMatchObject({ status: 413 });
    const own = itemsBody(
      exchange(chunked("1\n".repeat(9), 9), 50),
      readJsonLines,
      isAny,
      AnySchema,
      undefined,
      {
        limit: 5,
      },
    );
    await expect(all(own)).rejects.toMatchObject({ status: 413 });
  });

  it("may be absent", () => {
    const x = exchange(chunked("", 1));
    Object.assign(x.req.body, { present: false });
    expect(optionalItemsBody(x, readJsonLines, isAny, AnySchema)).toBeUndefined();
    itemsBody(x, readJsonLines, isAny, AnySchema);
    expect(() => x.end()).toThrow(expect.objectContaining({ status: 400 }));
  });
});

describe("items of a reply", () => {
  function reply(body: ReadableStream<Uint8Array>): ClientReply {
    const response: ClientResponse = {
      status: 200,
      headers: new HeaderMap(),
      bytes: () => Promise.reject(new Error("unused")),
      stream: () => body,
      cancel: () => Promise.resolve(),
    };
    return new ClientReply("watch", response, explain);
  }

  it("are checked one by one", async () => {
    const items = replyItems(reply(chunked('{}\n{"a":1}\n3\n', 4)), readJsonLines, isObject, ObjectsSchema);
    const error: unknown = await all(items).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ItemError);
    expect(error).toMatchObject({
      operation: "watch",
      index: 2,
      flaws: [{ pointer: "/2", keyword: "type" }],
    });
    const broken = replyItems(reply(chunked("1\n{\n", 4)), readJsonLines, isAny, AnySchema);
    await expect(all(broken)).rejects.toMatchObject({
      index: 1,
      flaws: [{ pointer: "/1", message: "must be JSON" }],
    });
  });

  it("that nobody wants any more give the body up", async () => {
    const cancelled = vi.fn();
    for await (const item of replyItems(
      reply(chunked("1\n2\n3\n", 1, cancelled)),
      readJsonLines,
      isAny,
      AnySchema,
    )) {
      expect(item).toBe(1);
      break;
    }
    expect(cancelled).toHaveBeenCalledOnce();
  });

  it("leave as they are written, and tell their source when they cannot", async () => {
    const returned = vi.fn();
    async function* source(): AsyncGenerator<unknown, void, undefined> {
      try {
        yield 1;
        yield "two";
      } finally {
        returned();
      }
    }
    const x = exchange(chunked("", 1));
    const isNumber = (v: unknown): v is number => typeof v === "number";
    const write = (v: unknown): string => json(v);
    const bad = itemsReply(x, 200, "application/jsonl", source(), writeJsonLine, write, isNumber, {
      type: "number",
    });
    const body = bad.body as AsyncIterable<string>;
    const sent: string[] = [];
    const loop = async (): Promise<void> => {
      for await (const text of body) sent.push(text);
    };
    await expect(loop()).rejects.toThrow("does not allow");
    expect(sent).toEqual(["1\n"]);
    expect(returned).toHaveBeenCalledOnce();
  });

  it("that are events are not kept by anybody in between", () => {
    const reply = itemsReply(
      exchange(chunked("", 1)),
      200,
      "text/event-stream",
      [],
      writeEvent,
      json,
      isAny,
      AnySchema,
    );
    expect(reply.headers.get("cache-control")).toBe("no-cache");
  });

  it("are asked for no faster than they are sent", async () => {
    let made = 0;
    function* source(): Generator<number, void, undefined> {
      while (true) yield made++;
    }
    const reader = itemsStream(source(), writeJsonLine, json).getReader();
    await reader.read();
    await reader.read();
    expect(made).toBeLessThanOrEqual(3);
    await reader.cancel();
  });

  it("tell their source at once that nobody waits, even while an item is being made", async () => {
    const returned = vi.fn(() => Promise.resolve({ done: true as const, value: undefined }));
    const source = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined), return: returned }),
    };
    const iterator = mapped(source, String)[Symbol.asyncIterator]();
    void iterator.next();
    await iterator.return?.();
    expect(returned).toHaveBeenCalledOnce();
  });
});
