import { describe, expect, test } from "vitest";
import { ServerContext } from "../../http/context.ts";
import type { HttpError } from "../../http/problem.ts";
import { requestOf } from "../kit.fixture.ts";
import { clientKey } from "../layers/client-ip/key.ts";
import type { Client } from "../layers/client-ip/key.ts";
import type { WebSocketOrigins } from "./origins.ts";
import { key } from "./peer.fixture.ts";
import { webSocket } from "./web-socket.ts";

interface Call {
  readonly host?: string;
  readonly secure?: boolean;
  readonly client?: Partial<Client>;
}

/** Shakes hands over a connection that only tells whether it was asked for. */
async function admitted(
  origins: WebSocketOrigins | undefined,
  origin: string | undefined,
  call: Call,
): Promise<boolean> {
  const { host = "a.example", secure, client } = call;
  const req = requestOf("GET", "/ws", {
    headers: {
      host,
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": key,
      ...(origin === undefined ? {} : { origin }),
    },
  });
  const taken = new Error("taken");
  const upgrade = {
    protocol: "websocket",
    take: () => {
      throw taken;
    },
    attend: () => undefined,
  };
  const cx = new ServerContext(req, {
    remoteAddress: undefined,
    onDisconnect: () => undefined,
    upgrade,
    ...(secure === undefined ? {} : { secure }),
  });
  if (client !== undefined) {
    cx.set(clientKey, { address: undefined, scheme: undefined, host: undefined, ...client });
  }
  const service = webSocket(() => undefined, origins === undefined ? {} : { origins });
  const thrown: unknown = await Promise.resolve(service.call(cx, req)).catch((error: unknown) => error);
  if (thrown === taken) return true;
  expect((thrown as HttpError).status).toBe(403);
  return false;
}

describe("by default pages of the own origin are admitted, and programs that are no browser", () => {
  test.each<[origin: string | undefined, call: Call, admitted: boolean]>([
    [undefined, {}, true],
    ["http://a.example", {}, true],
    ["https://a.example", {}, true],
    ["http://b.example", {}, false],
    ["http://a.example.evil", {}, false],
    ["http://sub.a.example", {}, false],
    ["http://a.example:8080", {}, false],
    ["http://a.example:8080", { host: "a.example:8080" }, true],
    ["http://a.example", { host: "a.example:80" }, true],
    ["https://a.example", { host: "a.example:443" }, true],
    ["https://a.example", { host: "a.example:80" }, false],
    ["http://a.example", { host: "A.Example" }, true],
    ["http://[::1]:8080", { host: "[::1]:8080" }, true],
    ["http://user@a.example", {}, false],
    ["http://a.example/", {}, false],
    ["http://a.example, http://b.example", {}, false],
    ["null", {}, false],
    ["", {}, false],
    ["file://a.example", {}, false],
    ["chrome-extension://a.example", {}, false],
    // TLS up to the server: the page was loaded by TLS as well, or somebody in between can write it.
    ["https://a.example", { secure: true }, true],
    ["http://a.example", { secure: true }, false],
    // A proxy may have ended TLS.
    ["https://a.example", { secure: false }, true],
    ["http://a.example", { secure: false }, true],
    // What a proxy that is trusted says counts.
    ["https://pub.example", { client: { scheme: "https", host: "pub.example" } }, true],
    ["http://pub.example", { client: { scheme: "https", host: "pub.example" } }, false],
    ["https://a.example", { client: { scheme: "https", host: "pub.example" } }, false],
    ["http://a.example", { secure: true, client: { scheme: "http" } }, true],
    ["https://a.example", { client: {} }, true],
  ])("%s to %j: %s", async (origin, call, expected) => {
    expect(await admitted(undefined, origin, call)).toBe(expected);
  });
});

describe("origins that are named", () => {
  const list = ["https://app.example", "http://localhost:5173", "chrome-extension://abcdef"];
  const bySuffix = (origin: string): boolean => origin.endsWith(".example");

  test.each<[what: string, origins: WebSocketOrigins, origin: string | undefined, admitted: boolean]>([
    ["listed", list, "https://app.example", true],
    ["listed", list, "http://localhost:5173", true],
    ["listed", list, "chrome-extension://abcdef", true],
    ["not listed, though the own", list, "http://a.example", false],
    ["of another scheme", list, "http://app.example", false],
    ["none", list, undefined, true],
    ["null", list, "null", false],
    ["no page at all", [], "http://a.example", false],
    ["by a function", bySuffix, "https://x.example", true],
    ["by a function", bySuffix, "https://x.evil", false],
    ["by a promise", async (origin) => Promise.resolve(bySuffix(origin)), "https://x.example", true],
    ["null is not asked about", () => true, "null", false],
    ["everybody", "*", "https://x.evil", true],
    ["everybody", "*", "null", true],
  ])("%s: %j and %s: %s", async (_what, origins, origin, expected) => {
    expect(await admitted(origins, origin, {})).toBe(expected);
  });

  test.each<[unknown]>([
    ["https://app.example"],
    [["app.example"]],
    [["https://app.example/"]],
    [["*"]],
    [7],
    [null],
  ])("%j is refused when the route is made", (origins) => {
    expect(() => webSocket(() => undefined, { origins: origins as WebSocketOrigins })).toThrow(TypeError);
  });
});
