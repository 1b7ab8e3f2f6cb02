import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { binaryOf } from "./binaries.ts";
import { folder, removeFolder } from "./bundle.ts";
import { recordsOf, send } from "./case.ts";
import type { Child } from "./child.ts";
import { http1 } from "./client.ts";
import type { Client } from "./client.ts";
import type { Command, Ready } from "./entries/serve.ts";
import { denoFlags, noCode, startServers } from "./hosts/servers.ts";
import { workerd } from "./hosts/workerd.ts";

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((child) => child.stop()));
});
afterAll(removeFolder);

interface Platform {
  readonly name: string;
  readonly start: (...options: object[]) => Promise<Child<Ready>>;
}

function platform(name: string, binary: () => string, flags: readonly string[]): Platform {
  return {
    name,
    start: async (...options) => {
      const child = await startServers(binary(), flags, ...options);
      open.push(child);
      return child;
    },
  };
}

const node = platform("Node", () => process.execPath, []);
const bun = platform("Bun", () => binaryOf("bun"), []);
const deno = platform("Deno", () => binaryOf("deno"), [
  ...denoFlags,
  "--allow-net",
  `--allow-read=${folder}`,
  `--allow-write=${folder}`,
]);

/** The caller would use its connection again. */
const keepAlive = { headers: { connection: "keep-alive" } };

async function started({ start }: Platform, options: object = {}): Promise<[Client, Child<Ready>]> {
  const child = await start(options);
  return [http1(child.ready.urls[0] ?? ""), child];
}

function close(child: Child<Ready>, options: Command["close"]): void {
  child.tell(JSON.stringify({ close: options } satisfies Command));
}

/** Sends text and waits for the end of the connection. */
function raw(url: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", () => undefined).on("close", () => resolve(received));
  });
}

describe.each([node, bun, deno])("a server on $name that closes", (where) => {
  test("finishes requests at work, whose replies end their connections, and takes no new ones", async () => {
    const [client, child] = await started(where);
    const slow = send(client, "/slow", keepAlive);
    await vi.waitFor(async () => expect((await recordsOf(client)).events).toEqual(["slow"]));
    close(child, {});
    const answer = await slow;
    expect([answer.status, answer.headers.get("connection"), await answer.text()]).toEqual([
      200,
      "close",
      "slow",
    ]);
    expect([await child.next(), await child.next(), await child.next()]).toEqual([
      "closing",
      "over",
      "closed closed",
    ]);
    await expect(send(client, "/text")).rejects.toThrow("ECONNREFUSED");
  });

  test("serves on for the time of grace", async () => {
    const [client, child] = await started(where);
    close(child, { grace: 600 });
    expect(await child.next()).toBe("closing");
    const answer = await send(client, "/text", keepAlive);
    expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
    await answer.bytes();
    expect(await child.next()).toBe("over");
  });

  test("aborts the signals of what is not done in time, and cuts it off", async () => {
    const [client, child] = await started(where, { handlerTimeout: 60_000 });
    const never = send(client, "/never").catch(() => undefined);
    const endless = send(client, "/endless").then((answer) => answer.bytes());
    const broken = endless.then(
      () => "whole",
      () => "broken",
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    close(child, { timeout: 100 });
    expect(await broken).toBe("broken");
    expect((await never)?.status ?? 503).toBe(503);
    expect([await child.next(), await child.next(), await child.next()]).toEqual([
      "closing",
      "over",
      "closed closed",
    ]);
  });
});

describe.each([bun, deno])("serve() on $name", (where) => {
  test("refuses options that would have no effect, and says so", async () => {
    const ignored = [
      { headersTimeout: 1000 },
      { requestTimeout: 1000 },
      { maxHeaderSize: 1000 },
      { connectionsCheckingInterval: 1000 },
      { maxConnections: 10 },
      { protocols: ["h2"] },
      { backlog: 10 },
      { exclusive: true },
    ];
    const { ready } = await where.start(...ignored);
    for (const [index, options] of ignored.entries()) {
      const [name] = Object.keys(options);
      expect(ready.urls[index]).toMatch(`TypeError: ${name} has no effect on ${where.name}: `);
    }
  });

  test("checks options as it does on Node", async () => {
    const { ready } = await where.start(
      { port: -1 },
      { bodyLimit: -1 },
      { unknown: 1 },
      { tls: { cert: "x", key: "y" } },
    );
    expect(ready.urls).toEqual([
      expect.stringMatching(/^RangeError: port /),
      expect.stringMatching(/^RangeError: bodyLimit /),
      expect.stringMatching(/^TypeError: serve has no option "unknown"/),
      expect.stringMatching(/^Error: tls\.(?:cert|key) is not PEM/),
    ]);
  });

  test("says when an address is taken", async () => {
    const [, child] = await started(where);
    const { port } = new URL(child.ready.urls[0] ?? "");
    const second = await where.start({ port: Number(port) });
    expect(second.ready.urls[0]).toMatch(/in use/i);
  });

  test("serves on a Unix socket", async () => {
    const path = join(folder, `${where.name}.sock`);
    const { ready } = await where.start({ path });
    expect(ready.urls).toEqual([`http+unix://${encodeURIComponent(path)}`]);
    const text = await new Promise((resolve, reject) => {
      request({ socketPath: path, path: "/text", agent: false }, (message) => {
        message.setEncoding("utf8").on("data", resolve);
      })
        .on("error", reject)
        .end();
    });
    expect(text).toBe("text ü");
  });

  test("answers for its hosts alone", async () => {
    const [, { ready }] = await started(where, { allowedHosts: ["a.example"] });
    const ask = (host: string): Promise<string> =>
      raw(ready.urls[0] ?? "", `GET /text HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await ask("a.example")).toMatch("HTTP/1.1 200 ");
    expect(await ask("b.example")).toMatch("HTTP/1.1 421 ");
  });

  test("does not take a part of the Host for the path", async () => {
    const [, { ready }] = await started(where);
    const text = "GET /none HTTP/1.1\r\nHost: a/text?\r\nConnection: close\r\n\r\n";
    expect(await raw(ready.urls[0] ?? "", text)).toMatch("HTTP/1.1 400 ");
  });
});

test("Bun counts the time of idle connections in seconds, up to 255", async () => {
  const { ready } = await bun.start({ keepAliveTimeout: 255_001 }, { keepAliveTimeout: 1_500 });
  expect(ready.urls[0]).toMatch("RangeError: keepAliveTimeout is 255000 at most on Bun");
  expect(ready.urls[1]).toMatch("http://");
});

test("Bun keeps a stream that is quiet for longer than a connection may be idle", async () => {
  const [client] = await started(bun, { keepAliveTimeout: 1_000 });
  expect(await (await send(client, "/quiet")).text()).toBe("ab");
});

describe("where no code can be made of text", () => {
  async function expectPetstore(client: Client): Promise<void> {
    expect((await send(client, "/pets/1")).status).toBe(200);
    const headers = { "content-type": "application/json", "x-api-key": "staff-key" };
    const refused = await send(client, "/pets", { method: "POST", headers, body: '{"price":-1}' });
    expect([refused.status, await refused.json()]).toEqual([
      400,
      expect.objectContaining({
        errors: expect.arrayContaining([expect.objectContaining({ pointer: "/price" })]),
      }),
    ]);
  }

  test(`generated validators run: Node with ${noCode}`, async () => {
    const child = await startServers(process.execPath, [noCode], {});
    open.push(child);
    expect(child.ready.refusesCode).toBe(true);
    await expectPetstore(http1(child.ready.urls[0] ?? ""));
  });

  test("generated validators run: workerd", async () => {
    const client = await workerd[0]?.start();
    if (client === undefined) throw new Error("there is no workerd");
    open.push({ stop: () => client.close() });
    expect(await (await send(client, "/refuses-code")).text()).toBe("true");
    await expectPetstore(client);
  });
});

test("a Worker's bindings are on the context", async () => {
  const client = await workerd[0]?.start();
  if (client === undefined) throw new Error("there is no workerd");
  open.push({ stop: () => client.close() });
  expect(await (await send(client, "/greeting")).text()).toBe("hello");
});
