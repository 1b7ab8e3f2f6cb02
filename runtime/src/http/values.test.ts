import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BytesBody, contentLength, decodeUtf8, joinChunks, StreamBody } from "./body.ts";
import { key, ServerContext } from "./context.ts";
import { cookieValue, parseCookies, setCookie } from "./cookie.ts";
import { noBody } from "./body.ts";
import { HeaderMap } from "./header-map.ts";
import { HttpError } from "./problem.ts";
import { decodePathValue, decodeQueryValue, splitQuery } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { isBodiless, reasonPhrase } from "./status.ts";
import { exactNumbers } from "./exact-numbers.ts";
import { JsonError, parseJson } from "./parse-json.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const request: HttpRequest = {
  method: "GET",
  target: "/",
  path: "/",
  query: "",
  headers: new HeaderMap(),
  body: noBody,
};

describe("queries and paths", () => {
  test.each<[string, [string, string][]]>([
    ["", []],
    [
      "a=1&b=2",
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    ["a", [["a", ""]]],
    ["a=", [["a", ""]]],
    ["=1", [["", "1"]]],
    ["a=b=c", [["a", "b=c"]]],
    ["&&a=1&", [["a", "1"]]],
    [
      "a&b=1",
      [
        ["a", ""],
        ["b", "1"],
      ],
    ],
    ["%41=%42", [["%41", "%42"]]],
  ])("the query %j", (query, pairs) => {
    expect(splitQuery(query)).toEqual(pairs.map(([name, value]) => ({ name, value })));
  });

  test("the number of parameters is limited", () => {
    expect(splitQuery(Array(1000).fill("a=1").join("&"))).toHaveLength(1000);
    expect(() => splitQuery(Array(1001).fill("a=1").join("&"))).toThrow(HttpError);
  });

  test.each([
    ["a+b", "a b", "a+b"],
    ["a%20b%2Fc", "a b/c", "a b/c"],
    ["%252F", "%2F", "%2F"],
    ["%E2%82%AC", "€", "€"],
    ["%zz", undefined, undefined],
    ["%", undefined, undefined],
    ["%ff", undefined, undefined],
    ["%00", "\0", undefined],
    ["%0a", "\n", undefined],
  ])("%j decodes in a query to %j and in a path to %j", (raw, query, path) => {
    expect(decodeQueryValue(raw)).toBe(query);
    expect(decodePathValue(raw)).toBe(path);
  });

  test("what encodeURIComponent writes is read back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeQueryValue(encodeURIComponent(text))).toBe(text);
      }),
    );
  });
});

describe("cookies", () => {
  test.each([
    ["a=1; b=2", "b", "2"],
    ["a=1;b=2", "b", "2"],
    ["a=1; a=2", "a", "1"],
    ['a="x y"', "a", "x y"],
    ["a=b=c", "a", "b=c"],
    ["ba=1", "a", undefined],
    ["a", "a", undefined],
    ["", "a", undefined],
    ["a=", "a", ""],
    [" a = 1 ", "a", "1"],
  ])("%j has %s = %j", (header, name, value) => {
    expect(cookieValue(header, name)).toBe(value);
    expect(parseCookies(header).find(([each]) => each === name)?.[1]).toBe(value);
  });

  test("set-cookie has its attributes in one order", () => {
    expect(
      setCookie("id", "a1", {
        secure: true,
        path: "/",
        maxAge: 60,
        sameSite: "lax",
        httpOnly: true,
        domain: "x.test",
        expires: new Date(0),
      }),
    ).toBe(
      "id=a1; Domain=x.test; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax",
    );
  });

  test.each<[string, string, Parameters<typeof setCookie>[2]]>([
    ["a b", "1", {}],
    ["a", "1; Secure", {}],
    ["a", "1\r\nx: y", {}],
    ["a", "1", { path: "/; Domain=evil" }],
    ["a", "1", { domain: "a\nb" }],
    ["a", "1", { maxAge: 1.5 }],
    ["", "1", {}],
  ])("setCookie(%j, %j, %j) is refused", (name, value, attributes) => {
    expect(() => setCookie(name, value, attributes)).toThrow(TypeError);
  });
});

describe("bodies", () => {
  const sources = {
    bytes: (text: string) => new BytesBody(bytes(text)),
    stream: (text: string) => new StreamBody(new Blob([text]).stream()),
    "stream of known length": (text: string) => new StreamBody(new Blob([text]).stream(), text.length),
  };
  test.each(Object.entries(sources))("%s: read once, within the limit", async (_name, make) => {
    expect(await make("hello").bytes(5)).toEqual(bytes("hello"));
    await expect(make("hello").bytes(4)).rejects.toMatchObject({ status: 413 });
    expect(await new Response(make("hello").stream(5)).text()).toBe("hello");
    // At once where the length is known, otherwise when one byte too many arrives.
    const readStream = async (): Promise<string> => new Response(make("hello").stream(4)).text();
    await expect(readStream()).rejects.toMatchObject({ status: 413 });
    const body = make("hello");
    expect(body.used).toBe(false);
    await body.bytes(9);
    expect(body.used).toBe(true);
    await expect(body.bytes(9)).rejects.toThrow(TypeError);
    expect(() => body.stream()).toThrow(TypeError);
  });

  test("a stream that is too long is cancelled", async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => {
        cancelled = true;
      },
    });
    await expect(new StreamBody(endless).bytes(5000)).rejects.toMatchObject({ status: 413 });
    expect(cancelled).toBe(true);
  });

  test("chunks, UTF-8, lengths", () => {
    expect(joinChunks([bytes("a"), bytes("bc")], 3)).toEqual(bytes("abc"));
    expect(joinChunks([], 0)).toEqual(bytes(""));
    expect(decodeUtf8(bytes("€"))).toBe("€");
    expect(decodeUtf8(new Uint8Array([0xff]))).toBeUndefined();
    expect(decodeUtf8(new Uint8Array([0xed, 0xa0, 0x80]))).toBeUndefined();
    expect(["5", "", "+5", "5, 5", "0x5", "-1", undefined].map(contentLength)).toEqual([
      5,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("parseJson", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  test("the depth is limited before anything recursive runs", () => {
    expect(() => parseJson(nested(64))).not.toThrow();
    for (const depth of [65, 1e5, 1e6]) expect(() => parseJson(nested(depth))).toThrow("levels deep");
    // Brackets that do not nest, or stand in text, do not count.
    expect(parseJson(`[${Array(100).fill("[]").join()}]`)).toHaveLength(100);
    expect(parseJson(JSON.stringify("[".repeat(500)))).toHaveLength(500);
    expect(parseJson(JSON.stringify({ a: '\\"['.repeat(200) }))).toBeDefined();
  });

  test.each(["1e999", "-1e0999", "[1E+400]", "9".repeat(400), `{"a":${"9".repeat(250)}e99}`])(
    "%s is not finite",
    (text) => {
      expect(() => parseJson(text)).toThrow("too large");
    },
  );

  test.each(["1e308", "1e-999", '"1e999"', `"${"9".repeat(400)}"`, "0.1"])("%s is fine", (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test("agrees with JSON.parse, and __proto__ is a property", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text, { depth: 1000 })).toEqual(JSON.parse(text));
      }),
    );
    const value = parseJson('{"__proto__":{"polluted":1}}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
  });

  test.each(["", "{", "{a:1}", "[1,]", "01", '"\n"', "1 2", "NaN", "'x'"])("%j is refused", (text) => {
    expect(() => parseJson(text)).toThrow(JsonError);
  });

  test("whole numbers can be kept exact", () => {
    const text =
      '{"a":9223372036854775807,"b":-9223372036854775808,"c":9007199254740991,"d":1.5,"e":[1e20],"__proto__":1}';
    expect(parseJson(text, { bigint: exactNumbers })).toEqual(
      Object.defineProperty(
        { a: 9223372036854775807n, b: -9223372036854775808n, c: 9007199254740991, d: 1.5, e: [1e20] },
        "__proto__",
        { value: 1, enumerable: true },
      ),
    );
    expect(parseJson("[9223372036854775807]")).toEqual([2 ** 63]);
    expect(parseJson(`[${"9".repeat(41)}]`, { bigint: exactNumbers })).toEqual([1e41]);
    const forms: readonly (readonly [text: string, value: number | bigint])[] = [
      ["9007199254740993.0", 9007199254740993n],
      ["9.007199254740993e15", 9007199254740993n],
      ["9007199254740992.0", 9007199254740992],
      ["1152921504606847000", 1152921504606847000],
      ["1152921504606846976", 1152921504606846976n],
      ["-9223372036854775808", -9223372036854775808n],
      ["1000000000000000000000000", 10n ** 24n],
      ["9007199254740993.5", 9007199254740994],
      ["0.00000000000000000001", 1e-20],
      ["1e30", 1e30],
    ];
    for (const [source, value] of forms)
      expect(parseJson(`[${source}]`, { bigint: exactNumbers })).toEqual([value]);
  });
});

describe("ServerContext", () => {
  test("keys are told apart by identity", () => {
    const [one, two] = [key<number>("n"), key<number>("n")];
    const cx = new ServerContext(request).set(one, 1);
    expect([cx.get(one), cx.get(two)]).toEqual([1, undefined]);
  });

  test("a derived context shares what belongs to the request", () => {
    const cx = new ServerContext(request);
    const inner = Object.create(cx, { signal: { value: AbortSignal.abort("inner") } }) as ServerContext;
    inner.responseHeaders.set("x", "1");
    inner.operation = "getPet";
    inner.set(key<string>("k"), "v");
    expect(cx.pendingHeaders?.get("x")).toBe("1");
    expect(cx.operation).toBe("getPet");
    expect(inner.traceId).toBe(cx.traceId);
    expect([inner.signal.aborted, cx.signal.aborted]).toEqual([true, false]);
  });

  test("the signal tells the first reason, also to those who look late", () => {
    const late = new ServerContext(request);
    late.cancel("first");
    late.cancel("second");
    expect(late.signal.reason).toBe("first");
    const early = new ServerContext(request);
    const { signal } = early;
    early.cancel("first");
    early.cancel("second");
    expect(signal.reason).toBe("first");
  });

  test("the adapter is asked to watch the connection only when somebody looks", () => {
    let watched = 0;
    const cx = new ServerContext(request, { remoteAddress: "::1", onDisconnect: () => watched++ });
    expect([watched, cx.remoteAddress]).toEqual([0, "::1"]);
    void cx.signal;
    void cx.signal;
    expect(watched).toBe(1);
  });

  test("trace ids have 32 hexadecimal digits and stay", () => {
    const cx = new ServerContext(request);
    expect(cx.traceId).toMatch(/^[\da-f]{32}$/);
    expect(cx.traceId).toBe(cx.traceId);
  });
});

describe("statuses and problems", () => {
  test.each([
    [404, "Not Found"],
    [299, "Success"],
    [599, "Server Error"],
    [999, "Unknown Status"],
  ])("%d is %s", (status, phrase) => {
    expect(reasonPhrase(status)).toBe(phrase);
  });

  test.each([
    [100, true],
    [200, false],
    [204, true],
    [205, true],
    [304, true],
    [404, false],
  ])("%d never has a body: %s", (status, expected) => {
    expect(isBodiless(status)).toBe(expected);
  });

  test("a text is the detail, the title is the reason phrase, the status cannot be overridden", () => {
    expect(new HttpError(404, "no such pet").problem).toEqual({
      title: "Not Found",
      status: 404,
      detail: "no such pet",
    });
    const error = new HttpError(
      409,
      { title: "Taken", status: 200, code: 7 },
      { cause: "c", headers: { "retry-after": "1" } },
    );
    expect(error).toMatchObject({
      message: "Taken",
      name: "HttpError",
      cause: "c",
      headers: { "retry-after": "1" },
      problem: { title: "Taken", status: 409, code: 7 },
    });
    expect(Object.keys(error.problem)).toEqual(["title", "status", "code"]);
  });
});
