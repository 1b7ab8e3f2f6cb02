import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BytesBody } from "../http/body.ts";
import { ServerContext } from "../http/context.ts";
import { HeaderMap } from "../http/header-map.ts";
import { BinaryBody } from "./binary.ts";
import { multipart } from "./encode/multipart.ts";
import type { MultipartPart } from "./encode/multipart.ts";
import { Exchange } from "./exchange.ts";
import { multipartBody } from "./multipart/form.ts";

function received(body: Uint8Array | string, contentType: string, bodyLimit = 1_000_000): Exchange {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const headers = new HeaderMap(["content-type", contentType]);
  const req = { method: "POST", target: "/", path: "/", query: "", headers, body: new BytesBody(bytes) };
  return new Exchange(new ServerContext(req), req, { bodyLimit, validateReplies: false });
}

const file = { rest: { file: true } };
const field = { rest: {} };

async function sent(parts: MultipartPart[]) {
  const { body, contentType } = multipart(parts);
  const bytes = body instanceof Uint8Array ? body : await new BinaryBody(() => body).bytes();
  return multipartBody(received(bytes, contentType), {}, file);
}

describe("multipart", () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('ab\r\n-"\\;=é😀 ')) });
  const name = text.filter((s) => s.trim() === s && s !== "" && !s.includes("\\"));

  it("survives the way from client to server", async () => {
    const parts = fc.uniqueArray(fc.record({ name, value: fc.oneof(text, fc.uint8Array()) }), {
      selector: (part) => part.name,
      maxLength: 5,
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(parts, async (given) => {
        const reader = await sent(given);
        expect(reader?.names()).toEqual(given.map((part) => part.name));
        for (const { name: key, value } of given) {
          if (typeof value === "string") expect(reader?.value(key)).toBe(value);
          else expect(await reader?.file(key)?.bytes()).toEqual(value);
        }
      }),
    );
  });

  it("streams parts that are streams, with their names and types", async () => {
    const stream = () => new Blob(["hello"]).stream();
    const value = new BinaryBody(stream, { filename: 'a"b.txt', contentType: "text/plain" });
    const received = (
      await sent([
        { name: "f", value },
        { name: "absent", value: undefined },
      ])
    )?.file("f");
    expect(received).toMatchObject({ filename: 'a"b.txt', contentType: "text/plain", length: 5 });
    expect(await received?.text()).toBe("hello");
  });

  it("gives several parts of a name, and JSON", async () => {
    const reader = await sent([
      { name: "t", value: "a" },
      { name: "t", value: "b" },
      { name: "j", value: '{"a":1}', types: ["application/json"] },
    ]);
    expect([reader?.list("t"), reader?.json("j"), reader?.files("x"), reader?.value("x")]).toEqual([
      ["a", "b"],
      { a: 1 },
      undefined,
      undefined,
    ]);
  });

  const type = "multipart/form-data; boundary=b";
  const part = (name: string, value = "v") =>
    `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  it.each([
    ["no boundary", "multipart/form-data", part("a")],
    ["a boundary that is none", 'multipart/form-data; boundary=""', part("a")],
    ["no delimiter", type, "hello"],
    ["an end that is missing", type, part("a")],
    ["a part without a name", type, "--b\r\n\r\nx\r\n--b--"],
    ["a part of another disposition", type, part("a").replace("form-data", "attachment") + "--b--"],
    ["a header without an end", type, "--b\r\na: b\r\n--b--"],
    ["a header that is too long", type, part("a".repeat(9000)) + "--b--"],
    ["a delimiter with more on its line", type, "--bx\r\n\r\n--b--"],
    ["too many parts", type, part("a").repeat(101) + "--b--"],
  ])("refuses %s", async (_, contentType, body) => {
    await expect(multipartBody(received(body, contentType), {}, field)).rejects.toMatchObject({
      status: 400,
    });
  });

  it("takes a preamble, an epilogue and delimiters inside values", async () => {
    const reader = await multipartBody(
      received(`pre\r\n${part("a", "x--b\r\n --b")}--b--\r\npost`, type),
      {},
      field,
    );
    expect(reader?.value("a")).toBe("x--b\r\n --b");
  });

  it("collects faults of fields", async () => {
    const body = `${part("a")}${part("a")}${part("j", "{")}--b--`;
    const x = received(body, type);
    const reader = await multipartBody(x, {}, field);
    expect([reader?.value("a"), reader?.json("j")]).toEqual([undefined, undefined]);
    expect(() => x.end()).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          errors: [
            { in: "body", pointer: "/a", message: "must not be given twice" },
            { in: "body", pointer: "/j", message: "must be JSON" },
          ],
        }),
      }),
    );
  });

  it("is limited in size", async () => {
    await expect(multipartBody(received(part("a"), type, 10), {}, field)).rejects.toMatchObject({
      status: 413,
    });
  });

  it("takes hostile bodies in linear time", async () => {
    const start = performance.now();
    for (const body of ["\r\n--".repeat(250_000), "-".repeat(900_000), "\r\n--b".repeat(1000)]) {
      await multipartBody(received(body, type), {}, field).catch(() => undefined);
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("forms", () => {
  it("are read as the contract says", async () => {
    const form = await received(
      "a=1&b=x+y&b=z&c%5Bd%5D=2&j=%7B%7D",
      "application/x-www-form-urlencoded",
    ).formBody();
    expect([form?.value("a"), form?.list("b", "form", true), form?.deep("c"), form?.json("j")]).toEqual([
      "1",
      ["x y", "z"],
      { d: "2" },
      {},
    ]);
  });
});

describe("content types", () => {
  it.each<[string, string[], string | undefined]>([
    ["application/json", ["application/json"], "application/json"],
    ["APPLICATION/JSON ; charset=utf-8", ["application/json"], "application/json"],
    ["image/png", ["image/*", "*/*"], "image/*"],
    ["image/png", ["*/*", "image/*"], "image/*"],
    ["image/png", ["*/*", "image/*", "image/png"], "image/png"],
    ["text/csv", ["image/*", "*/*"], "*/*"],
    ["application/jsonx", ["application/json"], undefined],
    ["application/json, text/plain", ["application/json"], undefined],
    ["application/json;charset=utf-7", ["application/json"], undefined],
    ["application/json\tx", ["application/json"], undefined],
    [";", ["application/json"], undefined],
    ["text/plain", ["application/json"], undefined],
  ])("%s among %j is %s", (contentType, declared, found) => {
    const x = received("x", contentType);
    if (found === undefined)
      expect(() => x.consumes(...declared)).toThrow(expect.objectContaining({ status: 415 }));
    else expect(x.consumes(...declared)).toBe(found);
  });
});
