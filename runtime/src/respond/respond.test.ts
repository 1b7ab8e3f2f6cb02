import { describe, expect, test } from "vitest";
import { HttpError } from "../http/problem.ts";
import { reply } from "../http/reply.ts";
import { HttpResponse } from "../http/response.ts";
import { form } from "./form.ts";
import { html, intoResponse, json } from "./into-response.ts";
import type { IntoResponse } from "./into-response.ts";
import { only } from "./only.ts";
import { problemResponse } from "./problem.ts";
import { redirect } from "./redirect.ts";

const text = "text/plain; charset=utf-8";
const bytes = new Uint8Array([1]);
const stream = new Blob(["s"]).stream();
async function* iterable(): AsyncGenerator<string> {
  yield "i";
}

describe("intoResponse", () => {
  test.each<[string, IntoResponse, number, string[], unknown]>([
    ["nothing", undefined, 204, [], undefined],
    ["text", "a", 200, ["content-type", text], "a"],
    ["no text", "", 200, ["content-type", text], ""],
    ["bytes", bytes, 200, ["content-type", "application/octet-stream"], bytes],
    ["a stream", stream, 200, ["content-type", "application/octet-stream"], stream],
    ["a status", 404, 404, [], undefined],
    ["status and text", [201, "a"], 201, ["content-type", text], "a"],
    ["status and nothing", [202, undefined], 202, [], undefined],
    ["status, headers and text", [201, { "x-a": "1" }, "a"], 201, ["content-type", text, "x-a", "1"], "a"],
    ["headers replace", [200, { "Content-Type": "text/css" }, "a"], 200, ["content-type", "text/css"], "a"],
    [
      "two of a name",
      [
        200,
        [
          ["set-cookie", "a=1"],
          ["set-cookie", "b=2"],
        ],
        "a",
      ],
      200,
      ["content-type", text, "set-cookie", "a=1", "set-cookie", "b=2"],
      "a",
    ],
    ["status of a response", [201, json({ a: 1 })], 201, ["content-type", "application/json"], '{"a":1}'],
    [
      "an error",
      new HttpError(404, "no"),
      404,
      ["content-type", "application/problem+json"],
      '{"title":"Not Found","status":404,"detail":"no"}',
    ],
    ["a reply without a body", reply(204), 204, [], undefined],
    ["a reply of text", reply(200, "a"), 200, ["content-type", text], "a"],
    ["a reply of JSON", reply(200, { status: 7 }), 200, ["content-type", "application/json"], '{"status":7}'],
    ["a reply of null", reply(200, null), 200, ["content-type", "application/json"], "null"],
    [
      "a reply with headers",
      reply(200, [1], {
        headers: { "x-n": 1, "x-list": ["a", "b"], "x-no": undefined },
        contentType: "a/b+json",
      }),
      200,
      ["x-n", "1", "x-list", "a", "x-list", "b", "content-type", "a/b+json"],
      "[1]",
    ],
    [
      "fields of a form",
      form({ a: "1 2", b: ["&", "="], c: "é" }),
      200,
      ["content-type", "application/x-www-form-urlencoded"],
      "a=1+2&b=%26&b=%3D&c=%C3%A9",
    ],
    [
      "pairs of a form, with a status",
      form(new URLSearchParams("a=1&a=2"), 201),
      201,
      ["content-type", "application/x-www-form-urlencoded"],
      "a=1&a=2",
    ],
    ["a status over a status", [200, [404, "a"]], 200, ["content-type", text], "a"],
    [
      "headers over the cookies of a response, which they replace",
      [200, { "set-cookie": "b=2" }, new HttpResponse(200, ["set-cookie", "a=1"])],
      200,
      ["set-cookie", "b=2"],
      undefined,
    ],
    ["HTML", html("<p>"), 200, ["content-type", "text/html; charset=utf-8"], "<p>"],
    [
      "problem details",
      problemResponse({ title: "t", status: 409 }, { "x-a": "1" }),
      409,
      ["content-type", "application/problem+json", "x-a", "1"],
      '{"title":"t","status":409}',
    ],
  ])("%s", (_name, value, status, headers, body) => {
    const response = intoResponse(value);
    expect([response.status, response.headers.toFlat(), response.body]).toEqual([status, headers, body]);
  });

  test("a response stays what it is, an iterable streams", () => {
    const response = new HttpResponse(200);
    expect(intoResponse(response)).toBe(response);
    const made = iterable();
    expect(intoResponse(made).body).toBe(made);
  });

  test("a fetch response keeps its status, its cookies and its body", async () => {
    const response = intoResponse(
      new Response("x", {
        status: 206,
        headers: [
          ["set-cookie", "a=1"],
          ["set-cookie", "b=2"],
        ],
      }),
    );
    expect(response.status).toBe(206);
    expect(response.headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
    expect(await new Response(response.body as ReadableStream).text()).toBe("x");
  });

  test("a fetch response that was read already is refused", async () => {
    const used = new Response("x");
    await used.text();
    expect(() => intoResponse(used)).toThrow("read already");
    const locked = new Response("x");
    locked.body?.getReader();
    expect(() => intoResponse(locked)).toThrow("read already");
  });

  test.each([[{}], [null], [true], [{ status: 200, body: "x" }]])("%j is no response", (value) => {
    expect(() => intoResponse(value as unknown as IntoResponse)).toThrow(TypeError);
  });
});

describe("redirect", () => {
  test.each([301, 302, 303, 307, 308] as const)("%d", (status) => {
    expect(redirect("/there", status)).toMatchObject({ status, body: undefined });
    expect(redirect("/there", status).headers.toFlat()).toEqual(["location", "/there"]);
  });

  test("303 is the default; a location cannot carry another header", () => {
    expect(redirect("/").status).toBe(303);
    expect(() => redirect("/\r\nset-cookie: a=1")).toThrow(HttpError);
  });
});

describe("only", () => {
  const user = Object.create(
    { inherited: 1 },
    {
      id: { value: 1, enumerable: true },
      name: { value: "Ada", enumerable: true },
      passwordHash: { value: "secret", enumerable: true },
    },
  ) as { id: number; name: string; passwordHash: string; inherited: number };

  test("what is not named never leaves", () => {
    const { body } = json(only(user, "id", "name"));
    expect(body).toBe('{"id":1,"name":"Ada"}');
    expect(json([user].map((each) => only(each, "name"))).body).toBe('[{"name":"Ada"}]');
  });

  test("takes own properties, and data of any name", () => {
    expect(only(user, "inherited")).toEqual({});
    const odd = JSON.parse('{"__proto__":{"a":1},"b":2}') as Record<string, unknown>;
    const kept = only(odd, "__proto__");
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
    expect(JSON.stringify(kept)).toBe('{"__proto__":{"a":1}}');
  });
});
