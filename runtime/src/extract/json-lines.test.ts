import { describe, expect, test } from "vitest";
import { json } from "../respond/into-response.ts";
import { call } from "../server/kit.fixture.ts";
import { post } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import { jsonLinesBody } from "./json-lines.ts";
import type { JsonLinesOptions } from "./json-lines.ts";

const isNumber = (value: unknown): value is number => typeof value === "number";

async function read(
  body: string,
  options: JsonLinesOptions = {},
  type: string = "application/jsonl",
  check = false,
): Promise<{ status: number; values?: unknown; faults?: unknown }> {
  const extractor = check ? jsonLinesBody(isNumber, options) : jsonLinesBody(options);
  const router = new Router().route(
    "/",
    post([extractor], async (values) => {
      const all: unknown[] = [];
      for await (const value of values) all.push(value);
      return json(all);
    }),
  );
  const seen = await call(router, "POST", "/", { body, headers: { "content-type": type } });
  const value = JSON.parse(seen.body) as { errors?: { pointer: string; message: string }[] };
  if (seen.status === 200) return { status: 200, values: value };
  return {
    status: seen.status,
    faults: value.errors?.map(({ pointer, message }) => `${pointer} ${message}`),
  };
}

describe("a body of JSON lines", () => {
  test.each<[string, string, unknown[]]>([
    ["nothing", "", []],
    ["any values", '{"a":1}\n[2]\n"x"\nnull\n', [{ a: 1 }, [2], "x", null]],
    ["no line feed at the end", "1\n2", [1, 2]],
    ["empty lines, and CR LF", "1\r\n\n \n2\r\n", [1, 2]],
    ["a name that objects inherit", '{"__proto__":1}', [JSON.parse('{"__proto__":1}')]],
  ])("with %s", async (_name, body, values) => {
    expect(await read(body)).toEqual({ status: 200, values });
  });

  test.each<[string, string, string]>([
    ["no JSON", "1\n{\n", "/1 is not valid JSON"],
    ["two values on a line", "1 2\n", "/0 is not valid JSON"],
    ["what is nested too deep", `1\n1\n${"[".repeat(65)}${"]".repeat(65)}`, "/2 is not valid JSON"],
    ["an infinite number", "1e999", "/0 is not valid JSON"],
    ["a line that is too long", `1\n"${"x".repeat(100)}"`, "/1 has more than 50 characters"],
    ["a line without an end", "x".repeat(60), "/0 has more than 50 characters"],
  ])("is refused with %s, and its index", async (_name, body, fault) => {
    expect(await read(body, { lineLimit: body.includes("[") ? 1000 : 50 })).toEqual({
      status: 400,
      faults: [fault],
    });
  });

  test("is checked line by line", async () => {
    expect(await read("1\n2", {}, "application/jsonl", true)).toEqual({ status: 200, values: [1, 2] });
    expect(await read('1\n2\n"3"', {}, "application/jsonl", true)).toEqual({
      status: 400,
      faults: ["/2 does not have the expected form"],
    });
  });

  test("is limited as a whole", async () => {
    expect((await read("1\n2\n", { limit: 3 })).status).toBe(413);
    expect((await read("1\n2\n", { limit: 4 })).status).toBe(200);
  });

  test.each<[string, number]>([
    ["application/jsonl", 200],
    ["application/x-ndjson", 200],
    ["application/x-jsonlines; charset=utf-8", 200],
    ["application/json", 415],
    ["application/jsonl; charset=utf-16", 415],
    ["", 415],
  ])("of the type %j is %d", async (type, status) => {
    expect((await read("1", {}, type)).status).toBe(status);
  });

  test("is read as it arrives: values before a fault have been seen", async () => {
    const seen: unknown[] = [];
    const router = new Router().route(
      "/",
      post([jsonLinesBody()], async (values) => {
        for await (const value of values) seen.push(value);
        return "";
      }),
    );
    const headers = { "content-type": "application/jsonl" };
    expect((await call(router, "POST", "/", { headers, body: "1\n2\n{" })).status).toBe(400);
    expect(seen).toEqual([1, 2]);
  });

  test.each([[{ limit: -1 }], [{ lineLimit: 0.5 }], [{ lineLimit: Number.NaN }]])(
    "limits that make no sense are refused: %j",
    (options) => {
      expect(() => jsonLinesBody(options)).toThrow(RangeError);
      expect(() => jsonLinesBody(isNumber, options)).toThrow(RangeError);
    },
  );
});
