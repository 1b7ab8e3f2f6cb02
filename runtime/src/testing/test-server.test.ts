import { describe, expect, test } from "vitest";
import { get, post } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import { jsonAnswer, mockTransport } from "./mock-transport.ts";
import { testServer } from "./test-server.ts";

const client = { operation: "a test", signal: undefined };

describe("a test server", () => {
  const router = new Router()
    .route(
      "/x",
      get((_req, cx) => [200, { "x-route": cx.route }, "hello"]).post(async (req) => [
        201,
        { "content-type": req.headers.get("Content-Type") ?? "" },
        await req.body.bytes(),
      ]),
    )
    .route(
      "/raw/{*rest}",
      get((req) => req.target),
    )
    .route(
      "/bug",
      get(() => {
        throw new Error("bug");
      }),
    )
    .route(
      "/never",
      post(() => new Promise<string>(() => undefined)),
    );

  test("answers calls without a socket: status, fields, bytes, text", async () => {
    const reply = await testServer(router).call("GET", "/x");
    expect([reply.status, reply.headers.get("x-route"), reply.text]).toEqual([200, "/x", "hello"]);
    expect(reply.bytes).toEqual(new TextEncoder().encode("hello"));
  });

  test("answers like HTTP: 404, 405 and HEAD without a body", async () => {
    const server = testServer(router);
    expect((await server.call("GET", "/none")).json).toEqual({ title: "Not Found", status: 404 });
    expect((await server.call("DELETE", "/x")).headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
    expect(await server.call("HEAD", "/x")).toMatchObject({ status: 200, text: "", json: undefined });
  });

  test("sends targets as they are, JSON with its type, and any other body with the type that is named", async () => {
    const server = testServer(router);
    expect((await server.call("GET", "/raw/a%2Fb?c=%20")).text).toBe("/raw/a%2Fb?c=%20");
    const sent = await server.call("POST", "/x", { json: { a: 1 } });
    expect([sent.headers.get("content-type"), sent.json]).toEqual(["application/json", { a: 1 }]);
    const typed = { "Content-Type": "application/x+json" };
    const named = await server.call("POST", "/x", { json: [], headers: typed });
    expect(named.headers.get("content-type")).toBe("application/x+json");
    const plain = await server.call("POST", "/x", { body: "text", headers: { "content-type": "text/x" } });
    expect([plain.headers.get("content-type"), plain.text]).toEqual(["text/x", "text"]);
  });

  test("keeps the errors that callers do not see", async () => {
    const server = testServer(router);
    const { status, text } = await server.call("GET", "/bug");
    expect(status).toBe(500);
    expect(text).not.toContain("bug");
    expect(server.errors).toEqual([new Error("bug")]);
  });

  test("gives a call up with its signal", async () => {
    const controller = new AbortController();
    const call = testServer(router).call("POST", "/never", { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
  });

  test("is the transport of a client: both meet without a socket", async () => {
    const { transport } = testServer(router);
    const request = { method: "GET", url: "http://any.example/x", headers: {}, body: undefined };
    const reply = await transport.call(client, request);
    expect([reply.status, new TextDecoder().decode(await reply.bytes())]).toEqual([200, "hello"]);
  });
});

describe("a mock transport", () => {
  const request = { method: "GET", url: "/pets/1", headers: { a: "1" }, body: undefined };

  test("answers as the test says, and remembers what was sent", async () => {
    const transport = mockTransport((req) => jsonAnswer(200, { asked: req.url }, { "x-n": "7" }));
    const reply = await transport.call(client, request);
    expect([reply.status, reply.headers.get("content-type"), reply.headers.get("x-n")]).toEqual([
      200,
      "application/json",
      "7",
    ]);
    expect(new TextDecoder().decode(await reply.bytes())).toBe('{"asked":"/pets/1"}');
    expect(transport.requests).toEqual([request]);
  });

  test("that throws is a network that fails", async () => {
    const transport = mockTransport(() => Promise.reject(new Error("unreachable")));
    await expect(transport.call(client, request)).rejects.toThrow("unreachable");
    expect(transport.requests).toHaveLength(1);
  });

  test("sends nothing for a call that was given up before", async () => {
    const transport = mockTransport(() => jsonAnswer(200, null));
    const given = { operation: "a test", signal: AbortSignal.abort(new Error("enough")) };
    await expect(transport.call(given, request)).rejects.toThrow("enough");
    expect(transport.requests).toEqual([]);
  });
});
