import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { documentValidator } from "./meta-schema.ts";
import { lowerFiles, lowerYaml } from "./testing.ts";

/** The version from which on something is allowed, `never`, or `always`. */
type Since = "3.1" | "3.2" | "never";

type Row = readonly [what: string, since: Since, document: string];

const info = 'info: { title: t, version: "1" }\n';
/** A document that is nothing but components, which no operation leads to. */
const component = (section: string, value: string): string =>
  `${info}components: { ${section}: { X: ${value} } }\n`;
const parameter = (value: string): string => component("parameters", value);
const schema = (value: string): string => component("schemas", value);
const header = (value: string): string => component("headers", value);
const example = (value: string): string => component("examples", value);
const scheme = (value: string): string => component("securitySchemes", value);
const flow = (value: string): string => scheme(`{ type: oauth2, flows: { ${value} } }`);
const item = (value: string): string => component("pathItems", value);
const media = (value: string): string => component("requestBodies", `{ content: { a/b: ${value} } }`);
const body = (value: string): string => media(`{ encoding: { a: ${value} } }`);
const u = '"https://a.b/c"';

const rows: readonly Row[] = [
  // OpenAPI Object
  ["only components", "3.1", `${info}components: {}\n`],
  ["only webhooks", "3.1", `${info}webhooks: {}\n`],
  ["only paths", "3.1", `${info}paths: {}\n`],
  ["nothing that holds anything", "never", info],
  ["no info", "never", "paths: {}\n"],
  ["an extension", "3.1", `${info}paths: {}\nx-a: 1\n`],
  ["a field of no object", "never", `${info}paths: {}\noverlays: {}\n`],
  ["tags", "3.1", `${info}paths: {}\ntags: [{ name: a, externalDocs: { url: ${u} } }]\n`],
  ["a tag without a name", "never", `${info}paths: {}\ntags: [{ description: a }]\n`],
  [
    "a tag with a parent, a kind and a summary",
    "3.2",
    `${info}paths: {}\ntags: [{ name: b }, { name: a, parent: b, kind: nav, summary: s }]\n`,
  ],
  ["documentation elsewhere", "3.1", `${info}paths: {}\nexternalDocs: { url: ${u}, description: d }\n`],
  [
    "documentation elsewhere without its URL",
    "never",
    `${info}paths: {}\nexternalDocs: { description: d }\n`,
  ],
  ["a document that says where it is", "3.2", `${info}$self: ${u}\npaths: {}\n`],
  ["a document that says it is a fragment", "never", `${info}$self: "https://a.b/c#d"\npaths: {}\n`],
  ["tags that are no list", "never", `${info}paths: {}\ntags: {}\n`],
  ["a dialect that is no URI", "never", `${info}paths: {}\njsonSchemaDialect: 1\n`],
  ["a requirement that is no object", "never", `${info}paths: {}\nsecurity: [a]\n`],
  [
    "scopes that are no texts",
    "never",
    `${info}paths: {}\nsecurity: [{ X: [1] }]\ncomponents: { securitySchemes: { X: { type: mutualTLS } } }\n`,
  ],
  [
    "scopes of a scheme that is not oauth2",
    "3.1",
    `${info}paths: {}\nsecurity: [{ X: [a] }]\ncomponents: { securitySchemes: { X: { type: mutualTLS } } }\n`,
  ],
  // Info, Contact, License
  [
    "everything about a document",
    "3.1",
    `info: { title: t, summary: s, description: d, version: "1", termsOfService: ${u}, contact: { name: n, url: ${u}, email: a@b.cd }, license: { name: n, identifier: MIT } }\npaths: {}\n`,
  ],
  ["no title", "never", 'info: { version: "1" }\npaths: {}\n'],
  ["no version", "never", "info: { title: t }\npaths: {}\n"],
  ["an unknown field about a document", "never", 'info: { title: t, version: "1", author: a }\npaths: {}\n'],
  [
    "an e-mail address that is none",
    "never",
    'info: { title: t, version: "1", contact: { email: a } }\npaths: {}\n',
  ],
  [
    "an unknown field of a contact",
    "never",
    'info: { title: t, version: "1", contact: { phone: a } }\npaths: {}\n',
  ],
  [
    "a license without a name",
    "never",
    'info: { title: t, version: "1", license: { identifier: MIT } }\npaths: {}\n',
  ],
  [
    "a license of two kinds",
    "never",
    `info: { title: t, version: "1", license: { name: n, identifier: MIT, url: ${u} } }\npaths: {}\n`,
  ],
  // Server
  [
    "a server",
    "3.1",
    `${info}paths: {}\nservers: [{ url: "/{v}", description: d, variables: { v: { default: a, enum: [a], description: d } } }]\n`,
  ],
  ["a server with a name", "3.2", `${info}paths: {}\nservers: [{ url: /, name: n }]\n`],
  ["a server without a URL", "never", `${info}paths: {}\nservers: [{ description: d }]\n`],
  [
    "a variable without a default",
    "never",
    `${info}paths: {}\nservers: [{ url: "/{v}", variables: { v: { enum: [a] } } }]\n`,
  ],
  [
    "a variable of no values",
    "never",
    `${info}paths: {}\nservers: [{ url: "/{v}", variables: { v: { default: a, enum: [] } } }]\n`,
  ],
  [
    "a variable of numbers",
    "never",
    `${info}paths: {}\nservers: [{ url: "/{v}", variables: { v: { default: a, enum: [1] } } }]\n`,
  ],
  [
    "an unknown field of a variable",
    "never",
    `${info}paths: {}\nservers: [{ url: "/{v}", variables: { v: { default: a, type: string } } }]\n`,
  ],
  // Components
  ["a section that does not exist", "never", `${info}components: { things: {} }\n`],
  ["an extension of components", "3.1", `${info}components: { x-a: 1 }\n`],
  ["media types of components", "3.2", `${info}components: { mediaTypes: { a: { schema: {} } } }\n`],
  ...[
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
  ].map((section): Row => [
    `a name in ${section} with a space`,
    "never",
    `${info}components: { ${section}: { "a b": {} } }\n`,
  ]),
  ["a name in mediaTypes with a space", "never", `${info}components: { mediaTypes: { "a b": {} } }\n`],
  // Paths, Path Item
  ["a path without a slash", "never", `${info}paths: { a: {} }\n`],
  ["an extension of paths", "3.1", `${info}paths: { x-a: 1 }\n`],
  [
    "a path item",
    "3.1",
    item(
      "{ summary: s, description: d, servers: [], parameters: [], get: {}, put: {}, post: {}, delete: {}, options: {}, head: {}, patch: {}, trace: {} }",
    ),
  ],
  ["a method that does not exist", "never", item("{ fetch: {} }")],
  ["the method QUERY", "3.2", item("{ query: {} }")],
  ["other methods", "3.2", item("{ additionalOperations: { COPY: {} } }")],
  ["another method that has a field", "never", item("{ additionalOperations: { POST: {} } }")],
  ["another method that has a field since 3.2", "never", item("{ additionalOperations: { QUERY: {} } }")],
  ["another method that is no token", "never", item('{ additionalOperations: { "A B": {} } }')],
  ["other methods in a list", "never", item("{ additionalOperations: [] }")],
  [
    "two parameters of the whole query",
    "never",
    item(
      "{ parameters: [{ name: a, in: querystring, content: { a/b: {} } }, { name: b, in: querystring, content: { a/b: {} } }] }",
    ),
  ],
  [
    "the whole query beside a part of it",
    "never",
    item(
      "{ parameters: [{ name: a, in: querystring, content: { a/b: {} } }, { name: b, in: query, schema: {} }] }",
    ),
  ],
  ["parameters in an object", "never", item("{ parameters: {} }")],
  // Operation
  [
    "an operation",
    "3.1",
    item(
      `{ get: { tags: [a], summary: s, description: d, externalDocs: { url: ${u} }, operationId: i, deprecated: true, security: [], servers: [] } }`,
    ),
  ],
  ["a tag that is no text", "never", item("{ get: { tags: [1] } }")],
  ["an unknown field of an operation", "never", item("{ get: { produces: [] } }")],
  [
    "an operation that is a reference",
    "never",
    item('{ get: { $ref: "#/components/pathItems/X/put" }, put: {} }'),
  ],
  ["responses of nothing", "never", item("{ get: { responses: {} } }")],
  ["responses that are extensions only", "never", item("{ get: { responses: { x-a: 1 } } }")],
  [
    "a status",
    "3.1",
    item(
      '{ get: { responses: { "200": { description: d }, 5XX: { description: d }, default: { description: d }, x-a: 1 } } }',
    ),
  ],
  [
    "a status beyond 599",
    "never",
    item('{ get: { responses: { "600": { description: d }, default: { description: d } } } }'),
  ],
  [
    "a range of tens",
    "never",
    item("{ get: { responses: { 20X: { description: d }, default: { description: d } } } }"),
  ],
  ["a range in lower case", "never", item("{ get: { responses: { 4xx: { description: d } } } }")],
  // Parameter
  ["a parameter without a name", "never", parameter("{ in: query, schema: {} }")],
  ["a parameter without a place", "never", parameter("{ name: a, schema: {} }")],
  ["a parameter in the body", "never", parameter("{ name: a, in: body, schema: {} }")],
  ["a parameter of the whole query", "3.2", parameter("{ name: a, in: querystring, content: { a/b: {} } }")],
  ["the whole query by a schema", "never", parameter("{ name: a, in: querystring, schema: {} }")],
  ["a parameter of nothing", "never", parameter("{ name: a, in: query }")],
  ["a parameter of both", "never", parameter("{ name: a, in: query, schema: {}, content: { a/b: {} } }")],
  ["a parameter of no media type", "never", parameter("{ name: a, in: query, content: {} }")],
  [
    "a parameter of two media types",
    "never",
    parameter("{ name: a, in: query, content: { a/b: {}, a/c: {} } }"),
  ],
  [
    "a style beside a media type",
    "never",
    parameter("{ name: a, in: query, content: { a/b: {} }, style: form }"),
  ],
  ["an example", "3.1", parameter("{ name: a, in: query, schema: {}, example: 1 }")],
  [
    "an example beside examples",
    "never",
    parameter("{ name: a, in: query, schema: {}, example: 1, examples: {} }"),
  ],
  ["a path parameter that is not required", "never", parameter("{ name: a, in: path, schema: {} }")],
  [
    "a path parameter that is optional",
    "never",
    parameter("{ name: a, in: path, required: false, schema: {} }"),
  ],
  ["a path parameter in braces", "never", parameter('{ name: "{a}", in: path, required: true, schema: {} }')],
  ["a header parameter that is no token", "3.1", parameter("{ name: a, in: header, schema: {} }")],
  ...["simple", "label", "matrix"].map((style): Row => [
    `style ${style} in a path`,
    "3.1",
    parameter(`{ name: a, in: path, required: true, schema: {}, style: ${style} }`),
  ]),
  [
    "style form in a path",
    "never",
    parameter("{ name: a, in: path, required: true, schema: {}, style: form }"),
  ],
  ...["form", "spaceDelimited", "pipeDelimited", "deepObject"].map((style): Row => [
    `style ${style} in a query`,
    "3.1",
    parameter(`{ name: a, in: query, schema: {}, style: ${style} }`),
  ]),
  ["style simple in a query", "never", parameter("{ name: a, in: query, schema: {}, style: simple }")],
  ["style form in a header", "never", parameter("{ name: a, in: header, schema: {}, style: form }")],
  ["style form in a cookie", "3.1", parameter("{ name: a, in: cookie, schema: {}, style: form }")],
  ["style cookie in a cookie", "3.2", parameter("{ name: a, in: cookie, schema: {}, style: cookie }")],
  ["style simple in a cookie", "never", parameter("{ name: a, in: cookie, schema: {}, style: simple }")],
  [
    "reserved characters in a query",
    "3.1",
    parameter("{ name: a, in: query, schema: {}, allowReserved: true }"),
  ],
  [
    "reserved characters in a path",
    "3.2",
    parameter("{ name: a, in: path, required: true, schema: {}, allowReserved: true }"),
  ],
  [
    "reserved characters in a cookie",
    "3.2",
    parameter("{ name: a, in: cookie, schema: {}, allowReserved: true }"),
  ],
  [
    "reserved characters in a cookie of style cookie",
    "never",
    parameter("{ name: a, in: cookie, schema: {}, style: cookie, allowReserved: true }"),
  ],
  [
    "reserved characters in a header",
    "never",
    parameter("{ name: a, in: header, schema: {}, allowReserved: true }"),
  ],
  [
    "an empty value in a query",
    "3.1",
    parameter("{ name: a, in: query, schema: {}, allowEmptyValue: true }"),
  ],
  [
    "an empty value in a header",
    "never",
    parameter("{ name: a, in: header, schema: {}, allowEmptyValue: true }"),
  ],
  ["explode that is a text", "never", parameter('{ name: a, in: query, schema: {}, explode: "yes" }')],
  ["a type as in 2.0", "never", parameter("{ name: a, in: query, type: string }")],
  // Header
  [
    "a header",
    "3.1",
    header("{ description: d, required: true, deprecated: true, schema: {}, style: simple, explode: true }"),
  ],
  ["a header of content", "3.1", header("{ content: { a/b: {} } }")],
  ["a header with a name", "never", header("{ name: a, schema: {} }")],
  ["a header with a place", "never", header("{ in: header, schema: {} }")],
  ["a header of nothing", "never", header("{ description: d }")],
  ["a header of both", "never", header("{ schema: {}, content: { a/b: {} } }")],
  ["a header of another style", "never", header("{ schema: {}, style: form }")],
  ["a header of two media types", "never", header("{ content: { a/b: {}, a/c: {} } }")],
  ["reserved characters in a header object", "never", header("{ schema: {}, allowReserved: true }")],
  // Request body, response
  ["a body without content", "never", component("requestBodies", "{ description: d }")],
  ["an unknown field of a body", "never", component("requestBodies", "{ content: {}, schema: {} }")],
  [
    "a response",
    "3.1",
    component("responses", "{ description: d, headers: { A: { schema: {} } }, content: {}, links: {} }"),
  ],
  ["a response without a description", "3.2", component("responses", "{ content: {} }")],
  ["a response with a summary", "3.2", component("responses", "{ summary: s, description: d }")],
  ["a response with a schema", "never", component("responses", "{ description: d, schema: {} }")],
  // Media type, encoding
  ["a media type", "3.1", media("{ schema: {}, example: 1, encoding: {} }")],
  ["an example beside examples of a media type", "never", media("{ example: 1, examples: {} }")],
  ["items of a stream", "3.2", media("{ itemSchema: {} }")],
  [
    "encodings by position",
    "3.2",
    component(
      "requestBodies",
      "{ content: { multipart/mixed: { itemSchema: {}, prefixEncoding: [{ contentType: a/b }], itemEncoding: { contentType: a/b } } } }",
    ),
  ],
  ["encodings by name and position", "never", media("{ encoding: {}, prefixEncoding: [] }")],
  ["encodings by name and for items", "never", media("{ encoding: {}, itemEncoding: {} }")],
  ["encodings by position in an object", "never", media("{ prefixEncoding: {} }")],
  ["an unknown field of a media type", "never", media("{ type: string }")],
  ["encodings of another style", "never", body("{ style: matrix }")],
  ["an unknown field of an encoding", "never", body("{ schema: {} }")],
  ["encodings of an encoding by name and position", "never", body("{ encoding: {}, prefixEncoding: [] }")],
  ["encodings of an encoding by name and for items", "never", body("{ encoding: {}, itemEncoding: {} }")],
  // Example
  ["an example object", "3.1", example("{ summary: s, description: d, value: 1 }")],
  ["an example of two values", "never", example(`{ value: 1, externalValue: ${u} }`)],
  ["an example as data and as text", "3.2", example('{ dataValue: 1, serializedValue: "1" }')],
  ["an example as data and elsewhere", "3.2", example(`{ dataValue: 1, externalValue: ${u} }`)],
  ["an example as value and data", "never", example("{ value: 1, dataValue: 1 }")],
  ["an example as value and text", "never", example('{ value: 1, serializedValue: "1" }')],
  ["an example as text and elsewhere", "never", example(`{ serializedValue: "1", externalValue: ${u} }`)],
  ["an example as text that is none", "never", example("{ serializedValue: 1 }")],
  ["an unknown field of an example", "never", example("{ data: 1 }")],
  // Link, callback
  ["a link without an operation", "never", component("links", "{ description: d }")],
  [
    "a link to two operations",
    "never",
    component("links", '{ operationId: a, operationRef: "#/paths/~1a/get" }'),
  ],
  ["an unknown field of a link", "never", component("links", "{ operationId: a, schema: {} }")],
  ["a callback that holds no path item", "never", component("callbacks", "{ a: { fetch: {} } }")],
  // Reference
  ["a reference that is no text", "never", component("responses", "{ $ref: 1 }")],
  // Schema
  ["true and false", "3.1", `${info}components: { schemas: { A: true, B: false } }\n`],
  ["null as a schema", "never", schema("null")],
  ["a number as a schema", "never", schema("0")],
  ["a list as a schema", "never", schema("[]")],
  ["a type that does not exist", "never", schema("{ type: file }")],
  ["types that do not exist", "never", schema("{ type: [string, any] }")],
  ["no type at all", "never", schema("{ type: [] }")],
  ["a type twice", "never", schema("{ type: [string, string] }")],
  ["required as in draft 3", "never", schema("{ required: true }")],
  ["a required property twice", "never", schema("{ required: [a, a] }")],
  ["an enumeration that is no list", "never", schema("{ enum: a }")],
  ["a negative length", "never", schema("{ minLength: -1 }")],
  ["a broken length", "never", schema("{ maxLength: 1.5 }")],
  ["a multiple of nothing", "never", schema("{ multipleOf: 0 }")],
  ["an exclusive bound as in 3.0", "never", schema("{ exclusiveMinimum: true }")],
  ["items in a list", "never", schema("{ items: [{}] }")],
  ["an empty allOf", "never", schema("{ allOf: [] }")],
  ["an anchor that is no name", "never", schema('{ $anchor: "1a" }')],
  ["an identifier with a fragment", "never", schema('{ $id: "https://a.b/c#d" }')],
  ["properties in a list", "never", schema("{ properties: [] }")],
  ["a property that is no schema", "never", schema("{ properties: { a: 1 } }")],
  ["a pattern that is no text", "never", schema("{ pattern: 1 }")],
  ["readOnly that is no flag", "never", schema('{ readOnly: "yes" }')],
  ["examples that are no list", "never", schema("{ examples: {} }")],
  ["documentation of a schema without its URL", "never", schema("{ externalDocs: {} }")],
  [
    "an unknown field of a schema's documentation",
    "never",
    schema(`{ externalDocs: { url: ${u}, title: t } }`),
  ],
  ["a discriminator without a property", "never", schema("{ discriminator: {} }")],
  ["a mapping to a number", "never", schema("{ discriminator: { propertyName: a, mapping: { a: 1 } } }")],
  [
    "an unknown field of a discriminator",
    "never",
    schema("{ discriminator: { propertyName: a, values: {} } }"),
  ],
  [
    "XML",
    "3.1",
    schema(`{ xml: { name: n, namespace: ${u}, prefix: p, attribute: true, wrapped: false, x-a: 1 } }`),
  ],
  ["the kind of an XML node", "3.2", schema("{ xml: { nodeType: cdata } }")],
  ["an unknown kind of XML node", "never", schema("{ xml: { nodeType: comment } }")],
  [
    "the kind of an XML node that is an attribute",
    "never",
    schema("{ xml: { nodeType: element, attribute: false } }"),
  ],
  [
    "the kind of an XML node that is wrapped",
    "never",
    schema("{ xml: { nodeType: element, wrapped: true } }"),
  ],
  ["an unknown field of XML", "never", schema("{ xml: { text: true } }")],
  // Security scheme
  ["an unknown kind of scheme", "never", scheme("{ type: basic }")],
  ["a scheme without a kind", "never", scheme("{ description: d }")],
  ["a deprecated scheme", "3.2", scheme("{ type: mutualTLS, deprecated: true }")],
  ["a key without a name", "never", scheme("{ type: apiKey, in: header }")],
  ["a key without a place", "never", scheme("{ type: apiKey, name: a }")],
  ["a key in the body", "never", scheme("{ type: apiKey, name: a, in: body }")],
  ["http without a scheme", "never", scheme("{ type: http }")],
  ["the format of a bearer token", "3.1", scheme("{ type: http, scheme: Bearer, bearerFormat: JWT }")],
  [
    "the format of a bearer token of basic",
    "never",
    scheme("{ type: http, scheme: basic, bearerFormat: JWT }"),
  ],
  ["openIdConnect without a URL", "never", scheme("{ type: openIdConnect }")],
  ["oauth2 without flows", "never", scheme("{ type: oauth2 }")],
  ["where oauth2 is described", "3.2", scheme(`{ type: oauth2, flows: {}, oauth2MetadataUrl: ${u} }`)],
  [
    "where apiKey is described",
    "never",
    scheme(`{ type: apiKey, name: a, in: query, oauth2MetadataUrl: ${u} }`),
  ],
  ["an unknown flow", "never", flow("accessCode: {}")],
  ["implicit", "3.1", flow(`implicit: { authorizationUrl: ${u}, refreshUrl: ${u}, scopes: { a: d } }`)],
  ["implicit without a URL", "never", flow("implicit: { scopes: {} }")],
  ["implicit without scopes", "never", flow(`implicit: { authorizationUrl: ${u} }`)],
  [
    "implicit with a token URL",
    "never",
    flow(`implicit: { authorizationUrl: ${u}, tokenUrl: ${u}, scopes: {} }`),
  ],
  ["password", "3.1", flow(`password: { tokenUrl: ${u}, scopes: {} }`)],
  ["password without a URL", "never", flow("password: { scopes: {} }")],
  ["clientCredentials without a URL", "never", flow("clientCredentials: { scopes: {} }")],
  [
    "authorizationCode",
    "3.1",
    flow(`authorizationCode: { authorizationUrl: ${u}, tokenUrl: ${u}, scopes: {} }`),
  ],
  [
    "authorizationCode without a token URL",
    "never",
    flow(`authorizationCode: { authorizationUrl: ${u}, scopes: {} }`),
  ],
  [
    "deviceAuthorization",
    "3.2",
    flow(`deviceAuthorization: { deviceAuthorizationUrl: ${u}, tokenUrl: ${u}, scopes: {} }`),
  ],
  [
    "deviceAuthorization without its URL",
    "never",
    flow(`deviceAuthorization: { tokenUrl: ${u}, scopes: {} }`),
  ],
  ["scopes in a list", "never", flow(`password: { tokenUrl: ${u}, scopes: [a] }`)],
];

/** Rules that one version has and the next one not, or that only names tell apart. */
const special: readonly (readonly [what: string, version: string, document: string, valid: boolean])[] = [
  [
    "a header parameter with a bracket",
    "3.2.0",
    parameter('{ name: "a[b]", in: header, schema: {} }'),
    false,
  ],
  [
    "a header of a response with an equals sign",
    "3.2.0",
    component("responses", '{ headers: { "a=b": { schema: {} } } }'),
    false,
  ],
  ["a header of an encoding with a space", "3.2.0", body('{ headers: { "a b": { schema: {} } } }'), false],
  [
    "a discriminator without a default mapping",
    "3.1.0",
    schema("{ discriminator: { propertyName: a, defaultMapping: A } }"),
    false,
  ],
  ["a version of many digits", "3.1.10", `${info}paths: {}\n`, true],
  ["a version that is being written", "3.2.0-rc1", `${info}paths: {}\n`, true],
];

async function errors(version: string, document: string): Promise<readonly string[]> {
  const { findings } = await lowerYaml(`openapi: ${version}\n${document}`);
  return findings.filter((finding) => finding.startsWith("error"));
}

describe.each(["3.1", "3.2"] as const)("the schema of OpenAPI %s, rule by rule", (version) => {
  test.each(rows)("%s (since %s)", async (_what, since, document) => {
    const found = await errors(`${version}.0`, document);
    const isValid = since !== "never" && since <= version;
    if (isValid) expect(found).toEqual([]);
    else {
      expect(found).not.toEqual([]);
      // Each has a place in the document, and none is said twice.
      for (const finding of found) expect(finding).toMatch(/^error VG\d{4} api\.yaml:\d+:\d+ \S/);
      expect(new Set(found).size).toBe(found.length);
    }
  });
});

test.each(special)("%s in %s", async (_what, version, document, valid) => {
  const found = await errors(version, document);
  expect(found.length === 0).toBe(valid);
});

/** One of everything, none of which an operation leads to. */
const everything = {
  openapi: "3.2.0",
  info: { title: "t", version: "1", contact: { email: "a@b.cd" }, license: { name: "n" } },
  servers: [{ url: "/{v}", variables: { v: { default: "a", enum: ["a"] } } }],
  tags: [{ name: "a", externalDocs: { url: "https://a.b" } }],
  components: {
    schemas: {
      A: {
        type: ["object", "null"],
        required: ["a"],
        properties: { a: { type: "string", minLength: 1 } },
        xml: { name: "n" },
      },
      B: { oneOf: [{ $ref: "#/components/schemas/A" }], discriminator: { propertyName: "a" } },
    },
    parameters: {
      P: { name: "p", in: "path", required: true, style: "label", schema: {} },
      Q: { name: "q", in: "query", content: { "application/json": { schema: true } } },
      H: { name: "h", in: "header", schema: {}, example: 1 },
      S: { name: "s", in: "querystring", content: { "application/json": {} } },
    },
    headers: { H: { schema: {}, style: "simple" } },
    examples: { E: { dataValue: 1, serializedValue: "1" } },
    requestBodies: {
      R: {
        content: { "multipart/mixed": { itemSchema: {}, itemEncoding: { headers: { A: { schema: {} } } } } },
      },
    },
    responses: { R: { description: "d", headers: {}, links: { l: { operationId: "i" } } } },
    securitySchemes: {
      K: { type: "apiKey", in: "header", name: "k" },
      H: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      O: { type: "oauth2", flows: { password: { tokenUrl: "https://a.b", scopes: { a: "d" } } } },
    },
    callbacks: { C: { "{$url}": { post: { responses: { default: { description: "d" } } } } } },
    pathItems: {
      I: {
        get: {
          operationId: "i",
          parameters: [{ name: "q", in: "query", schema: {} }],
          responses: { "200": { description: "d" } },
        },
        additionalOperations: { COPY: { security: [{ K: [] }] } },
      },
    },
    mediaTypes: { M: { encoding: { a: { style: "form" } } } },
  },
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const values: readonly Json[] = [
  null,
  true,
  0,
  -1.5,
  "",
  "a b",
  "#/x",
  [],
  ["a"],
  {},
  { a: 1 },
  { $ref: "#" },
  { type: "x" },
];
const keys = [
  "a b",
  "$ref",
  "type",
  "in",
  "schema",
  "content",
  "example",
  "examples",
  "query",
  "required",
  "GET",
  "600",
  "style",
];

/** The same document with one node replaced, removed, or given a key that it did not have. */
function mutate(node: Json, at: number, how: number, key: number, value: Json): Json {
  const copy = structuredClone(node);
  const places: { readonly owner: { [key: string]: Json } | Json[]; readonly key: string }[] = [];
  const visit = (inner: Json): void => {
    if (typeof inner !== "object" || inner === null) return;
    for (const name of Object.keys(inner)) {
      places.push({ owner: inner, key: name });
      visit((inner as { [key: string]: Json })[name]!);
    }
  };
  visit(copy);
  const place = places[at % places.length]!;
  const owner = place.owner as { [key: string]: Json };
  if (how === 0) owner[place.key] = value;
  else if (how === 1 && !Array.isArray(place.owner)) delete owner[place.key];
  else if (!Array.isArray(place.owner)) owner[keys[key % keys.length]!] = value;
  else place.owner.push(value);
  return copy;
}

test("no document that the published schema refuses is accepted in silence", async () => {
  const { validate } = await documentValidator("3.2");
  expect(validate(everything)).toBe(true);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(2),
      fc.nat(),
      fc.constantFrom(...values),
      async (at, how, key, value) => {
        const document = mutate(everything as Json, at, how, key, value);
        if (validate(document)) return;
        const { findings } = await lowerFiles({ "api.json": JSON.stringify(document) });
        expect(findings.filter((f) => /^error VG\d{4} api\.json:\d/.test(f))).not.toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
}, 120_000);
