import { join } from "node:path";
import { deny, forbid, HttpError, HttpResponse, reply } from "volo-http";
import type { Router } from "volo-http";
import { testServer } from "volo-http/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// A contract that has one shape for all errors: whatever goes wrong, its callers see that shape.

let api: Generated;
let router: (service: object, options?: object) => Router;
beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "../golden/errors/api.yaml") }, "Api");
  router = (await api.load("server.ts"))["apiRouter"] as typeof router;
});
afterAll(() => api.remove());

const security = {
  key: (token: string, _: unknown, scopes: readonly string[]) =>
    token === "good" ? { scopes } : token === "weak" ? forbid("not yours") : deny(),
  token: () => undefined,
};
const mapError = (error: HttpError) => ({
  code: error.status,
  message: error.message,
  at: error.problem.errors?.map(({ in: place, name, pointer }) => `${place} ${name ?? ""}${pointer}`),
});
const service = { addNote: ({ body }: { body: object }) => body, findNote: () => ({ text: "x" }) };

function serve(parts: object = {}, options: object = {}) {
  return testServer(router({ ...service, ...parts }, { security, mapError, bodyLimit: 40, ...options }));
}

describe("what the runtime refuses", () => {
  const good = { authorization: "Bearer good", "content-type": "application/json" };
  test.each<[number, string, string, Record<string, string>, string | undefined, object, string?]>([
    [404, "GET", "/nowhere", {}, undefined, { message: "Not Found" }],
    [405, "PUT", "/notes", {}, undefined, { message: "Method Not Allowed" }, "allow"],
    [401, "POST", "/notes", {}, "{", { message: "Unauthorized" }, "www-authenticate"],
    [
      403,
      "POST",
      "/notes",
      { authorization: "Bearer weak" },
      "{",
      { message: "not yours" },
      "www-authenticate",
    ],
    [415, "POST", "/notes", { ...good, "content-type": "text/plain" }, "x", {}, "accept-post"],
    [406, "POST", "/notes", { ...good, accept: "text/plain" }, "{}", {}],
    [413, "POST", "/notes", good, JSON.stringify({ text: "x".repeat(50) }), {}],
    [400, "POST", "/notes", good, "{", {}],
    [400, "POST", "/notes", good, "{}", { at: ["body /text"] }],
    [400, "GET", "/notes/x", {}, undefined, { at: ["path id"] }],
  ])("%i: %s %s %j", async (status, method, target, headers, body, shape, field) => {
    const server = serve();
    const answer = await server.call(method, target, { headers, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.json).toMatchObject({ code: status, ...shape });
    if (field !== undefined) expect(answer.headers.get(field)).toBeTypeOf("string");
    expect(server.errors).toEqual([]);
  });
});

describe("what a handler throws", () => {
  const fail = (error: unknown) => ({
    findNote: () => {
      throw error;
    },
  });
  const failLater = (error: unknown) => ({ findNote: () => Promise.reject(error as Error) });

  test.each<[unknown, number, object]>([
    [new HttpError(404, "no such note"), 404, { code: 404, message: "no such note" }],
    [reply(410, { since: "noon" }), 410, { since: "noon" }],
    [reply(429, { code: 7, message: "slowly" }), 429, { code: 7, message: "slowly" }],
    [reply(200, { text: "thrown" }), 200, { text: "thrown" }],
  ])("%s is its reply", async (error, status, body) => {
    for (const parts of [fail(error), failLater(error)]) {
      const server = serve(parts);
      const answer = await server.call("GET", "/notes/1");
      expect([answer.status, answer.json]).toEqual([status, body]);
      expect(server.errors).toEqual([]);
    }
  });

  test.each<[unknown, string]>([
    [new Error("secret"), "Error: secret"],
    ["a text", "a text"],
    [reply(302, undefined), "ReplyContractError: addNote replied 302, which its contract does not declare"],
    [new HttpError(503, "later"), "HttpError: later"],
  ])("%s is for the log as well", async (error, logged) => {
    const addNote = () => {
      throw error;
    };
    const server = serve({ addNote });
    const headers = { authorization: "Bearer good" };
    const answer = await server.call("POST", "/notes", { json: { text: "x" }, headers });
    const status = error instanceof HttpError ? error.status : 500;
    const message = error instanceof HttpError ? error.message : "Internal Server Error";
    expect([answer.status, answer.json]).toEqual([status, { code: status, message }]);
    expect(server.errors.map(String)).toEqual([logged]);
  });
});

test("a mapper may choose the reply, and onError comes before it", async () => {
  const server = serve(
    {},
    {
      mapError: (error: HttpError) => reply(error.status === 400 ? 422 : 500, { code: 1, message: "mapped" }),
      onError: (error: unknown) =>
        error instanceof HttpError && error.status === 401 ? new HttpResponse(418) : undefined,
    },
  );
  expect((await server.call("GET", "/notes/x")).status).toBe(422);
  expect((await server.call("GET", "/nowhere")).status).toBe(500);
  expect((await server.call("POST", "/notes")).status).toBe(418);
});

test("a mapper that fails leaves an opaque 500", async () => {
  const failing = () => {
    throw new Error("mapper");
  };
  const server = serve({}, { mapError: failing });
  const answer = await server.call("GET", "/notes/x");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
  expect(server.errors.map(String)).toEqual(["Error: mapper"]);
});

test("a contract without a shape of its own has problem details", async () => {
  const text = `openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /a: { get: { operationId: a, responses: { default: { $ref: "#/components/responses/Failed" } } } }
  /b: { get: { operationId: b, responses: { "204": { description: done } } } }
components:
  responses:
    Failed: { description: no, content: { application/json: { schema: { type: object } } } }
`;
  const other = await generated({ text });
  expect(other.files.get("server.ts")).not.toContain("MapError");
  other.remove();
});
