import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Validators } from "../../../http/conditional.ts";
import { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import type { ResponseBody } from "../../../http/response.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import type { Seen } from "../../kit.fixture.ts";
import { any } from "../../methods.ts";
import { Router } from "../../router.ts";
import { fingerprint } from "./fingerprint.ts";
import { etag } from "./layer.ts";
import type { EtagOptions } from "./layer.ts";

type Fields = Readonly<Record<string, string>>;

const date = "Tue, 02 Jan 2024 03:04:05 GMT";
const before = "Tue, 02 Jan 2024 03:04:04 GMT";

async function ask(
  reply: HttpResponse,
  headers: Fields = {},
  method: string = "GET",
  options?: EtagOptions,
): Promise<Seen> {
  const router = new Router().layer(etag(options)).route(
    "/",
    any(() => reply),
  );
  return call(router, method, "/", { headers });
}

function replyWith(fields: Fields, body: ResponseBody = "text", status: number = 200): HttpResponse {
  return new HttpResponse(status, Object.entries(fields).flat(), body);
}

describe("tags", () => {
  test.each<[string, string, HttpResponse, boolean]>([
    ["text", "GET", replyWith({}), true],
    ["bytes", "GET", replyWith({}, new Uint8Array([1, 2])), true],
    ["an empty text", "GET", replyWith({}, ""), true],
    ["HEAD", "HEAD", replyWith({}), true],
    ["no body, as a HEAD of one's own", "HEAD", new HttpResponse(200), false],
    ["another status", "GET", replyWith({}, "text", 203), false],
    ["an error", "GET", replyWith({}, "text", 404), false],
    ["another method", "POST", replyWith({}), false],
    ["a stream", "GET", replyWith({}, new Blob(["text"]).stream()), false],
    ["an iterable", "GET", replyWith({}, (async function* () {})()), false],
  ])("%s, %s: %#", async (_what, method, reply, tagged) => {
    expect((await ask(reply, {}, method)).headers["etag"] !== undefined).toBe(tagged);
  });

  test("are weak, equal for equal bodies, and others for others", async () => {
    const of = async (body: string): Promise<string> =>
      (await ask(replyWith({}, body))).headers["etag"] ?? "";
    expect(await of("text")).toMatch(/^W\/"4-[\da-z]{14}"$/);
    expect(await of("text")).toBe(await of("text"));
    expect(await of("text")).not.toBe(await of("tex2"));
  });

  test("of the handler's own are kept, and a shared reply is not changed", async () => {
    const own = replyWith({ etag: '"v1"' });
    expect((await ask(own)).headers["etag"]).toBe('"v1"');
    const shared = replyWith({});
    await ask(shared);
    expect(shared.headers.has("etag")).toBe(false);
  });

  test("by a hash of one's own can be strong", async () => {
    const hash = (body: string | Uint8Array): string => createHash("sha256").update(body).digest("base64url");
    const { headers } = await ask(replyWith({}), {}, "GET", { hash, strong: true });
    expect(headers["etag"]).toBe(`"${hash("text")}"`);
    const again = await ask(replyWith({}), { "if-match": headers["etag"] ?? "" }, "GET", {
      hash,
      strong: true,
    });
    expect(again.status).toBe(200);
    expect((await ask(replyWith({}), {}, "GET", { hash })).headers["etag"]).toBe(`W/"${hash("text")}"`);
  });

  test("strong ones take a hash, and a hash gives what can be sent", async () => {
    expect(() => etag({ strong: true })).toThrow(TypeError);
    await expect(ask(replyWith({}), {}, "GET", { hash: () => 'a"b' })).rejects.toThrow(TypeError);
  });
});

describe("the precedence of RFC 9110 §13.2.2, on a resource with an etag and a date", () => {
  const dated = { etag: '"a"', "last-modified": date };
  test.each<[string, Fields, Fields, number]>([
    ["no condition", dated, {}, 200],
    // Step 1 and 2
    ["if-match names it", dated, { "if-match": '"x", "a"' }, 200],
    ["if-match names another", dated, { "if-match": '"x"' }, 412],
    ["if-match: *", dated, { "if-match": "*" }, 200],
    ["if-match compares strongly", { etag: 'W/"a"' }, { "if-match": 'W/"a"' }, 412],
    ["if-match before if-unmodified-since", dated, { "if-match": '"a"', "if-unmodified-since": before }, 200],
    ["if-unmodified-since the date", dated, { "if-unmodified-since": date }, 200],
    ["if-unmodified-since before", dated, { "if-unmodified-since": before }, 412],
    ["if-unmodified-since without a date", { etag: '"a"' }, { "if-unmodified-since": before }, 200],
    // Step 3
    ["if-none-match names it", dated, { "if-none-match": '"a"' }, 304],
    ["if-none-match in a list", dated, { "if-none-match": '"x", W/"a"' }, 304],
    ["if-none-match compares weakly", { etag: 'W/"a"' }, { "if-none-match": '"a"' }, 304],
    ["if-none-match: *", dated, { "if-none-match": "*" }, 304],
    ["if-none-match names another", dated, { "if-none-match": '"x"' }, 200],
    ["a failed if-match before if-none-match", dated, { "if-match": '"x"', "if-none-match": '"a"' }, 412],
    ["both are met", dated, { "if-match": '"a"', "if-none-match": '"a"' }, 304],
    // Step 4
    ["if-modified-since the date", dated, { "if-modified-since": date }, 304],
    ["if-modified-since before", dated, { "if-modified-since": before }, 200],
    [
      "if-none-match before if-modified-since",
      dated,
      { "if-none-match": '"x"', "if-modified-since": date },
      200,
    ],
    ["if-modified-since that is no date", dated, { "if-modified-since": "today" }, 200],
    ["a date that is none", { "last-modified": "today" }, { "if-modified-since": date }, 200],
  ])("%s", async (_what, own, headers, status) => {
    for (const method of ["GET", "HEAD"]) {
      expect((await ask(replyWith(own), headers, method)).status, method).toBe(status);
    }
  });

  test.each([404, 301, 500])("a reply of %s is sent whatever the conditions are", async (status) => {
    const reply = replyWith({ etag: '"a"' }, "text", status);
    expect(await ask(reply, { "if-none-match": "*", "if-match": '"x"' })).toMatchObject({
      status,
      body: "text",
    });
  });

  test("a tag that was made counts as one that was set", async () => {
    const made = (await ask(replyWith({}))).headers["etag"] ?? "";
    expect((await ask(replyWith({}), { "if-none-match": made })).status).toBe(304);
    expect((await ask(replyWith({}, "other"), { "if-none-match": made })).status).toBe(200);
  });
});

describe("304", () => {
  const fields = {
    "cache-control": "max-age=5",
    "content-location": "/a",
    date,
    etag: '"a"',
    expires: date,
    vary: "accept",
    "last-modified": date,
    "content-type": "text/plain",
    "content-length": "4",
    "content-language": "en",
    "set-cookie": "a=b",
    "x-other": "1",
  };
  const { "last-modified": _date, "content-type": _type, "content-length": _length, ...rest } = fields;
  const { "content-language": _language, "set-cookie": _cookie, "x-other": _other, ...kept } = rest;

  test("has the fields of §15.4.5 and no others, and no body", async () => {
    const reply = await ask(replyWith(fields), { "if-none-match": '"a"' });
    expect(reply).toEqual({ status: 304, headers: kept, body: "" });
  });

  test("has last-modified where there is no tag", async () => {
    const stream = replyWith({ "last-modified": date }, new Blob(["text"]).stream());
    const reply = await ask(stream, { "if-modified-since": date });
    expect(reply).toEqual({ status: 304, headers: { "last-modified": date }, body: "" });
  });

  test.each([
    ["304", { "if-none-match": '"a"' }, 304],
    ["412", { "if-match": '"x"' }, 412],
  ])("a stream that is not sent is cancelled: %s", async (_what, headers, status) => {
    const cancel = vi.fn();
    const reply = replyWith({ etag: '"a"' }, new ReadableStream({ cancel }));
    expect((await ask(reply, headers)).status).toBe(status);
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe("requests that change the resource", () => {
  const there: Validators = { etag: '"a"' };
  test.each<[string, string, Validators | undefined, Fields, number]>([
    ["the expected state", "PUT", there, { "if-match": '"a"' }, 200],
    ["another state", "PUT", there, { "if-match": '"x"' }, 412],
    ["another state, DELETE", "DELETE", there, { "if-match": '"x"' }, 412],
    ["to be created, and it is there", "PUT", there, { "if-none-match": "*" }, 412],
    ["to be created, and it is not there", "PUT", undefined, { "if-none-match": "*" }, 200],
    ["to be replaced, and it is not there", "PUT", undefined, { "if-match": "*" }, 412],
    ["changed since", "PATCH", { lastModified: Date.parse(date) }, { "if-unmodified-since": before }, 412],
    ["OPTIONS has no state", "OPTIONS", there, { "if-match": '"x"' }, 200],
  ])("%s", async (_what, method, state, headers, status) => {
    for (const current of [() => state, async () => state]) {
      const handler = vi.fn(() => "done");
      const router = new Router().layer(etag({ current })).route("/", any(handler));
      expect((await call(router, method, "/", { headers })).status).toBe(status);
      expect(handler).toHaveBeenCalledTimes(status === 200 ? 1 : 0);
    }
  });

  test("nobody is asked for the state without a condition, and without `current` the handler decides", async () => {
    const current = vi.fn();
    expect((await ask(replyWith({}), {}, "PUT", { current })).status).toBe(200);
    expect(current).not.toHaveBeenCalled();
    expect((await ask(replyWith({}), { "if-match": '"x"' }, "PUT")).status).toBe(200);
  });
});

test("errors pass, and an answer that is there at once stays so", async () => {
  const throwing = etag().layer({
    call: () => {
      throw new HttpError(404);
    },
  });
  expect((await call(throwing, "GET", "/", { headers: { "if-none-match": "*" } })).status).toBe(404);
  const req = requestOf("GET", "/", { headers: { "if-none-match": "*" } });
  const answer = etag()
    .layer({ call: () => replyWith({}) })
    .call(new ServerContext(req), req);
  expect(answer).toBeInstanceOf(HttpResponse);
});

describe("fingerprints", () => {
  test("a change of one character always shows", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat({ max: 0xffff }), (text, place, code) => {
        const at = place % text.length;
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        expect(fingerprint(changed) === fingerprint(text)).toBe(changed === text);
      }),
      { numRuns: 2000 },
    );
  });

  test("a change of one byte always shows", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.nat({ max: 255 }), (bytes, place, value) => {
        const changed = bytes.slice();
        changed[place % bytes.length] = value;
        expect(fingerprint(changed) === fingerprint(bytes)).toBe(changed.join() === bytes.join());
      }),
      { numRuns: 2000 },
    );
  });

  test("zeros at the end count", () => {
    expect(new Set([0, 1, 2, 3, 4, 5].map((size) => fingerprint(new Uint8Array(size)))).size).toBe(6);
  });

  test("a hundred thousand bodies that are much alike have as many", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100_000; i++) seen.add(fingerprint(`{"id":${i},"next":${100_000 - i}}`));
    expect(seen.size).toBe(100_000);
    // Each half alone as well as chance has it: 2^32 values, so 1.2 pairs are expected to agree.
    for (const half of [(tag: string) => tag.slice(-14, -7), (tag: string) => tag.slice(-7)]) {
      expect(new Set([...seen].map(half)).size).toBeGreaterThan(99_980);
    }
  });
});
