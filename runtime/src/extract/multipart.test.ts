import { describe, expect, test, vi } from "vitest";
import { StreamBody } from "../http/body.ts";
import { ServerContext } from "../http/context.ts";
import { HeaderMap } from "../http/header-map.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import { json } from "../respond/into-response.ts";
import { post } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import { serve } from "../server/serve.ts";
import { testServer } from "../testing/test-server.ts";
import { list, maybe } from "./fields.ts";
import { multipartForm, upload, uploads } from "./multipart-form.ts";
import { multipartBody } from "./multipart.ts";
import type { MultipartBodyOptions, MultipartPart, MultipartParts } from "./multipart.ts";
import { integer, text } from "./parse.ts";

const type = "multipart/form-data; boundary=b";

interface Given {
  name: string;
  value: string;
  filename?: string;
  contentType?: string;
}

function bodyOf(parts: readonly Given[]): string {
  const written = parts.map(({ name, value, filename, contentType }) => {
    const file = filename === undefined ? "" : `; filename="${filename}"`;
    const typed = contentType === undefined ? "" : `\r\ncontent-type: ${contentType}`;
    return `--b\r\ncontent-disposition: form-data; name="${name}"${file}${typed}\r\n\r\n${value}\r\n`;
  });
  return `${written.join("")}--b--\r\n`;
}

/** A request whose body arrives in chunks of `size` bytes. */
function requestOf(
  body: string,
  size = 7,
  cancelled: () => void = () => undefined,
  contentType = type,
): HttpRequest {
  const bytes = new TextEncoder().encode(body);
  let at = 0;
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at >= bytes.length) controller.close();
        else controller.enqueue(bytes.subarray(at, (at += size)));
      },
      cancel: cancelled,
    },
    { highWaterMark: 0 },
  );
  const headers = new HeaderMap(["content-type", contentType]);
  return { method: "POST", target: "/", path: "/", query: "", headers, body: new StreamBody(source) };
}

function partsOf(body: string | HttpRequest, options?: MultipartBodyOptions): MultipartParts {
  const req = typeof body === "string" ? requestOf(body) : body;
  return multipartBody(options)(req, new ServerContext(req)) as MultipartParts;
}

async function readAll(parts: MultipartParts, read: (part: MultipartPart) => unknown): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const part of parts) values.push(await read(part));
  return values;
}

const two: Given[] = [
  { name: "a", value: "1" },
  { name: "f", value: "content\r\n", filename: "f.txt", contentType: "text/plain" },
];

describe("the parts of a body", () => {
  test("tell of themselves", async () => {
    const seen = await readAll(partsOf(bodyOf(two)), async (part) => [
      part.name,
      part.isFile,
      part.filename,
      part.contentType,
      part.headers.has("content-disposition"),
      await part.text(),
    ]);
    expect(seen).toEqual([
      ["a", false, undefined, undefined, true, "1"],
      ["f", true, "f.txt", "text/plain", true, "content\r\n"],
    ]);
  });

  test.each<[string, (part: MultipartPart) => Promise<unknown>]>([
    ["bytes", async (part) => new TextDecoder().decode(await part.bytes())],
    ["text", (part) => part.text()],
    ["a stream", (part) => new Response(part.stream()).text()],
  ])("are read as %s, whatever the chunks", async (_name, read) => {
    for (const size of [1, 2, 3, 5, 1000]) {
      expect(await readAll(partsOf(requestOf(bodyOf(two), size)), read)).toEqual(["1", "content\r\n"]);
    }
  });

  test("are skipped where nobody reads them, or not to the end", async () => {
    const long = [{ name: "x", value: "y".repeat(500) }, ...two];
    expect(await readAll(partsOf(bodyOf(long)), (part) => part.name)).toEqual(["x", "a", "f"]);
    const read = async (part: MultipartPart): Promise<string> => {
      const reader = part.stream().getReader();
      await reader.read();
      await reader.cancel();
      return part.name;
    };
    expect(await readAll(partsOf(bodyOf(long)), read)).toEqual(["x", "a", "f"]);
  });

  test("can be read once, one after the other", async () => {
    const parts = partsOf(bodyOf(two));
    const kept: MultipartPart[] = [];
    for await (const part of parts) {
      kept.push(part);
      await part.bytes();
      await expect(part.bytes()).rejects.toThrow("read already");
      expect(() => part.stream()).toThrow("read already");
    }
    await expect(kept[0]?.text()).rejects.toThrow("before the next one");
    expect(() => parts[Symbol.asyncIterator]()).toThrow("once");
  });

  test("a stream of a part that is over fails", async () => {
    const iterator = partsOf(bodyOf(two))[Symbol.asyncIterator]();
    const stream = ((await iterator.next()).value as MultipartPart).stream();
    await iterator.next();
    await expect(new Response(stream).text()).rejects.toThrow("before the next one");
  });

  test("asking for the next part while one is being read is an error, not a mix of both", async () => {
    const iterator = partsOf(bodyOf(two))[Symbol.asyncIterator]();
    const part = (await iterator.next()).value as MultipartPart;
    const pending = part.bytes();
    await expect(iterator.next()).rejects.toThrow("await it first");
    await pending.catch(() => undefined);
  });

  let parts: MultipartParts;
  test.each<[string, () => Promise<unknown>]>([
    [
      "who leaves early",
      async () => {
        for await (const part of parts) if (part.name === "a") break;
      },
    ],
    ["who throws", () => readAll(parts, () => Promise.reject(new Error("no"))).catch(() => undefined)],
    ["what is too large", () => readAll(parts, (part) => part.bytes(0)).catch(() => undefined)],
  ])("%s gives the body up", async (_name, read) => {
    const cancelled = vi.fn();
    parts = partsOf(requestOf(bodyOf([...two, { name: "x", value: "y".repeat(1000) }]), 7, cancelled));
    await read();
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
  });

  test.each<[string, MultipartBodyOptions, number]>([
    ["parts", { parts: 1 }, 400],
    ["the header of a part", { header: 20 }, 400],
    ["a name", { name: 3 }, 400],
    ["a field", { field: 0 }, 413],
    ["a file", { file: 8 }, 413],
    ["the whole", { limit: 100 }, 413],
  ])("are limited in %s", async (_name, options, status) => {
    for (const read of [
      (part: MultipartPart) => part.bytes(),
      (part: MultipartPart) => new Response(part.stream()).bytes(),
    ]) {
      await expect(readAll(partsOf(bodyOf(two), options), read)).rejects.toMatchObject({ status });
    }
    const enough = { parts: 2, header: 100, name: 5, field: 1, file: 9, limit: 1000 };
    expect(await readAll(partsOf(bodyOf(two), enough), (part) => part.text())).toHaveLength(2);
  });

  test("a reader may have a limit of its own", async () => {
    const read = (part: MultipartPart): Promise<string> => part.text(part.isFile ? 9 : 1);
    expect(await readAll(partsOf(bodyOf(two), { file: 1, field: 0 }), read)).toHaveLength(2);
    await expect(readAll(partsOf(bodyOf(two)), (part) => part.text(0))).rejects.toMatchObject({
      status: 413,
    });
  });

  test("a hundred thousand parts are refused at the hundred and first", async () => {
    let read = 0;
    const body = bodyOf(Array.from({ length: 100_000 }, () => ({ name: "a", value: "" })));
    const parts100k = partsOf(requestOf(body, 65_536));
    await expect(readAll(parts100k, () => ++read)).rejects.toMatchObject({ status: 400 });
    expect(read).toBe(100);
  });

  test.each<[string, string]>([
    ["breaks off in a part", bodyOf(two).slice(0, 70)],
    ["breaks off before its end", bodyOf(two).slice(0, -6)],
    ["has no part", ""],
    ["has a part without a name", "--b\r\n\r\nx\r\n--b--"],
    ["has a name twice", '--b\r\ncontent-disposition: form-data; name="a"; name="b"\r\n\r\nx\r\n--b--'],
  ])("a body that %s is 400", async (_name, body) => {
    await expect(readAll(partsOf(body), (part) => part.bytes())).rejects.toMatchObject({ status: 400 });
  });

  test("text that is not UTF-8 is 400 with a pointer", async () => {
    const parts1 = partsOf(bodyOf([{ name: "a/b", value: "x", contentType: "text/plain; charset=latin1" }]));
    await expect(readAll(parts1, (part) => part.text())).rejects.toMatchObject({
      status: 400,
      problem: { errors: [{ in: "body", pointer: "/a~1b", message: "is not valid UTF-8" }] },
    });
  });

  test.each<[string, number]>([
    ["multipart/mixed; boundary=b", 415],
    ["application/json", 415],
    ["multipart/form-data, multipart/form-data; boundary=b", 415],
    ["multipart/form-data", 400],
    ["multipart/form-data; boundary=", 415],
    ['multipart/form-data; boundary="a b "', 400],
  ])("the type %j is %d", (contentType, status) => {
    const req = requestOf(bodyOf(two), 7, undefined, contentType);
    let error: unknown;
    try {
      partsOf(req);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status });
    expect(req.body.used).toBe(false);
  });

  test.each<[MultipartBodyOptions]>([
    [{ limit: -1 }],
    [{ parts: 0.5 }],
    [{ header: Number.NaN }],
    [{ file: -Infinity }],
  ])("limits that make no sense are refused: %j", (options) => {
    expect(() => multipartBody(options)).toThrow(RangeError);
    expect(() => multipartForm({}, options)).toThrow(RangeError);
  });
});

describe("a form of parts", () => {
  const router = new Router().route(
    "/",
    post(
      [
        multipartForm(
          {
            title: text,
            year: maybe(integer),
            tag: list(text),
            avatar: upload({ types: ["image/*"], limit: 20 }),
            cover: upload({ optional: true }),
            pages: uploads(),
          },
          { field: 50 },
        ),
      ],
      ({ avatar, cover, pages, ...fields }) =>
        json({
          ...fields,
          avatar: [avatar.filename, avatar.contentType, new TextDecoder().decode(avatar.bytes)],
          cover: cover?.filename ?? null,
          pages: pages.map(({ filename }) => filename),
        }),
    ),
  );
  const server = testServer(router);
  const send = async (
    parts: readonly Given[],
  ): Promise<{ status: number; json: unknown; faults?: string[] }> => {
    const headers = { "content-type": type };
    const answer = await server.call("POST", "/", { headers, body: bodyOf(parts) });
    const { errors } = answer.json as { errors?: { pointer: string; message: string }[] };
    const faults = errors?.map(({ pointer, message }) => `${pointer} ${message}`);
    return { status: answer.status, json: answer.json, ...(faults === undefined ? {} : { faults }) };
  };
  const title = { name: "title", value: "T" };
  const avatar = { name: "avatar", value: "png", filename: "a.png", contentType: "image/png" };

  test("is an object of fields and files", async () => {
    const pages = ["1", "2"].map((filename) => ({ name: "pages", value: "", filename }));
    const tags = ["x", "y"].map((value) => ({ name: "tag", value }));
    expect(
      await send([
        ...pages,
        title,
        ...tags,
        { name: "year", value: "1999" },
        avatar,
        { name: "other", value: "" },
      ]),
    ).toMatchObject({
      status: 200,
      json: {
        title: "T",
        year: 1999,
        tag: ["x", "y"],
        avatar: ["a.png", "image/png", "png"],
        cover: null,
        pages: ["1", "2"],
      },
    });
  });

  test("a control in which no file was chosen holds none", async () => {
    const none = { name: "cover", value: "", filename: "", contentType: "application/octet-stream" };
    expect(await send([title, avatar, none])).toMatchObject({ status: 200, json: { cover: null } });
  });

  test.each<[string, Given[], string[]]>([
    ["what is required", [], ["/title is required", "/avatar is required"]],
    ["a second field", [title, title, avatar], ["/title occurs more than once"]],
    ["a second file", [title, avatar, avatar], ["/avatar occurs more than once"]],
    [
      "the type of a file, and a field",
      [title, { ...avatar, contentType: "text/html" }, { name: "year", value: "x" }],
      ["/avatar must be of the type image/*", "/year is not valid"],
    ],
    [
      "a file without a type",
      [title, { name: "avatar", value: "x" }],
      ["/avatar must be of the type image/*"],
    ],
  ])("names %s", async (_name, parts, faults) => {
    expect(await send(parts)).toMatchObject({ status: 400, faults });
  });

  test.each<[string, Given[]]>([
    ["a file", [title, { ...avatar, value: "x".repeat(21) }]],
    ["a field", [{ name: "title", value: "x".repeat(51) }, avatar]],
  ])("%s that is too large is 413", async (_name, parts) => {
    expect((await send(parts)).status).toBe(413);
  });

  test("closed, it refuses other parts", async () => {
    const closed = testServer(
      new Router().route(
        "/",
        post([multipartForm({ title: text }, { closed: true })], () => "x"),
      ),
    );
    const answer = await closed.call("POST", "/", {
      headers: { "content-type": type },
      body: bodyOf([title, { name: "x", value: "" }]),
    });
    expect(answer.json).toMatchObject({
      status: 400,
      errors: [{ pointer: "/x", message: "is not allowed" }],
    });
  });

  test("what makes no sense is refused when it is made", () => {
    expect(() => upload({ limit: -1 })).toThrow(RangeError);
    expect(() => uploads({ types: ["image"] })).toThrow(TypeError);
  });
});

test("over a socket, a client that leaves in a part ends the reading, and FormData of fetch arrives", async () => {
  let outcome: unknown;
  let begun = 0;
  const router = new Router().route(
    "/",
    post([multipartBody()], async (parts) => {
      const seen: string[] = [];
      begun++;
      try {
        for await (const part of parts) seen.push(`${part.name}=${await part.text()}`);
      } catch (error) {
        outcome = error;
        throw error;
      }
      return seen.join("&");
    }),
  );
  const server = await serve(router, { logger: { error: () => undefined } });
  const form = new FormData();
  form.append("a", "1");
  form.append("f", new File(["content"], "ü.txt"));
  expect(await (await fetch(server.url, { method: "POST", body: form })).text()).toBe("a=1&f=content");

  const controller = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    start: (source) => source.enqueue(new TextEncoder().encode(bodyOf(two).slice(0, 120))),
  });
  const init = {
    method: "POST",
    body,
    headers: { "content-type": type },
    duplex: "half",
    signal: controller.signal,
  };
  const pending = fetch(server.url, init as RequestInit).catch(() => undefined);
  await vi.waitFor(() => expect(begun).toBe(2), { timeout: 5000 });
  controller.abort();
  await pending;
  await vi.waitFor(() => expect(outcome).toMatchObject({ status: 400 }), { timeout: 5000 });
  await server.close({ timeout: 0 });
});
