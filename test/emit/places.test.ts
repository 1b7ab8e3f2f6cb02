import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, form, got, json, multipart, printedOrders } from "./orders.ts";
import type { Handler, Orders } from "./orders.ts";

let made: Orders;
beforeAll(async () => {
  made = await printedOrders();
});
afterAll(() => made.api.remove());

describe("a parameter of several places", () => {
  const role = { "x-role": "clerk" };
  const body = { note: "n" };

  test.each([
    ["/orders?tenant=1", { cookie: "t=2", "x-tenant": "3" }, { ...body, tenant: 4 }, 1],
    ["/orders", { cookie: "t=2", "x-tenant": "3" }, { ...body, tenant: 4 }, 2],
    ["/orders", { "x-tenant": "3" }, { ...body, tenant: 4 }, 3],
    ["/orders", {}, { ...body, tenant: 4 }, 4],
  ])("is read from the first that has it: %s %j", async (target, headers, json, tenant) => {
    const server = made.serve();
    const reply = await server.call("POST", target, { headers: { ...role, ...headers }, json });
    expect(got(reply)).toMatchObject({ tenant, xRole: "clerk", body });
  });

  test.each<[string, Record<string, string>, object, object]>([
    ["/orders", {}, {}, { in: "query", name: "tenant", pointer: "", keyword: "required" }],
    ["/orders?tenant=x", {}, { tenant: 4 }, { in: "query", name: "tenant", pointer: "", keyword: "type" }],
    ["/orders?tenant=1&tenant=2", {}, { tenant: 4 }, { in: "query", name: "tenant", pointer: "" }],
    ["/orders", { cookie: "t=x" }, {}, { in: "cookie", name: "t", pointer: "", keyword: "type" }],
    ["/orders", { "x-tenant": "x" }, {}, { in: "header", name: "X-Tenant", pointer: "", keyword: "type" }],
    ["/orders", {}, { tenant: "4" }, { in: "body", pointer: "/tenant", keyword: "type" }],
    ["/orders", {}, { tenant: null }, { in: "query", name: "tenant", pointer: "", keyword: "required" }],
  ])("is refused where it was found: %s %j %j", async (target, headers, more, fault) => {
    const json = { ...body, ...more };
    const reply = await made.serve().call("POST", target, { headers: { ...role, ...headers }, json });
    expect(reply.status).toBe(400);
    const { errors } = reply.json as { errors: object[] };
    expect(errors).toEqual([expect.objectContaining(fault)]);
  });

  test("is never read from a place that the contract does not name", async () => {
    const names = ["X-Role", "x-role", "xRole", "trace", "__proto__"];
    const json = { ...body, tenant: 1, ...Object.fromEntries(names.map((name) => [name, "admin"])) };
    const refused = await made.serve().call("POST", "/orders?X-Role=admin&x-role=admin", { json });
    expect((refused.json as { errors: object[] }).errors).toMatchObject([{ in: "header", name: "X-Role" }]);
    const reply = await made.serve().call("POST", "/orders", {
      json,
      headers: { ...role, cookie: "trace=admin" },
    });
    const req = got(reply) as object;
    expect(Object.keys(req)).toEqual(["xRole", "tenant", "body"]);
    expect(req).toMatchObject({ xRole: "clerk", tenant: 1 });
  });

  const where = { id: "7" };
  const big = "9007199254740993";
  const boundary = "b";
  const part = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const all = { q: "a b", ids: [`${big}n`, "2n"], where };

  test.each<[string, string, string, string | undefined, object]>([
    ["the query", `/find?q=a%20b&ids=${big}&ids=2&where={"id":"7"}`, "", undefined, all],
    ["a form", "/find?q=z", form, `q=a+b&ids=${big}&ids=2&where={"id":"7"}`, all],
    ["JSON", "/find", json, `{"q":"a b","ids":[${big},2],"where":{"id":"7"},"x":1}`, all],
    [
      "parts",
      "/find",
      `${multipart}; boundary=${boundary}`,
      `${part("q", "a b")}${part("ids", big)}${part("ids", "2")}${part("where", '{"id":"7"}')}--${boundary}--\r\n`,
      all,
    ],
    ["a body of another type", "/find?q=a", "text/plain", "q=b", { q: "a" }],
    ["nothing", "/find", json, "[1]", {}],
  ])("is converted as %s has it", async (_, target, type, body, expected) => {
    const headers: Record<string, string> = type === "" ? {} : { "content-type": type };
    const reply = await made.serve().call("POST", target, { headers, body });
    expect([reply.status, got(reply)]).toEqual([200, expected]);
  });

  test.each([
    ["/find", form, "ids=x", { in: "body", pointer: "/ids/0" }],
    ["/find", form, "where={", { in: "body", pointer: "/where" }],
    ["/find", json, '{"ids":["x"]}', { in: "body", pointer: "/ids/0" }],
    ["/find", json, '{"where":{}}', { in: "body", pointer: "/where/id" }],
    ["/find?where={}", json, "{}", { in: "query", name: "where", pointer: "/id" }],
  ])("of a body is refused there: %s %s %s", async (target, type, body, fault) => {
    const reply = await made.serve().call("POST", target, { headers: { "content-type": type }, body });
    expect(reply.status).toBe(400);
    expect((reply.json as { errors: object[] }).errors).toEqual([expect.objectContaining(fault)]);
  });
});

describe("a body of several media types, parts of which are parameters", () => {
  test.each([
    [json, '{"note":"n","words":["a"],"sign":"s"}', { contentType: json, body: { note: "n", words: ["a"] } }],
    [form, "note=n&words=a&sign=s", { contentType: form, body: { note: "n", words: ["a"] } }],
    [
      `${multipart}; boundary=b`,
      `--b\r\ncontent-disposition: form-data; name="sign"\r\n\r\ns\r\n--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nf\r\n--b--\r\n`,
      { contentType: multipart, body: { file: "f" } },
    ],
  ])("%s", async (type, body, expected) => {
    const enterOrder: Handler = ({ raw, ...rest }) =>
      JSON.stringify({ ...rest, raw: new TextDecoder().decode(raw as Uint8Array) });
    const reply = await made.serve({ enterOrder }).call("POST", "/enter?a=%20b", {
      headers: { "content-type": type },
      body,
    });
    expect(got(reply)).toMatchObject({ ...expected, xSign: "s", raw: body, raw_uri: "/enter?a=%20b" });
  });

  test("the body as it came has the limit of bodies", async () => {
    const server = made.serve({}, { bodyLimit: 10 });
    const headers = { "content-type": json };
    expect((await server.call("POST", "/enter", { headers, body: '{"note":"long"}' })).status).toBe(413);
    expect((await server.call("POST", "/enter", { headers })).status).toBe(400);
    expect(
      (await server.call("PUT", "/note", { headers: { "content-type": "a/b" }, body: "x" })).status,
    ).toBe(415);
  });
});

test("callers leave the media type out where all are of one type; handlers see it", async () => {
  const seen: unknown[] = [];
  const saveNote: Handler = (req) => void seen.push(req);
  const api = connect(made, made.serve({ saveNote }));
  const body = { note: "n", words: ["a"] };
  await api["saveNote"]?.({ body });
  await api["saveNote"]?.({ body, contentType: form });
  await api["saveNote"]?.({ body, contentType: json });
  const text = '{"note":"n","words":["a"]}';
  expect(seen).toEqual([
    { body, contentType: json, bodyRaw: text },
    { body, contentType: form, bodyRaw: "note=n&words=a" },
    { body, contentType: json, bodyRaw: text },
  ]);
});
