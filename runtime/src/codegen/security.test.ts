import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Connection, PeerCertificate } from "../http/context.ts";
import { HeaderMap } from "../http/header-map.ts";
import { deny, forbid } from "../http/refusal.ts";
import type { HttpRequest } from "../http/request.ts";
import { testServer } from "../testing/index.ts";
import { contractRouter, HttpError, HttpResponse, ServerContext } from "./v1.ts";
import type { Exchange, SecurityRequirement, SecuritySchemes, Verifier } from "./v1.ts";

const schemes: SecuritySchemes = {
  key: { kind: "apiKey", in: "header", name: "X-Key" },
  query: { kind: "apiKey", in: "query", name: "key" },
  cookie: { kind: "apiKey", in: "cookie", name: "sid" },
  basic: { kind: "http", scheme: "basic" },
  bearer: { kind: "http", scheme: "bearer" },
  digest: { kind: "http", scheme: "digest" },
  oauth: { kind: "oauth2" },
  oidc: { kind: "openIdConnect" },
  tls: { kind: "mutualTLS" },
};

type AnyVerifier = Verifier<never, unknown>;

/** A contract of one operation, and what it found on `cx.auth`. */
function secured(
  security: readonly SecurityRequirement[],
  verifiers: Record<string, AnyVerifier> = {},
  options: object = {},
) {
  const accepting: Record<string, AnyVerifier> = {};
  for (const name of Object.keys(schemes)) accepting[name] = (credential: unknown) => ({ credential });
  const found: { auth?: unknown } = {};
  const router = contractRouter(
    { act: true },
    { security: { ...accepting, ...verifiers }, ...options },
    [
      {
        operation: "act",
        method: "POST",
        path: "/act",
        security,
        endpoint: (_: object, x: Exchange) => {
          found.auth = x.context<ServerContext & { auth: unknown }>().auth;
          return new HttpResponse(204);
        },
      },
    ],
    schemes,
  );
  return { router, server: testServer(router), found };
}

/** A request whose header fields are sent as they stand, repeated ones too. */
function request(
  method: string,
  target: string,
  fields: readonly (readonly [string, string])[],
): HttpRequest {
  const [path = "", query = ""] = target.split("?");
  const body = { present: false } as HttpRequest["body"];
  return { method, target, path, query, headers: new HeaderMap(fields.flat()), body };
}

async function ask(
  security: readonly SecurityRequirement[],
  fields: readonly (readonly [string, string])[],
  query = "",
) {
  const { router, found } = secured(security);
  const req = request("POST", `/act${query}`, fields);
  try {
    const { status } = await router.call(new ServerContext(req), req);
    return { status, auth: found.auth };
  } catch (error) {
    return { status: (error as HttpError).status, auth: found.auth };
  }
}

describe("what is read of a request", () => {
  const base64 = (text: string) => btoa(text);
  const table: [scheme: string, headers: [string, string][], query: string, credential: unknown][] = [
    ["key", [["x-key", "k"]], "", "k"],
    ["query", [], "?a=1&key=a%20b", "a b"],
    ["cookie", [["cookie", 'a=1; sid="s"; b=2']], "", "s"],
    ["basic", [["authorization", `Basic ${base64("ada:a:b")}`]], "", { username: "ada", password: "a:b" }],
    ["basic", [["authorization", `basic  ${base64(":")}`]], "", { username: "", password: "" }],
    ["basic", [["authorization", "BASIC w6Q6w7Y="]], "", { username: "ä", password: "ö" }],
    ["bearer", [["authorization", "bEaReR a.b-c_d~e+f/g=="]], "", "a.b-c_d~e+f/g=="],
    ["oauth", [["authorization", "Bearer t"]], "", "t"],
    ["oidc", [["authorization", "Bearer t"]], "", "t"],
    [
      "digest",
      [["authorization", 'Digest username="a \\"b\\"", realm=x ,NC=00000001, uri="/a,b"']],
      "",
      {
        scheme: "digest",
        token68: undefined,
        params: new Map([
          ["username", 'a "b"'],
          ["realm", "x"],
          ["nc", "00000001"],
          ["uri", "/a,b"],
        ]),
      },
    ],
    [
      "digest",
      [["authorization", "Digest abc=="]],
      "",
      { scheme: "digest", token68: "abc==", params: new Map() },
    ],
    [
      "digest",
      [["authorization", "Digest"]],
      "",
      { scheme: "digest", token68: undefined, params: new Map() },
    ],
  ];
  it.each(table)("%s %j%s", async (scheme, headers, query, credential) => {
    const { status, auth } = await ask([{ [scheme]: [] }], headers, query);
    expect({ status, auth }).toEqual({ status: 204, auth: { via: scheme, [scheme]: { credential } } });
  });

  const refused: [scheme: string, headers: [string, string][], query: string, status: number][] = [
    ["key", [["x-key", ""]], "", 401],
    [
      "key",
      [
        ["x-key", "k"],
        ["x-key", "k"],
      ],
      "",
      401,
    ],
    ["query", [], "?key=", 401],
    ["query", [], "?key=a&key=a", 401],
    ["query", [], "?key=%ff", 401],
    ["cookie", [["cookie", "sid=a; sid=b"]], "", 401],
    ["cookie", [["cookie", "xsid=a; SID=b"]], "", 401],
    ["basic", [["authorization", "Basic"]], "", 401],
    ["basic", [["authorization", "Basic !!!!"]], "", 401],
    ["basic", [["authorization", `Basic ${base64("no colon")}`]], "", 401],
    ["basic", [["authorization", `Basic ${base64("a:\xff")}`]], "", 401],
    ["basic", [["authorization", `Basic ${base64("a:\0")}`]], "", 401],
    ["bearer", [["authorization", "Bearer"]], "", 401],
    ["bearer", [["authorization", "Bearer a b"]], "", 401],
    ["bearer", [["authorization", "Bearer a, Bearer b"]], "", 401],
    ["bearer", [["authorization", "Bearer =a"]], "", 401],
    ["bearer", [["authorization", "Bearerx"]], "", 401],
    ["bearer", [["authorization", "Basic YTpi"]], "", 401],
    ["digest", [["authorization", "Digest a=1, a=2"]], "", 401],
    ["digest", [["authorization", 'Digest a="1']], "", 401],
    ["digest", [["authorization", "Digest a=1 b=2"]], "", 401],
    [
      "bearer",
      [
        ["authorization", "Bearer a"],
        ["authorization", "Bearer a"],
      ],
      "",
      400,
    ],
  ];
  it.each(refused)("%s refuses %j%s with %i", async (scheme, headers, query, status) => {
    const { status: got, auth } = await ask([{ [scheme]: [] }], headers, query);
    expect({ got, auth }).toEqual({ got: status, auth: undefined });
  });

  it("hands over the certificate that TLS has verified", async () => {
    const certificate: PeerCertificate = {
      subject: { CN: "ada" },
      issuer: { CN: "ca" },
      subjectAltName: undefined,
      fingerprint256: "00",
      serialNumber: "1",
      raw: new Uint8Array(),
    };
    const verify = (peer: PeerCertificate | undefined) => peer?.subject["CN"];
    const { router, server, found } = secured([{ tls: [] }], { tls: verify });
    const connection: Connection = {
      remoteAddress: undefined,
      peerCertificate: certificate,
      onDisconnect: () => undefined,
    };
    const req = request("POST", "/act", []);
    await router.call(new ServerContext(req, connection), req);
    expect(found.auth).toEqual({ via: "tls", tls: "ada" });
    const none = await server.call("POST", "/act");
    expect(none.status).toBe(401);
    expect(none.headers.get("www-authenticate")).toBe('ClientCertificate realm="api"');
  });
});

// Every OR of ANDs of three schemes and of nobody, against what the request has of each.
describe("the truth table", () => {
  const names = ["a", "b", "c"] as const;
  const three: SecuritySchemes = {
    a: { kind: "apiKey", in: "header", name: "x-a" },
    b: { kind: "apiKey", in: "header", name: "x-b" },
    c: { kind: "apiKey", in: "header", name: "x-c" },
  };
  const states = ["missing", "invalid", "forbidden", "valid"] as const;
  type State = (typeof states)[number];
  const every: Record<string, State>[] = states.flatMap((a) =>
    states.flatMap((b) => states.map((c) => ({ a, b, c }))),
  );
  const subsets = [...Array(8).keys()].map((bits) => names.filter((_, i) => (bits & (1 << i)) !== 0));
  const verify = (key: string) => (key === "valid" ? { key } : key === "forbidden" ? forbid() : deny());
  const security = { a: verify, b: verify, c: verify };

  /** What should happen, said without the algorithm. */
  function expected(ways: readonly (readonly string[])[], has: Record<string, State>): number {
    if (ways.some((way) => way.every((name) => has[name] === "valid"))) return 204;
    // A verifier is asked when all credentials of its way are there and those before it are good.
    const forbids = ways.some((way) => {
      const first = way.find((name) => has[name] !== "valid");
      return (
        way.every((name) => has[name] !== "missing") && first !== undefined && has[first] === "forbidden"
      );
    });
    return forbids ? 403 : 401;
  }

  const pairs = subsets.flatMap((one) => subsets.map((two) => [one, two] as const));
  it.each(pairs)("[%j] or [%j]", async (...ways) => {
    let via: unknown;
    const requirements = ways.map((way) => Object.fromEntries(way.map((name) => [name, []])));
    const route = {
      operation: "act",
      method: "POST",
      path: "/act",
      security: requirements,
    };
    const router = contractRouter(
      { act: true },
      { security },
      [
        {
          ...route,
          endpoint: (_: object, x: Exchange) => {
            via = x.context<ServerContext & { auth: { via: string } }>().auth.via;
            return new HttpResponse(204);
          },
        },
      ],
      three,
    );
    const server = testServer(router);
    for (const has of every) {
      via = undefined;
      const given = names.filter((name) => has[name] !== "missing");
      const headers = Object.fromEntries(given.map((name) => [`x-${name}`, has[name] ?? ""]));
      const answer = await server.call("POST", "/act", { headers });
      expect(answer.status, JSON.stringify(has)).toBe(expected(ways, has));
      expect(answer.headers.has("www-authenticate"), JSON.stringify(has)).toBe(answer.status === 401);
      const order = [...ways].sort((x, y) => Number(x.length === 0) - Number(y.length === 0));
      const way = order.find((one) => one.every((name) => has[name] === "valid"));
      expect(via, JSON.stringify(has)).toBe(way === undefined ? undefined : way.join("+") || "anonymous");
    }
  });
});

describe("a verifier", () => {
  it("is asked once for each question of a request", async () => {
    const asked: unknown[] = [];
    const bearer = (token: string, _: ServerContext, scopes: readonly string[]) => {
      asked.push([token, scopes]);
      return scopes.includes("write") ? forbid() : { token };
    };
    const ways = [
      { bearer: ["write"] },
      { bearer: [], key: [] },
      { bearer: ["read"] },
      { bearer: ["write"] },
    ];
    const { server } = secured(ways, { bearer });
    const answer = await server.call("POST", "/act", { headers: { authorization: "Bearer t" } });
    expect(answer.status).toBe(204);
    expect(asked).toEqual([
      ["t", ["write"]],
      ["t", ["read"]],
    ]);
  });

  it("is not asked while another credential of its way is missing", async () => {
    const { server } = secured([{ bearer: [], key: [] }], {
      bearer: () => Promise.reject(new Error("asked")),
    });
    expect((await server.call("POST", "/act", { headers: { authorization: "Bearer t" } })).status).toBe(401);
  });

  it("ends the request by any other error", async () => {
    for (const [error, status] of [
      [new HttpError(429), 429],
      [new HttpError(503), 503],
      [new Error("down"), 500],
    ] as const) {
      const { server } = secured([{ bearer: [] }, {}], { bearer: () => Promise.reject(error) });
      const answer = await server.call("POST", "/act", { headers: { authorization: "Bearer t" } });
      expect(answer.status).toBe(status);
    }
  });
});

describe("a challenge", () => {
  const authorization = { authorization: "Bearer t" };
  async function challenged(
    security: readonly SecurityRequirement[],
    verifiers: Record<string, AnyVerifier>,
    options?: object,
    headers: Record<string, string> = authorization,
  ) {
    const { server } = secured(security, verifiers, options);
    const answer = await server.call("POST", "/act", { headers });
    const { detail } = (answer.json ?? {}) as { detail?: string };
    return [answer.status, answer.headers.get("www-authenticate"), detail];
  }

  it("names every way once", async () => {
    const ways = [
      { oauth: ["a", "b"] },
      { basic: [], cookie: [] },
      { basic: [] },
      { digest: [] },
      { oidc: ["a", "b"] },
    ];
    expect(await challenged(ways, {}, { realm: 'the "shop"\n' }, {})).toEqual([
      401,
      'Bearer realm="the \\"shop\\"?", scope="a b", Basic realm="the \\"shop\\"?", charset="UTF-8", ' +
        'ApiKey in="cookie", name="sid", Digest realm="the \\"shop\\"?"',
      undefined,
    ]);
  });

  it("says what is wrong with a token", async () => {
    expect(await challenged([{ bearer: [] }], { bearer: () => deny('it has "expired"') })).toEqual([
      401,
      'Bearer realm="api", error="invalid_token", error_description="it has expired"',
      'it has "expired"',
    ]);
    expect(await challenged([{ bearer: [] }], {}, {}, { authorization: "Bearer a b" })).toEqual([
      401,
      'Bearer realm="api", error="invalid_token", error_description="The credentials are malformed."',
      "The credentials are malformed.",
    ]);
  });

  it("says which scopes a token would need", async () => {
    const forbidden = { oauth: () => forbid("ask the owner") };
    expect(await challenged([{ oauth: ["write", 'no"quote'] }], forbidden)).toEqual([
      403,
      'Bearer realm="api", scope="write", error="insufficient_scope", error_description="ask the owner"',
      "ask the owner",
    ]);
    expect(await challenged([{ key: [] }], { key: () => forbid() }, {}, { "x-key": "k" })).toEqual([
      403,
      undefined,
      undefined,
    ]);
  });

  it("gives way to what a verifier has thrown", async () => {
    const thrown = () => {
      throw new HttpError(401, "twice", { headers: { "www-authenticate": "Own" } });
    };
    expect(await challenged([{ bearer: [] }], { bearer: thrown })).toEqual([401, "Own", "twice"]);
  });

  it("can be made by the options", async () => {
    const challenge = (name: string, cx: ServerContext) =>
      name === "digest" ? `Digest realm="x", nonce="${cx.operation}"` : undefined;
    expect(await challenged([{ digest: [] }, { basic: [] }], {}, { challenge })).toEqual([
      401,
      'Digest realm="x", nonce="act", Basic realm="api", charset="UTF-8"',
      undefined,
    ]);
  });
});

describe("a secured operation", () => {
  it("is never reached without credentials, however its path is written", async () => {
    const { server, found } = secured([{ bearer: ["a"] }, { key: [] }], {
      bearer: () => deny(),
      key: () => deny(),
    });
    const piece = fc.constantFrom(
      "/act",
      "/",
      "//",
      ".",
      "..",
      "%2f",
      "%5C",
      "\\",
      "act",
      "ACT",
      "%61ct",
      ";a=1",
      "?",
      "#",
      "%00",
    );
    const names = fc.constantFrom(
      "authorization",
      "x-key",
      "X-HTTP-Method-Override",
      "x-forwarded-user",
      "cookie",
    );
    const values = fc.constantFrom("", "POST", "admin", "Bearer t", "key=1");
    const headers = fc.array(fc.tuple(names, values), { maxLength: 3 });
    const methods = fc.constantFrom("POST", "post", "GET", "HEAD", "OPTIONS", "TRACE", "QUERY");
    await fc.assert(
      fc.asyncProperty(
        methods,
        fc.array(piece, { maxLength: 5 }),
        headers,
        async (method, pieces, fields) => {
          const target = `/${pieces.join("")}`;
          for (const text of [target, `/act${pieces.join("")}`]) {
            await server.call(method, text, { headers: Object.fromEntries(fields) });
          }
          expect(found.auth).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });
});
