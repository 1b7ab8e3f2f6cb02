import { inMemory } from "volo-http/client";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "./oracle.ts";
import { compiled } from "./oracle.ts";

// A name or a value that tries to be code is still a name or a value: it travels from a generated client to a generated
// server and back, letter for letter.

const names = [
  "*/ pwn_1(); /*",
  "${pwn_1()}",
  "'+pwn_1()+'",
  '"+pwn_1()+"',
  "\\",
  "`",
  "a b",
  "a&b=c;d",
  "a[b]",
  "%25",
  "</script>",
  "\u2028",
  "\u202egpj",
  "é\u0301",
  "😀",
  "__proto__",
  "constructor",
  "then",
  "0",
  "-1",
];

const text = { type: "string" };

function documentOf(name: string): JsonObject {
  const fields = { type: "object", required: [name], properties: { [name]: text } };
  const own = JSON.parse(`{${JSON.stringify(name)}: {"type": "string"}}`) as JsonObject;
  const object = { ...fields, properties: own };
  const tagged = (value: string): JsonObject => ({
    type: "object",
    required: ["kind"],
    properties: { kind: { const: value }, [`of ${value}`]: text },
  });
  return {
    paths: {
      "/all": {
        post: {
          operationId: "all",
          parameters: [
            { name, in: "query", required: true, schema: text },
            { name: "listed", in: "query", schema: { type: "string", enum: [name, "other"] } },
            { name: "fallback", in: "query", schema: { type: "string", default: name } },
            { name: "deep", in: "query", style: "deepObject", explode: true, schema: object },
          ],
          requestBody: {
            required: true,
            content: {
              "application/json": { schema: object },
              "application/x-www-form-urlencoded": { schema: object },
              "multipart/form-data": { schema: object },
            },
          },
          responses: {
            "200": {
              description: "What came.",
              content: {
                "application/json": {
                  schema: {
                    type: "object",
                    required: ["record", "choice"],
                    properties: {
                      record: object,
                      choice: {
                        oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }],
                        discriminator: {
                          propertyName: "kind",
                          mapping: { [name]: "#/components/schemas/A", other: "#/components/schemas/B" },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
    components: { schemas: { A: tagged(name), B: tagged("other") } },
  };
}

type Handler = (req: Record<string, unknown>) => unknown;
type RouterOf = (service: { all: Handler }, options: object) => Parameters<typeof inMemory>[0];
interface Client {
  all(req: object): Promise<unknown>;
}

/** An object with one own property of any name. */
function single(name: string, value: string): Record<string, string> {
  return JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`) as Record<string, string>;
}

describe.each(names)("%j", (name) => {
  test("travels as a parameter, a field, a value and a key", async () => {
    const { api, errors } = await compiled(documentOf(name));
    expect(errors).toEqual([]);
    expect(await api.check()).toBe("");
    const { apiRouter } = (await api.load("server.ts")) as unknown as { apiRouter: RouterOf };
    const { ApiClient } = (await api.load("client.ts")) as unknown as {
      ApiClient: new (options: object) => Client;
    };
    const seen: Record<string, unknown>[] = [];
    const choice = { kind: name, ...single(`of ${name}`, name) };
    const router = apiRouter(
      {
        all: (req) => {
          seen.push(req);
          return { record: single(name, name), choice };
        },
      },
      { validateReplies: true },
    );
    const client = new ApiClient({ baseUrl: "http://test", transport: inMemory(router) });
    // The property of the parameter has a name of ours, which is that of the wire only where that is an identifier.
    const source = api.files.get("types.ts") ?? "";
    const members = source.slice(source.search(/(?:interface|type) AllRequest/));
    const property = /^\s*"?([\w$]+)"?: string;$/m.exec(members)?.[1] ?? "";
    expect(property).not.toBe("");

    // Brackets are what the style is made of; a client refuses to send them as part of a name.
    const deep = /[[\]]/.test(name) ? {} : { deep: single(name, name) };
    for (const contentType of [
      "application/json",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
    ]) {
      const body = single(name, `${name} in ${contentType}`);
      const reply = await client.all({
        [property]: name,
        listed: name,
        ...deep,
        contentType,
        body,
      });
      expect(reply).toEqual({ record: single(name, name), choice });
      const req = seen.at(-1) ?? {};
      expect(req).toMatchObject({ [property]: name, listed: name, fallback: name, contentType });
      expect(Object.entries(req["body"] as object)).toEqual(Object.entries(body));
      expect(Object.entries(req["deep"] ?? {})).toEqual(Object.entries(deep.deep ?? {}));
    }
  }, 30_000);
});
