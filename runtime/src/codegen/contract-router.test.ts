import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Problem as HttpProblem } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import { layerFn } from "../service/layer.ts";
import { testServer } from "../testing/index.ts";
import { petRouter } from "./petstore.fixture.ts";
import type { PetOptions, PetService, Principals } from "./petstore.fixture.ts";
import { timingSafeEqual } from "../http/timing-safe-equal.ts";
import { HttpError, HttpResponse, reply } from "./v1.ts";
import type { HttpLayer, HttpService, ServerContext } from "./v1.ts";

const rex = { id: 1, name: "Rex" };
const service: PetService = {
  getPet: ({ petId }) => (petId === 1 ? rex : reply(404, { title: "no such pet" })),
  createPet: ({ body }) => body,
};
const security = {
  bearer: async (token: string) => (await timingSafeEqual(token, "secret")) && { name: "ada" },
  apiKey: (key: string) => {
    if (key === "banned") throw new HttpError(403, "This key may not write.");
    return key === "k" ? { app: "till" } : undefined;
  },
};
const authorized = { authorization: "Bearer secret" };

function serve(
  parts: Partial<PetService> = {},
  options: Partial<PetOptions<ServerContext, Principals>> = {},
) {
  return testServer(petRouter({ ...service, ...parts }, { security, ...options }));
}

describe("an operation", () => {
  it("gives a bare body the status of its only success", async () => {
    const { status, text, headers } = await serve().call("GET", "/pets/1");
    expect({ status, text, type: headers.get("content-type") }).toEqual({
      status: 200,
      text: '{"id":1,"name":"Rex"}',
      type: "application/json",
    });
  });

  it("sends the reply that the handler chose, with its headers", async () => {
    expect((await serve().call("GET", "/pets/2")).json).toEqual({ title: "no such pet" });
    const server = serve({ getPet: () => reply(200, rex, { headers: { xTotal: 7 } }) });
    expect((await server.call("GET", "/pets/1")).headers.get("x-total")).toBe("7");
  });

  it("never writes what the contract does not declare", async () => {
    const server = serve({ getPet: () => ({ ...rex, passwordHash: "x" }) });
    expect((await server.call("GET", "/pets/1")).text).not.toContain("passwordHash");
  });

  it("lists every fault of a request at once", async () => {
    const { status, json } = await serve().call("GET", "/pets/x?limit=101");
    expect(status).toBe(400);
    expect((json as HttpProblem).errors).toEqual([
      { in: "path", name: "petId", pointer: "", message: "must be an integer", keyword: "type" },
      { in: "query", name: "limit", pointer: "", message: "must be at most 100", keyword: "maximum" },
    ]);
  });

  it("points into bodies", async () => {
    const server = serve();
    const { json } = await server.call("POST", "/pets", { json: { id: 0.5, name: "" }, headers: authorized });
    expect((json as HttpProblem).errors?.map((fault) => `${fault.in} ${fault.pointer}`)).toEqual([
      "body /id",
      "body /name",
    ]);
  });
});

describe("the order of refusal", () => {
  const tooLarge = JSON.stringify({ id: 1, name: "x".repeat(100) });
  const table: [status: number, method: string, target: string, headers: object, body: string | undefined][] =
    [
      [404, "POST", "/nowhere", {}, tooLarge],
      [405, "PUT", "/pets", {}, tooLarge],
      [401, "POST", "/pets", { "content-type": "text/plain" }, tooLarge],
      [403, "POST", "/pets", { "x-api-key": "banned", "content-type": "text/plain" }, tooLarge],
      [415, "POST", "/pets", { ...authorized, "content-type": "text/plain", accept: "image/png" }, tooLarge],
      [415, "POST", "/pets", { ...authorized }, tooLarge],
      [415, "POST", "/pets", { ...authorized, "content-type": "application/json; charset=utf-7" }, tooLarge],
      [
        406,
        "POST",
        "/pets",
        { ...authorized, "content-type": "application/json", accept: "image/png" },
        tooLarge,
      ],
      [413, "POST", "/pets", { ...authorized, "content-type": "application/json" }, tooLarge],
      [400, "POST", "/pets", { ...authorized, "content-type": "application/json" }, "{"],
      [400, "POST", "/pets", { ...authorized, "content-type": "application/json" }, undefined],
      [
        201,
        "POST",
        "/pets",
        { ...authorized, "content-type": "Application/JSON;charset=UTF-8" },
        JSON.stringify(rex),
      ],
    ];
  it.each(table)("%i: %s %s %j", async (status, method, target, headers, body) => {
    const server = serve({}, { bodyLimit: 64 });
    const answer = await server.call(method, target, { headers: { ...headers }, body });
    expect(answer.status).toBe(status);
  });

  it("tells what would be accepted", async () => {
    const server = serve();
    const unsupported = await server.call("POST", "/pets", { headers: authorized, body: "x" });
    expect(unsupported.headers.get("accept-post")).toBe("application/json");
    const refused = await server.call("POST", "/pets", { headers: { authorization: "Bearer no" } });
    expect(refused.headers.get("www-authenticate")).toBe(
      'Bearer realm="api", scope="write", error="invalid_token", ApiKey in="header", name="X-Api-Key"',
    );
    expect((await server.call("PUT", "/pets")).headers.get("allow")).toContain("POST");
  });
});

describe("bodies from strangers", () => {
  const headers = { ...authorized, "content-type": "application/json" };
  const table: [title: string, body: string | Uint8Array, detail: RegExp][] = [
    ["too deep", "[".repeat(100_000), /levels deep/],
    ["not finite", '{"id":1e999,"name":"x"}', /too large/],
    ["not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), /UTF-8/],
    ["not JSON", '{"id":01}', /not valid JSON/],
  ];
  it.each(table)("%s", async (_, body, detail) => {
    const { status, text } = await serve().call("POST", "/pets", { headers, body });
    expect(status).toBe(400);
    expect(text).toMatch(detail);
  });

  it("cannot reach a prototype", async () => {
    const server = serve();
    const names = fc.constantFrom(
      "__proto__",
      "constructor",
      "prototype",
      "toString",
      "id",
      "name",
      "polluted",
    );
    const bodies = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constant('"x"'),
        fc.array(fc.tuple(names, tie("value"))).map(objectText),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(bodies, fc.array(names), async (body, keys) => {
        const query = keys.map((key) => `${key}=1&${key}[polluted]=1`).join("&");
        await server.call("POST", `/pets?${query}`, { headers, body: body as string });
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

function objectText(members: [string, unknown][]): string {
  return `{${members.map(([name, value]) => `"${name}":${String(value)}`).join()}}`;
}

describe("security", () => {
  it("leaves the principals of the alternative that admitted on the context", async () => {
    const seen: unknown[] = [];
    const server = serve({
      createPet: ({ body }, cx) => {
        seen.push(cx.auth);
        return body;
      },
    });
    await server.call("POST", "/pets", { json: rex, headers: authorized });
    await server.call("POST", "/pets", { json: rex, headers: { "x-api-key": "k" } });
    await server.call("POST", "/pets", {
      json: rex,
      headers: { "x-api-key": "k", authorization: "bearer secret" },
    });
    expect(seen).toEqual([
      { via: "bearer", bearer: { name: "ada" } },
      { via: "apiKey", apiKey: { app: "till" } },
      { via: "bearer", bearer: { name: "ada" } },
    ]);
  });

  it("hears of the scopes that the operation asks for", async () => {
    const scopes: unknown[] = [];
    const server = serve(
      {},
      {
        security: {
          ...security,
          bearer: (_: string, __: ServerContext, asked: readonly string[]) => scopes.push(asked),
        },
      },
    );
    expect((await server.call("POST", "/pets", { json: rex, headers: authorized })).status).toBe(201);
    expect(scopes).toEqual([["write"]]);
  });

  it("lets another alternative admit whom one forbids", async () => {
    const headers = { "x-api-key": "banned", ...authorized };
    expect((await serve().call("POST", "/pets", { json: rex, headers })).status).toBe(201);
  });

  it("is not passed by a verifier that fails", async () => {
    const server = serve(
      {},
      { security: { ...security, bearer: () => Promise.reject(new Error("db down")) } },
    );
    expect((await server.call("POST", "/pets", { json: rex, headers: authorized })).status).toBe(500);
    expect(server.errors).toEqual([new Error("db down")]);
  });

  it("stands before everything that reads the body", async () => {
    const server = serve();
    const { status } = await server.call("POST", "/pets", {
      body: "{",
      headers: { "content-type": "application/json" },
    });
    expect(status).toBe(401);
  });
});

describe("options", () => {
  it("runs the layers of all outside those of one operation, the first outermost", async () => {
    const trace: string[] = [];
    const layer = (name: string): HttpLayer =>
      layerFn(
        (inner: HttpService) =>
          ({
            call: (cx: ServerContext, req) => {
              trace.push(`${name}:${cx.operation}`);
              return inner.call(cx, req);
            },
          }) satisfies HttpService,
      );
    const server = serve({}, { layers: { all: [layer("a"), layer("b")], getPet: layer("c") } });
    await server.call("GET", "/pets/1");
    await server.call("POST", "/pets");
    expect(trace).toEqual(["a:getPet", "b:getPet", "c:getPet", "a:createPet", "b:createPet"]);
  });

  it("applies a layer of all once, and one of an operation once", async () => {
    const applied: string[] = [];
    let atWork = 0;
    let most = 0;
    const counting = (name: string): HttpLayer =>
      layerFn((inner: HttpService) => {
        applied.push(name);
        return {
          call: async (cx: ServerContext, req) => {
            most = Math.max(most, ++atWork);
            try {
              return await inner.call(cx, req);
            } finally {
              atWork--;
            }
          },
        } satisfies HttpService;
      });
    const server = serve(
      {},
      { layers: { all: [counting("a"), counting("b")], getPet: [counting("c")], createPet: counting("d") } },
    );
    const answers = await Promise.all([
      server.call("GET", "/pets/1"),
      server.call("POST", "/pets", { json: rex, headers: authorized }),
      server.call("GET", "/pets/2"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 404]);
    expect(applied.toSorted()).toEqual(["a", "b", "c", "d"]);
    // Requests at work at the same time share the layers and still reach their own operation.
    expect(most).toBe(9);
  });

  it("lets a layer of all call its operation again", async () => {
    let attempts = 0;
    const again: HttpLayer = layerFn((inner: HttpService) => ({
      call: async (cx: ServerContext, req: HttpRequest) => {
        try {
          return await inner.call(cx, req);
        } catch {
          return inner.call(cx, req);
        }
      },
    }));
    const other = petRouter(service, { security, layers: { all: again } });
    const server = serve(
      {
        getPet: async (_, cx) => {
          // Another contract's router that runs inside must not take the place of this one.
          await other.call(cx, cx.request);
          if (++attempts === 1) throw new Error("once");
          return { id: 7, name: "Again" };
        },
      },
      { layers: { all: again } },
    );
    expect((await server.call("GET", "/pets/1")).json).toEqual({ id: 7, name: "Again" });
  });

  it("adds what context makes", async () => {
    interface Cx extends ServerContext {
      tenant: string;
    }
    const withTenant: PetService<Cx> = { ...service, getPet: (_, cx) => ({ id: 1, name: cx.tenant }) };
    for (const context of [() => ({ tenant: "t" }), () => Promise.resolve({ tenant: "t" })]) {
      const server = testServer(petRouter(withTenant, { security, context }));
      expect((await server.call("GET", "/pets/1")).json).toEqual({ id: 1, name: "t" });
    }
  });

  it("lets onError shape the errors of operations", async () => {
    const odd = new RangeError("odd");
    const server = serve(
      { getPet: () => Promise.reject(odd) },
      { onError: (error) => (error instanceof RangeError ? new HttpResponse(418) : undefined) },
    );
    expect((await server.call("GET", "/pets/1")).status).toBe(418);
    expect((await server.call("GET", "/pets/x")).status).toBe(400);
    // However it looks to the caller, it is a fault of the server.
    expect(server.errors).toEqual([odd]);
  });

  it("refuses a service that lacks operations, unless it may answer 501", async () => {
    const partial = { getPet: service.getPet } as PetService;
    expect(() => petRouter(partial, { security })).toThrow(/lacks createPet/);
    const server = testServer(petRouter(partial, { security, unimplemented: 501 }));
    expect((await server.call("POST", "/pets", { headers: authorized, json: rex })).status).toBe(501);
    expect((await server.call("GET", "/pets/1")).status).toBe(200);
  });

  it("names every mistake that types cannot see", () => {
    const options = { security: {}, layers: { getPets: [] } } as unknown as PetOptions<
      ServerContext,
      Principals
    >;
    expect(() => petRouter(service, options)).toThrow(
      /getPets, which is no operation.*no verifier for bearer.*no verifier for apiKey/,
    );
  });

  it("checks replies when asked to, and tells only the log", async () => {
    const bad = { getPet: () => ({ id: 1, name: "" }) };
    expect((await serve(bad).call("GET", "/pets/1")).status).toBe(200);
    const server = serve(bad, { validateReplies: true });
    const { status, text } = await server.call("GET", "/pets/1");
    expect(status).toBe(500);
    expect(text).not.toContain("name");
    expect(String(server.errors[0])).toContain("getPet replied 200");
    expect(String(server.errors[0])).toContain("/name must have at least 1 character");
  });

  it("checks the share of replies that it is asked to", async () => {
    const bad = { getPet: () => ({ id: 1, name: "" }) };
    const refused = async (validateReplies: number): Promise<number> => {
      const server = serve(bad, { validateReplies });
      let count = 0;
      for (let i = 0; i < 200; i++) count += Number((await server.call("GET", "/pets/1")).status === 500);
      return count;
    };
    expect([await refused(0), await refused(1)]).toEqual([0, 200]);
    const half = await refused(0.5);
    expect(half).toBeGreaterThan(40);
    expect(half).toBeLessThan(160);
    expect(() => serve(bad, { validateReplies: 2 })).toThrow("validateReplies is a share from 0 to 1");
    expect(() => serve(bad, { multipart: { parts: -1 } })).toThrow("multipart.parts is a limit");
  });

  it("answers a reply outside the contract with an opaque 500", async () => {
    const server = serve({ createPet: () => reply(418, {}) as never });
    const { status } = await server.call("POST", "/pets", { headers: authorized, json: rex });
    expect(status).toBe(500);
    expect(String(server.errors[0])).toContain("createPet replied 418");
  });

  it("answers a value that cannot be written with an opaque 500", async () => {
    const server = serve({ getPet: () => ({ id: Number.NaN, name: "x" }) });
    expect((await server.call("GET", "/pets/1")).status).toBe(500);
    expect(String(server.errors[0])).toBe(
      "ReplyContractError: getPet replied 200 with a body that cannot be written: /id must be an integer",
    );
  });
});
