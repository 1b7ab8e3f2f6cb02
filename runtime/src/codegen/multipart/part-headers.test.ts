import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BytesBody } from "../../http/body.ts";
import { ServerContext } from "../../http/context.ts";
import { HeaderMap } from "../../http/header-map.ts";
import type { Fault, HttpError } from "../../http/problem.ts";
import { isString } from "../check/json.ts";
import { headerValue } from "../encode/header.ts";
import { multipart } from "../encode/multipart.ts";
import type { MultipartPart } from "../encode/multipart.ts";
import { headedPart, headedParts } from "../encode/part-headers.ts";
import { Exchange } from "../exchange.ts";
import { StringSchema } from "../schema/bare.ts";
import { multipartBody } from "./form.ts";
import type { PartFields } from "./part-headers.ts";
import { eachPartHeaders, partHeaders } from "./part-headers.ts";

async function received<T>(
  parts: readonly MultipartPart[] | string,
  read: (part: PartFields) => T,
): Promise<{ x: Exchange; one: T; all: T[] }> {
  const { body, contentType } =
    typeof parts === "string"
      ? { body: new TextEncoder().encode(parts), contentType: "multipart/form-data; boundary=b" }
      : multipart(parts);
  const headers = new HeaderMap(["content-type", contentType]);
  const bytes = new BytesBody(body as Uint8Array);
  const req = { method: "POST", target: "/", path: "/", query: "", headers, body: bytes };
  const x = new Exchange(new ServerContext(req), req);
  const form = await multipartBody(x, { "a/b": {} });
  return { x, one: partHeaders(x, form, "a/b", read), all: eachPartHeaders(x, form, "a/b", read) };
}

function faultsOf(x: Exchange): readonly Fault[] {
  try {
    x.end();
  } catch (error) {
    return (error as HttpError).problem.errors ?? [];
  }
  return [];
}

describe("headers of parts", () => {
  it("arrive as they were sent, or are not sent", async () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab ,;:="\\\t\r\n\0\u0001\u007fé€😀')) });
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        let part: MultipartPart;
        try {
          part = headedPart({ name: "a/b", value: "v" }, given, (v) => ({ "X-A": headerValue(v) }));
        } catch {
          expect(given).toMatch(/[^\t\u0020-\u007e\u0080-\u00ff]|^[ \t]|[ \t]$/);
          return;
        }
        const { x, one } = await received([part], (fields) =>
          fields.required("x-a", fields.header("x-a"), isString, StringSchema),
        );
        expect(faultsOf(x)).toEqual([]);
        expect(one).toBe(given);
      }),
    );
  });

  it.each(["a\r\nb: c", "a\nb", "a\rb", "a\0b"])("never break out of their line: %j", (value) => {
    expect(() => multipart([{ name: "a", value: "v", headers: { "x-a": value } }])).toThrow("the header x-a");
  });

  it("are those of each part", async () => {
    const parts = headedParts(
      ["1", "2", "3"],
      (value) => ({ name: "a/b", value }),
      [7, 8],
      (n) => ({ "x-n": String(n) }),
    );
    const { all } = await received(parts, (fields) => fields.header("x-n"));
    expect(all).toEqual(["7", "8", undefined]);
  });

  const part = (header: string): string =>
    `--b\r\ncontent-disposition: form-data; name="a/b"\r\n${header}\r\n\r\nv\r\n`;

  it.each<[string, (fields: PartFields) => unknown, unknown]>([
    ["x-a: a , b", (fields) => fields.list("x-a"), ["a", "b"]],
    ["x-a: a b", (fields) => fields.list("x-a", "spaceDelimited"), ["a", "b"]],
    ["x-a: k,v,l,w", (fields) => ({ ...(fields.fields("x-a", false) as object) }), { k: "v", l: "w" }],
    ["x-a: k=v,l=w", (fields) => ({ ...(fields.fields("x-a", true) as object) }), { k: "v", l: "w" }],
    ["x-a: k,v,l", (fields) => fields.fields("x-a", false), "k,v,l"],
    [
      "x-b: 1",
      (fields) => [fields.header("x-a"), fields.list("x-a"), fields.fields("x-a", true)],
      [undefined, undefined, undefined],
    ],
  ])("are read by their style: %s", async (header, read, value) => {
    expect((await received(`${part(header)}--b--`, read)).one).toEqual(value);
  });

  it("that do not fit are faults at their parts", async () => {
    const { x } = await received(`${part("x-b: 1")}${part("x-a: 1")}--b--`, (fields) => [
      fields.required("x-a", fields.header("x-a"), isString, StringSchema),
      fields.optional("x-a", fields.header("x-a") && 1, isString, StringSchema),
      fields.optional("x-c", fields.header("x-c"), isString, StringSchema),
    ]);
    const required = "header x-a is required";
    expect(faultsOf(x)).toEqual([
      { in: "body", pointer: "/a~1b", message: required, keyword: "required" },
      { in: "body", pointer: "/a~1b/0", message: required, keyword: "required" },
      { in: "body", pointer: "/a~1b/1", message: "header x-a must be a string", keyword: "type" },
    ]);
  });

  it("of a part that is not there are none", async () => {
    const { x, one, all } = await received("--b--", () => 1);
    expect([one, all, faultsOf(x)]).toEqual([undefined, undefined, []]);
  });

  it.each<[string, () => unknown]>([
    ["headers that are required", () => headedPart({ name: "a", value: "v" }, undefined, () => ({}), true)],
    ["a part", () => headedPart({ name: "a", value: undefined }, 1, () => ({}))],
    [
      "one of several parts",
      () =>
        headedParts(
          ["v"],
          (value) => ({ name: "a", value }),
          [1, 2],
          () => ({}),
        ),
    ],
    [
      "any of several parts",
      () =>
        headedParts(
          undefined,
          (value: string) => ({ name: "a", value }),
          [1],
          () => ({}),
        ),
    ],
  ])("are not written without %s", (_, write) => {
    expect(write).toThrow(/^cannot write undefined as /);
  });

  it("are left out with a part that is left out", () => {
    const part = { name: "a", value: undefined };
    expect(headedPart(part, undefined, () => ({}), true)).toBe(part);
    expect(
      headedParts(
        undefined,
        () => part,
        undefined,
        () => ({}),
        true,
      ),
    ).toEqual([]);
  });
});
