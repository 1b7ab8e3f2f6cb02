import { expect, test } from "vitest";
import { multipartBody, post, Router, serve } from "volo-http";

const mebibyte = 1_048_576;
const size = 256;

/** A form whose only part is a file of `size` MiB, made while it is sent. */
function upload(boundary: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const piece = new Uint8Array(mebibyte).fill(120);
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(
        encoder.encode(`--${boundary}\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\n`),
      ),
    pull(controller) {
      if (sent++ < size) controller.enqueue(piece);
      else {
        controller.enqueue(encoder.encode(`\r\n--${boundary}--\r\n`));
        controller.close();
      }
    },
  });
}

test(`a file of ${size} MiB passes through a handler in bounded memory`, async () => {
  let most = 0;
  const router = new Router().route(
    "/",
    post([multipartBody({ limit: 2 * size * mebibyte })], async (parts) => {
      let bytes = 0;
      for await (const part of parts) {
        for await (const chunk of part.stream()) {
          bytes += chunk.length;
          most = Math.max(most, process.memoryUsage().arrayBuffers);
        }
      }
      return String(bytes);
    }),
  );
  const server = await serve(router);
  const before = process.memoryUsage().arrayBuffers;
  const answer = await fetch(server.url, {
    method: "POST",
    body: upload("b"),
    headers: { "content-type": "multipart/form-data; boundary=b" },
    duplex: "half",
  } as RequestInit);
  expect(await answer.text()).toBe(String(size * mebibyte));
  // Chunks that nobody holds any longer wait for the collector; the whole file is never there.
  expect(most - before).toBeLessThan((size / 2) * mebibyte);
  await server.close();
});
