import { describe, expect, test } from "vitest";
import { ServerContext } from "../../../http/context.ts";
import type { Connection } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import type { Seen } from "../../kit.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import type { HttpService } from "../../types.ts";
import { clientIp } from "../client-ip/layer.ts";
import { securityHeaders } from "./layer.ts";
import type { SecurityHeadersOptions } from "./layer.ts";

const page = new HttpResponse(200, [
  "content-security-policy",
  "default-src 'self'",
  "x-powered-by",
  "gateway",
  "server",
  "old",
]);

function routes(): Router {
  return new Router()
    .route(
      "/page",
      get(() => page).put(async () => page),
    )
    .route(
      "/",
      get(() => {
        throw new HttpError(409);
      }),
    );
}

function secured(options?: SecurityHeadersOptions): Router {
  return routes().layer(securityHeaders(options));
}

async function over(
  service: HttpService,
  connection: Partial<Connection>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const cx = new ServerContext(requestOf("GET", "/page", { headers }), {
    remoteAddress: "10.0.0.1",
    onDisconnect: () => undefined,
    ...connection,
  });
  return call(service, "GET", "/page", { headers }, cx);
}

const defaults = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

describe("every reply has the defaults", () => {
  test.each([
    ["GET", "/", 409],
    ["GET", "/none", 404],
    ["DELETE", "/", 405],
    ["OPTIONS", "/page", 204],
  ])("%s %s, %d", async (method, path, status) => {
    const reply = await call(secured(), method, path);
    expect(reply.status).toBe(status);
    expect(reply.headers).toMatchObject(defaults);
    expect(reply.headers).not.toHaveProperty("strict-transport-security");
    expect(reply.headers).not.toHaveProperty("cross-origin-embedder-policy");
  });
});

test.each<[keyof SecurityHeadersOptions, string, string]>([
  ["xContentTypeOptions", "x-content-type-options", "nosniff"],
  ["contentSecurityPolicy", "content-security-policy", "default-src 'self'"],
  ["referrerPolicy", "referrer-policy", "same-origin"],
  ["strictTransportSecurity", "strict-transport-security", "max-age=60; includeSubDomains; preload"],
  ["crossOriginResourcePolicy", "cross-origin-resource-policy", "cross-origin"],
  ["crossOriginOpenerPolicy", "cross-origin-opener-policy", "unsafe-none"],
  ["crossOriginEmbedderPolicy", "cross-origin-embedder-policy", "require-corp"],
])("%s replaces the default of %s, and false leaves it out", async (option, name, value) => {
  const replaced = await call(secured({ [option]: value, tls: true }), "GET", "/none");
  expect(replaced.headers[name]).toBe(value);
  const without = await call(secured({ [option]: false, tls: true }), "GET", "/none");
  expect(without.headers).not.toHaveProperty(name);
});

describe("strict-transport-security", () => {
  const proxied = (): HttpService =>
    secured().layer(clientIp({ trusted: ["10.0.0.0/8"], forwardedOrigin: true }));
  // The proxy's word counts only where it is heard first.
  const behind = (): HttpService =>
    routes()
      .layer(clientIp({ trusted: ["10.0.0.0/8"], forwardedOrigin: true }))
      .layer(securityHeaders());

  test.each<[string, () => HttpService, Partial<Connection>, Record<string, string>, boolean]>([
    ["over TLS", secured, { secure: true }, {}, true],
    ["without TLS", secured, { secure: false }, {}, false],
    ["where nobody knows", secured, {}, {}, false],
    ["option tls: true", () => secured({ tls: true }), {}, {}, true],
    ["option tls: false", () => secured({ tls: false }), { secure: true }, {}, false],
    ["what a stranger says", secured, {}, { "x-forwarded-proto": "https" }, false],
    ["what a trusted proxy says", behind, {}, { "x-forwarded-proto": "https" }, true],
    ["plain up to a trusted proxy", behind, { secure: true }, { "x-forwarded-proto": "http" }, false],
    [
      "a proxy that is not trusted",
      behind,
      { remoteAddress: "11.0.0.1" },
      { "x-forwarded-proto": "https" },
      false,
    ],
    ["the layer that would know is inside", proxied, {}, { "x-forwarded-proto": "https" }, false],
  ])("%s", async (_what, make, connection, headers, sent) => {
    const reply = await over(make(), connection, headers);
    expect(reply.headers["strict-transport-security"]).toBe(sent ? "max-age=31536000" : undefined);
  });
});

describe("a reply's own fields", () => {
  test("win", async () => {
    expect((await call(secured(), "GET", "/page")).headers["content-security-policy"]).toBe(
      "default-src 'self'",
    );
  });

  test.each([
    ["GET", undefined, undefined, "old"],
    ["PUT", undefined, undefined, "old"],
    ["GET", { remove: ["Server", "x-powered-by"] }, undefined, undefined],
    ["GET", { remove: [] }, "gateway", "old"],
  ])("x-powered-by is taken out: %s, %o", async (method, options, poweredBy, server) => {
    const { headers } = await call(secured(options), method, "/page");
    expect([headers["x-powered-by"], headers["server"]]).toEqual([poweredBy, server]);
    // The reply may be a constant of the handler's.
    expect(page.headers.get("x-powered-by")).toBe("gateway");
  });

  test("an answer that is there at once stays so", () => {
    const inner: HttpService = { call: () => page };
    const req = requestOf("GET", "/");
    expect(securityHeaders().layer(inner).call(new ServerContext(req), req)).toBeInstanceOf(HttpResponse);
  });
});

test.each<[string, SecurityHeadersOptions]>([
  ["a line break", { contentSecurityPolicy: "default-src 'none'\r\nx: y" }],
  ["text that cannot be sent", { referrerPolicy: "→" }],
  ["a name that is none", { remove: ["x powered by"] }],
])("%s is refused", (_what, options) => {
  expect(() => securityHeaders(options)).toThrow(TypeError);
});
