import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import type { RequestOptions } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connect as connectTls } from "node:tls";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { serve } from "../../serve.ts";
import type { ServeOptions, Server } from "../../serve.ts";
import { Authority } from "./certificates.fixture.ts";
import { ask, closing, gone, session, start } from "./listen.fixture.ts";
import type { TlsOptions } from "../shared/tls-options.ts";

const authority = new Authority();
const stranger = new Authority();
afterAll(() => {
  authority[Symbol.dispose]();
  stranger[Symbol.dispose]();
});
const [main, exact, wild, next] = ["localhost", "a.example", "*.example", "localhost"].map((name) =>
  authority.issue(name),
) as [
  ReturnType<Authority["issue"]>,
  ReturnType<Authority["issue"]>,
  ReturnType<Authority["issue"]>,
  ReturnType<Authority["issue"]>,
];
const ca = authority.root.cert;

const router = new Router().route(
  "/",
  get((_req, cx) => cx.connection?.peerCertificate?.subject["CN"] ?? "nobody"),
);

/** Shakes hands; undefined when the server does not. */
async function handshake(server: Server, options: ConnectionOptions = {}): Promise<TLSSocket | undefined> {
  const socket = connectTls({
    port: server.port,
    host: "127.0.0.1",
    servername: "localhost",
    ca,
    ...options,
  });
  closing(() => socket.destroy());
  return new Promise((resolve) => {
    socket.once("secureConnect", () => resolve(socket)).on("error", () => resolve(undefined));
  });
}

async function serial(server: Server, servername = "localhost"): Promise<string | undefined> {
  const socket = await handshake(server, { servername, checkServerIdentity: () => undefined });
  return socket?.getPeerCertificate().serialNumber;
}

function serialOf(made: { cert: string }): string {
  return new X509Certificate(made.cert).serialNumber;
}

function ask1(server: Server, options: RequestOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const asked = request(
      { port: server.port, host: "127.0.0.1", servername: "localhost", ca, agent: false, ...options },
      (response) => response.setEncoding("utf8").on("data", resolve),
    );
    asked.on("error", () => resolve("turned away")).end();
  });
}

describe("certificates", () => {
  test.each<[string, TlsOptions]>([
    ["text", { cert: main.cert, key: main.key }],
    ["bytes", { cert: Buffer.from(main.cert), key: new TextEncoder().encode(main.key) }],
    ["files", { cert: { file: main.certFile }, key: { file: pathToFileURL(main.keyFile) } }],
  ])("as %s", async (_name, tls) => {
    const server = await start(router, { tls });
    expect(await ask1(server)).toBe("nobody");
    expect(await serial(server)).toBe(serialOf(main));
    expect(server.url).toBe(`https://127.0.0.1:${server.port}`);
  });

  test("an encrypted key is opened by its passphrase", async () => {
    const key = createPrivateKey(main.key).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "open",
    });
    expect(await ask1(await start(router, { tls: { cert: main.cert, key, passphrase: "open" } }))).toBe(
      "nobody",
    );
    for (const passphrase of [undefined, "wrong"]) {
      await expect(start(router, { tls: { cert: main.cert, key, passphrase } })).rejects.toThrow(
        /^tls\.key is encrypted, and /,
      );
    }
  });

  test("of each host that the caller names; names win over patterns, which stand for one label", async () => {
    const tls = {
      cert: main.cert,
      key: main.key,
      sni: {
        "A.example": { cert: exact.cert, key: exact.key },
        "*.example": { cert: wild.cert, key: wild.key },
      },
    };
    const server = await start(router, { tls });
    expect(await serial(server, "a.example")).toBe(serialOf(exact));
    expect(await serial(server, "b.example")).toBe(serialOf(wild));
    expect(await serial(server, "B.EXAMPLE")).toBe(serialOf(wild));
    expect(await serial(server, "c.b.example")).toBe(serialOf(main));
    expect(await serial(server, "localhost")).toBe(serialOf(main));
    expect(await serial(server, "")).toBe(serialOf(main));
  });

  test("are read again: new connections see the new ones, those that are open live on", async () => {
    const certFile = join(authority.folder, "current.pem");
    const keyFile = join(authority.folder, "current.key");
    const put = (made: { certFile: string; keyFile: string }): void => {
      copyFileSync(made.certFile, certFile);
      copyFileSync(made.keyFile, keyFile);
    };
    put(main);
    const tls = {
      cert: { file: certFile },
      key: { file: keyFile },
      sni: { "a.example": { cert: { file: certFile }, key: { file: keyFile } } },
    };
    const server = await start(router, { tls });
    const old = await session(`https://localhost:${server.port}`, { ca });
    expect([await serial(server), await serial(server, "a.example")]).toEqual([
      serialOf(main),
      serialOf(main),
    ]);

    put(next);
    expect(await serial(server)).toBe(serialOf(main));
    await server.reloadCertificates();
    expect([await serial(server), await serial(server, "a.example")]).toEqual([
      serialOf(next),
      serialOf(next),
    ]);
    expect((await ask(old, { ":path": "/" })).status).toBe(200);

    writeFileSync(certFile, exact.cert);
    await expect(server.reloadCertificates()).rejects.toThrow("tls.key is not the key of tls.cert");
    writeFileSync(certFile, "nonsense");
    await expect(server.reloadCertificates()).rejects.toThrow(`tls.cert is not PEM from ${certFile}`);
    expect(await serial(server)).toBe(serialOf(next));
  });

  test("a server without certificates has none to read again", async () => {
    await expect((await start(router)).reloadCertificates()).rejects.toThrow(
      "The server has no certificates.",
    );
  });

  test.each<[string, () => TlsOptions, string]>([
    [
      "a file that is not there",
      () => ({ cert: { file: "/none.pem" }, key: main.key }),
      "tls.cert cannot be read from /none.pem: there is no such file or folder (ENOENT)",
    ],
    [
      "a folder",
      () => ({ cert: main.cert, key: { file: authority.folder } }),
      `tls.key cannot be read from ${authority.folder}: it is a folder (EISDIR)`,
    ],
    [
      "a path instead of text",
      () => ({ cert: main.certFile, key: main.key }),
      "tls.cert is not PEM; a file is given as { file: … }",
    ],
    [
      "broken text",
      () => ({ cert: main.cert.replaceAll(/\w{20}/g, "A"), key: main.key }),
      "tls.cert is no certificate: ",
    ],
    ["a key for a certificate", () => ({ cert: main.key, key: main.key }), "tls.cert is no certificate: "],
    ["a certificate for a key", () => ({ cert: main.cert, key: main.cert }), "tls.key is no private key: "],
    [
      "a key of another certificate",
      () => ({ cert: main.cert, key: next.key }),
      "tls.key is not the key of tls.cert",
    ],
    [
      "an authority that is none",
      () => ({ cert: main.cert, key: main.key, ca: [ca, main.key] }),
      "tls.ca[1] is no certificate: ",
    ],
    [
      "a host's",
      () => ({ cert: main.cert, key: main.key, sni: { "a.b": { cert: main.cert, key: next.key } } }),
      'tls.sni["a.b"].key is not the key of tls.sni["a.b"].cert',
    ],
    [
      "ciphers that nobody knows",
      () => ({ cert: main.cert, key: main.key, native: { ciphers: "NONE-AT-ALL" } }),
      "tls does not make a context of TLS: ",
    ],
  ])("%s: the error says which and why", async (_name, tls, message) => {
    const failure: unknown = await serve(router, { tls: tls() }).catch((error: unknown) => error);
    expect(String(failure)).toContain(message);
    expect(String(failure)).not.toContain("BEGIN");
  });
});

describe("callers with certificates", () => {
  const client = authority.issue("client", ["URI:spiffe://a/client"]);
  const foreign = stranger.issue("foreign");
  const pair = { cert: main.cert, key: main.key };

  test.each<[string, Partial<TlsOptions>, { cert: string; key: string } | undefined, string]>([
    ["not asked for", {}, client, "nobody"],
    ["of the authority", { requestCert: true, ca }, client, "client"],
    ["of another one", { requestCert: true, ca }, foreign, "turned away"],
    ["none", { requestCert: true, ca }, undefined, "turned away"],
    [
      "of another one, which is not verified",
      { requestCert: true, ca, rejectUnauthorized: false },
      foreign,
      "nobody",
    ],
    ["none, where it is no duty", { requestCert: true, ca, rejectUnauthorized: false }, undefined, "nobody"],
  ])("%s", async (_name, options, made, seen) => {
    const server = await start(router, { tls: { ...pair, ...options } });
    expect(await ask1(server, { cert: made?.cert, key: made?.key })).toBe(seen);
    // A server of TLS 1.3 turns callers away after their side of the handshake is over.
    if (seen === "turned away") return;
    const http2 = await session(`https://localhost:${server.port}`, { ca, cert: made?.cert, key: made?.key });
    expect((await ask(http2, { ":path": "/" })).body).toBe(seen);
  });
});

describe("handshakes", () => {
  test("one that stalls blocks no other and is cut off in time", async () => {
    const server = await start(router, { tls: { cert: main.cert, key: main.key }, handshakeTimeout: 300 });
    const silent = connect(server.port, "127.0.0.1");
    const halting = connect(server.port, "127.0.0.1");
    await Promise.all([once(silent, "connect"), once(halting, "connect")]);
    halting.write(Buffer.from([0x16, 3, 1, 2, 0, 1]));
    silent.resume();
    halting.resume();
    expect(await ask1(server)).toBe("nobody");
    await Promise.all([gone(silent), gone(halting)]);
  });

  test.each<[string, ServeOptions["tls"] & object, ConnectionOptions, boolean]>([
    ["TLS 1.2 by default", { cert: main.cert, key: main.key }, { maxVersion: "TLSv1.2" }, true],
    [
      "TLS 1.2 where 1.3 is the oldest",
      { cert: main.cert, key: main.key, minVersion: "TLSv1.3" },
      { maxVersion: "TLSv1.2" },
      false,
    ],
    ["TLS 1.3 where it is the oldest", { cert: main.cert, key: main.key, minVersion: "TLSv1.3" }, {}, true],
    [
      "TLS 1.1",
      { cert: main.cert, key: main.key },
      { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
      false,
    ],
    [
      "an option of node:tls",
      { cert: main.cert, key: main.key, native: { maxVersion: "TLSv1.2" } },
      { minVersion: "TLSv1.3" },
      false,
    ],
    ["no protocol in common", { cert: main.cert, key: main.key }, { ALPNProtocols: ["spdy/3"] }, false],
  ])("%s", async (_name, tls, options, agreed) => {
    const server = await start(router, { tls });
    expect((await handshake(server, options)) !== undefined).toBe(agreed);
  });

  test("a caller of plain HTTP gets nothing", async () => {
    const server = await start(router, { tls: { cert: main.cert, key: main.key } });
    const socket = connect(server.port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk))).on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await gone(socket);
    expect(text).not.toContain("HTTP/");
  });

  test("closing does not wait for those that have not begun", async () => {
    const server = await start(router, { tls: { cert: main.cert, key: main.key } });
    const silent = connect(server.port, "127.0.0.1");
    await once(silent, "connect");
    silent.resume();
    await sleep(10);
    await server.close();
    await expect(gone(silent)).resolves.toBeUndefined();
  });
});
