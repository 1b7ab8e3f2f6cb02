import { inMemory } from "volo-http/client";
import type { Router } from "volo-http/server";
import { expect, test } from "vitest";
import { generated } from "./generated.ts";

/** A generic list, and two lists of it: the items are bound by a dynamic anchor. */
const contract = `openapi: 3.1.0
info: { title: Lists, version: "1" }
paths:
  /names:
    post:
      operationId: putNames
      requestBody: { required: true, content: { application/json: { schema: { $ref: names } } } }
      responses: { "204": { description: Done. } }
  /pets:
    post:
      operationId: putPets
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/PetList" } } } }
      responses: { "204": { description: Done. } }
components:
  schemas:
    Pet:
      $anchor: pet
      type: object
      required: [name]
      properties: { name: { type: string } }
    List:
      $id: list
      type: object
      required: [items]
      properties:
        items: { type: array, items: { $dynamicRef: "#item" } }
        next: { $ref: "#" }
      $defs: { item: { $dynamicAnchor: item } }
    NameList:
      $id: names
      $ref: list
      $defs: { item: { $dynamicAnchor: item, type: string } }
    PetList:
      $id: pets
      $ref: list
      $defs: { item: { $dynamicAnchor: item, $ref: "api.yaml#pet" } }
`;

test("a generic list that is specialised by dynamic references has the right items in types and at run time", async () => {
  const api = await generated({ text: contract }, "Lists");
  expect(api.diagnostics.filter((d) => d.severity !== "info")).toEqual([]);
  expect(await api.check()).toBe("");
  const types = api.files.get("types.ts") ?? "";
  expect(types).toContain("export type PetListItem = Pet;");
  expect(types).toContain("export type NameListItem = string;");
  expect(types).toContain("export interface ListOfPet {\n  items: PetListItem[];\n  next?: ListOfPet;\n}");
  const { listsRouter } = (await api.load("server.ts")) as { listsRouter: (service: object) => Router };
  const transport = inMemory(listsRouter({ putNames: () => undefined, putPets: () => undefined }));
  const send = async (path: string, body: unknown): Promise<number> => {
    const request = {
      method: "POST",
      url: `http://api${path}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    return (await transport.call({} as never, request as never)).status;
  };
  const page = (item: unknown): object => ({ items: [], next: { items: [item] } });
  expect(await send("/names", page("a"))).toBe(204);
  expect(await send("/names", page({ name: "a" }))).toBe(400);
  expect(await send("/pets", page({ name: "a" }))).toBe(204);
  expect(await send("/pets", page("a"))).toBe(400);
  api.remove();
});
