import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setCookie } from "../http/cookie.ts";
import type { CookieAttributes } from "../http/cookie.ts";
import { HttpError } from "../http/problem.ts";
import { HttpResponse } from "../http/response.ts";
import { reply } from "../http/reply.ts";
import { serve } from "../server/serve.ts";
import type { Server } from "../server/serve.ts";
import { withCookie, withoutCookie } from "./cookies.ts";
import { intoResponse } from "./into-response.ts";
import type { IntoResponse } from "./into-response.ts";
import { redirect } from "./redirect.ts";

let server: Server;
let answer: () => IntoResponse = () => "";
beforeAll(async () => {
  server = await serve({ call: () => intoResponse(answer()) }, { logger: { error: () => undefined } });
});
afterAll(() => server.close({ timeout: 0 }));

/** The header lines of a reply as they are on the wire. */
function wire(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(server.port, "localhost", () => {
      socket.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    });
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (text += chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve((text.split("\r\n\r\n")[0] ?? "").split("\r\n")));
  });
}

const hostile = fc.string({
  unit: fc.constantFrom(
    "a",
    "\r\n",
    "\r",
    "\n",
    "\0",
    "x-injected: 1",
    ":",
    ";",
    ",",
    " ",
    "é",
    "💥",
    "\u010a",
    "=",
  ),
  maxLength: 6,
});

/** Where text of a stranger may end up in a header. */
const places: [string, (text: string) => IntoResponse][] = [
  ["a value", (text) => [200, { "x-a": text }, ""]],
  ["a name", (text) => [200, { [text]: "1" }, ""]],
  ["a value of a response", (text) => new HttpResponse(200, ["x-a", text])],
  ["a value of a reply", (text) => reply(200, "", { headers: { "x-a": text } })],
  ["a media type", (text) => reply(200, "", { contentType: text })],
  ["a field of an error", (text) => new HttpError(400, "", { headers: { "x-a": text } })],
  ["a location", (text) => redirect(text)],
  ["a cookie's name", (text) => withCookie("", text, "1")],
  ["a cookie's value", (text) => withCookie("", "a", text)],
  ["a cookie's path", (text) => withCookie("", "a", "1", { path: text })],
  ["a cookie's domain", (text) => withCookie("", "a", "1", { domain: text })],
  ["a cookie's same-site", (text) => withCookie("", "a", "1", { sameSite: text as "lax" })],
];

test.each(places)("no text in %s adds a line to the header", async (_name, make) => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      answer = () => make(text);
      const lines = await wire();
      expect(lines.filter((line) => line.startsWith("x-injected"))).toEqual([]);
      expect(lines.length).toBeLessThanOrEqual(7);
      expect(lines.join("")).not.toMatch(/[\r\n\0]/);
      expect(lines[0]).toMatch(/^HTTP\/1\.1 (200|303|400|500) /);
    }),
    { numRuns: 40 },
  );
});

describe("cookies", () => {
  test.each<[CookieAttributes, string]>([
    [{}, "a=1"],
    [
      { domain: "a.example", path: "/b", maxAge: 60, httpOnly: true, secure: true, sameSite: "strict" },
      "a=1; Domain=a.example; Path=/b; Max-Age=60; HttpOnly; Secure; SameSite=Strict",
    ],
    [{ expires: new Date(0) }, "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
    [{ secure: false, httpOnly: false, sameSite: "none" }, "a=1; SameSite=None"],
  ])("%j", (attributes, text) => {
    expect(setCookie("a", "1", attributes)).toBe(text);
  });

  test.each<[string, () => string]>([
    ["a name with =", () => setCookie("a=b", "1")],
    ["no name", () => setCookie("", "1")],
    ["a value with ;", () => setCookie("a", "1; Secure")],
    ["a path with ;", () => setCookie("a", "1", { path: "/; Domain=b" })],
    ["a domain with a line break", () => setCookie("a", "1", { domain: "a\r\nb" })],
    ["a fraction of a second", () => setCookie("a", "1", { maxAge: 0.5 })],
    ["a date that is none", () => setCookie("a", "1", { expires: new Date(Number.NaN) })],
    ["another same-site", () => setCookie("a", "1", { sameSite: "constructor" as "lax" })],
  ])("%s is refused", (_name, make) => {
    expect(make).toThrow(TypeError);
  });

  test("several arrive, on any answer", async () => {
    answer = () => withCookie(withCookie([201, "x"], "a", "1"), "b", "2", { path: "/" });
    const lines = await wire();
    expect(lines.filter((line) => line.startsWith("set-cookie"))).toEqual([
      "set-cookie: a=1",
      "set-cookie: b=2; Path=/",
    ]);
    expect(lines[0]).toBe("HTTP/1.1 201 Created");
    expect(withCookie(redirect("/"), "a", "1").headers.toFlat()).toEqual([
      "location",
      "/",
      "set-cookie",
      "a=1",
    ]);
  });

  test("one is forgotten by its path and domain", () => {
    expect(withoutCookie("", "a", { path: "/b" }).headers.get("set-cookie")).toBe(
      "a=; Path=/b; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    );
  });

  test("an answer that is a constant stays as it is", () => {
    const constant = new HttpResponse(200, ["a", "b"], "x");
    withCookie(constant, "a", "1");
    expect(constant.headers.toFlat()).toEqual(["a", "b"]);
  });
});
