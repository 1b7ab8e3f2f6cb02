import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { fromFetch, get, json, jsonBody, path, post, Router, sse, toFetch } from "volo-http";
import { testServer } from "volo-http/testing";

describe("Hono", () => {
  const hono = new Hono()
    .get("/hello/:name", (c) => c.text(`hello ${c.req.param("name")}`))
    .post("/echo", async (c) => c.json(await c.req.json()))
    .get("/cookies", (c) => {
      c.header("set-cookie", "a=1", { append: true });
      c.header("set-cookie", "b=2", { append: true });
      return c.text("");
    })
    .get("/who", (c) => c.text(c.req.url));

  test("its app runs inside a stack", async () => {
    const server = testServer(
      new Router()
        .route(
          "/own",
          get(() => "own"),
        )
        .nestService(
          "/hono",
          fromFetch((request) => hono.fetch(request)),
        ),
    );
    expect((await server.call("GET", "/hono/hello/ada")).text).toBe("hello ada");
    expect((await server.call("POST", "/hono/echo", { json: { a: [1] } })).json).toEqual({ a: [1] });
    expect((await server.call("GET", "/hono/cookies")).headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
    expect((await server.call("GET", "/hono/who?x=%20", { headers: { host: "h.example" } })).text).toBe(
      "http://h.example/who?x=%20",
    );
    expect((await server.call("GET", "/hono/nowhere")).status).toBe(404);
    expect((await server.call("GET", "/own")).text).toBe("own");
  });

  test("a router runs inside its app", async () => {
    const router = new Router()
      .route(
        "/hello/{name}",
        get([path("name")], (name) => `hello ${name}`),
      )
      .route(
        "/echo",
        post([jsonBody()], (body) => json(body)),
      )
      .route(
        "/events",
        get(() => sse(["a"])),
      );
    const handle = toFetch(router);
    const app = new Hono().mount("/api", (request) => handle(request)).get("/own", (c) => c.text("own"));
    expect(await (await app.request("/api/hello/ada")).text()).toBe("hello ada");
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "[1]" };
    expect(await (await app.request("/api/echo", init)).json()).toEqual([1]);
    expect(await (await app.request("/api/events")).text()).toBe("data: a\n\n");
    expect((await app.request("/api/nowhere")).status).toBe(404);
    expect(await (await app.request("/own")).text()).toBe("own");
  });
});
