// A contract's router inside others, and behind different hosts.
import { describe, expect, test } from "vitest";
import { fromFn, get, Router, toFetch } from "volo-http";
import { testServer } from "volo-http/testing";
import { petstoreRouter } from "../../examples/petstore/src/gen/petstore/server.ts";
import { credentials, filled, operations, shop } from "./shop.ts";

const headers = credentials;

describe.each([
  ["nest", "/t/{tenant}", "/t/9"],
  ["nest", "/t/{tenant}/", "/t/9"],
  ["nestService", "/t/{tenant}", "/t/9"],
  ["nestService", "/{a}/{b}/{c}", "/x/y/z"],
] as const)("%s(%j) of a contract's router", (how, prefix, base) => {
  const routes: (string | undefined)[] = [];
  const { router, take } = shop();
  const outer = new Router()
    .layer(
      fromFn(async (_req, cx, next) => {
        const reply = await next();
        routes.push(`${cx.operation} ${cx.route}`);
        return reply;
      }),
    )
    [how](prefix, router);
  const server = testServer(outer);

  test.each(operations.filter(({ method }) => method === "GET" || method === "DELETE"))(
    "$method $path reads its own parameters",
    async ({ name, method, path, secured }) => {
      const { status } = await server.call(method, base + filled(path), { headers });
      expect(status).toBe(method === "DELETE" ? 204 : 200);
      expect(take().handler).toEqual([name]);
      expect(routes.pop()).toBe(`${name} ${prefix.replace(/\/$/, "")}${path}`);
      if (secured) expect((await server.call(method, base + filled(path))).status).toBe(401);
    },
  );

  test("a parameter that is not valid is refused by its own name", async () => {
    const { status, text } = await server.call("GET", `${base}/pets/zero`, { headers });
    expect(status).toBe(400);
    expect(text).toContain('"name":"petId"');
  });
});

test("the base path of a contract may have parameters", async () => {
  const router = petstoreRouter(
    { getPet: ({ petId }) => Promise.reject(new Error(`asked for ${petId}`)) },
    {
      basePath: "/t/{tenant}",
      unimplemented: 501,
      security: { apiKey: () => false, bearer: () => false },
      onError: (error, cx) => {
        expect(cx.params).toEqual(["9", "7"]);
        throw error;
      },
    },
  );
  const server = testServer(router);
  expect((await server.call("GET", "/t/9/pets/7")).status).toBe(500);
  expect(server.errors.map((error) => (error as Error).message)).toEqual(["asked for 7"]);
});

test("the table of a contract's router names its operations", () => {
  const { router } = shop();
  expect(router.routes().map(({ method, path, operation }) => ({ method, path, name: operation }))).toEqual(
    operations.map(({ method, path, name }) => ({ method, path, name })),
  );
  expect(String(router).split("\n")).toContain("DELETE  /pets/{petId}            deletePet");
});

test("a router answers the same for every host: only the path counts", async () => {
  const router = new Router().route(
    "/u/{id}",
    get((_req, cx) => [cx.route, ...cx.params].join(" ")),
  );
  const handle = toFetch(router);
  const server = testServer(router);
  for (const path of ["/u/1", "/u/a%2Fb", "/u/1/", "/u//", "/U/1", "/"]) {
    const { status, text } = await server.call("GET", path);
    for (const origin of ["http://a.example", "https://b.example:8443", "http://[::1]", "http://u"]) {
      const reply = await handle(new Request(origin + path));
      expect([reply.status, await reply.text()], origin + path).toEqual([status, text]);
    }
  }
});
