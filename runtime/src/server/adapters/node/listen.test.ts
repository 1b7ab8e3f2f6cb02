import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { Server as NetServer } from "node:net";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { serverDefaults } from "../../defaults.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { serve } from "../../serve.ts";
import type { ServeOptions } from "../../serve.ts";
import { Authority } from "./certificates.fixture.ts";
import { ask, closing, dial, gone, raw, session, start, statuses } from "./listen.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "volo-http-listen-"));
const authority = new Authority();
const { cert, key } = authority.root;
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  authority[Symbol.dispose]();
});

const router = new Router().route(
  "/",
  get(() => "root"),
);
const request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/** A listener that belongs to the test. */
async function listening(): Promise<NetServer> {
  const server = createServer();
  closing(() => server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Serves in a process of its own; gives the port. */
async function childServer(
  options: string,
  { flags = "", stdio = [] }: { flags?: string; stdio?: number[] },
): Promise<number> {
  const index = new URL("../../../index.ts", import.meta.url).href;
  const script = `
    import { get, Router, serve } from ${JSON.stringify(index)};
    const server = await serve(new Router().route("/", get(() => "root")), ${options});
    console.log(server.port);
  `;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    env: { ...process.env, NODE_OPTIONS: `${flags} --disable-warning=ExperimentalWarning` },
    stdio: ["ignore", "pipe", "inherit", ...stdio],
  });
  closing(() => child.kill());
  const [line] = (await once(child.stdio[1] as NodeJS.ReadableStream, "data")) as [Buffer];
  return Number(String(line));
}

describe("addresses", () => {
  test("a free port, and its URL", async () => {
    const server = await start(router);
    expect(server.port).toBeGreaterThan(0);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    const everywhere = await serve(router);
    closing(() => everywhere.close());
    expect(everywhere.url).toBe(`http://localhost:${everywhere.port}`);
  });

  test("a port that is in use", async () => {
    const { port } = await start(router);
    await expect(start(router, { port })).rejects.toThrow(
      expect.objectContaining({
        code: "EADDRINUSE",
        message: `Cannot listen on 127.0.0.1:${port}: it is in use (EADDRINUSE)`,
      }),
    );
  });

  test.each<[string, ServeOptions, string]>([
    ["a host that nobody knows", { hostname: "host.invalid" }, "Cannot listen on host.invalid:0: "],
    [
      "an address of another machine",
      { hostname: "192.0.2.1" },
      "Cannot listen on 192.0.2.1:0: this machine has no such address (EADDRNOTAVAIL)",
    ],
    [
      "a socket in a folder that is not there",
      { path: join(folder, "none/a.sock") },
      `Cannot listen on ${folder}/none/a.sock: `,
    ],
    ["an open file that is none", { listener: { fd: 12_345 } }, "Cannot listen on the open file 12345: "],
  ])("%s: the error says where and why", async (_name, options, message) => {
    await expect(start(router, options)).rejects.toThrow(message);
  });

  test("one port for several processes", async () => {
    const first = await start(router, { reusePort: true, backlog: 16, exclusive: true });
    const second = await start(router, { reusePort: true, port: first.port });
    await first.close();
    expect(statuses(await raw(second, request))).toEqual([200]);
  });
});

describe("Unix sockets", () => {
  test("are listened on, with every protocol", async () => {
    const path = join(folder, "a.sock");
    const server = await start(router, { path, protocols: ["http/1.1", "h2"] });
    expect([server.port, server.url]).toEqual([0, `http+unix://${encodeURIComponent(path)}`]);
    expect(statuses(await raw(path, request))).toEqual([200]);
    const socket = await dial(path);
    const client = await session("http://a", { createConnection: () => socket });
    expect((await ask(client, { ":path": "/" })).body).toBe("root");
  });

  test("one that is alive is not taken over", async () => {
    const path = join(folder, "alive.sock");
    await start(router, { path });
    await expect(start(router, { path })).rejects.toThrow(
      expect.objectContaining({
        code: "EADDRINUSE",
        message: `Cannot listen on ${path}: it is in use (EADDRINUSE)`,
      }),
    );
    expect(statuses(await raw(path, request))).toEqual([200]);
  });

  test("one that a dead server has left is replaced", async () => {
    const path = join(folder, "dead.sock");
    const script = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => console.log("up"))`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(statSync(path).isSocket()).toBe(true);
    await start(router, { path });
    expect(statuses(await raw(path, request))).toEqual([200]);
  });

  test("a file that is no socket is not touched", async () => {
    const path = join(folder, "precious.txt");
    writeFileSync(path, "precious");
    await expect(start(router, { path })).rejects.toThrow("EADDRINUSE");
    expect(statSync(path).size).toBe(8);
  });
});

describe("a listener that is there already", () => {
  test.each<[string, ServeOptions]>([
    ["HTTP/1.1", {}],
    ["both protocols", { protocols: ["http/1.1", "h2"] }],
  ])("is served with %s and closed with the server", async (_name, options) => {
    const listener = await listening();
    const server = await start(router, { listener, ...options });
    expect(server.port).toBe((listener.address() as { port: number }).port);
    expect(statuses(await raw(server, request))).toEqual([200]);
    await server.close();
    expect(listener.listening).toBe(false);
  });

  test("is served with TLS", async () => {
    const server = await start(router, { listener: await listening(), tls: { cert, key } });
    const client = await session(`https://127.0.0.1:${server.port}`, { rejectUnauthorized: false });
    expect((await ask(client, { ":path": "/" })).body).toBe("root");
  });

  test("has the same limits in time", async () => {
    const times = { headersTimeout: 200, connectionsCheckingInterval: 20 };
    const server = await start(router, { listener: await listening(), ...times });
    expect(statuses(await raw(server, "GET / HTTP/1.1\r\nHost", 5000))).toEqual([408]);
  });

  test("as an open file, which a process was given", async () => {
    const listener = await listening();
    const { port } = listener.address() as { port: number };
    const { fd } = (listener as unknown as { _handle: { fd: number } })._handle;
    expect(await childServer("{ listener: { fd: 3 } }", { stdio: [fd] })).toBe(port);
    listener.close();
    expect(statuses(await raw(port, request))).toEqual([200]);
  });

  test("must listen, and have no connections of its own", async () => {
    await expect(serve(router, { listener: createServer() })).rejects.toThrow("listener does not listen");
    const own = createHttpServer();
    closing(() => own.close());
    own.listen(0);
    await once(own, "listening");
    await expect(serve(router, { listener: own })).rejects.toThrow("`connection`");
  });
});

describe("limits of a listener", () => {
  test("connections beyond maxConnections are closed, until there is room", async () => {
    const server = await start(router, { maxConnections: 2 });
    const [first] = await Promise.all([dial(server), dial(server)]);
    const third = await dial(server);
    third.resume();
    await gone(third);
    first.destroy();
    await expect.poll(async () => statuses(await raw(server, request))).toEqual([200]);
  });

  test.each<[host: string, allowed: readonly string[], status: number]>([
    ["a.example", ["a.example"], 200],
    ["A.Example:8080", ["a.example"], 200],
    ["a.example", ["A.EXAMPLE"], 200],
    ["b.example", ["a.example"], 421],
    ["", ["a.example"], 421],
    ["a.example.evil", ["a.example"], 421],
    ["x.a.example", ["a.example"], 421],
    ["x.a.example", ["*.a.example"], 200],
    ["y.x.a.example", ["*.a.example"], 421],
    ["a.example", ["*.a.example"], 421],
    ["a.example:81", ["a.example:80"], 421],
    ["a.example:80", ["a.example:80"], 200],
    ["x.a.example:80", ["*.a.example:80"], 200],
    ["[::1]:80", ["[::1]"], 200],
    ["127.0.0.1", ["[::1]", "127.0.0.1"], 200],
    ["a b", ["a.example"], 400],
  ])("Host %j, where %j are allowed: %d", async (host, allowedHosts, status) => {
    const server = await start(router, { allowedHosts });
    const text = await raw(server, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(statuses(text)).toEqual([status]);
  });

  test("a request without a Host, or by an absolute target, does not get around allowedHosts", async () => {
    const server = await start(router, { allowedHosts: ["a.example"], protocols: ["http/1.1", "h2"] });
    expect(statuses(await raw(server, "GET / HTTP/1.0\r\n\r\n"))).toEqual([421]);
    const absolute = "GET http://a.example/ HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n";
    expect(statuses(await raw(server, absolute))).toEqual([421]);
    const client = await session(server.url);
    expect((await ask(client, { ":path": "/", ":authority": "b" })).status).toBe(421);
    expect((await ask(client, { ":path": "/", ":authority": "a.example" })).status).toBe(200);
  });
});

describe("options that make no sense are refused", () => {
  const pair = { cert, key };
  const no = undefined as never;

  test.each<[string, ServeOptions]>([
    ["port", { port: -1 }],
    ["port", { port: 1.5 }],
    ["port", { port: 65_536 }],
    ["port and path exclude each other", { port: 1, path: "/x" }],
    ["hostname and path exclude each other", { hostname: "a", path: "/x" }],
    ["port and listener exclude each other", { port: 1, listener: { fd: 3 } }],
    ["listener.fd", { listener: { fd: -1 } }],
    ["backlog", { backlog: 0 }],
    ...Object.keys(serverDefaults).map((name): [string, ServeOptions] => [name, { [name]: -1 }]),
    ...Object.keys(serverDefaults).map((name): [string, ServeOptions] => [name, { [name]: Number.NaN }]),
    ["headersTimeout", { headersTimeout: 2000, requestTimeout: 1000 }],
    ["handlerTimeout", { handlerTimeout: Infinity }],
  ])("RangeError: %s of %j", async (message, options) => {
    await expect(serve(router, options)).rejects.toThrow(RangeError);
    await expect(serve(router, options)).rejects.toThrow(message);
  });

  test.each<[string, object]>([
    [
      'serve has no option "insecureHTTPParser": messages are always parsed strictly',
      { insecureHTTPParser: true },
    ],
    [
      'serve has no option "httpValidation": messages are always parsed strictly',
      { httpValidation: "insecure" },
    ],
    ['serve has no option "requireHostHeader": a Host is always required', { requireHostHeader: false }],
    ['serve has no option "maxConnection"', { maxConnection: 1 }],
    ['serve has no option "__proto__"', JSON.parse('{"__proto__":1}') as object],
    ["path is a text", { path: "" }],
    ["hostname is a text", { hostname: 1 }],
    ["exclusive is true or false", { exclusive: 1 }],
    ["reusePort is true or false", { reusePort: "yes" }],
    ['listener has no option "port"', { listener: { port: 1 } }],
    ["protocols is a list", { protocols: [] }],
    ["protocols is a list", { protocols: ["http/2"] }],
    ["protocols is a list", { protocols: ["h2", "h2"] }],
    ["protocols is a list", { protocols: "h2" }],
    ["allowedHosts is a list", { allowedHosts: [] }],
    ["allowedHosts is a list", { allowedHosts: "a" }],
    ['allowedHosts has "http://a"', { allowedHosts: ["http://a"] }],
    ['allowedHosts has "*"', { allowedHosts: ["*"] }],
    ["tls is an object", { tls: true }],
    ['tls has no option "certificate"', { tls: { ...pair, certificate: "" } }],
    ["tls.cert is text or bytes of PEM, or { file: … }", { tls: { ...pair, cert: no } }],
    ["tls.key is text or bytes of PEM, or { file: … }", { tls: { ...pair, key: { path: "a" } } }],
    ["tls.passphrase is a text", { tls: { ...pair, passphrase: 1 } }],
    ["tls.ca is text or bytes of PEM", { tls: { ...pair, ca: [1] } }],
    ["tls.requestCert needs tls.ca", { tls: { ...pair, requestCert: true } }],
    ["tls.requestCert needs tls.ca", { tls: { ...pair, requestCert: true, ca: [] } }],
    ["tls.requestCert is true or false", { tls: { ...pair, requestCert: "yes" } }],
    [
      "tls.rejectUnauthorized means nothing without tls.requestCert",
      { tls: { ...pair, rejectUnauthorized: false } },
    ],
    ['tls.minVersion is "TLSv1.2" or "TLSv1.3"', { tls: { ...pair, minVersion: "TLSv1" } }],
    ['tls.native has no option "requestCert"', { tls: { ...pair, native: { requestCert: true } } }],
    ['tls.sni["*"] is neither a host', { tls: { ...pair, sni: { "*": pair } } }],
    ['tls.sni["a"].cert is text', { tls: { ...pair, sni: { a: { key } } } }],
    ['tls.sni["a"] has no option "ca"', { tls: { ...pair, sni: { a: { ...pair, ca: cert } } } }],
  ])("TypeError: %s", async (message, options) => {
    const failure: unknown = await serve(router, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TypeError);
    expect(String(failure)).toContain(message);
  });
});

test("messages are parsed strictly in a process that was told not to", async () => {
  const flags = "--insecure-http-parser";
  const port = await childServer('{ hostname: "127.0.0.1" }', { flags });
  const lenient =
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  expect(statuses(await raw(port, lenient))).toEqual([400]);
});
