import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inMemory } from "volo-http/client";
import { BinaryBody } from "volo-http/codegen/v1";
import type { FetchHandler } from "volo-http/server";
import { toFetch } from "volo-http/server";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// Headers of the parts of a form, through a generated client and a generated server.

type Router = Parameters<typeof inMemory>[0];
type Operations = Record<string, (req?: object, options?: object) => PromiseLike<unknown>>;
interface Seen {
  body: Record<string, unknown>;
  partHeaders: Record<string, unknown>;
}

let api: Generated;
let client: Operations;
let handle: FetchHandler;
const addPhoto = vi.fn<(req: Seen) => Promise<void>>();
const putNote = vi.fn<(req: Seen) => void>();
const putThing = vi.fn<(req: Seen) => void>();

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "fixtures/part-headers.yaml") }, "Album");
  const { albumRouter } = await api.load("server.ts");
  const { AlbumClient } = await api.load("client.ts");
  const router = (albumRouter as (service: object) => Router)({ addPhoto, putNote, putThing });
  client = new (AlbumClient as new (options: object) => Operations)({
    baseUrl: "http://test",
    transport: inMemory(router),
  });
  handle = toFetch(router);
});
beforeEach(() => {
  addPhoto.mockReset();
  putNote.mockReset();
  putThing.mockReset();
});
afterAll(() => api.remove());

const photo = new Blob(["abc"]);
const still = new Blob(["s"], { type: "image/png" });

describe("the generated code", () => {
  test("compiles", async () => {
    expect(api.diagnostics).toEqual([]);
    expect(await api.check()).toBe("");
  });

  test("types the headers of each part", async () => {
    const file = join(api.outDir, "use.ts");
    writeFileSync(
      file,
      `import { AlbumClient } from "./client.ts";
import type { AlbumService } from "./server.ts";
const client = new AlbumClient();
const photo = new Blob(["a"]);
await client.addPhoto({ body: { "my-photo": photo }, partHeaders: { "my-photo": { xChecksum: "abcd" } } });
// @ts-expect-error a photo has a checksum
await client.addPhoto({ body: { "my-photo": photo }, partHeaders: { "my-photo": {} } });
// @ts-expect-error a photo has a checksum
await client.addPhoto({ body: { "my-photo": photo } });
// @ts-expect-error a width is a number
await client.addPhoto({ body: { "my-photo": photo }, partHeaders: { "my-photo": { xChecksum: "abcd" }, thumbnails: [{ xWidth: "1" }] } });
await client.putNote({ contentType: "multipart/form-data", body: { text: "a" } });
export const service: Pick<AlbumService, "addPhoto"> = {
  addPhoto({ partHeaders }) {
    const sum: string = partHeaders["my-photo"].xChecksum;
    const widths: number[] | undefined = partHeaders.thumbnails?.map((one) => one.xWidth);
    // @ts-expect-error a note may be missing
    console.log(sum, widths, partHeaders.note.xLanguage);
  },
};
`,
    );
    expect(await api.check()).toBe("");
  });
});

describe("headers of parts", () => {
  test("arrive with their types", async () => {
    const partHeaders = {
      note: { xLanguage: "de" },
      thumbnails: [{ xWidth: 64 }, { xWidth: 128 }],
      "my-photo": {
        xChecksum: "1234",
        xTags: ["a", "b"],
        xPlace: { x: 1, y: -2 },
        xMeta: { by: "Zoë" },
        xTaken: new Uint8Array([1, 2, 255]),
      },
    };
    await client["addPhoto"]!({
      body: { note: "n", thumbnails: [still, still], "my-photo": photo },
      partHeaders,
      partHeadersQuery: "q",
    });
    expect(addPhoto.mock.calls[0]?.[0]).toMatchObject({ partHeaders, partHeadersQuery: "q" });
  });

  test("may be missing where the contract requires none", async () => {
    await client["addPhoto"]!({
      body: { note: "n", "my-photo": photo },
      partHeaders: { "my-photo": { xChecksum: "1234" } },
    });
    expect(addPhoto.mock.calls[0]?.[0].partHeaders).toEqual({
      note: {},
      thumbnails: undefined,
      "my-photo": { xChecksum: "1234" },
    });
    await client["putNote"]!({ contentType: "multipart/form-data", body: { text: "a" } });
    await client["putNote"]!({
      contentType: "multipart/form-data",
      body: { text: "a" },
      partHeaders: { text: { xLanguage: "en" } },
    });
    await client["putNote"]!({ contentType: "multipart/form-data", body: {} });
    expect(putNote.mock.calls.map(([req]) => req.partHeaders)).toEqual([
      { text: {} },
      { text: { xLanguage: "en" } },
      {},
    ]);
  });

  test("of a part that is called as something every object has are its own", async () => {
    const contentType = "multipart/form-data";
    const body = { constructor: "c" };
    const partHeaders = { constructor: { xKind: "k" } };
    await client["putThing"]!({ contentType, body, partHeaders });
    expect(putThing.mock.calls[0]?.[0]).toEqual({ contentType, body, partHeaders });
    expect(() => client["putThing"]!({ contentType, body })).toThrow("cannot write undefined as the headers");
    await client["putThing"]!({ contentType, body: { size: 1 } });
    await client["putThing"]!({ contentType: "application/x-www-form-urlencoded", body: { size: 1 } });
    for (const [req] of putThing.mock.calls.slice(1)) expect(JSON.stringify(req.body)).toBe(`{"size":1}`);
    expect(putThing).toHaveBeenCalledTimes(3);
  });

  test("of a file that is handed over while it arrives are there before it", async () => {
    let size = 0;
    addPhoto.mockImplementation(async ({ body }) => {
      const file = body["my-photo"] as BinaryBody;
      expect(file.length).toBeUndefined();
      for await (const chunk of file.stream()) size += chunk.length;
    });
    const mebibyte = new Uint8Array(1_048_576);
    const large = new BinaryBody(() => ReadableStream.from([mebibyte, mebibyte, mebibyte]));
    await client["addPhoto"]!({
      body: { "my-photo": large },
      partHeaders: { "my-photo": { xChecksum: "1234", xTags: ["late"] } },
    });
    expect(size).toBe(3 * 1_048_576);
    expect(addPhoto.mock.calls[0]?.[0].partHeaders["my-photo"]).toEqual({
      xChecksum: "1234",
      xTags: ["late"],
    });
  });
});

describe("nothing is sent", () => {
  const sum = { xChecksum: "1234" };
  test.each<[string, object, object]>([
    [
      "with a line break in a header",
      { "my-photo": photo },
      { "my-photo": { xChecksum: "12\r\nX-Evil: 1" } },
    ],
    ["with a NUL in a header", { "my-photo": photo }, { "my-photo": { xChecksum: "12\0" } }],
    ["without the headers of a part", { "my-photo": photo }, {}],
    [
      "without the headers of one of several parts",
      { "my-photo": photo, thumbnails: [still, still] },
      { "my-photo": sum, thumbnails: [{ xWidth: 1 }] },
    ],
    ["with headers of a part that is not there", { "my-photo": photo }, { "my-photo": sum, note: {} }],
    [
      "with headers of more parts than there are",
      { "my-photo": photo, thumbnails: [] },
      { "my-photo": sum, thumbnails: [{ xWidth: 1 }] },
    ],
  ])("%s", (_, body, partHeaders) => {
    expect(() => client["addPhoto"]!({ body, partHeaders })).toThrow(/cannot/);
    expect(addPhoto).not.toHaveBeenCalled();
  });
});

const part = (name: string, headers: string, value = "v"): string =>
  `--b\r\ncontent-disposition: form-data; name="${name}"${name === "note" ? "" : '; filename="f"'}\r\n${headers}\r\n${value}\r\n`;

async function post(...parts: string[]): Promise<unknown> {
  const response = await handle(
    new Request("http://test/photos", {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=b" },
      body: `${parts.join("")}--b--\r\n`,
    }),
  );
  if (response.status !== 400) return response.status;
  const { errors } = (await response.json()) as {
    errors: { in: string; pointer: string; message: string }[];
  };
  return errors.map(({ pointer, message }) => `${pointer} ${message}`);
}

describe("a server", () => {
  const good = part("my-photo", "X-Checksum: 1234\r\n");

  test("takes names of headers in any case", async () => {
    expect(await post(part("my-photo", "x-CHECKSUM:1234\r\n"))).toBe(204);
  });

  test.each<[string, string[], string[]]>([
    ["one that is missing", [part("my-photo", "")], ["/my-photo header x-checksum is required"]],
    [
      "all that do not fit, at their parts",
      [
        part("note", "X-Language: fr\r\n"),
        part("thumbnails", "content-type: image/png\r\nX-Width: 0\r\n"),
        part("thumbnails", "content-type: image/png\r\nX-Width: 9\r\n"),
        part("thumbnails", "content-type: image/png\r\n"),
        part("my-photo", "X-Checksum: 1\r\nX-Place: x=1\r\nX-Meta: {\r\n"),
      ],
      [
        '/note header x-language must be one of "de", "en"',
        "/thumbnails/0 header x-width must be at least 1",
        "/thumbnails/2 header x-width is required",
        "/my-photo header x-checksum must have at least 4 characters",
        "/my-photo header x-place at /y is required",
        "/my-photo header x-meta must be an object",
      ],
    ],
    [
      "a list of names and values that is none",
      [
        part("thumbnails", "X-Width: 1\r\n"),
        part("my-photo", "X-Checksum: 1234\r\nX-Tags: a\r\nX-Place: 7\r\n"),
      ],
      [
        "/thumbnails must be of the type image/png",
        "/my-photo header x-place at /x is required",
        "/my-photo header x-place at /y is required",
      ],
    ],
    ["a part that is missing", [part("note", "")], ["/my-photo is required"]],
  ])("refuses %s", async (_, parts, faults) => {
    expect(await post(...parts)).toEqual(faults);
    expect(addPhoto).not.toHaveBeenCalled();
  });

  test("is content with what fits", async () => {
    expect(await post(part("note", "X-Language: en\r\n"), good)).toBe(204);
    expect(addPhoto.mock.calls[0]?.[0].partHeaders).toMatchObject({ note: { xLanguage: "en" } });
  });
});
