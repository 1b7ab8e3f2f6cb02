import { fastify } from "fastify";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { get, json, jsonBody, path, post, Router, ServiceBuilder, sse, toNodeListener } from "volo-http";
import type { HttpService } from "volo-http";
import { fromNodeHandler } from "volo-http/node";
import { testServer } from "volo-http/testing";

const router = new Router()
  .route(
    "/api/hello/{name}",
    get([path("name")], (name) => `hello ${name}`),
  )
  .route(
    "/api/echo",
    post([jsonBody()], (body) => json(body)),
  )
  .route(
    "/api/events",
    get(() => sse(["a", "b"])),
  );

describe("a router inside Fastify", () => {
  let app: FastifyInstance;
  let url: string;
  beforeAll(async () => {
    app = fastify();
    const listener = toNodeListener(router);
    app.get("/own", () => ({ own: true }));
    await app.register(async (scope) => {
      // Bodies are the router's to read.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
      scope.all("/api/*", (request, reply) => {
        reply.hijack();
        listener(request.raw, reply.raw);
      });
    });
    url = await app.listen({ port: 0 });
  });
  afterAll(() => app.close());

  test.each<[string, string, RequestInit, number, string]>([
    ["GET", "/api/hello/ada", {}, 200, "hello ada"],
    ["POST", "/api/echo", { headers: { "content-type": "application/json" }, body: "[1]" }, 200, "[1]"],
    ["GET", "/api/events", {}, 200, "data: a\n\ndata: b\n\n"],
    ["GET", "/api/nowhere", {}, 404, '{"title":"Not Found","status":404}'],
    ["GET", "/own", {}, 200, '{"own":true}'],
  ])("%s %s", async (method, target, init, status, body) => {
    const answer = await fetch(url + target, { method, ...init });
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });
});

test("Fastify inside a stack", async () => {
  const inner = fastify();
  inner.get("/hello/:name", (request) => ({ hello: (request.params as { name: string }).name }));
  inner.post("/echo", (request) => request.body);
  await inner.ready();
  const server = testServer(
    new ServiceBuilder().service<HttpService>(
      new Router().nestService(
        "/fastify",
        fromNodeHandler((message, response) => inner.routing(message, response)),
      ),
    ),
  );
  expect((await server.call("GET", "/fastify/hello/ada")).json).toEqual({ hello: "ada" });
  expect((await server.call("POST", "/fastify/echo", { json: { a: 1 } })).json).toEqual({ a: 1 });
  expect((await server.call("GET", "/fastify/nowhere")).status).toBe(404);
  await inner.close();
});
