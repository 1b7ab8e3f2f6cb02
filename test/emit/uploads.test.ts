import { connect } from "node:net";
import { join } from "node:path";
import type { BinaryBody } from "volo-http/codegen/v1";
import { inMemory } from "volo-http/client";
import { serve } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// Uploads through a generated client and a generated server: small ones whole, large ones while they arrive.

type Router = Parameters<typeof inMemory>[0];
type Operations = Record<string, (req?: object, options?: object) => PromiseLike<unknown>>;
interface Upload {
  about: { title: string; seconds: number; tags: string[] };
  public?: boolean;
  stills?: BinaryBody[];
  video: BinaryBody;
}

let api: Generated;
let handler: (body: Upload) => Promise<{ title: string; size: number }>;
let memory: Operations;
let network: Operations;
let port: number;
let close: () => Promise<unknown>;

const size = async ({ about, video }: Upload): Promise<{ title: string; size: number }> => {
  let bytes = 0;
  for await (const chunk of video.stream()) bytes += chunk.length;
  return { title: about.title, size: bytes };
};

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "fixtures/uploads.yaml") }, "Uploads");
  const { uploadsRouter } = await api.load("server.ts");
  const { UploadsClient } = await api.load("client.ts");
  const service = { uploadVideo: ({ body }: { body: Upload }) => handler(body) };
  const router = (uploadsRouter as (service: object, options?: object) => Router)(service);
  const Client = UploadsClient as new (options: object) => Operations;
  memory = new Client({ baseUrl: "http://test", transport: inMemory(router) });
  const server = await serve(router, { port: 0 });
  port = server.port;
  network = new Client({ baseUrl: `http://127.0.0.1:${port}` });
  close = () => server.close({ timeout: 0 } as object);
});
afterAll(async () => {
  await close();
  api.remove();
});

test("the generated code compiles", async () => {
  expect(await api.check()).toBe("");
});

const about = { title: "Summer", seconds: 60 };
const mp4 = (text: string | Uint8Array): Blob =>
  new Blob([text as Uint8Array<ArrayBuffer>], { type: "video/mp4" });

/** `count` pieces of a mebibyte each, made when they are asked for. */
async function* pieces(count: number): AsyncGenerator<Uint8Array, void, undefined> {
  const piece = crypto.getRandomValues(new Uint8Array(65_536));
  const mebibyte = new Uint8Array(1_048_576);
  for (let at = 0; at < mebibyte.length; at += piece.length) mebibyte.set(piece, at);
  for (let i = 0; i < count; i++) yield mebibyte;
}

describe.each([
  ["in memory", () => memory],
  ["over a network", () => network],
])("%s", (_, client) => {
  test("a small upload is whole", async () => {
    let seen: Upload | undefined;
    handler = (body) => size((seen = body));
    const stills = [1, 2].map((n) => new File([`still ${n}`], `${n}.png`, { type: "image/png" }));
    const body = { about, public: true, stills, video: mp4("abc") };
    expect(await client()["uploadVideo"]!({ body })).toEqual({ title: "Summer", size: 3 });
    expect(seen).toMatchObject({ about: { ...about, tags: [] }, public: true });
    expect(seen?.video).toMatchObject({ contentType: "video/mp4", filename: "video", length: 3 });
    expect(await Promise.all(seen?.stills?.map((still) => still.text()) ?? [])).toEqual([
      "still 1",
      "still 2",
    ]);
  });

  test("a large one is handed over while it arrives", async () => {
    let before: number | undefined;
    handler = (body) => {
      before = body.video.length;
      return size(body);
    };
    const { BinaryBody: Body } = await import("volo-http/codegen/v1");
    const video = new Body(() => ReadableStream.from(pieces(24)), { contentType: "video/mp4" });
    expect(await client()["uploadVideo"]!({ body: { about, video } })).toEqual({
      title: "Summer",
      size: 24 * 1_048_576,
    });
    expect(before).toBeUndefined();
  });

  test.each<[string, object, object]>([
    [
      "a field that does not fit",
      { about: { title: "", seconds: 1 }, video: mp4("a") },
      { pointer: "/about/title" },
    ],
    [
      "too many files",
      {
        about,
        stills: Array.from({ length: 4 }, () => new File(["a"], "a.png", { type: "image/png" })),
        video: mp4("a"),
      },
      { pointer: "/stills" },
    ],
  ])("%s is refused", async (__, body, fault) => {
    handler = vi.fn(size);
    await expect(client()["uploadVideo"]!({ body })).rejects.toMatchObject({
      status: 400,
      problem: { errors: [expect.objectContaining(fault)] },
    });
    expect(handler).not.toHaveBeenCalled();
  });
});

test("a file of another type is not even sent", async () => {
  const video = new Blob(["a"], { type: "image/png" });
  expect(() => memory["uploadVideo"]!({ body: { about, video } })).toThrow("video/*");
});

const part = (name: string, type: string, value: string): string =>
  `--b\r\ncontent-disposition: form-data; name="${name}"; filename="f"\r\ncontent-type: ${type}\r\n\r\n${value}\r\n`;

/** Sends the beginning of an upload of 1 GiB and hangs up. */
function hangUp(begin: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(
        `POST /videos HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 1073741824\r\n\r\n${begin}`,
        () => setTimeout(() => socket.destroy(), 100),
      );
    });
    socket.on("close", () => resolve());
    socket.on("error", () => undefined);
  });
}

test("a caller who hangs up ends the stream of the handler, and the handler never runs before it can", async () => {
  const failed = vi.fn();
  handler = (body) =>
    size(body).catch((error: unknown) => {
      failed(error);
      throw error;
    });
  const fields = part("about", "application/json", JSON.stringify(about));
  await hangUp(`${fields}${part("video", "video/mp4", "x".repeat(2_000_000)).slice(0, -2)}`);
  await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
  expect(failed.mock.calls[0]?.[0]).toMatchObject({ status: 400 });
  handler = vi.fn(size);
  await hangUp(fields);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(handler).not.toHaveBeenCalled();
});

async function post(body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/videos`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body,
  });
  return { status: response.status, text: await response.text() };
}

test.each<[string, string, number, RegExp]>([
  ["a part that is not declared", `${part("x", "text/plain", "1")}`, 400, /"\/x".*is not allowed/],
  ["a file of another type", part("video", "text/html", "<"), 400, /"\/video".*video\/\*/],
  ["a part that is not closed", part("about", "application/json", "{}"), 400, /breaks off/],
])("%s is refused", async (name, text, status, message) => {
  handler = size;
  const end =
    name === "a part that is not closed"
      ? ""
      : `${part("about", "application/json", JSON.stringify(about))}--b--`;
  const got = await post(text + end);
  expect(got).toMatchObject({ status });
  expect(got.text).toMatch(message);
});
