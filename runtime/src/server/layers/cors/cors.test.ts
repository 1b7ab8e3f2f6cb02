import { describe, expect, test } from "vitest";
import { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import { ServiceBuilder } from "../../../service/builder.ts";
import { fromFn } from "../../from-fn.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import type { Seen } from "../../kit.fixture.ts";
import { any, get, options, put } from "../../methods.ts";
import { Router } from "../../router.ts";
import type { HttpService } from "../../types.ts";
import { fetchAs } from "./browser.fixture.ts";
import type { Send } from "./browser.fixture.ts";
import { cors } from "./layer.ts";
import type { CorsOptions } from "./layer.ts";

const app = "https://app.example";
const other = "https://other.example:8443";

function routes(): Router {
  return new Router()
    .route(
      "/pets",
      get(() => "pets").put(() => "put"),
    )
    .route(
      "/any",
      any(() => "any"),
    )
    .route(
      "/own",
      get(() => "own").options(() => new HttpResponse(200, ["x-own", "1"], "own")),
    )
    .route(
      "/broken",
      get(() => {
        throw new HttpError(409, "broken");
      }),
    )
    .nestService(
      "/inner",
      new Router().route(
        "/pets",
        put(() => "inner"),
      ),
    );
}

function guarded(corsOptions: CorsOptions): Router {
  const refuse = fromFn((req, _cx, next) => {
    if (!req.headers.has("authorization")) throw new HttpError(401);
    return next();
  });
  return routes().layer(cors(corsOptions)).layer(refuse);
}

const preflight = { origin: app, "access-control-request-method": "PUT" };

async function options204(service: HttpService, path: string, headers = {}): Promise<Seen> {
  return call(service, "OPTIONS", path, { headers: { ...preflight, ...headers } });
}

describe("origins × credentials × methods × routes, as a browser sees them", () => {
  const policies: Readonly<Record<string, CorsOptions>> = {
    listed: { origins: [app, other] },
    "listed with credentials": { origins: [app, other], credentials: true },
    "decided with credentials": {
      origins: async (origin) => [app, other].includes(origin),
      credentials: true,
    },
    everybody: { origins: "*" },
    nobody: { origins: [] },
  };
  const origins = [
    app,
    other,
    "null",
    "http://app.example",
    "https://app.example.evil.example",
    "https://evilapp.example",
    "https://app.example:444",
    "https://other.example",
    "https://APP.example",
    "",
  ];
  const methods = ["GET", "POST", "PUT", "DELETE"];
  // The methods that each route has.
  const paths: Readonly<Record<string, readonly string[]>> = {
    "/pets": ["GET", "PUT"],
    "/any": methods,
    "/own": ["GET"],
    "/inner/pets": ["PUT"],
    "/none": [],
    "/inner/none": [],
  };
  const makes: Readonly<Record<string, (o: CorsOptions) => HttpService>> = {
    "on the router": (o) => routes().layer(cors(o)),
    "around the router": (o) => new ServiceBuilder().layer(cors(o)).service(routes()),
  };

  describe.each(Object.keys(makes))("%s", (where) => {
    test.each(Object.keys(policies))("%s", async (name) => {
      const policy = policies[name] as CorsOptions;
      const service = makes[where]?.(policy) as HttpService;
      for (const origin of origins) {
        for (const include of [false, true]) {
          for (const method of methods) {
            for (const [path, has] of Object.entries(paths)) {
              const listed = name !== "nobody" && (origin === app || origin === other);
              const mayRead =
                name === "everybody" ? !include : listed && (!include || name.endsWith("credentials"));
              // GET and POST are sent without asking; the router answers what it does not have.
              const asks = method !== "GET" && method !== "POST";
              const seen = mayRead && (!asks || has.includes(method));
              const send: Send = (sent, headers) => call(service, sent, path, { headers });
              const reply = await fetchAs({ origin, include, method }, send);
              expect(reply !== undefined, `${origin} ${include} ${method} ${path}`).toBe(seen);
            }
          }
        }
      }
    });
  });
});

describe("preflights", () => {
  test("have the methods of the route, the headers, the age, and no body", async () => {
    const service = routes().layer(
      cors({ origins: [app], credentials: true, allowedHeaders: ["X-A", "authorization"], maxAge: 5 }),
    );
    expect(await options204(service, "/pets")).toEqual({
      status: 204,
      headers: {
        vary: "origin, access-control-request-method, access-control-request-headers",
        "access-control-allow-origin": app,
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, HEAD, PUT, OPTIONS",
        "access-control-allow-headers": "x-a, authorization",
        "access-control-max-age": "5",
      },
      body: "",
    });
  });

  test("by default: content-type, ten minutes, no credentials, no private network", async () => {
    const { headers } = await options204(routes().layer(cors({ origins: [app] })), "/pets", {
      "access-control-request-private-network": "true",
    });
    expect(headers).toMatchObject({
      "access-control-allow-headers": "content-type",
      "access-control-max-age": "600",
    });
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
    expect(headers).not.toHaveProperty("access-control-allow-private-network");
  });

  test.each([
    ["asked for", { "access-control-request-private-network": "true" }, "true"],
    ["not asked for", {}, undefined],
    ["asked for in other words", { "access-control-request-private-network": "1" }, undefined],
  ])("private network, %s", async (_what, headers, expected) => {
    const service = routes().layer(cors({ origins: [app], privateNetwork: true }));
    const reply = await options204(service, "/pets", headers);
    expect(reply.headers["access-control-allow-private-network"]).toBe(expected);
    expect(reply.headers["vary"]).toContain("access-control-request-private-network");
  });

  test("do not reach layers and handlers inside when the route is known", async () => {
    expect((await options204(guarded({ origins: [app] }), "/pets")).status).toBe(204);
    // Those of others do, like every request.
    const denied = await options204(guarded({ origins: [app] }), "/pets", { origin: other });
    expect(denied.status).toBe(401);
  });

  test("leave OPTIONS that are none to the route", async () => {
    const service = routes().layer(cors({ origins: [app] }));
    const plain = await call(service, "OPTIONS", "/own", { headers: { origin: app } });
    expect(plain).toMatchObject({ status: 200, body: "own" });
    const automatic = await call(service, "OPTIONS", "/pets");
    expect(automatic.headers["allow"]).toBe("GET, HEAD, PUT, OPTIONS");
    expect(automatic.headers).not.toHaveProperty("access-control-allow-methods");
  });

  test("of a path that does not exist are the router's 404", async () => {
    const { status, headers } = await options204(routes().layer(cors({ origins: [app] })), "/none");
    expect(status).toBe(404);
    expect(headers).not.toHaveProperty("access-control-allow-methods");
  });

  test("of a route that takes every method permit the one that is asked for, if it is one", async () => {
    const service = routes().layer(cors({ origins: [app] }));
    const methodsFor = async (method: string): Promise<string | undefined> =>
      (await options204(service, "/any", { "access-control-request-method": method })).headers[
        "access-control-allow-methods"
      ];
    expect(await methodsFor("QUERY")).toBe("QUERY");
    expect(await methodsFor("PUT, DELETE")).toBeUndefined();
    expect(await methodsFor("*, x")).toBeUndefined();
  });

  test("a service that refuses OPTIONS permits nothing", async () => {
    const service = new ServiceBuilder()
      .layer(cors({ origins: [app] }))
      .serviceFn(() => Promise.resolve(new HttpResponse(403, ["allow", "PUT"])));
    expect((await options204(service, "/")).headers).not.toHaveProperty("access-control-allow-methods");
  });
});

describe("replies", () => {
  test.each([
    ["a reply", "GET", "/pets", 200],
    ["an error of the handler", "GET", "/broken", 409],
    ["404", "GET", "/none", 404],
    ["405", "PATCH", "/pets", 405],
  ])("%s can be read", async (_what, method, path, status) => {
    const service = routes().layer(cors({ origins: [app], exposedHeaders: ["X-Total", "link"] }));
    const reply = await call(service, method, path, { headers: { origin: app } });
    expect(reply.status).toBe(status);
    expect(reply.headers).toMatchObject({
      "access-control-allow-origin": app,
      "access-control-expose-headers": "x-total, link",
      vary: "origin",
    });
  });

  test.each<[string, CorsOptions, Record<string, string>, string | undefined]>([
    ["no origin", { origins: [app] }, {}, "accept, origin"],
    ["an allowed origin", { origins: [app] }, { origin: app }, "accept, origin"],
    ["a foreign origin", { origins: [app] }, { origin: other }, "accept, origin"],
    ["a vary of the request's", { origins: [app] }, { vary: "x-evil" }, "accept, origin"],
    ["everybody", { origins: "*" }, { origin: app }, "accept"],
  ])("vary adds up with the reply's own: %s", async (_what, corsOptions, headers, vary) => {
    const router = new Router().route(
      "/",
      get(() => new HttpResponse(200, ["vary", "accept"])),
    );
    router.layer(cors(corsOptions)).layer(cors(corsOptions));
    expect((await call(router, "GET", "/", { headers })).headers["vary"]).toBe(vary);
  });

  test("an answer that is there at once stays so", () => {
    const service = new ServiceBuilder()
      .layer(cors({ origins: [app] }))
      .serviceFn(() => new HttpResponse(204, ["allow", "PUT"]));
    for (const method of ["GET", "OPTIONS"]) {
      const req = requestOf(method, "/", { headers: preflight });
      expect(service.call(new ServerContext(req), req)).toBeInstanceOf(HttpResponse);
    }
  });

  test("a predicate says yes by true alone, sees the context, and is not asked about null", async () => {
    const asked: string[] = [];
    const service = routes().layer(
      cors({
        origins: (origin, cx) => {
          asked.push(`${origin} ${cx.route}`);
          return "yes" as unknown as boolean;
        },
      }),
    );
    for (const origin of [app, "null"]) {
      const { headers } = await call(service, "GET", "/pets", { headers: { origin } });
      expect(headers).not.toHaveProperty("access-control-allow-origin");
    }
    expect(asked).toEqual([`${app} /pets`]);
  });
});

describe("options that make no sense are refused", () => {
  test.each<[string, unknown]>([
    ["everybody with credentials", { origins: "*", credentials: true }],
    ["everybody in a list", { origins: ["*"] }],
    ["one origin as a text", { origins: app }],
    ["a pattern", { origins: /example$/ }],
    ["a pattern in a list", { origins: [/example$/] }],
    ["a slash at the end", { origins: ["https://app.example/"] }],
    ["a path", { origins: ["https://app.example/a"] }],
    ["capitals", { origins: ["https://App.example"] }],
    ["a port that is the scheme's own", { origins: ["https://app.example:443"] }],
    ["a port that is none", { origins: ["http://app.example:99999"] }],
    ["no scheme", { origins: ["app.example"] }],
    ["null", { origins: ["null"] }],
    ["a wildcard", { origins: ["https://*.example"] }],
    ["nothing", {}],
    ["any header with credentials", { origins: [app], credentials: true, allowedHeaders: ["*"] }],
    ["any reply header with credentials", { origins: [app], credentials: true, exposedHeaders: ["*"] }],
    ["no name of a header", { origins: [app], allowedHeaders: ["a b"] }],
  ])("%s", (_what, corsOptions) => {
    expect(() => cors(corsOptions as CorsOptions)).toThrow(TypeError);
  });

  test.each([-1, 1.5, Number.NaN, Infinity])("an age of %s", (maxAge) => {
    expect(() => cors({ origins: [app], maxAge })).toThrow(RangeError);
  });

  test.each([
    ["https://xn--strae-oqa.example", "http://localhost:5173", "http://[::1]:3000", "capacitor://localhost"],
    ["chrome-extension://abcdefghijklmnop", "http://127.0.0.1"],
  ])("but origins of every kind are taken: %s", (...origins) => {
    expect(() => cors({ origins })).not.toThrow();
  });
});

test("an OPTIONS handler of one's own does not see preflights", async () => {
  const router = new Router().route(
    "/",
    options(() => "mine").get(() => "x"),
  );
  router.layer(cors({ origins: [app] }));
  expect(await options204(router, "/")).toMatchObject({
    status: 204,
    body: "",
    headers: { "access-control-allow-methods": "GET, HEAD, OPTIONS" },
  });
});
