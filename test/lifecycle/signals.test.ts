import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { program } from "./program.ts";
import type { Program } from "./program.ts";

async function start(grace: number): Promise<{ server: Program; url: string; port: number }> {
  const server = program("server", 0, grace);
  const port = Number((await server.line(/^ready (\d+)$/))[1]);
  return { server, port, url: `http://127.0.0.1:${port}` };
}

test.each<NodeJS.Signals>(["SIGTERM", "SIGINT"])(
  "%s finishes requests at work, runs the hooks, and the process ends by itself with code 0",
  async (signal) => {
    const { server, url } = await start(0);
    await using _ = server;
    const busy = fetch(`${url}/wait/500`);
    await sleep(100);
    server.kill(signal);
    const reply = await busy;
    expect([reply.status, reply.headers.get("connection"), await reply.text()]).toEqual([
      200,
      "close",
      "waited",
    ]);
    expect(await server.ended()).toBe(0);
    expect(server.lines.slice(1)).toEqual(["closing", "closed"]);
  },
);

test("in the grace readiness is 503, liveness 200, requests are served; a second signal of the kind cuts off", async () => {
  const { server, url } = await start(60_000);
  await using _ = server;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  server.kill("SIGTERM");
  await server.line(/^closing$/);
  const probes = await Promise.all(
    ["/readyz", "/livez", "/startupz", "/hello"].map((path) => fetch(url + path, { method: "HEAD" })),
  );
  expect(probes.map(({ status }) => status)).toEqual([503, 200, 200, 200]);
  expect(probes.map(({ headers }) => headers.get("connection"))).toEqual(Array(4).fill("close"));

  // Its signal is aborted, and it has a turn to answer.
  const busy = fetch(`${url}/wait/60000`).then(({ status }) => status);
  await sleep(200);
  server.kill("SIGTERM");
  expect(await busy).toBe(500);
  expect(await server.ended()).toBe(0);
  expect(server.lines.at(-1)).toBe("closed");
});

test("a second signal of another kind changes nothing", async () => {
  const { server, url } = await start(1000);
  await using _ = server;
  server.kill("SIGTERM");
  await server.line(/^closing$/);
  server.kill("SIGINT");
  expect((await fetch(`${url}/hello`)).status).toBe(200);
  expect(await server.ended()).toBe(0);
});

test("a connection that has just been made gets its request answered after the listener is closed", async () => {
  const { server, port } = await start(0);
  await using _ = server;
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  server.kill("SIGTERM");
  await server.line(/^closing$/);
  await sleep(100);
  socket.write("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const [chunk] = (await once(socket, "data")) as [Buffer];
  expect(chunk.toString()).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*connection: close/i);
  expect(await server.ended()).toBe(0);
});
