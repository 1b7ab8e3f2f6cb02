import { describe, expect, it, vi } from "vitest";
import { HttpResponse } from "../../http/response.ts";
import type { ResponseBody } from "../../http/response.ts";
import type { HttpRequest } from "../../http/request.ts";
import { serviceFn } from "../../service/service.ts";
import type { RequestStats, ServerContext } from "../../http/context.ts";
import { inMemory } from "./memory.ts";
import type { ClientRequest } from "../types.ts";

type Handler = (cx: ServerContext, req: HttpRequest) => HttpResponse | Promise<HttpResponse>;

function send(handler: Handler, request: Partial<ClientRequest> = {}, signal?: AbortSignal) {
  const transport = inMemory(serviceFn(handler));
  const req = { method: "GET", url: "http://h/", headers: {}, body: undefined, ...request };
  return Promise.resolve(transport.call({ operation: "test", signal }, req));
}

function pieces(onCancel: () => void): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream(
    {
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(String(sent++)));
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
}

describe("the memory transport", () => {
  it.each([
    ["http://h:80/a%2Fb?x=%20#f", "/a%2Fb?x=%20", "/a%2Fb", "x=%20"],
    ["/a/../b", "/a/../b", "/a/../b", ""],
    ["http://h", "", "/", ""],
    ["http://h?x", "?x", "/", "x"],
  ])("hands %s on undecoded", async (url, target, path, query) => {
    let seen: HttpRequest | undefined;
    await send((_, req) => ((seen = req), new HttpResponse(204)), { url });
    expect(seen).toMatchObject({ target, path, query });
  });

  it.each<[string, ResponseBody, "read" | "cancel", Partial<RequestStats>]>([
    ["text", "ä", "read", { status: 200, bytesReceived: 2, bytesSent: 2, complete: true }],
    ["a stream", new Blob(["abc"]).stream(), "read", { bytesSent: 3, complete: true }],
    ["a stream that is given up", pieces(() => undefined), "cancel", { bytesSent: 0, complete: false }],
  ])("tells the server how a reply of %s went", async (_, body, end, expected) => {
    const heard = vi.fn<(stats: RequestStats) => void>();
    const response = await send(
      async (cx, req) => {
        cx.onFinish(heard);
        await req.body.bytes();
        return new HttpResponse(200, [], body);
      },
      { method: "POST", body: "ä" },
    );
    await (end === "read" ? response.bytes() : response.cancel());
    expect(heard).toHaveBeenCalledOnce();
    expect(heard.mock.calls[0]?.[0]).toMatchObject(expected);
  });

  it("tells the server that a caller went away", async () => {
    const heard = vi.fn<(stats: RequestStats) => void>();
    const controller = new AbortController();
    const answer = send(
      (cx) => {
        cx.onFinish(heard);
        controller.abort(new Error("gone"));
        return new Promise<HttpResponse>(() => undefined);
      },
      {},
      controller.signal,
    );
    await expect(answer).rejects.toThrow("gone");
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ status: 0, complete: false });
  });

  it("leaves a reply that is a constant as it is", async () => {
    const constant = new HttpResponse(200, ["x", "1"], "a");
    for (let i = 0; i < 2; i++) {
      const response = await send((cx) => {
        cx.responseHeaders.append("set-cookie", "layer=1");
        return constant;
      });
      expect([...response.headers]).toEqual([
        ["x", "1"],
        ["set-cookie", "layer=1"],
      ]);
    }
    expect(constant.headers.size).toBe(1);
  });

  it.each([
    ["text", "ä"],
    ["bytes", new TextEncoder().encode("ä")],
    ["a stream", new Blob(["ä"]).stream()],
  ])("carries %s there and back", async (_, body) => {
    const response = await send(async (_cx, req) => new HttpResponse(200, [], await req.body.bytes(10)), {
      method: "POST",
      body: body as ClientRequest["body"],
    });
    expect(new TextDecoder().decode(await response.bytes())).toBe("ä");
  });

  it("has no body in replies to HEAD and of status 204, and gives their sources up", async () => {
    for (const [method, status] of [
      ["HEAD", 200],
      ["GET", 204],
    ] as const) {
      const cancelled = vi.fn();
      const response = await send(() => new HttpResponse(status, [], pieces(cancelled)), { method });
      expect(await response.bytes()).toHaveLength(0);
      expect(cancelled).toHaveBeenCalledOnce();
    }
  });

  it("streams one piece at a time and stops with its reader", async () => {
    const cancelled = vi.fn();
    const response = await send(() => new HttpResponse(200, [], pieces(cancelled)));
    const reader = response.stream().getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("0");
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("1");
    await reader.cancel();
    expect(cancelled).toHaveBeenCalledOnce();
  });

  it("breaks streams off when the call is aborted", async () => {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const cancelled = vi.fn();
    const response = await send(
      (cx) => ((signal = cx.signal), new HttpResponse(200, [], pieces(cancelled))),
      {},
      controller.signal,
    );
    const reader = response.stream().getReader();
    await reader.read();
    controller.abort("gone");
    await expect(reader.read()).rejects.toBe("gone");
    expect(signal?.reason).toBe("gone");
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
  });

  it("reads replies made of text pieces", async () => {
    async function* text() {
      yield "a";
      yield new Uint8Array([98]);
    }
    expect(await (await send(() => new HttpResponse(200, [], text()))).bytes()).toEqual(
      new Uint8Array([97, 98]),
    );
  });

  it("sends headers that layers left on the context, unless the reply has its own, and every cookie", async () => {
    const response = await send((cx) => {
      cx.responseHeaders
        .set("x-a", "cx")
        .set("x-b", "cx")
        .append("set-cookie", "a=1")
        .append("set-cookie", "b=2");
      return new HttpResponse(200, ["x-a", "own", "set-cookie", "c=3"]);
    });
    expect([...response.headers]).toEqual([
      ["x-a", "own"],
      ["set-cookie", "c=3"],
      ["x-b", "cx"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
  });
});
