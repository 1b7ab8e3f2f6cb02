import { describe, expect, test } from "vitest";
import type { JsonObject } from "./oracle.ts";
import { compiled, operation, schemas } from "./oracle.ts";

// Text of a contract that generators put into comments and string literals. The titles name the advisories of other
// generators whose class a case belongs to.

const breakouts = [
  "*/ pwn_1(); /*",
  "\n pwn_1();\n//",
  "\r pwn_1();//",
  "\u2028pwn_1()\u2029",
  "${pwn_1()}",
  "`+pwn_1()+`",
  "'+pwn_1()+'",
  '"+pwn_1()+"',
  "\\'+pwn_1()+\\'",
  '\\"+pwn_1()//',
  "*\\/ pwn_1() /*",
  "</script><script>pwn_1()</script>",
];

const sinks: readonly (readonly [advisory: string, place: (text: string) => JsonObject])[] = [
  [
    "CVE-2026-22785, GHSA-h526-wf6g-67jv (orval): summaries and descriptions",
    (text) => ({
      ...operation({ summary: text, description: text, tags: [text] }),
      tags: [{ name: text, description: text }],
      info: {
        title: text,
        version: text,
        description: text,
        contact: { name: text },
        license: { name: text },
      },
    }),
  ],
  [
    "CVE-2026-23947 (orval): names of enum members",
    (text) => schemas({ U: { type: "integer", enum: [1, 2], "x-enum-varnames": [text, "b"] } }),
  ],
  [
    "CVE-2026-25141 (orval): descriptions of enum members",
    (text) => schemas({ U: { type: "integer", enum: [1, 2], "x-enum-descriptions": [text, "b"] } }),
  ],
  [
    "CVE-2026-71868 (orval): defaults that run at import",
    (text) => ({
      ...schemas({
        U: {
          type: "object",
          properties: { a: { type: "string", default: text }, b: { default: { [text]: text } } },
        },
      }),
    }),
  ],
  [
    "CVE-2026-71869 (orval): servers in template literals",
    (text) => ({
      ...operation({}),
      servers: [
        { url: `https://x.example/${text}`, description: text },
        { url: "https://{v}.example", variables: { v: { default: text, enum: [text], description: text } } },
      ],
    }),
  ],
  ["orval PR 3692: paths in template literals", (text) => operation({}, "get", `/a/${text}`)],
  [
    "orval PR 3692: computed keys",
    (text) =>
      schemas({
        U: {
          type: "object",
          required: [text],
          properties: { [text]: { type: "object", properties: { [text]: { type: "integer" } } } },
        },
      }),
  ],
  [
    "GHSA-38c3-wv3c-v3xj, GHSA-hqj5-cw9f-rx67 (swagger-typescript-api): server url and enum strings",
    (text) => ({ ...schemas({ U: { type: "string", enum: [text, "b"] } }), servers: [{ url: text }] }),
  ],
  [
    "GHSA-5f94-x226-ccpm, GHSA-w284-33mx-6g9v (swagger-typescript-api): paths and parameters",
    (text) =>
      operation(
        { parameters: [{ name: text, in: "path", required: true, schema: { type: "string" } }] },
        "get",
        `/a/{${text}}`,
      ),
  ],
  [
    "openapi-typescript-codegen #2809: names of query and header parameters",
    (text) =>
      operation({
        parameters: [
          { name: text, in: "query", schema: { type: "string" } },
          { name: text, in: "header", schema: { type: "string" } },
          { name: text, in: "cookie", schema: { type: "string" } },
        ],
      }),
  ],
  [
    "openapi-typescript-codegen #2809: media types",
    (text) => operation({ requestBody: { content: { [`application/${text}`]: {}, [text]: {} } } }, "post"),
  ],
  [
    "openapi-typescript-codegen #2809: names of reply headers",
    (text) =>
      operation({
        responses: {
          "200": {
            description: text,
            headers: { [text]: { description: text, schema: { type: "string" } } },
          },
        },
      }),
  ],
  [
    "openapi-typescript-codegen #2809: version of the contract",
    (text) => ({ ...operation({}), info: { title: "T", version: text } }),
  ],
  [
    "GHSA-rjwr-m7qx-3fjr (oapi-codegen): a line break in a line comment",
    (text) =>
      operation({
        deprecated: true,
        summary: `one${text}`,
        externalDocs: { url: `https://x.example/${text}` },
      }),
  ],
  [
    "GHSA-xrqw-w576-xgj2 (oapi-codegen): blocks of constants",
    (text) => schemas({ U: { enum: [text, 1, null, true, `${text}2`] } }),
  ],
  [
    "GHSA-jwgf-6xff-4hvp (oapi-codegen): strings of paths",
    (text) => operation({}, "get", `/${encodeURI(text)}/{id}`),
  ],
  [
    "GHSA-9c2f-gr95-7wqw (oapi-codegen): types that an extension imports",
    (text) =>
      schemas({
        U: {
          type: "object",
          "x-volo-type": text,
          "x-volo-name": text,
          properties: { a: { type: "string", "x-volo-type": `./a.ts#${text}`, "x-volo-name": text } },
        },
        Exported: { type: "string", "x-volo-type": `./a.ts#${text}` },
        File: { type: "string", "x-volo-type": `./${text}.ts#A` },
        Package: { type: "string", "x-volo-type": `@a/${text}#A` },
        Folder: { type: "string", "x-volo-type": `a/${text}/b#A` },
      }),
  ],
  [
    "GHSA-gpcc-36pq-8qxr (tapir): identifiers of operations, groups and schemas",
    (text) => ({
      ...schemas({ [text]: { type: "object", title: text } }),
      ...operation({ operationId: text, tags: [text], "x-volo-group": text, "x-volo-name": text }),
    }),
  ],
  [
    "x-mint.href (mintlify): links of extensions and of external documents",
    (text) => ({
      ...operation({
        externalDocs: { url: `javascript:${text}`, description: text },
        "x-mint": { href: text },
      }),
      externalDocs: { url: text },
    }),
  ],
  [
    "security schemes: names, scopes, URLs",
    (text) => ({
      ...operation({ security: [{ [text]: [text] }] }),
      components: {
        securitySchemes: {
          [text]: {
            type: "oauth2",
            description: text,
            flows: {
              implicit: { authorizationUrl: text, scopes: { [text]: text } },
              clientCredentials: { tokenUrl: text, refreshUrl: text, scopes: {} },
            },
          },
          key: { type: "apiKey", in: "header", name: text },
          http: { type: "http", scheme: text, bearerFormat: text },
          oidc: { type: "openIdConnect", openIdConnectUrl: text },
        },
      },
    }),
  ],
  [
    "links, callbacks and webhooks",
    (text) => ({
      ...operation({
        operationId: "a",
        callbacks: { [text]: { [`{$request.body#/${text}}`]: { post: { operationId: text } } } },
        responses: {
          "200": {
            description: "It.",
            links: { [text]: { operationId: "a", parameters: { [text]: text }, description: text } },
          },
        },
      }),
      webhooks: { [text]: { post: { summary: text, responses: { "204": { description: text } } } } },
    }),
  ],
  [
    "discriminators",
    (text) =>
      schemas({
        U: {
          oneOf: [{ $ref: "#/components/schemas/A" }],
          discriminator: { propertyName: text, mapping: { [text]: "A" } },
        },
        A: { type: "object", required: [text], properties: { [text]: { const: text } } },
      }),
  ],
  [
    "fields of forms, their headers and media types",
    (text) =>
      operation(
        {
          requestBody: {
            content: {
              "multipart/form-data": {
                schema: { type: "object", properties: { [text]: { type: "string" }, b: {} } },
                encoding: {
                  [text]: {
                    contentType: text,
                    headers: { [text]: { schema: { type: "string", default: text } } },
                  },
                  b: { contentType: `application/json, ${text}`, style: text },
                },
              },
            },
          },
        },
        "post",
      ),
  ],
  [
    "OpenAPI 2.0: everything that takes text",
    (text) => ({
      openapi: undefined as never,
      swagger: "2.0",
      host: `x.example/${text}`,
      basePath: `/${text}`,
      schemes: ["https"],
      ...operation(
        {
          operationId: text,
          consumes: [text],
          produces: [`application/${text}`],
          parameters: [
            { name: text, in: "formData", type: "string", default: text, pattern: `^${text}` },
            { name: text, in: "query", type: "array", items: { type: "string", enum: [text] } },
          ],
          responses: {
            "200": { description: text, headers: { [text]: { type: "string" } }, examples: { [text]: text } },
          },
        },
        "post",
      ),
      definitions: {
        [text]: { type: "object", discriminator: text, properties: { [text]: { type: "string" } } },
      },
    }),
  ],
  [
    "OpenAPI 3.2: everything new that takes text",
    (text) => ({
      openapi: "3.2.0",
      $self: `https://x.example/${encodeURIComponent(text)}`,
      tags: [{ name: text, summary: text, kind: text, parent: text }],
      servers: [{ url: "https://x.example", name: text, description: text }],
      paths: {
        "/a": {
          query: {
            tags: [text],
            parameters: [
              { name: text, in: "querystring", content: { "application/json": { schema: { const: text } } } },
            ],
            requestBody: { content: { "application/json": { $ref: "#/components/mediaTypes/M" } } },
            responses: {
              "200": { summary: text, content: { "text/event-stream": { itemSchema: event(text) } } },
            },
          },
          additionalOperations: { [text]: { operationId: text, responses: { "204": {} } } },
        },
      },
      components: {
        mediaTypes: {
          M: {
            schema: { type: "object", properties: { [text]: { const: text } } },
            examples: { [text]: { dataValue: { [text]: text }, serializedValue: text } },
          },
          [text]: { schema: { enum: [text] } },
        },
        securitySchemes: {
          device: {
            type: "oauth2",
            oauth2MetadataUrl: text,
            flows: {
              deviceAuthorization: { deviceAuthorizationUrl: text, tokenUrl: text, scopes: { [text]: text } },
            },
          },
        },
      },
    }),
  ],
  [
    "identifiers and anchors of schemas",
    (text) =>
      schemas({
        U: {
          $id: `https://x.example/${encodeURIComponent(text)}`,
          $anchor: text,
          $comment: text,
          $defs: { [text]: { $anchor: "a", const: text } },
          properties: { a: { $ref: "#a" }, b: { $dynamicRef: `#${text}` } },
        },
      }),
  ],
  [
    "what texts contain",
    (text) =>
      schemas({
        U: {
          type: "string",
          contentMediaType: text,
          contentEncoding: text,
          contentSchema: { const: text },
          xml: { name: text, namespace: text, prefix: text },
        },
      }),
  ],
];

/** A server-sent event whose name and data are the text. */
function event(text: string): JsonObject {
  return {
    type: "object",
    required: ["event"],
    properties: { event: { const: text }, data: { const: text } },
  };
}

describe.each(sinks)("%s", (_, place) => {
  test.each(breakouts)("%j stays text", async (text) => {
    expect(await compiled(place(text))).toHaveProperty("api");
  });
});

test("what was text in the contract is the same text in the code", async () => {
  const text = breakouts.join("");
  const { api, errors } = await compiled(
    schemas({
      U: { type: "object", required: ["a"], properties: { a: { type: "string", enum: [text, "b"] } } },
    }),
  );
  expect(errors).toEqual([]);
  expect(await api.check()).toBe("");
  const { isU, writeU } = (await api.load("codec.ts")) as {
    isU: (value: unknown) => boolean;
    writeU: (value: unknown) => string;
  };
  expect(isU({ a: text })).toBe(true);
  expect(isU({ a: text.slice(1) })).toBe(false);
  expect(JSON.parse(writeU({ a: text }))).toEqual({ a: text });
});
