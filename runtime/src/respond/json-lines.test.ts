import { describe, expect, test, vi } from "vitest";
import { serve } from "../server/serve.ts";
import type { ItemSource } from "./items.ts";
import { jsonLines } from "./json-lines.ts";

async function written(source: ItemSource<unknown>): Promise<string> {
  let text = "";
  for await (const piece of jsonLines(source).body as AsyncIterable<string>) text += piece;
  return text;
}

describe("a reply of JSON lines", () => {
  test("has its type and a status", () => {
    const reply = jsonLines([], 207);
    expect([reply.status, reply.headers.toFlat()]).toEqual([207, ["content-type", "application/jsonl"]]);
    expect(jsonLines([]).status).toBe(200);
  });

  test.each<[string, () => ItemSource<unknown>, string]>([
    ["nothing", () => [], ""],
    [
      "any values",
      () => [{ a: "x\ny" }, [1], "é\u2028", 1.5, true, null],
      '{"a":"x\\ny"}\n[1]\n"é\u2028"\n1.5\ntrue\nnull\n',
    ],
    ["a stream", () => ReadableStream.from([1, 2]), "1\n2\n"],
    [
      "a generator",
      async function* () {
        yield 1;
      },
      "1\n",
    ],
  ])("is one line for each of %s", async (_name, source, text) => {
    expect(await written(source())).toBe(text);
  });

  test.each([[undefined], [() => 1], [1n], [Symbol("x")]])(
    "%s has no JSON: the source is stopped",
    async (item) => {
      const stopped = vi.fn();
      function* source(): Generator<unknown> {
        try {
          yield item;
        } finally {
          stopped();
        }
      }
      await expect(written(source())).rejects.toThrow(TypeError);
      expect(stopped).toHaveBeenCalledOnce();
    },
  );

  test("a caller that leaves stops the source, and a source that fails breaks the connection", async () => {
    let stopped = 0;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        stopped++;
      }
    }
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new Error("no");
    }
    const server = await serve(
      { call: (_cx, req) => jsonLines(req.path === "/failing" ? failing() : endless()) },
      { logger: { error: () => undefined } },
    );
    const controller = new AbortController();
    const answer = await fetch(server.url, { signal: controller.signal });
    await answer.body?.getReader().read();
    controller.abort();
    await vi.waitFor(() => expect(stopped).toBe(1), { timeout: 5000 });
    await expect(fetch(`${server.url}/failing`).then((response) => response.text())).rejects.toThrow(
      TypeError,
    );
    await server.close();
  });
});
