import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { BytesBody, StreamBody } from "../http/body.ts";
import { ServerContext } from "../http/context.ts";
import { HeaderMap } from "../http/header-map.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import { bytesBody, jsonBody, streamBody, textBody } from "./body.ts";
import { cookies, headers, lastEventId } from "./context.ts";
import type { Extractor } from "./extractor.ts";

function requestOf(body: Uint8Array, fields: readonly string[]): HttpRequest {
  return {
    method: "POST",
    target: "/",
    path: "/",
    query: "",
    headers: new HeaderMap(fields),
    body: new BytesBody(body),
  };
}

/** The value, or the status of the refusal. */
async function extract(
  extractor: Extractor<unknown>,
  body: Uint8Array | string,
  type?: string,
): Promise<unknown> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const req = requestOf(bytes, type === undefined ? [] : ["content-type", type]);
  try {
    return { value: await extractor(req, new ServerContext(req)) };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return error.status;
  }
}

const jsonType = "application/json";
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const utf16 = (text: string, ...mark: number[]): Uint8Array =>
  bytes(...mark, ...text.split("").flatMap((character) => [character.charCodeAt(0), 0]));

describe("JSON", () => {
  test.each<[string, Uint8Array | string, unknown]>([
    ["a byte order mark, which is left out", bytes(0xef, 0xbb, 0xbf, 0x31), { value: 1 }],
    ["UTF-16 with a mark", utf16("1", 0xff, 0xfe), 400],
    ["UTF-16 without one", utf16("[1]"), 400],
    ["a byte that is not UTF-8", bytes(0x22, 0xff, 0x22), 400],
    ["an overlong form", bytes(0x22, 0xc0, 0xaf, 0x22), 400],
    ["half a character", bytes(0x22, 0xe2, 0x82, 0x22), 400],
    ["an encoded surrogate", bytes(0x22, 0xed, 0xa0, 0x80, 0x22), 400],
    ["an escaped surrogate, which is text", '"\\ud800"', { value: "\ud800" }],
    ["a number beyond all bounds", "1e999", 400],
    ["one deep inside", '{"a":[1,{"b":-1e400}]}', 400],
    ["the largest number", "1.7976931348623157e308", { value: Number.MAX_VALUE }],
    ["equal names, of which the last counts", '{"a":1,"a":2}', { value: { a: 2 } }],
    ["64 levels", `${"[".repeat(64)}${"]".repeat(64)}`, { value: expect.anything() as unknown }],
    ["65 levels", `${"[".repeat(65)}${"]".repeat(65)}`, 400],
    ["a million levels", "[".repeat(1_000_000), 400],
    ["brackets in text", `"${"[".repeat(1000)}"`, { value: "[".repeat(1000) }],
    ["NaN", "NaN", 400],
    ["a comment", "/* */1", 400],
    ["a comma at the end", "[1,]", 400],
    ["nothing", "", 400],
    ["blanks", "  ", 400],
  ])("%s", async (_name, body, expected) => {
    expect(await extract(jsonBody(), body, jsonType)).toEqual(expected);
  });

  test("names that objects inherit are data, and nothing else", async () => {
    const hostile =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"\\u005f_proto__":2}';
    const { value } = (await extract(jsonBody(), hostile, jsonType)) as { value: object };
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("the type of a body", () => {
  const pieces =
    'application text / json +json vnd.a x ; , charset= utf-8 utf-7 Application/JSON application/json boundary=a " = * jsonx';
  const type = fc
    .array(fc.constantFrom(...pieces.split(" "), " ", "\t", "; charset=utf-8"), { maxLength: 6 })
    .map((parts) => parts.join(""));

  /** Of its own: a JSON type with parameters of which none is another charset. */
  const acceptable =
    /^(application\/json|text\/json|[\w.+*-]+\/[\w.+*-]*\+json)(\s*;\s*(charset="?(utf-8|utf8|us-ascii)"?|(?!charset=)[\w.+*-]+=("[^"]*"|[\w.+*-]+))?)*\s*$/i;

  test("what is read is checked, and only what says that it is JSON is read", async () => {
    await fc.assert(
      fc.asyncProperty(type, async (contentType) => {
        const check = vi.fn((_value: unknown) => true);
        const outcome = await extract(
          jsonBody((value): value is unknown => check(value)),
          "[1]",
          contentType,
        );
        if (outcome === 415) expect(check).not.toHaveBeenCalled();
        else {
          expect(outcome).toEqual({ value: [1] });
          expect(check).toHaveBeenCalledExactlyOnceWith([1]);
          expect(contentType.trim()).toMatch(acceptable);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, number | object]>([
    ["application/json", { value: 1 }],
    ["application/json;", { value: 1 }],
    ["application/json ; charset=utf-8", { value: 1 }],
    ['application/json;charset="UTF-8"', { value: 1 }],
    ["application/problem+json", { value: 1 }],
    ["text/json", { value: 1 }],
    ["application/json\t;charset=utf-8", { value: 1 }],
    ["application/json; charset=utf-7", 415],
    ["application/json; charset=utf-8; charset=utf-7", 415],
    ["application/json, application/json", 415],
    ["application/jsonx", 415],
    ["application/x-json", 415],
    ["json", 415],
    ["*/*", 415],
    [" ", 415],
    ["application/json a", 415],
  ])("%j", async (contentType, expected) => {
    expect(await extract(jsonBody(), "1", contentType)).toEqual(expected);
  });

  test("415 says what would be accepted", async () => {
    const req = requestOf(bytes(), ["content-type", "text/plain"]);
    const error = await Promise.resolve(jsonBody()(req, new ServerContext(req))).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ status: 415, headers: { accept: "application/json" } });
  });
});

describe("text, bytes and streams", () => {
  test.each<[string, Extractor<unknown>, Uint8Array | string, string | undefined, unknown]>([
    ["text without a type", textBody(), "ü", undefined, { value: "ü" }],
    ["text of any type", textBody(), "<a/>", "application/xml", { value: "<a/>" }],
    ["text of an unreadable type", textBody(), "x", ";;", { value: "x" }],
    ["text that is not UTF-8", textBody(), bytes(0xff), undefined, 400],
    ["text in another charset", textBody(), "x", "text/plain; charset=iso-8859-1", 415],
    ["too much text", textBody({ limit: 1 }), "ü", undefined, 413],
    ["bytes", bytesBody(), bytes(0xff, 0), "text/plain", { value: bytes(0xff, 0) }],
    ["no bytes", bytesBody(), "", undefined, { value: bytes() }],
    ["too many bytes", bytesBody({ limit: 1 }), "ab", undefined, 413],
  ])("%s", async (_name, extractor, body, type, expected) => {
    expect(await extract(extractor, body, type)).toEqual(expected);
  });

  test("a stream is refused, or fails, beyond its limit", async () => {
    expect(await extract(streamBody({ limit: 1 }), "ab")).toBe(413);
    const { value } = (await extract(streamBody(), "ab")) as { value: ReadableStream };
    expect(await new Response(value).text()).toBe("ab");
    const req = { ...requestOf(bytes(), []), body: new StreamBody(new Blob(["ab"]).stream()) };
    const stream = (await streamBody({ limit: 1 })(req, new ServerContext(req))) as ReadableStream;
    await expect(new Response(stream).text()).rejects.toMatchObject({ status: 413 });
  });

  test("a body is read once", async () => {
    const req = requestOf(bytes(0x31), ["content-type", jsonType]);
    const cx = new ServerContext(req);
    await bytesBody()(req, cx);
    await expect((async () => jsonBody()(req, cx))()).rejects.toThrow("read already");
    await expect((async () => streamBody()(req, cx))()).rejects.toThrow("read already");
  });

  test.each([-1, 0.5, Number.NaN, -Infinity])("a limit of %s is refused", (limit) => {
    for (const make of [jsonBody, textBody, bytesBody, streamBody])
      expect(() => make({ limit })).toThrow(RangeError);
    expect(() => bytesBody({ limit: Infinity })).not.toThrow();
  });
});

describe("header fields and cookies", () => {
  const from = (extractor: Extractor<unknown>, ...fields: string[]): unknown => {
    const req = requestOf(bytes(), fields);
    return extractor(req, new ServerContext(req));
  };

  test("are there as they came", () => {
    expect(from(headers, "x-a", "1")).toMatchObject({ size: 1 });
    expect(
      [...(from(cookies, "cookie", 'a=1; b="x y"; a=2; c; d=e=f') as ReadonlyMap<string, string>)].toSorted(),
    ).toEqual([
      ["a", "1"],
      ["b", "x y"],
      ["d", "e=f"],
    ]);
    expect((from(cookies) as ReadonlyMap<string, string>).size).toBe(0);
    expect((from(cookies, "cookie", "__proto__=1") as ReadonlyMap<string, string>).get("__proto__")).toBe(
      "1",
    );
  });

  test.each<[string[], string | undefined]>([
    [[], undefined],
    [["last-event-id", "7"], "7"],
    [["last-event-id", ""], ""],
    [["last-event-id", "\u00c3\u00bc\u00e2\u0082\u00ac"], "ü€"],
    [["last-event-id", "\u00ff"], "\u00ff"],
  ])("the id of the last event: %j", (fields, expected) => {
    expect(from(lastEventId, ...fields)).toBe(expected);
  });
});
