import { Project, SyntaxKind } from "ts-morph";
import { afterAll, describe, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

/** A pattern that matches the text itself. */
function asPattern(text: string): string {
  return text.toWellFormed().replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

// Text of a contract is data wherever it ends up. Each payload tries to call `pwn_1` from each place that takes any text;
// no identifier of ours can have that name, because generated names have no inner underscore before a digit.

const payloads: readonly (readonly [string, string])[] = [
  ["the end of a comment", "*/ pwn_1(); /*"],
  ["a line of its own", "\n pwn_1();\n"],
  ["a carriage return", "\r\npwn_1();//"],
  ["the line separator", "\u2028pwn_1();\u2029"],
  ["a template", "${pwn_1()}`+pwn_1()+`"],
  ["quotes", "\"+pwn_1()+'+pwn_1()+'"],
  ["escaped quotes", '\\"+pwn_1()+\\\\"+pwn_1()//'],
  ["brackets", "]: pwn_1(), [pwn_1()]}); pwn_1(); ({"],
  ["a regular expression", "/.source+pwn_1()+/"],
  ["a replacement pattern", "$&$`$'pwn_1()"],
  ["directions that deceive", "\u202e)(1_nwp\u202c pwn_1()"],
  ["a lone surrogate and a null", "\ud800\u0000pwn_1()"],
];

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Places that take any text. */
const places: Readonly<Record<string, (text: string) => { [key: string]: Json }>> = {
  title: (text) => ({ info: { title: text, version: text, description: text } }),
  "tag and summary": (text) =>
    operation(
      { tags: [text], summary: text, description: text },
      { tags: [{ name: text, description: text }] },
    ),
  operationId: (text) => operation({ operationId: text }),
  path: (text) => ({
    paths: { [`/a/${encodeURIComponent(text.toWellFormed())}/'"\`$`]: { get: { responses: ok } } },
  }),
  "query parameter": (text) =>
    operation({
      parameters: [{ name: text, in: "query", description: text, schema: { type: "string", default: text } }],
    }),
  "deep parameter": (text) =>
    operation({
      parameters: [
        {
          name: text,
          in: "query",
          style: "deepObject",
          explode: true,
          schema: { type: "object", properties: { [text]: { type: "integer" } } },
        },
      ],
    }),
  "schema name": (text) => schemas({ [text]: { type: "string" } }),
  property: (text) =>
    schemas({
      U: {
        type: "object",
        title: text,
        description: text,
        required: [text],
        properties: {
          [text]: { type: "string", description: text },
          other: { $ref: "#/components/schemas/T" },
        },
      },
    }),
  "required name": (text) => schemas({ U: { type: "object", required: [text] } }),
  enum: (text) => schemas({ U: { type: "string", enum: [text, "b"], default: text } }),
  "enum names": (text) =>
    schemas({
      U: {
        type: "integer",
        enum: [1, 2],
        "x-enum-varnames": [text, "b"],
        "x-enum-descriptions": [text, text],
      },
    }),
  const: (text) => schemas({ U: { const: { [text]: [text, { "*/": text }] } } }),
  default: (text) =>
    schemas({
      U: {
        type: "object",
        properties: {
          a: { type: "string", default: text },
          b: { type: "array", items: {}, default: [text] },
        },
      },
    }),
  format: (text) => schemas({ U: { type: "string", format: text } }),
  pattern: (text) => schemas({ U: { type: "string", pattern: asPattern(text) } }),
  "pattern properties": (text) =>
    schemas({
      U: {
        type: "object",
        patternProperties: { [asPattern(text)]: { type: "string" } },
        additionalProperties: false,
      },
    }),
  discriminator: (text) => ({
    ...schemas({
      U: {
        oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }],
        discriminator: {
          propertyName: text,
          mapping: { [text]: "#/components/schemas/A", b: "#/components/schemas/B" },
        },
      },
      A: { type: "object", required: [text], properties: { [text]: { type: "string" } } },
      B: { type: "object", required: [text], properties: { [text]: { type: "string" } } },
    }),
  }),
  "form field": (text) =>
    operation(
      {
        requestBody: {
          content: {
            "application/x-www-form-urlencoded": {
              schema: { type: "object", properties: { [text]: { type: "integer" } } },
            },
          },
        },
      },
      {},
      "post",
    ),
  "multipart field": (text) =>
    operation(
      {
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: { type: "object", properties: { [text]: { type: "string", format: "binary" } } },
            },
          },
        },
      },
      {},
      "post",
    ),
  server: (text) => ({ servers: [{ url: `https://x.example/${text}`, description: text }] }),
  security: (text) =>
    operation(
      { security: [{ [text]: [] }] },
      {
        components: {
          securitySchemes: { [text]: { type: "apiKey", in: "query", name: text, description: text } },
        },
      },
    ),
  scope: (text) =>
    operation(
      { security: [{ o: [text] }] },
      {
        components: {
          securitySchemes: {
            o: {
              type: "oauth2",
              flows: { clientCredentials: { tokenUrl: "https://x.example", scopes: { [text]: text } } },
            },
          },
        },
      },
    ),
  example: (text) =>
    schemas({
      U: {
        type: "string",
        examples: [text],
        externalDocs: {
          url: `https://x.example/${encodeURIComponent(text.toWellFormed())}`,
          description: text,
        },
      },
    }),
};

const ok: Json = {
  "200": {
    description: "Fine.",
    content: { "application/json": { schema: { $ref: "#/components/schemas/T" } } },
  },
};

function operation(
  more: { [key: string]: Json },
  document: { [key: string]: Json } = {},
  method = "get",
): { [key: string]: Json } {
  return { paths: { "/a": { [method]: { responses: ok, ...more } } }, ...document };
}

function schemas(more: { [key: string]: Json }): { [key: string]: Json } {
  const [name = ""] = Object.keys(more);
  const pointer = encodeURIComponent(name.toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1"));
  const content = { "application/json": { schema: { $ref: `#/components/schemas/${pointer}` } } };
  return { ...operation({ requestBody: { content } }, {}, "post"), components: { schemas: more } };
}

function documentWith(part: { [key: string]: Json }): string {
  const components = (part["components"] ?? {}) as { [key: string]: Json };
  const own = (components["schemas"] ?? {}) as { [key: string]: Json };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {},
    ...part,
    components: {
      ...components,
      schemas: { T: { type: "object", properties: { t: { type: "string" } } }, ...own },
    },
  });
}

const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });

/** Every identifier of a file; what stands in strings and comments is none. */
function identifiers(text: string): Set<string> {
  const file = project.createSourceFile("a.ts", text, { overwrite: true });
  return new Set(file.getDescendantsOfKind(SyntaxKind.Identifier).map((node) => node.getText()));
}

const all: Generated[] = [];
afterAll(() => all.forEach((one) => one.remove()));

describe.each(payloads)("%s", (_, payload) => {
  test.each(Object.entries(places))("in %s", async (__, place) => {
    const api = await generated({ text: documentWith(place(payload)) });
    all.push(api);
    const codes = api.diagnostics.filter((one) => one.severity === "error").map((one) => one.code);
    // Refusing the text is fine; printing what does not parse is not.
    expect(codes).not.toContain("VG5090");
    for (const [path, text] of api.files) {
      if (!path.endsWith(".ts")) continue;
      expect(identifiers(text), path).not.toContain("pwn_1");
      // oxlint-disable-next-line no-control-regex -- what reviewers cannot see must not be there
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    }
  });
});

test("what is printed compiles, and its values are those of the contract", async () => {
  for (const [, payload] of payloads) {
    const text = payload.toWellFormed();
    const api = await generated({ text: documentWith(places["property"]?.(text) ?? {}) });
    all.push(api);
    expect(api.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
    expect(await api.check()).toBe("");
    const codec = await api.load("codec.ts");
    const write = Object.entries(codec).find(([name]) => name.startsWith("write") && name !== "writeT")?.[1];
    const written = (write as (value: object) => string)({ [text]: "v", other: { t: text } });
    expect(JSON.parse(written)).toEqual({ [text]: "v", other: { t: text } });
  }
}, 60_000);
