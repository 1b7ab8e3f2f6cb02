import { describe, expect, test } from "vitest";
import { lowerYaml } from "./testing.ts";

const ok = 'responses: { "204": { description: d } }';

/** A document whose only operation has a requirement; `schemes` stand on line 4, the requirement on line 6. */
function document(schemes: string, security: string, version: string = "3.1.0", extra: string = ""): string {
  return `openapi: ${version}
info: { title: t, version: "1" }
components:
  securitySchemes: { ${schemes} }
paths:
  /a: { get: { operationId: a, security: ${security}, ${ok} } }
${extra}`;
}

const flow = "authorizationUrl: https://a.example/x, tokenUrl: https://a.example/t, scopes: { read: Reads. }";

describe("faults of security are found where they are written", () => {
  test.each<[string, string, string[]]>([
    [
      "an unused scheme",
      document(
        "k: { type: apiKey, in: header, name: X-K }, l: { type: http, scheme: bearer }",
        "[{ k: [] }]",
      ),
      ['info VG2200 api.yaml:4:66 no operation uses the security scheme "l"'],
    ],
    [
      "a scheme that is no token",
      document('h: { type: http, scheme: "my scheme" }', "[{ h: [] }]"),
      ['error VG2201 api.yaml:4:47 "my scheme" is no scheme of HTTP authentication'],
    ],
    [
      "an illegal name of a header",
      document('h: { type: apiKey, in: header, name: "X Key" }', "[{ h: [] }]"),
      ['error VG2025 api.yaml:4:59 "X Key" is not a legal name of a header'],
    ],
    [
      "an illegal name of a cookie",
      document('h: { type: apiKey, in: cookie, name: "a;b" }', "[{ h: [] }]"),
      ['error VG2025 api.yaml:4:59 "a;b" is not a legal name of a cookie'],
    ],
    [
      "URLs that are none, or unencrypted",
      document(
        'o: { type: oauth2, flows: { authorizationCode: { authorizationUrl: "http://a.example/x", tokenUrl: "https://a b/", scopes: {} } } }',
        "[{ o: [] }]",
      ),
      [
        'error VG2014 api.yaml:4:121 "tokenUrl" is not a URL: "https://a b/"',
        'warning VG2204 api.yaml:4:89 "http://a.example/x" is not encrypted, and tokens travel there',
      ],
    ],
    [
      "what is advised against",
      document(
        `o: { type: oauth2, flows: { implicit: { authorizationUrl: https://a.example/x, scopes: {} } } }, q: { type: apiKey, in: query, name: key }`,
        "[{ o: [] }, { q: [] }]",
      ),
      [
        'info VG2205 api.yaml:4:50 the flow "implicit" gives tokens to the address bar',
        "info VG2205 api.yaml:4:142 a key in the query ends up in logs and in histories",
      ],
    ],
    [
      "an alternative that nobody can satisfy",
      document("b: { type: http, scheme: basic }, t: { type: http, scheme: bearer }", "[{ b: [], t: [] }]"),
      [
        'warning VG2206 api.yaml:6:52 "b" and "t" both need the field Authorization, of which a request has one',
      ],
    ],
    [
      "an unknown scope",
      document(`o: { type: oauth2, flows: { authorizationCode: { ${flow} } } }`, "[{ o: [reed] }]"),
      ['warning VG2071 api.yaml:6:49 the scheme "o" does not define the scope "reed"'],
    ],
    [
      "scopes of a scheme that has none in 3.0",
      document("b: { type: http, scheme: bearer }", "[{ b: [admin] }]", "3.0.3"),
      ['error VG2203 api.yaml:6:49 "b" is a scheme without scopes, and "admin" is asked of it'],
    ],
    ["roles of a scheme in 3.1", document("b: { type: http, scheme: bearer }", "[{ b: [admin] }]"), []],
    [
      "a server without encryption",
      document(
        "b: { type: http, scheme: bearer }",
        "[{ b: [] }]",
        "3.1.0",
        "servers: [{ url: http://a.example/v1 }, { url: http://localhost:8080 }, { url: https://a.example }]\n",
      ),
      ['warning VG2204 api.yaml:7:18 credentials would travel to "http://a.example/v1" unencrypted'],
    ],
  ])("%s", async (_, text, expected) => {
    const { findings } = await lowerYaml(text);
    expect(findings.map((one) => one)).toEqual(expected);
  });

  test.each(["3.0.3", "3.1.0", "3.2.0"])("a flow without its URLs in %s", async (version) => {
    const flows = "authorizationCode: { scopes: {} }, clientCredentials: { scopes: {} }";
    const { findings } = await lowerYaml(
      document(`o: { type: oauth2, flows: { ${flows} } }`, "[{ o: [] }]", version),
    );
    const codes = findings.map((one) => one.replace(/ api\.yaml:\d+:\d+ an? .* flows? needs the field/, ""));
    expect(codes.filter((one) => one.startsWith("error VG2010")).toSorted()).toEqual([
      'error VG2010 "authorizationUrl"',
      'error VG2010 "tokenUrl"',
      'error VG2010 "tokenUrl"',
    ]);
  });
});

test("what 3.2 says of OAuth is kept", async () => {
  const flows = `deviceAuthorization: { deviceAuthorizationUrl: https://a.example/d, tokenUrl: https://a.example/t, scopes: { r: Reads. } }`;
  const scheme = `o: { type: oauth2, oauth2MetadataUrl: https://a.example/.well-known/oauth-authorization-server, deprecated: true, flows: { ${flows} } }`;
  const { findings, dump, api } = await lowerYaml(document(scheme, "[{ o: [r] }, {}]", "3.2.0"));
  expect(findings).toEqual([]);
  expect(dump()).toContain(
    '  security o oauth2 metadata="https://a.example/.well-known/oauth-authorization-server" deprecated\n    flow deviceAuthorization scopes=["r"]',
  );
  expect(dump()).toContain('      security o["r"]\n      security anonymous\n');
  expect(api?.securitySchemes[0]).toMatchObject({
    flows: [{ deviceAuthorizationUrl: "https://a.example/d", tokenUrl: "https://a.example/t" }],
  });
});

describe("requirements", () => {
  const scheme = "k: { type: apiKey, in: header, name: X-K }";
  test.each<[string, string, string[]]>([
    ["of the document", "", ["security k"]],
    ["none, explicitly", "security: [],", []],
    ["anonymous", "security: [{}],", ["security anonymous"]],
    ["in order", "security: [{}, { k: [] }],", ["security anonymous", "security k"]],
  ])("%s", async (_, own, expected) => {
    const { dump } = await lowerYaml(`openapi: 3.1.0
info: { title: t, version: "1" }
security: [{ k: [] }]
components: { securitySchemes: { ${scheme} } }
paths: { /a: { get: { ${own} ${ok} } } }
`);
    const lines = dump().split("\n");
    expect(lines.filter((line) => line.startsWith("      security")).map((line) => line.trim())).toEqual(
      expected,
    );
  });
});

describe("addresses of callbacks", () => {
  const callback = (key: string): string => `openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /a/{id}:
    post:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { type: object } } } }
      ${ok}
      callbacks:
        onEvent:
          ${JSON.stringify(key)}:
            post: { ${ok} }
`;
  test.each<[string, string | undefined]>([
    ["{$request.body#/a~1b/0}", undefined],
    ["$request.body#/url", undefined],
    ["{$request.path.id}", undefined],
    ["{$request.query.url}/x?a={$request.header.X-A}&b={$statusCode}{$url}{$method}", undefined],
    ["https://a.example/{$request.path.id}", undefined],
    ["{$request.body#/url", 'VG2210 it has an unmatched "{"'],
    ["{$request.body#url}", 'VG2210 "url" is not a JSON pointer'],
    ["{$request.body#/a~2}", 'VG2210 "/a~2" is not a JSON pointer'],
    ["{$request.cookie.a}", 'VG2210 "$request.cookie.a" is not a runtime expression'],
    ["{$request.header.a b}", 'VG2210 "a b" is not the name of a header field'],
    ["{$response.query.a}", "VG2210 a response has no query"],
    ["{request.body#/url}", 'VG2210 "request.body#/url" is not a runtime expression'],
    ["/events", "VG2210 it begins neither with an expression nor with http:// or https://"],
    ["ftp://a.example/", "VG2210 it begins neither with an expression nor with http:// or https://"],
    ["{$request.path.ids}", 'VG2211 the path has no parameter "ids"'],
    ["{$response.body#/url}", "VG2211 the operation has no body of a response"],
    ["{$response.header.Location}", 'VG2211 no response declares the header "Location"'],
  ])("%s", async (key, expected) => {
    const { findings, dump } = await lowerYaml(callback(key));
    if (expected === undefined) {
      expect(findings).toEqual([]);
      expect(dump()).toContain(`callback onEvent ${JSON.stringify(key)}`);
      return;
    }
    const [code = "", ...words] = expected.split(" ");
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`error ${code} api.yaml:11:11 `);
    expect(findings[0]).toMatch(new RegExp(`: ${words.join(" ").replace(/[$/.{?]/g, "\\$&")}$`));
    expect(dump()).not.toContain("callback");
  });

  test("and what webhooks do not have", async () => {
    const { findings } = await lowerYaml(`openapi: 3.1.0
info: { title: t, version: "1" }
webhooks:
  a:
    servers: [{ url: https://a.example }]
    post:
      ${ok}
      callbacks: { b: { "{$request.query.url}": { post: { ${ok} } } } }
`);
    expect(findings).toEqual([
      "info VG2212 api.yaml:8:7 callbacks of a webhook or of a callback are not generated",
      "info VG2214 api.yaml:5:15 servers of webhooks and callbacks have no effect: whoever receives them says where",
    ]);
  });
});

describe("under --lenient a requirement is never dropped: nobody is let in because of a fault", () => {
  const operation =
    'paths: { /a: { get: { security: [{ k: [] }], responses: { "200": { description: x } } } } }';
  const v2 = `swagger: "2.0"\ninfo: { title: t, version: "1" }\n${operation}\n`;
  const v3 = `openapi: 3.1.0\ninfo: { title: t, version: "1" }\n${operation}\n`;
  test.each([
    ["VG2070", v2],
    ["VG2070", v3],
    ["VG2025", `${v2}securityDefinitions: { k: { type: apiKey, in: header, name: X Y } }\n`],
    ["VG2025", `${v3}components: { securitySchemes: { k: { type: apiKey, in: header, name: X Y } } }\n`],
    ["VG2025", `${v3}components: { securitySchemes: { k: { type: apiKey, in: cookie, name: "x;y" } } }\n`],
  ])("%s %s", async (code, text) => {
    const { findings, dump } = await lowerYaml(text, { lenient: true });
    expect(findings[0]).toContain(`warning ${code} `);
    expect(dump()).toContain("security k http bearer");
    expect(dump()).toMatch(/^ +security k$/m);
  });
});
