import { describe, expect, test } from "vitest";
import { json } from "../../../respond/into-response.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { toLambda } from "./buffered.ts";
import { context, httpApi, loadBalancer, restApi, silent } from "./events.fixture.ts";
import type { LambdaEvent } from "./events.ts";
import { lambdaInvocation } from "./invocation.ts";
import type { LambdaOptions } from "./invocation.ts";

const echo = new Router().fallback(async (req, cx) =>
  json({
    method: req.method,
    target: req.target,
    headers: [...req.headers],
    body: [...(await req.body.bytes())],
    address: cx.remoteAddress,
    secure: cx.connection?.secure,
  }),
);

async function seen(event: LambdaEvent, options: LambdaOptions = {}): Promise<Record<string, unknown>> {
  const { body } = await toLambda(echo, { ...silent, ...options })(event, context());
  return JSON.parse(body) as Record<string, unknown>;
}

describe("a request", () => {
  test.each<[string, LambdaEvent, Record<string, unknown>]>([
    [
      "of a REST API",
      restApi({ path: "/a%20b" }),
      { method: "GET", target: "/a%20b", body: [], secure: true },
    ],
    [
      "with a query, which is encoded again",
      restApi({ multiValueQueryStringParameters: { "a b": ["1", "ü&="], c: [""] } }),
      { target: "/?a%20b=1&a%20b=%C3%BC%26%3D&c=" },
    ],
    [
      "with single values alone",
      restApi({ queryStringParameters: { a: "1" }, headers: { A: "1" } }),
      { target: "/?a=1", headers: [["a", "1"]] },
    ],
    [
      "with several values of a field",
      restApi({ headers: { A: "2" }, multiValueHeaders: { A: ["1", "2"] } }),
      {
        headers: [
          ["a", "1"],
          ["a", "2"],
        ],
      },
    ],
    [
      "whose peer is known",
      restApi({ requestContext: { identity: { sourceIp: "10.0.0.2" } } }),
      { address: "10.0.0.2" },
    ],
    ["with text", restApi({ httpMethod: "POST", body: "ü" }), { method: "POST", body: [0xc3, 0xbc] }],
    ["with bytes", restApi({ httpMethod: "POST", body: "/wA=", isBase64Encoded: true }), { body: [255, 0] }],
    [
      "of an HTTP API in its older format, which decodes",
      restApi({ version: "1.0", path: "/a b/ü?#%" }),
      { target: "/a%20b/%C3%BC%3F%23%25" },
    ],
    [
      "of a function URL",
      httpApi({ rawPath: "/a%20b", rawQueryString: "a=%20&b=1+2" }),
      { target: "/a%20b?a=%20&b=1+2", address: "10.0.0.1", secure: true },
    ],
    [
      "of an HTTP API, which decodes",
      httpApi({ rawPath: "/a b/ü?#%41%" }, "x.execute-api.eu-west-1.amazonaws.com"),
      { target: "/a%20b/%C3%BC%3F%23%41%25" },
    ],
    [
      "with cookies",
      httpApi({ cookies: ["a=1", "b=2"], headers: { cookie: "a=1,b=2", x: "1" } }),
      {
        headers: [
          ["x", "1"],
          ["cookie", "a=1; b=2"],
        ],
      },
    ],
    [
      "of a load balancer, which leaves the query as it is",
      loadBalancer({
        queryStringParameters: { "a%20b": "%C3%BC" },
        headers: { "x-forwarded-proto": "https" },
      }),
      { target: "/?a%20b=%C3%BC", secure: true },
    ],
    [
      "of a load balancer over plain HTTP",
      loadBalancer({ headers: { "x-forwarded-proto": "http" } }),
      { secure: false },
    ],
  ])("%s", async (_name, event, expected) => {
    expect(await seen(event)).toMatchObject(expected);
  });

  test.each([
    ["/prod/x", "/x"],
    ["/prod", "/"],
    ["/prod/", "/"],
    ["/product", "/product"],
    ["/x", "/x"],
  ])("of %s below the base path /prod is one of %s", async (rawPath, target) => {
    expect(await seen(httpApi({ rawPath }), { basePath: "/prod" })).toMatchObject({ target });
  });

  test.each<[string, LambdaEvent, number, LambdaOptions]>([
    ["a long target", httpApi({ rawPath: `/${"a".repeat(8192)}` }), 414, {}],
    ["a fragment", restApi({ path: "/a#b" }), 400, {}],
    ["no path", httpApi({ rawPath: "x" }), 400, {}],
    ["too many fields", httpApi({ headers: { a: "1", b: "2" } }), 431, { maxHeadersCount: 1 }],
    ["another host", httpApi({ headers: { host: "b.example" } }), 421, { allowedHosts: ["a.example"] }],
    ["a body that is too large", restApi({ httpMethod: "POST", body: "abc" }), 413, { bodyLimit: 2 }],
  ])("with %s is refused", async (_name, event, status, options) => {
    expect((await toLambda(echo, { ...silent, ...options })(event, context())).statusCode).toBe(status);
  });

  test.each([{}, { Records: [] }, { requestContext: {} }])(
    "that is none makes the function fail: %j",
    async (event) => {
      const invoked = toLambda(echo, silent)(event as LambdaEvent, context());
      await expect(invoked).rejects.toThrow("The event is no HTTP request");
    },
  );

  test("has its event and context on the context of the server", async () => {
    const service = new Router().route(
      "/",
      get((_req, cx) => cx.get(lambdaInvocation)?.context.awsRequestId),
    );
    expect((await toLambda(service)(restApi(), context())).body).toBe("id");
  });
});
