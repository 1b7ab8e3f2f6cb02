import { join } from "node:path";
import { inMemory, ItemError } from "volo-http/client";
import { reply } from "volo-http";
import type { BinaryBody } from "volo-http/codegen/v1";
import { serve } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// Streams of items, from a generated client through a generated server and back.

type Router = Parameters<typeof inMemory>[0];
type Call = PromiseLike<AsyncIterable<unknown>> & { reply(): Promise<{ status: number; body: unknown }> };
type Operations = Record<string, (req?: object, options?: object) => Call>;
type Handlers = Record<
  string,
  (req: { body: AsyncIterable<unknown> }, cx: { signal: AbortSignal }) => unknown
>;

let api: Generated;
let handlers: Handlers = {};
let router: Router;
let memory: Operations;
let network: Operations;
let close: () => Promise<void>;

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "../golden/streams/api.yaml") }, "Streams");
  const { streamsRouter } = await api.load("server.ts");
  const { StreamsClient } = await api.load("client.ts");
  const service = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          handlers[String(name)]?.(...(args as [never, never])),
    },
  );
  router = (streamsRouter as (service: object, options: object) => Router)(service, {
    validateReplies: true,
  });
  const Client = StreamsClient as new (options: object) => Operations;
  memory = new Client({ baseUrl: "http://test", transport: inMemory(router) });
  const server = await serve(router, { port: 0 });
  network = new Client({ baseUrl: `http://127.0.0.1:${server.port}` });
  close = () => server.close().then(() => undefined);
});
afterAll(async () => {
  await close();
  api.remove();
});

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const readings = [
  { at: "2026-01-01T00:00:00Z", value: 1.5 },
  { at: "2026-01-01T00:00:01Z", value: -2, unit: "K", raw: new Uint8Array([1, 2, 255]) },
];
const read = readings.map((reading) => ({ unit: "°C", ...reading }));

describe.each([
  ["in memory", () => memory],
  ["over a network", () => network],
])("%s", (_, connect) => {
  test.each(["application/jsonl", "application/json-seq"])("items arrive as %s", async (contentType) => {
    handlers = { listReadings: () => reply(200, readings, { contentType }) };
    expect(await all(await connect()["listReadings"]!())).toEqual(read);
  });

  test("items of a request reach the handler one by one", async () => {
    let seen: unknown[] = [];
    handlers = { sendReadings: async ({ body }) => void (seen = await all(body)) };
    async function* source(): AsyncGenerator<object, void, undefined> {
      yield* readings;
    }
    expect(await connect()["sendReadings"]!({ body: source() }).reply()).toMatchObject({ status: 204 });
    expect(seen).toEqual(read);
  });

  test("an item that does not fit is refused by its index", async () => {
    handlers = { sendReadings: ({ body }) => all(body).then(() => undefined) };
    const body = [{ ...readings[0]! }, { at: "yesterday", value: 1 }];
    await expect(connect()["sendReadings"]!({ body })).rejects.toMatchObject({
      status: 400,
      problem: { errors: [{ in: "body", pointer: "/1/at" }] },
    });
  });

  test("events carry text", async () => {
    const ticks = [{ data: "a\nb", id: "1" }, { data: "" }];
    handlers = { watchTicks: () => ticks };
    expect(await all(await connect()["watchTicks"]!())).toEqual(ticks);
  });

  test("events carry what their name says", async () => {
    const changes = [
      { event: "note", data: '{"not":"parsed"}' },
      { event: "reading", data: readings[1], id: "7", retry: 100 },
      { event: "count", data: "12" },
    ];
    async function* source(): AsyncGenerator<object, void, undefined> {
      yield* changes;
    }
    handlers = { watchChanges: source };
    expect(await all(await connect()["watchChanges"]!())).toEqual(changes);
  });

  test("events may be sent as well, or nothing at all", async () => {
    let seen: unknown;
    handlers = { sendChanges: async ({ body }) => void (seen = body && (await all(body))) };
    await connect()["sendChanges"]!({ body: [{ data: { n: 1 } }, { data: { n: 2 } }] });
    expect(seen).toEqual([{ data: { n: 1 } }, { data: { n: 2 } }]);
    await connect()["sendChanges"]!({});
    expect(seen).toBeUndefined();
  });

  test("a caller that stops ends the generator of the handler", async () => {
    const ended = vi.fn();
    async function* source(): AsyncGenerator<object, void, undefined> {
      try {
        for (let n = 0; ; n++) {
          yield { data: String(n) };
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      } finally {
        ended();
      }
    }
    handlers = { watchTicks: source };
    for await (const tick of await connect()["watchTicks"]!()) {
      expect(tick).toEqual({ data: "0" });
      break;
    }
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  });

  test("an abort ends both sides", async () => {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    async function* source(cx: { signal: AbortSignal }): AsyncGenerator<object, void, undefined> {
      signal = cx.signal;
      yield { data: "0" };
      await new Promise((_resolve, reject) =>
        cx.signal.addEventListener("abort", () => reject(cx.signal.reason as Error)),
      );
    }
    handlers = { watchTicks: (_req, cx) => source(cx) };
    const ticks = await connect()["watchTicks"]!({}, { signal: controller.signal });
    const loop = async (): Promise<void> => {
      for await (const tick of ticks) if (tick) controller.abort();
    };
    await expect(loop()).rejects.toThrow(/abort/);
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  });

  test("an error after the first item is no end", async () => {
    async function* source(): AsyncGenerator<object, void, undefined> {
      yield { data: "0" };
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error("out of ticks");
    }
    handlers = { watchTicks: source };
    const seen: unknown[] = [];
    const loop = async (): Promise<void> => {
      for await (const tick of await connect()["watchTicks"]!()) seen.push(tick);
    };
    await expect(loop()).rejects.toThrow(/terminated|out of ticks/);
    expect(seen).toEqual([{ data: "0" }]);
  });
});

describe.each([
  ["in memory", () => memory],
  ["over a network", () => network],
])("parts %s", (_, connect) => {
  test("have names in a reply", async () => {
    const body = { about: { name: "ä", raw: new Uint8Array([7]) }, count: 3, file: new Uint8Array([1, 2]) };
    handlers = { getPackage: () => body };
    const got = (await connect()["getPackage"]!()) as unknown as typeof body & { file: BinaryBody };
    expect(got).toMatchObject({ about: body.about, count: 3 });
    expect(got.file).toMatchObject({ contentType: "image/png", length: 2 });
    expect(await got.file.bytes()).toEqual(body.file);
  });

  test("have places", async () => {
    let seen: unknown[] = [];
    handlers = {
      sendPackage: ({ body }) => {
        seen = body as unknown as unknown[];
        return [{ n: 1 }, {}];
      },
    };
    const png = new Blob(["p"], { type: "image/png" });
    expect(await connect()["sendPackage"]!({ body: [readings[0], 5, png] })).toEqual([{ n: 1 }, {}]);
    expect(seen.slice(0, 2)).toEqual([read[0], 5]);
    expect(seen[2]).toMatchObject({ contentType: "image/png" });
    for (const body of [[readings[0]], [5, readings[0]], [readings[0], 5.5]]) {
      const send = async (): Promise<unknown> => connect()["sendPackage"]!({ body });
      await expect(send()).rejects.toThrow(/does not fit|cannot write/);
    }
  });

  test("arrive over time", async () => {
    handlers = { watchFrames: () => [1, 2, 3].map((n) => new Uint8Array([n, n])) };
    const seen: number[] = [];
    for await (const frame of await connect()["watchFrames"]!()) {
      const { contentType, bytes } = frame as BinaryBody;
      expect(contentType).toBe("image/jpeg");
      seen.push(...(await bytes.call(frame)));
    }
    expect(seen).toEqual([1, 1, 2, 2, 3, 3]);
    let got: unknown;
    handlers = { sendFrames: async ({ body }) => void (got = await all(body)) };
    await connect()["sendFrames"]!({ body: readings });
    expect(got).toEqual(read);
    const bad = [readings[0], { at: 1 }];
    const send = async (): Promise<unknown> => connect()["sendFrames"]!({ body: bad });
    await expect(send()).rejects.toThrow(/replied 500|fetch failed/);
  });

  test("are skipped when they are not read", async () => {
    handlers = { watchFrames: () => [1, 2, 3].map((n) => new Uint8Array([n])) };
    let count = 0;
    for await (const frame of await connect()["watchFrames"]!()) count += Number(frame !== undefined);
    expect(count).toBe(3);
  });
});

test("an item that the contract does not allow never leaves", async () => {
  handlers = { watchTicks: () => [{ data: "0" }, { data: "1", id: "a\nb" }] };
  const seen: unknown[] = [];
  const loop = async (): Promise<void> => {
    for await (const tick of await memory["watchTicks"]!()) seen.push(tick);
  };
  await expect(loop()).rejects.toThrow("on one line");
  expect(seen).toEqual([{ data: "0" }]);
});

test("an item of a reply that does not fit is named by its index", async () => {
  const { StreamsClient } = await api.load("client.ts");
  const lines = '{"at":"2026-01-01T00:00:00Z","value":1}\n{"at":"2026-01-01T00:00:00Z","value":"1"}\n';
  const fetch = (): Promise<Response> =>
    Promise.resolve(new Response(lines, { headers: { "content-type": "application/jsonl" } }));
  const { fetchTransport } = await import("volo-http/client");
  const Client = StreamsClient as new (options: object) => Operations;
  const client = new Client({ baseUrl: "http://test", transport: fetchTransport({ fetch } as object) });
  const error: unknown = await all(await client["listReadings"]!()).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ItemError);
  expect(error).toMatchObject({ index: 1, flaws: [{ pointer: "/1/value", keyword: "type" }] });
});
