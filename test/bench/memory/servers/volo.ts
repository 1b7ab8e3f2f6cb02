// One route for every way in which memory may grow.
import { get, json, post, Router, streamBody } from "volo-http";
import { serve } from "volo-http/server";
import { report } from "../../protocol.ts";

const chunk = new Uint8Array(65_536).fill(0x61);

async function* chunks(bytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < bytes; sent += chunk.length)
    yield chunk.subarray(0, Math.min(chunk.length, bytes - sent));
}

const router = new Router()
  .route(
    "/",
    get(() => json("hello")),
  )
  .route(
    "/down/{bytes}",
    get((_req, cx) => chunks(Number(cx.params[0]))),
  )
  .route(
    "/up",
    post([streamBody({ limit: 2 ** 40 })], async (body) => {
      let received = 0;
      for await (const piece of body) received += piece.length;
      return String(received);
    }),
  );
const server = await serve(router, {
  port: 0,
  hostname: "127.0.0.1",
  keepAliveTimeout: 600_000,
  requestTimeout: 600_000,
  handlerTimeout: 600_000,
});
report(server.port);
