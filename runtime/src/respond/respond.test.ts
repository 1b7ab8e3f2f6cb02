import { describe, expect, test } from "vitest";
import { HttpError } from "../http/problem.ts";
import { reply } from "../http/reply.ts";
import { HttpResponse } from "../http/response.ts";
import { html, intoResponse, json } from "./into-response.ts";
import type { IntoResponse } from "./into-response.ts";
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
