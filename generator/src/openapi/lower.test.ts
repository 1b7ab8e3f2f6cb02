import { describe, expect, test } from "vitest";
import { lowerFiles, lowerYaml } from "./testing.ts";

test("a document of every part", async () => {
  const { findings, dump } = await lowerYaml(`openapi: 3.1.0
info: { title: Shop, version: 1.0.0, description: Sells. }
servers:
  - { url: "https://{host}/v1", variables: { host: { default: a.example, enum: [a.example, b.example] } } }
security: [{ key: [] }]
tags: [{ name: second, description: Later. }]
paths:
  /first/{id}.json:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer } }
      - { name: verbose, in: query, schema: { type: boolean, default: false } }
    get:
      operationId: getFirst
      tags: [first]
      parameters:
        - { name: verbose, in: query, required: true, schema: { type: string } }
        - { name: filter, in: query, style: deepObject, schema: { type: object } }
        - { name: json, in: query, content: { application/json: { schema: { type: array } } } }
        - { name: X-Trace, in: header, schema: { type: string } }
        - { name: session, in: cookie, schema: { type: string } }
      responses:
        default: { $ref: "#/components/responses/Fault" }
        4XX: { description: Theirs. }
        200:
          description: Fine.
          headers: { X-Rate: { required: true, schema: { type: integer } } }
          content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
  /second:
    post:
      tags: [second, first]
      security: [{}, { token: [read], key: [] }]
      requestBody:
        required: true
        content:
          Multipart/Form-Data:
            schema: { $ref: "#/components/schemas/Upload" }
            encoding: { meta: { contentType: application/json } }
          application/octet-stream: {}
      responses: { 204: { description: Done. } }
  /third:
    put:
      security: []
      requestBody: { content: { text/plain: { schema: { type: string } } } }
      responses: { 200: { description: ok, content: { image/png: { schema: { type: string, format: binary } } } } }
components:
  responses:
    Fault: { description: Fault., content: { application/problem+json: { schema: {} } } }
  schemas:
    Upload:
      type: object
      required: [file]
      properties: { file: { type: string, format: binary }, more: { type: array, items: {} }, meta: { $ref: "#/components/schemas/Pet" } }
    Pet: { type: object, properties: { name: { type: string }, parent: { $ref: "#/components/schemas/Pet" } } }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    token: { type: oauth2, flows: { clientCredentials: { tokenUrl: "https://a.example", scopes: { read: Reads. } } } }
`);
  expect(findings).toEqual([]);
  expect(dump()).toBe(`api Api version="1.0.0" source="api.yaml" title="Shop" doc="Sells."
  server "https://{host}/v1"
    variable host default="a.example" of ["a.example", "b.example"]
  security key apiKey header "X-Key"
  security token oauth2
    flow clientCredentials scopes=["read"]
  group second doc="Later."
    POST /second "POST /second"
      security anonymous
      security token["read"] + key
      body
        multipart/form-data multipart: → Upload
          encoding meta application/json
        application/octet-stream binary: binary application/octet-stream
      reply 204 doc="Done."
  group first
    GET /first/{id}.json getFirst
      security key
      path id simple: integer
      query verbose form*: string
      query filter? deepObject*: map
        values unknown
      query json? application/json: array
        items unknown
      header X-Trace? simple: string
      cookie session? form*: string
      reply 200 doc="Fine."
        header X-Rate: integer
        application/json json: → Pet
      reply 4XX doc="Theirs."
      reply default (Fault) doc="Fault."
        application/problem+json json: unknown
  group default
    PUT /third "PUT /third"
      body?
        text/plain text: string
      reply 200 doc="ok"
        image/png binary: binary image/png
  type Upload = object
    .file: binary
    .more?: array
      items binary
    .meta?: → Pet
  type Pet = object
    .name?: string
    .parent?: → Pet
`);
});

describe("several files", () => {
  const files = {
    "api.yaml": `openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /a: { $ref: "paths.yaml#/a" }
components:
  schemas:
    Pet: { type: string }
`,
    "paths.yaml": `a:
  get:
    responses:
      200: { $ref: "responses/ok.yaml" }
`,
    "responses/ok.yaml": `description: ok
content:
  application/json:
    schema:
      oneOf: [{ $ref: "../schemas.json#/Pet" }, { $ref: "../schemas.json#/Tree" }]
`,
    "schemas.json":
      '{"Pet": {"type": "object"}, "Tree": {"type": "object", "properties": {"up": {"$ref": "#/Tree"}, "pet": {"$ref": "api.yaml#/components/schemas/Pet"}}}}',
  };

  test("types are named after where they are defined", async () => {
    const { api, findings } = await lowerFiles(files);
    expect(findings).toEqual([]);
    expect(api!.types.map((t) => [t.hint, t.id])).toEqual([
      ["Pet", "api.yaml#/components/schemas/Pet"],
      ["Pet", "schemas.json#/Pet"],
      ["Tree", "schemas.json#/Tree"],
    ]);
  });

  test("the bundle holds them all, by reference", async () => {
    const { document } = await lowerFiles(files);
    expect(document).toEqual({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: { "/a": { get: { responses: { 200: { $ref: "#/components/responses/ok" } } } } },
      components: {
        schemas: {
          Pet: { type: "string" },
          Pet_2: { type: "object" },
          Tree: {
            type: "object",
            properties: {
              up: { $ref: "#/components/schemas/Tree" },
              pet: { $ref: "#/components/schemas/Pet" },
            },
          },
        },
        responses: {
          ok: {
            description: "ok",
            content: {
              "application/json": {
                schema: {
                  oneOf: [{ $ref: "#/components/schemas/Pet_2" }, { $ref: "#/components/schemas/Tree" }],
                },
              },
            },
          },
        },
      },
    });
  });

  test("the bundle means the same as the files", async () => {
    const { document, dump } = await lowerFiles(files);
    const again = await lowerFiles({ "api.json": JSON.stringify(document) });
    expect(again.findings).toEqual([]);
    const plain = (text: string): string => text.replace(/source=\S+/, "").replaceAll("Pet_2", "Pet");
    expect(plain(again.dump())).toBe(plain(dump()));
  });
});

test("a schema that is a multipart body and JSON elsewhere is two types", async () => {
  const { api, findings } = await lowerYaml(`openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/form-data: { schema: { $ref: "#/components/schemas/File" } }
          application/json: { schema: { $ref: "#/components/schemas/File" } }
      responses: { 200: { description: ok } }
components:
  schemas:
    File: { type: object, properties: { data: { type: string, format: binary } } }
`);
  expect(api!.types.map((t) => t.id)).toEqual([
    "api.yaml#/components/schemas/File",
    "api.yaml#/components/schemas/File?multipart",
  ]);
  expect(findings).toEqual([
    "warning VG2061 api.yaml:13:71 only a whole body or a part of a multipart body can carry bytes: this value is a plain string",
  ]);
});
