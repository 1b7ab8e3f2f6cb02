import { afterAll, beforeAll, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

const thrift = `
enum Kind { CAT = 1, DOG = 2 }

/** An animal. */
struct Pet {
  1: required i64 id
  2: required string name
  3: required Kind kind
  4: optional list<string> labels
  5: optional map<string, double> weights
}

exception NotFound { 1: required string title } (api.http_code = "404")

struct ListPets { 1: optional i32 limit = 20 (api.query = "limit"), 2: optional list<Kind> kind (api.query = "kind") }
struct GetPet { 1: required i64 petId (api.path = "petId"), 2: optional string ifNoneMatch (api.header = "If-None-Match") }
struct FoundPet { 1: required Pet pet (api.body = "pet"), 2: optional string etag (api.header = "ETag") }
struct RenamePet { 1: required i64 petId (api.path = "petId"), 2: required string name (api.body = "name") }

service Pets {
  /** Lists pets. */
  list<Pet> listPets(1: ListPets request) (api.get = "/pets")
  Pet addPet(1: Pet pet) (api.post = "/pets")
  FoundPet getPet(1: GetPet request) throws (1: NotFound missing) (api.get = "/pets/:petId")
  void renamePet(1: RenamePet request) throws (1: NotFound missing) (api.patch = "/pets/{petId}")
}
`;

const openapi = `
openapi: 3.1.0
info: { title: Api, version: "" }
paths:
  /pets:
    get:
      operationId: listPets
      description: Lists pets.
      parameters:
        - { name: limit, in: query, schema: { type: integer, format: int32, default: 20 } }
        - { name: kind, in: query, schema: { type: array, items: { $ref: "#/components/schemas/Kind" } } }
      responses:
        "200":
          description: Done.
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Pet" } } } }
    post:
      operationId: addPet
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
      responses:
        "200": { description: Done., content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
  /pets/{petId}:
    parameters:
      - { name: petId, in: path, required: true, schema: { type: integer, format: int64 } }
    get:
      operationId: getPet
      parameters: [{ name: If-None-Match, in: header, schema: { type: string } }]
      responses:
        "200":
          description: Done.
          headers: { ETag: { schema: { type: string } } }
          content:
            application/json:
              schema: { type: object, required: [pet], properties: { pet: { $ref: "#/components/schemas/Pet" } } }
        "404":
          { description: None., content: { application/json: { schema: { $ref: "#/components/schemas/NotFound" } } } }
    patch:
      operationId: renamePet
      requestBody:
        required: true
        content:
          application/json: { schema: { type: object, required: [name], properties: { name: { type: string } } } }
      responses:
        "204": { description: Done. }
        "404":
          { description: None., content: { application/json: { schema: { $ref: "#/components/schemas/NotFound" } } } }
components:
  schemas:
    Kind: { type: integer, enum: [1, 2], x-enum-varnames: [CAT, DOG] }
    Pet:
      description: An animal.
      type: object
      required: [id, name, kind]
      properties:
        id: { type: integer, format: int64 }
        name: { type: string }
        kind: { $ref: "#/components/schemas/Kind" }
        labels: { type: array, items: { type: string } }
        weights: { type: object, additionalProperties: { type: number, format: double } }
    NotFound: { type: object, required: [title], properties: { title: { type: string } } }
`;

let fromThrift: Generated;
let fromOpenApi: Generated;
beforeAll(async () => {
  fromThrift = await generated({ text: thrift, extension: "thrift" }, "Pets");
  fromOpenApi = await generated({ text: openapi }, "Pets", { int64: "bigint" });
});
afterAll(() => {
  fromThrift.remove();
  fromOpenApi.remove();
});

/** The declarations of a kind in a file, sorted by name, without what only says where they come from. */
function declarations(one: Generated, file: string, head: RegExp): string[] {
  const text = one.files.get(file) ?? "";
  const found = text.split(/\n(?=(?:\/\*\*|export |const |async function |function ))/);
  return found
    .map((part) => part.replace(/^\/\*\*[^]*?\*\/\n/, "").trim())
    .filter((part) => head.test(part))
    .toSorted();
}

test("one contract in Thrift and in OpenAPI has the same types", () => {
  const types = declarations(fromThrift, "types.ts", /^export (?:interface|type|const)/);
  expect(types.length).toBeGreaterThan(10);
  expect(types).toEqual(declarations(fromOpenApi, "types.ts", /^export (?:interface|type|const)/));
});

test("one contract in Thrift and in OpenAPI has the same interface of handlers", () => {
  const service = declarations(fromThrift, "server.ts", /^export (?:interface|type|function)/);
  expect(service.join("\n")).toContain("getPet(req: GetPetRequest, cx: Cx)");
  expect(service).toEqual(declarations(fromOpenApi, "server.ts", /^export (?:interface|type|function)/));
});

test("one contract in Thrift and in OpenAPI has the same client", () => {
  const client = declarations(fromThrift, "client.ts", /^export class/);
  expect(client).toHaveLength(1);
  expect(client).toEqual(declarations(fromOpenApi, "client.ts", /^export class/));
});

test("both compile", async () => {
  expect(await fromThrift.check()).toBe("");
  expect(await fromOpenApi.check()).toBe("");
});
