import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { get, Router, serve } from "volo-http";
import type { Server } from "volo-http";
import { webSocket } from "volo-http/websocket";
import type { WebSocketOptions } from "volo-http/websocket";

const executablePath = "/usr/bin/chromium";
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];

/** A page that leaves a cookie, and sockets that tell who is there by it. */
function site(options: WebSocketOptions = {}): Router {
  const whoami = webSocket(async (socket, cx) => {
    for await (const message of socket) {
      await socket.send(`${String(message)} ${cx.request.headers.get("cookie") ?? "nobody"}`);
    }
  }, options);
  return new Router()
    .route(
      "/",
      get(() => [200, { "set-cookie": "session=victim; Path=/", "content-type": "text/html" }, "a page"]),
    )
    .route("/ws", get(whoami));
}

let browser: Browser;
let own: Server;
let stranger: Server;
let open: Server;
beforeAll(async () => {
  if (!existsSync(executablePath)) throw new Error(`there is no ${executablePath}: apt-get install chromium`);
  browser = await chromium.launch({ executablePath, args: quiet });
  const hostname = "127.0.0.1";
  [own, stranger] = await Promise.all([serve(site(), { hostname }), serve(site(), { hostname })]);
  open = await serve(site({ origins: [stranger.url], deflate: true }), { hostname });
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([own, stranger, open].map((server) => server?.close({ timeout: 0 })));
});

/** Lets a page talk to a socket; what it hears, or the code with which it is refused. */
async function talk(page: Server, server: Server): Promise<string | number> {
  const tab = await browser.newPage();
  try {
    // A visit to both: the browser has the cookies of both.
    await tab.goto(server.url);
    await tab.goto(page.url);
    return await tab.evaluate(
      (url) =>
        new Promise<string | number>((resolve) => {
          const socket = new WebSocket(url);
          socket.addEventListener("open", () => socket.send("hello"));
          socket.addEventListener("message", ({ data }) => resolve(String(data)));
          socket.addEventListener("close", ({ code }) => resolve(code));
        }),
      `${server.url.replace("http", "ws")}/ws`,
    );
  } finally {
    await tab.close();
  }
}

describe("in a browser, a page opens a socket with its visitor's cookies", () => {
  test("to its own server", async () => {
    expect(await talk(own, own)).toBe("hello session=victim");
  });

  test("not to one that has not named it, though the browser would send the cookies", async () => {
    expect(await talk(stranger, own)).toBe(1006);
    expect(await talk(stranger, open)).toBe("hello session=victim");
    expect(await talk(own, open)).toBe(1006);
  });
});
