import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BytesBody } from "../../http/body.ts";
import { ServerContext } from "../../http/context.ts";
import { HeaderMap } from "../../http/header-map.ts";
import type { HttpError } from "../../http/problem.ts";
import { ClientReply, Exchange, isString, replyCookie, StringSchema } from "../v1.ts";

function exchange(target: string, body = "", headers: readonly string[] = []): Exchange {
  const [path = "", query = ""] = target.split("?");
  const bytes = new TextEncoder().encode(body);
  const fields = new HeaderMap(headers);
  const req = { method: "POST", target, path, query, headers: fields, body: new BytesBody(bytes) };
  return new Exchange(new ServerContext(req, undefined), req);
}

describe("a parameter of several places", () => {
  const read = (x: Exchange, json: unknown): string =>
    x.required(
      ...x.first("query", "a", ["query", "a", () => x.query("a")], ["body", "b", () => x.field(json, "b")]),
      isString,
      StringSchema,
    );

  it.each([
    ["/?a=1", { b: "2" }, "1"],
    ["/?a=", { b: "2" }, ""],
    ["/", { b: "2" }, "2"],
  ])("%s and %j", (target, json, value) => {
    const x = exchange(target);
    expect(read(x, json)).toBe(value);
    expect(() => x.end()).not.toThrow();
  });

  it.each([
    ["/?a=1&a=2", { b: "2" }, { in: "query", name: "a", pointer: "" }],
    ["/?a=%ff", { b: "2" }, { in: "query", name: "a", pointer: "" }],
    ["/", { b: 2 }, { in: "body", pointer: "/b", keyword: "type" }],
    ["/", { b: null }, { in: "query", name: "a", pointer: "", keyword: "required" }],
    ["/", Object.create({ b: "2" }) as object, { in: "query", name: "a", pointer: "", keyword: "required" }],
    ["/", ["2"], { in: "query", name: "a", pointer: "", keyword: "required" }],
    ["/", undefined, { in: "query", name: "a", pointer: "", keyword: "required" }],
  ])("%s and %j is refused", (target, json, fault) => {
    const x = exchange(target);
    read(x, json);
    let thrown: HttpError | undefined;
    try {
      x.end();
    } catch (error) {
      thrown = error as HttpError;
    }
    expect(thrown?.problem.errors).toEqual([expect.objectContaining(fault)]);
  });
});

describe("a body that is read as it came and once more", () => {
  it("is the same", async () => {
    const x = exchange("/", '{"a":1}', ["content-type", "application/json"]);
    expect(await x.rawText()).toBe('{"a":1}');
    expect(await x.jsonBody()).toEqual({ a: 1 });
    await expect(x.jsonBody()).rejects.toThrow("read already");
  });

  it("is empty when there is none, and has a limit", async () => {
    expect(await exchange("/").rawBody()).toEqual(new Uint8Array());
    await expect(exchange("/", "abc").rawBody({ limit: 2 })).rejects.toMatchObject({ status: 413 });
  });

  it.each([
    ["application/json", undefined],
    ["", undefined],
    ["a/b", "a/b"],
  ])("of the type %j, it carries %s", (type, found) => {
    const x = exchange("/", "x", type === "" ? [] : ["content-type", type]);
    expect(x.carries("a/b", "c/d")).toBe(found);
  });

  it("is refused when it is coded", () => {
    const coded = ["content-type", "a/b", "content-encoding", "gzip"];
    expect(() => exchange("/", "x", coded).carries("a/b")).toThrow(expect.objectContaining({ status: 415 }));
    expect(exchange("/", "x", coded).carries("c/d")).toBeUndefined();
  });
});

describe("cookies of a reply", () => {
  const received = (headers: HeaderMap): ClientReply =>
    new ClientReply("x", { status: 200, headers, bytes: never, stream: never, cancel: never });
  const never = (): never => {
    throw new Error("nobody reads the body");
  };

  it("come back whatever they hold, and set nothing else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary-ascii" }), (a, b) => {
        const x = exchange("/");
        x.setCookie("a", a, "Path=/; HttpOnly");
        x.setCookie("b", b, "");
        x.setCookie("c", undefined, "");
        const { headers } = x.empty(204);
        expect([...headers].map(([name]) => name)).toEqual(["set-cookie", "set-cookie"]);
        for (const cookie of headers.getAll("set-cookie")) {
          expect(cookie).toMatch(/^[ab]=[A-Za-z0-9%._~-]*(?:; Path=\/; HttpOnly)?$/);
        }
        const res = received(headers);
        expect([replyCookie(res, "a"), replyCookie(res, "b"), replyCookie(res, "c")]).toEqual([
          a,
          b,
          undefined,
        ]);
      }),
    );
  });

  it.each([
    [["sid=1; Path=/", "sid=2"], "2"],
    [["other=sid=1", "x; sid=3"], undefined],
    [["sid=50%; Path=/"], "50%"],
    [['sid="a"'], "a"],
    [["sid", "=1"], undefined],
    [[], undefined],
  ])("%j", (fields, value) => {
    const headers = new HeaderMap();
    for (const field of fields) headers.append("set-cookie", field);
    expect(replyCookie(received(headers), "sid")).toBe(value);
  });
});
