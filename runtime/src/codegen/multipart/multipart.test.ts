import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { StreamBody } from "../../http/body.ts";
import { ServerContext } from "../../http/context.ts";
import { HeaderMap } from "../../http/header-map.ts";
import { BinaryBody } from "../binary.ts";
import { multipart, otherParts } from "../encode/multipart.ts";
import { Exchange } from "../exchange.ts";
import type { MultipartOptions, MultipartReader, PartTable } from "./form.ts";
import { multipartBody } from "./form.ts";
import type { MultipartLimits } from "./limits.ts";

const type = "multipart/form-data; boundary=b";

/** A body that arrives in chunks of `size` bytes. */
function chunked(text: string, size: number, cancelled = (): void => undefined): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at >= bytes.length) controller.close();
        else controller.enqueue(bytes.subarray(at, (at += size)));
      },
      cancel: cancelled,
    },
    { highWaterMark: 0 },
  );
}

function exchange(body: ReadableStream<Uint8Array>, multipartLimits?: Partial<MultipartLimits>): Exchange {
  const headers = new HeaderMap(["content-type", type]);
  const req = {
    method: "POST",
    target: "/",
    path: "/",
    query: "",
    headers,
    body: new StreamBody(body, undefined, 1e9),
  };
  const config = { bodyLimit: undefined, validateReplies: false, multipart: multipartLimits };
  return new Exchange(new ServerContext(req), req, config);
}

interface Given {
  name: string;
  value: string;
  more?: string;
}

function bodyOf(parts: readonly Given[]): string {
  const text = parts.map(
    ({ name, value, more = "" }) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`,
  );
  return `${text.join("")}--b--`;
}

function read(
  parts: readonly Given[] | string,
  table: PartTable,
  limits?: Partial<MultipartLimits>,
  options?: MultipartOptions,
): Promise<MultipartReader | undefined> {
  const text = typeof parts === "string" ? parts : bodyOf(parts);
  return multipartBody(exchange(chunked(text, 7), limits), table, options);
}

describe("a multipart body", () => {
  it("is the same whatever the chunks in which it arrives", async () => {
    const value = fc.string({ unit: fc.constantFrom("\r", "\n", "-", "b", "--b", "\r\n", "\r\n-", "x") });
    const safe = value.filter((text) => !`\r\n${text}\r\n`.includes("\r\n--b"));
    const given = fc.array(fc.record({ name: fc.constantFrom("a", "c", "d"), value: safe }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(given, fc.integer({ min: 1, max: 40 }), async (parts, size) => {
        const x = exchange(chunked(bodyOf(parts), size));
        const reader = await multipartBody(x, {}, { rest: {} });
        for (const name of ["a", "c", "d"]) {
          const values = parts.filter((part) => part.name === name).map((part) => part.value);
          expect(reader?.list(name) ?? []).toEqual(values);
        }
      }),
    );
  });

  it.each([
    ["file names in UTF-8", '; filename="ä€.txt"', "ä€.txt"],
    ["file names by RFC 8187, which come first", "; filename=\"x\"; filename*=UTF-8''%e2%82%ac%20a", "€ a"],
    ["file names by RFC 8187 that cannot be read", "; filename=\"x\"; filename*=UTF-8''%ff", "x"],
    ["percent-encoded quotes", '; filename="a%22b%0D%0A"', 'a"b\r\n'],
    ["backslashes", '; filename="a\\"b\\\\c\\d"', 'a"b\\c\\d'],
    ["names without quotes", "; filename=a.txt", "a.txt"],
    ["paths, as they are", '; filename="../../etc/passwd"', "../../etc/passwd"],
  ])("has %s", async (_, more, filename) => {
    const reader = await read([{ name: "f", value: "v", more }], { f: { file: true } });
    expect(reader?.file("f")?.filename).toBe(filename);
  });

  const disposition = 'content-disposition: form-data; name="a"';
  it.each([
    ["a bare line feed in a header", `--b\r\n${disposition}\nx: y\r\n\r\nv\r\n--b--`],
    ["a bare line feed after a delimiter", `--b\n${disposition}\r\n\r\nv\r\n--b--`],
    ["line feeds only", `--b\n${disposition}\n\nv\n--b--`],
    ["a folded header", `--b\r\n${disposition};\r\n filename=x\r\n\r\nv\r\n--b--`],
    ["a header without a colon", `--b\r\n${disposition}\r\nx\r\n\r\nv\r\n--b--`],
    ["a header with a blank in its name", `--b\r\n${disposition}\r\nx y: z\r\n\r\nv\r\n--b--`],
    ["a header that comes twice", `--b\r\n${disposition}\r\n${disposition}\r\n\r\nv\r\n--b--`],
    ["a name that comes twice", `--b\r\n${disposition}; name="c"\r\n\r\nv\r\n--b--`],
    ["a NUL", `--b\r\n${disposition}\r\nx: \0\r\n\r\nv\r\n--b--`],
    ["base64", `--b\r\n${disposition}\r\ncontent-transfer-encoding: base64\r\n\r\nv\r\n--b--`],
    ["what is left of a disposition", `--b\r\n${disposition}; filename="x\r\n\r\nv\r\n--b--`],
    ["blanks without an end", `--b${" ".repeat(100)}\r\n${disposition}\r\n\r\nv\r\n--b--`],
    ["a body that ends in a delimiter", `--b\r\n${disposition}\r\n\r\nv\r\n--b`],
    ["a body that ends in a header", `--b\r\n${disposition}\r\n`],
    ["nothing", ""],
  ])("is refused with %s", async (_, text) => {
    await expect(read(text, {}, undefined, { rest: {} })).rejects.toMatchObject({ status: 400 });
  });

  it.each<[string, Partial<MultipartLimits>, number]>([
    ["parts", { parts: 1 }, 400],
    ["a header", { header: 20 }, 400],
    ["a name", { name: 3 }, 400],
    ["a field", { field: 4 }, 413],
    ["a file", { file: 4 }, 413],
    ["memory", { memory: 4, file: 100 }, 413],
  ])("is limited in %s", async (_, limits, status) => {
    const parts = [
      { name: "field", value: "12345" },
      { name: "file", value: "12345", more: '; filename="f"' },
    ];
    const table = { field: {}, file: { file: true } };
    await expect(read(parts, table, limits)).rejects.toMatchObject({ status });
    expect((await read(parts, table, { parts: 2, field: 5, file: 5, memory: 10 }))?.value("field")).toBe(
      "12345",
    );
  });

  it("is given up when it is refused", async () => {
    const cancelled = vi.fn();
    const x = exchange(chunked(bodyOf([{ name: "a", value: "x".repeat(1000) }]), 10, cancelled), {
      field: 4,
    });
    await expect(multipartBody(x, { a: {} })).rejects.toMatchObject({ status: 413 });
    expect(cancelled).toHaveBeenCalledOnce();
  });

  it("has parts of the types that the contract allows", async () => {
    const table = { f: { file: true, types: ["image/png", "text/*"] } };
    const f = (contentType: string) => [{ name: "f", value: "v", more: `\r\ncontent-type: ${contentType}` }];
    for (const good of ["image/png", "IMAGE/PNG; a=b", "text/csv"])
      expect((await read(f(good), table))?.file("f")).toBeInstanceOf(BinaryBody);
    for (const bad of ["image/jpeg", "image/png, text/csv", "", "text"]) {
      const x = exchange(chunked(bodyOf(f(bad)), 7));
      expect((await multipartBody(x, table))?.file("f")).toBeUndefined();
      expect(() => x.end()).toThrow(expect.objectContaining({ status: 400 }));
    }
  });

  it("skips what the contract does not know", async () => {
    const parts = [
      { name: "__proto__", value: "x" },
      { name: "toString", value: "x".repeat(100) },
      { name: "a", value: "1" },
    ];
    const reader = await read(parts, { a: {} }, { memory: 10 });
    expect(reader?.names()).toEqual(["a"]);
    const all = await read(parts, { a: {} }, undefined, { rest: {} });
    expect(Object.keys(all?.rest(["a"], (name) => all.value(name)) ?? {})).toEqual(["__proto__", "toString"]);
  });
});

describe("a file that is too large to be held", () => {
  const big = "0123456789".repeat(50);
  const table = { note: { required: true }, more: {}, file: { file: true, required: true } };
  const note = { name: "note", value: "n" };
  const file = { name: "file", value: big, more: '; filename="f"' };

  it("is handed over while it arrives", async () => {
    let arrived = 0;
    const text = bodyOf([note, file]);
    const bytes = new TextEncoder().encode(text);
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (arrived === bytes.length) return controller.close();
          controller.enqueue(bytes.subarray(arrived, ++arrived));
        },
      },
      { highWaterMark: 0 },
    );
    const reader = await multipartBody(exchange(source, { memory: 10 }), table);
    expect(arrived).toBeLessThan(text.length - 400);
    expect(reader?.value("note")).toBe("n");
    const body = reader?.file("file");
    expect(body?.length).toBeUndefined();
    expect(await body?.text()).toBe(big);
    expect(arrived).toBe(text.length);
    await expect(body?.bytes()).rejects.toThrow("once");
  });

  it("must come after what is required", async () => {
    await expect(read([file, note], table, { memory: 10 })).rejects.toMatchObject({
      status: 400,
      problem: { errors: [{ pointer: "/note", keyword: "required" }] },
    });
    expect((await read([file, note], table))?.value("note")).toBe("n");
  });

  it("fails at its end when something else comes after it", async () => {
    const reader = await read([note, file, { name: "more", value: "m" }], table, { memory: 10 });
    await expect(reader?.file("file")?.text()).rejects.toMatchObject({
      status: 400,
      problem: { errors: [{ pointer: "/more" }] },
    });
    const unknown = await read([note, file, { name: "unknown", value: "m" }], table, { memory: 10 });
    expect(await unknown?.file("file")?.text()).toBe(big);
  });

  it("fails where it breaks off, exceeds its limit, or is malformed behind", async () => {
    const cut = await read(bodyOf([note, file]).slice(0, -40), table, { memory: 10 });
    await expect(cut?.file("file")?.text()).rejects.toMatchObject({ status: 400 });
    const long = await read([note, file], table, { memory: 10, file: 400 });
    await expect(long?.file("file")?.text()).rejects.toMatchObject({ status: 413 });
    const odd = await read(`${bodyOf([note, file]).slice(0, -2)}x`, table, { memory: 10 });
    await expect(odd?.file("file")?.text()).rejects.toMatchObject({ status: 400 });
  });

  it("is given up by its reader, and so is the body", async () => {
    const cancelled = vi.fn();
    const x = exchange(chunked(bodyOf([note, file]), 7, cancelled), { memory: 10 });
    const reader = await multipartBody(x, table);
    await reader?.file("file")?.stream().cancel();
    expect(cancelled).toHaveBeenCalledOnce();
  });
});

describe("what is written", () => {
  const text = async (parts: Parameters<typeof multipart>[0], mediaType?: string): Promise<string> => {
    const { body, contentType } = multipart(parts, mediaType);
    const boundary = /boundary=(.*)$/.exec(contentType)?.[1] ?? "?";
    const bytes = body instanceof Uint8Array ? body : await new BinaryBody(() => body).bytes();
    return new TextDecoder().decode(bytes).replaceAll(boundary, "b");
  };

  it("has the type that the contract allows", async () => {
    const types = ["image/png", "image/*"];
    const file = (contentType?: string) => new BinaryBody(new Uint8Array([49]), { contentType });
    expect(await text([{ name: "f", value: file("image/gif"), types }])).toContain(
      "content-type: image/gif\r\n",
    );
    expect(await text([{ name: "f", value: file(), types }])).toContain("content-type: image/png\r\n");
    expect(await text([{ name: "f", value: new Blob(["1"], { type: "image/gif" }), types }])).toContain(
      "content-type: image/gif\r\n",
    );
    await expect(text([{ name: "f", value: file("text/plain"), types }])).rejects.toThrow("image/png");
  });

  it("has the name of a file", async () => {
    const file = new File(["abc"], 'a"b.txt', { type: "text/plain" });
    expect(await text([{ name: "f", value: file }])).toBe(
      '--b\r\ncontent-disposition: form-data; name="f"; filename="a%22b.txt"\r\n' +
        "content-type: text/plain\r\n\r\nabc\r\n--b--\r\n",
    );
  });

  it("has the parts that a contract does not name", async () => {
    const fields = { a: 1, known: "x", b: ["y", undefined, "z"], f: new Uint8Array([49]), o: { p: true } };
    const parts = otherParts(fields, ["known"], "any");
    expect(parts.map(({ name, value }) => [name, value])).toEqual([
      ["a", "1"],
      ["b", "y"],
      ["b", "z"],
      ["f", fields.f],
      ["o", '{"p":true}'],
    ]);
    expect(await text(parts.slice(-1))).toContain("content-type: application/json");
  });

  it("has parts without names where there are none, and headers of their own", async () => {
    const parts = [{ value: "{}", types: ["application/json"], headers: { "x-a": "1", "x-b": undefined } }];
    expect(await text(parts, "multipart/mixed")).toBe(
      "--b\r\ncontent-type: application/json\r\nx-a: 1\r\n\r\n{}\r\n--b--\r\n",
    );
    const evil = { name: "a", value: "v", headers: { "x-a": "1\r\nx-b: 2" } };
    await expect(text([evil])).rejects.toThrow("x-a");
  });
});
