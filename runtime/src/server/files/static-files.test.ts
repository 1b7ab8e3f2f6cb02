import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requestOf } from "../kit.fixture.ts";
import { compression } from "../layers/compression/layer.ts";
import { hasZstd } from "../layers/compression/codings.ts";
import type { HttpService } from "../types.ts";
import { file } from "./file.ts";
import { ask, changedText, Folder, seen } from "./files.fixture.ts";
import { staticFiles } from "./static-files.ts";

const digits = "0123456789";
const page = "<p>".repeat(1000);
let folder: Folder;
let service: HttpService;
let etag: string;

beforeAll(async () => {
  folder = await Folder.make({
    "digits.txt": digits,
    "empty.txt": "",
    "page.html": page,
    "app.js": "plain",
    "app.js.br": "brotli",
    "app.js.zst": "zstandard",
    "app.js.gz": "gzip",
    "half.js": "plain",
    "half.js.gz": "gzip",
    "lone.js": "plain",
    "lone.js.br/index.html": "a folder",
    "data.custom": "custom",
    "größe.txt": "named",
    "deep/er/x.css": "css",
  });
  service = staticFiles(folder.path);
  etag = (await ask(service, "/digits.txt")).headers.get("etag") ?? "";
});
afterAll(() => folder.remove());

describe("a whole file", () => {
  test("has all fields that a cache and a browser want", async () => {
    const { status, headers, text } = await ask(service, "/digits.txt");
    expect([status, text]).toEqual([200, digits]);
    expect(Object.fromEntries(headers)).toEqual({
      etag: expect.stringMatching(/^"[0-9a-z]+-[0-9a-z]+"$/),
      "last-modified": changedText,
      "cache-control": "no-cache",
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      "accept-ranges": "bytes",
      "content-length": "10",
    });
  });

  test("HEAD has the same fields and no body", async () => {
    for (const headers of [{}, { range: "bytes=1-2" }]) {
      const found = await ask(service, "/digits.txt", headers, "HEAD");
      expect([found.status, found.text]).toEqual([200, ""]);
      expect([...found.headers]).toEqual([...(await ask(service, "/digits.txt")).headers]);
    }
  });

  test("an empty file is 200 with length 0", async () => {
    const { status, headers, text } = await ask(service, "/empty.txt");
    expect([status, headers.get("content-length"), text]).toEqual([200, "0", ""]);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get"])("%s is 405 with allow", async (method) => {
    const { status, headers } = await ask(service, "/digits.txt", {}, method);
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test("one that was changed just now has a weak tag, which ages into a strong one", async () => {
    await folder.write("new.txt", "new", new Date());
    expect((await ask(service, "/new.txt")).headers.get("etag")).toMatch(/^W\//);
    await folder.write("new.txt", "new", new Date(Date.now() - 10_000));
    expect((await ask(service, "/new.txt")).headers.get("etag")).toMatch(/^"/);
  });

  test("another size or another time is another tag", async () => {
    const tags = new Set<string | undefined>([etag]);
    await folder.write("changing.txt", digits);
    tags.add((await ask(service, "/changing.txt")).headers.get("etag"));
    expect(tags.size).toBe(1);
    await folder.write("changing.txt", `${digits}!`);
    tags.add((await ask(service, "/changing.txt")).headers.get("etag"));
    await folder.write("changing.txt", digits, new Date("2024-01-02T03:04:05.679Z"));
    tags.add((await ask(service, "/changing.txt")).headers.get("etag"));
    expect(tags.size).toBe(3);
  });
});

describe("conditions and ranges", () => {
  const later = "Tue, 02 Jan 2024 03:04:06 GMT";
  const earlier = "Tue, 02 Jan 2024 03:04:04 GMT";
  // "{etag}" stands for the file's own.
  test.each<[string, Readonly<Record<string, string>>, number, string | undefined, string | undefined]>([
    ["a known tag", { "if-none-match": "{etag}" }, 304, "", undefined],
    ["a known weak tag", { "if-none-match": "W/{etag}" }, 304, "", undefined],
    ["any tag", { "if-none-match": "*" }, 304, "", undefined],
    ["another tag", { "if-none-match": '"x"' }, 200, digits, undefined],
    ["a known date", { "if-modified-since": changedText }, 304, "", undefined],
    ["an older date", { "if-modified-since": earlier }, 200, digits, undefined],
    ["a tag before a date", { "if-none-match": '"x"', "if-modified-since": later }, 200, digits, undefined],
    ["If-Match", { "if-match": "{etag}" }, 200, digits, undefined],
    ["If-Match of another", { "if-match": '"x"' }, 412, undefined, undefined],
    ["If-Unmodified-Since", { "if-unmodified-since": earlier }, 412, undefined, undefined],
    ["the first bytes", { range: "bytes=0-2" }, 206, "012", "bytes 0-2/10"],
    ["the rest", { range: "bytes=7-" }, 206, "789", "bytes 7-9/10"],
    ["the last bytes", { range: "bytes=-2" }, 206, "89", "bytes 8-9/10"],
    ["all of them", { range: "bytes=0-" }, 206, digits, "bytes 0-9/10"],
    ["more than there is", { range: "bytes=8-99" }, 206, "89", "bytes 8-9/10"],
    ["what is not there", { range: "bytes=10-" }, 416, undefined, "bytes */10"],
    ["several ranges", { range: "bytes=0-0,9-9" }, 200, digits, undefined],
    ["a malformed range", { range: "bytes=3-1" }, 200, digits, undefined],
    ["another unit", { range: "lines=1-2" }, 200, digits, undefined],
    ["If-Range", { range: "bytes=0-2", "if-range": "{etag}" }, 206, "012", "bytes 0-2/10"],
    ["If-Range of another", { range: "bytes=0-2", "if-range": '"x"' }, 200, digits, undefined],
    ["If-Range, weak", { range: "bytes=0-2", "if-range": "W/{etag}" }, 200, digits, undefined],
    ["If-Range, the date", { range: "bytes=0-2", "if-range": changedText }, 206, "012", "bytes 0-2/10"],
    ["If-Range, another date", { range: "bytes=0-2", "if-range": later }, 200, digits, undefined],
    ["If-Range of another, no such part", { range: "bytes=10-", "if-range": '"x"' }, 200, digits, undefined],
    ["304 before a range", { range: "bytes=0-2", "if-none-match": "{etag}" }, 304, "", undefined],
    ["412 before 416", { range: "bytes=10-", "if-match": '"x"' }, 412, undefined, undefined],
  ])("%s", async (_name, fields, status, text, contentRange) => {
    const headers = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, value.replace("{etag}", etag)]),
    );
    for (const call of [
      () => ask(service, "/digits.txt", headers),
      () => seen(() => file(folder.at("digits.txt"), { request: requestOf("GET", "/", { headers }) })),
    ]) {
      const found = await call();
      expect([found.status, found.headers.get("content-range")]).toEqual([status, contentRange]);
      if (text !== undefined) expect(found.text).toBe(text);
      if (status === 206 || status === 200) {
        expect(found.headers.get("content-length")).toBe(String(text?.length));
        expect(found.headers.get("accept-ranges")).toBe("bytes");
      }
    }
  });

  test("304 repeats what caches need, and nothing of the body", async () => {
    const { headers } = await ask(service, "/digits.txt", { "if-none-match": etag });
    expect(Object.fromEntries(headers)).toEqual({
      etag,
      "last-modified": changedText,
      "cache-control": "no-cache",
    });
  });

  test("parts of a large file are what they are of the whole", async () => {
    const bytes = Array.from({ length: 300_000 }, (_, i) => String.fromCharCode(97 + (i % 23))).join("");
    await folder.write("large.txt", bytes);
    for (const [start, end] of [
      [0, 299_999],
      [65_535, 65_536],
      [65_536, 131_072],
      [1, 200_000],
      [299_999, 299_999],
    ] as const) {
      const { text } = await ask(service, "/large.txt", { range: `bytes=${start}-${end}` });
      expect(text === bytes.slice(start, end + 1)).toBe(true);
    }
  });
});

describe("files that are compressed already", () => {
  test.each<[string, string | undefined, string | undefined, string]>([
    ["/app.js", undefined, undefined, "plain"],
    ["/app.js", "identity", undefined, "plain"],
    ["/app.js", "gzip", "gzip", "gzip"],
    ["/app.js", "br", "br", "brotli"],
    ["/app.js", "zstd", "zstd", "zstandard"],
    ["/app.js", "gzip, br, zstd", "br", "brotli"],
    ["/app.js", "gzip, br;q=0.5", "gzip", "gzip"],
    ["/app.js", "br;q=0, *;q=0.1", "zstd", "zstandard"],
    ["/half.js", "br, zstd, gzip;q=0.1", "gzip", "gzip"],
    ["/half.js", "br", undefined, "plain"],
    ["/lone.js", "br", undefined, "plain"],
  ])("%s for accept-encoding: %s", async (path, accept, coding, text) => {
    const siblings = staticFiles(folder.path, { precompressed: true });
    const found = await ask(siblings, path, accept === undefined ? {} : { "accept-encoding": accept });
    expect(found.text).toBe(text);
    const { headers } = found;
    expect([headers.get("content-encoding"), headers.get("vary")]).toEqual([coding, "accept-encoding"]);
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(headers.get("content-length")).toBe(String(text.length));
    const known = headers.get("etag") ?? "";
    expect(known.endsWith(coding === undefined ? `"` : `-${coding}"`)).toBe(true);
  });

  test("are not looked for unless they are asked for", async () => {
    const { headers, text } = await ask(service, "/app.js", { "accept-encoding": "br" });
    expect([text, headers.get("vary"), headers.get("content-encoding")]).toEqual([
      "plain",
      undefined,
      undefined,
    ]);
  });

  test("can be had as what they are", async () => {
    const { headers } = await ask(staticFiles(folder.path, { precompressed: true }), "/app.js.gz");
    expect([headers.get("content-type"), headers.get("content-encoding")]).toEqual([
      "application/gzip",
      undefined,
    ]);
  });

  test("a part and a 304 belong to the coding that was chosen", async () => {
    const siblings = staticFiles(folder.path, { precompressed: true });
    const gzip = { "accept-encoding": "gzip" };
    const part = await ask(siblings, "/app.js", { ...gzip, range: "bytes=1-2" });
    expect([part.status, part.text, part.headers.get("content-range")]).toEqual([206, "zi", "bytes 1-2/4"]);
    const known = part.headers.get("etag") ?? "";
    expect((await ask(siblings, "/app.js", { ...gzip, "if-none-match": known })).status).toBe(304);
    const plain = await ask(siblings, "/app.js", { "if-none-match": known });
    expect([plain.status, plain.headers.get("vary")]).toEqual([200, "accept-encoding"]);
  });
});

describe("under the layer that compresses", () => {
  const coding = hasZstd ? "zstd" : "br";

  test("a page is compressed, and its tag still known", async () => {
    const compressed = compression().layer(service);
    const accept = { "accept-encoding": coding };
    const { headers } = await ask(compressed, "/page.html", accept);
    expect(headers.get("content-encoding")).toBe(coding);
    expect(headers.has("accept-ranges") || headers.has("content-length")).toBe(false);
    const known = headers.get("etag") ?? "";
    expect(known).toMatch(/^W\//);
    const again = await ask(compressed, "/page.html", { ...accept, "if-none-match": known });
    expect([again.status, again.headers.get("etag")]).toEqual([304, known]);
  });

  test("HEAD says the same as GET", async () => {
    const compressed = compression().layer(service);
    const accept = { "accept-encoding": coding };
    const [forGet, forHead] = await Promise.all([
      ask(compressed, "/page.html", accept),
      ask(compressed, "/page.html", accept, "HEAD"),
    ]);
    expect([...forHead.headers]).toEqual([...forGet.headers]);
  });

  test("a part is left as it is", async () => {
    const compressed = compression().layer(service);
    const { status, text } = await ask(compressed, "/page.html", {
      "accept-encoding": coding,
      range: "bytes=0-2",
    });
    expect([status, text]).toEqual([206, "<p>"]);
  });
});

describe("options", () => {
  test("cache-control can be chosen for each file", async () => {
    const asked: string[] = [];
    const chosen = staticFiles(folder.path, {
      cacheControl: (path) => {
        asked.push(path);
        return path.endsWith(".css") ? "public, max-age=31536000, immutable" : undefined;
      },
    });
    const css = await ask(chosen, "/deep/er/x.css");
    expect(css.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await ask(chosen, "/digits.txt")).headers.has("cache-control")).toBe(false);
    expect(asked).toEqual(["deep/er/x.css", "digits.txt"]);
    const fixed = staticFiles(folder.path, { cacheControl: "no-store" });
    expect((await ask(fixed, "/digits.txt")).headers.get("cache-control")).toBe("no-store");
  });

  test("media types can be added and replaced", async () => {
    const typed = staticFiles(folder.path, {
      contentTypes: { CUSTOM: "application/x-custom", txt: "text/x-own" },
    });
    expect((await ask(typed, "/data.custom")).headers.get("content-type")).toBe("application/x-custom");
    expect((await ask(typed, "/digits.txt")).headers.get("content-type")).toBe("text/x-own");
    expect((await ask(typed, "/app.js")).headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect((await ask(service, "/data.custom")).headers.get("content-type")).toBe("application/octet-stream");
  });

  test("files can be offered for saving", async () => {
    const saved = staticFiles(folder.path, { attachment: true });
    expect((await ask(saved, "/gr%C3%B6%C3%9Fe.txt")).headers.get("content-disposition")).toBe(
      "attachment; filename=\"gr__e.txt\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt",
    );
  });

  test.each<[string, string, object]>([
    ["no root", "", {}],
    ["a root with a NUL", "a\0b", {}],
    ["an index that leads elsewhere", "a", { index: "../a" }],
    ["an index that is a folder", "a", { index: ".." }],
    ["an empty index", "a", { index: "" }],
    ["a cache-control that cannot be sent", "a", { cacheControl: "a\r\nb: c" }],
    ["an extension with a dot", "a", { contentTypes: { ".txt": "text/plain" } }],
    ["a media type that cannot be sent", "a", { contentTypes: { txt: "text/plain\n" } }],
  ])("%s is refused", (_name, root, options) => {
    expect(() => staticFiles(root, options)).toThrow(TypeError);
  });
});

describe("a reply of one file", () => {
  test("without a request it is the whole", async () => {
    const { status, headers, text } = await seen(() => file(folder.at("digits.txt")));
    expect([status, text, headers.get("etag")]).toEqual([200, digits, etag]);
  });

  test("answers HEAD without a body", async () => {
    const found = await seen(() => file(folder.at("digits.txt"), { request: requestOf("HEAD", "/") }));
    expect([found.status, found.text, found.headers.get("content-length")]).toEqual([200, "", "10"]);
  });

  test.each<[string, Parameters<typeof file>[1], string, string | undefined]>([
    ["its own name", { attachment: true }, "content-disposition", 'attachment; filename="digits.txt"'],
    ["another name", { attachment: "x.txt" }, "content-disposition", 'attachment; filename="x.txt"'],
    ["no name", { attachment: false }, "content-disposition", undefined],
    ["a type", { contentType: "text/x-own" }, "content-type", "text/x-own"],
    ["caching", { cacheControl: "private, max-age=60" }, "cache-control", "private, max-age=60"],
  ])("%s", async (_name, options, field, value) => {
    const { headers } = await seen(() => file(folder.at("digits.txt"), options));
    expect(headers.get(field)).toBe(value);
  });

  test.each(["none.txt", "deep", "deep/", "digits.txt/x"])("%s is 404", async (path) => {
    expect((await seen(() => file(folder.at(path)))).status).toBe(404);
  });
});
