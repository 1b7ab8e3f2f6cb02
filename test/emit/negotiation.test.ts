import { reply } from "volo-http";
import { testServer } from "volo-http/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

const contract = `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /report:
    get:
      operationId: getReport
      responses:
        "200":
          description: A report.
          content:
            application/json: { schema: { type: object, properties: { n: { type: integer } } } }
            text/csv: { schema: { type: string } }
            application/vnd.acme.v2+json: { schema: { type: object, properties: { n: { type: integer } } } }
        4XX:
          description: A fault.
          content: { text/plain: { schema: { type: string } } }
  /plain:
    get:
      operationId: getPlain
      responses: { "200": { description: Text., content: { text/plain: { schema: { type: string } } } } }
    post:
      operationId: postPlain
      requestBody:
        required: true
        content: { application/json; charset=utf-8: { schema: { type: object } } }
      responses: { "204": { description: Done. } }
`;

let api: Generated;
let server: ReturnType<typeof testServer>;

beforeAll(async () => {
  api = await generated({ text: contract }, "Negotiation");
  const { negotiationRouter } = await api.load("server.ts");
  const service = {
    getReport: (_: unknown, cx: { accepts: string; query: string }) => {
      const { accepts } = cx;
      return accepts === "text/csv"
        ? reply(200, "n\n1\n", { contentType: accepts })
        : reply(200, { n: 1 }, { contentType: accepts });
    },
    getPlain: () => "plain",
    postPlain: () => undefined,
  };
  server = testServer((negotiationRouter as (service: object) => Parameters<typeof testServer>[0])(service));
});
afterAll(() => api.remove());

test("the handler is told what its caller likes best, and its type says what that can be", async () => {
  expect(await api.check()).toBe("");
  expect(api.files.get("server.ts")).toContain(
    'cx: Cx & Accepts<"application/json" | "text/csv" | "application/vnd.acme.v2+json">',
  );
});

test.each<[string | undefined, string | 406]>([
  [undefined, "application/json"],
  ["", "application/json"],
  ["*/*", "application/json"],
  ["text/csv", "text/csv"],
  ["TEXT/CSV", "text/csv"],
  ["text/*", "text/csv"],
  ["text/csv, application/json", "application/json"],
  ["text/csv;q=0.9, application/json;q=0.8", "text/csv"],
  ["application/*;q=0.5, application/json;q=0.1, */*;q=0.2", "application/vnd.acme.v2+json"],
  ["text/*, text/csv;q=0", 406],
  ["application/json;q=0, */*;q=0.1", "text/csv"],
  ["application/json;version=2", 406],
  ["image/*;q=0.5", 406],
  ["text/html, image/png", 406],
  ["application/vnd.acme.v2+json", "application/vnd.acme.v2+json"],
])("accept: %s gives %s", async (accept, wanted) => {
  const headers: Record<string, string> = accept === undefined ? {} : { accept };
  const got = await server.call("GET", "/report", { headers });
  if (wanted === 406) expect(got.status).toBe(406);
  else expect([got.status, got.headers.get("content-type")]).toEqual([200, wanted]);
});

test("errors are told in the words of the contract whatever the caller accepts", async () => {
  expect((await server.call("GET", "/plain", { headers: { accept: "application/json" } })).status).toBe(406);
  expect((await server.call("GET", "/nowhere", { headers: { accept: "image/png" } })).status).toBe(404);
});

test.each<[string | undefined, number]>([
  ["application/json", 204],
  ["application/json;charset=UTF-8", 204],
  ['application/json; charset="utf-8"', 204],
  ["APPLICATION/JSON", 204],
  ["application/json;", 204],
  ["application/json\t", 204],
  ["application/json\t;charset=utf-8", 204],
  ["application/json; charset=utf-7", 415],
  ["application/json; charset=utf-16", 415],
  ["application/json; charset=utf-8; charset=utf-7", 415],
  ["application/json, application/json", 415],
  ["application/json,text/plain", 415],
  ["application/jsonx", 415],
  ["application/problem+json", 415],
  ["text/json", 415],
  ["application/json x", 415],
  ["text/plain", 415],
  [";", 415],
  [" ", 415],
  [undefined, 415],
])("a body of the type %j is answered with %i", async (type, status) => {
  const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
  const got = await server.call("POST", "/plain", { headers, body: "{}" });
  expect(got.status).toBe(status);
  if (status === 415) expect(got.headers.get("accept-post")).toContain("application/json");
});
