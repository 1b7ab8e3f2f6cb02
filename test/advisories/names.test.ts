import { beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "../emit/generated.ts";
import type { JsonObject } from "./oracle.ts";
import { compiled } from "./oracle.ts";

// GHSA-gpcc-36pq-8qxr (tapir), GHSA-hhx9-57xq-r5rw (hey-api): names of a contract become identifiers, keys and slots. A name
// that means something to JavaScript, to the runtime or to the generated code itself must lose that meaning.

/** Legal names of components that are words of the language, of its globals, of the runtime, or twins of one another. */
const words = `
  __proto__ constructor prototype toString hasOwnProperty valueOf then __defineGetter__
  Promise Object Array String Map Error JSON Date Symbol globalThis Record Partial
  string number boolean object unknown never any void null undefined bigint symbol
  class default await yield async let static enum interface type import export
  arguments eval this super new delete typeof in of as is satisfies using
  Reply Router Client Exchange Awaitable ServerContext contractRouter isString explain x
  Pet pet PET p.e.t p-et p_et isPet writePet readPet PetSchema PetInit PetInput
  1 1a - _ a.b a-b aB A_B req cx options service body reply status
`
  .trim()
  .split(/\s+/);

/** An object that only `JSON.parse` can make: `__proto__` is a name in it. */
function record<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const text = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",");
  return JSON.parse(`{${text}}`) as Record<string, T>;
}

const properties = record(words.map((word) => [word, { type: "integer" }] as const));
const all = { type: "object", required: words, properties, additionalProperties: false };

function documentOf(): string {
  const paths = Object.fromEntries(
    words.map((word, i) => [
      `/${i}/{${word}}`,
      {
        post: {
          operationId: word,
          tags: [word],
          security: [record([[word, []]])],
          parameters: [
            { name: word, in: "path", required: true, schema: { type: "string" } },
            { name: word, in: "query", schema: { type: "string" } },
            { name: word, in: "header", schema: { type: "string" } },
            { name: word, in: "cookie", schema: { type: "string" } },
          ],
          requestBody: {
            content: { "application/json": { schema: { $ref: `#/components/schemas/${word}` } } },
          },
          responses: {
            "200": {
              description: "It.",
              headers: record([[word, { schema: { type: "string" } }]]),
              content: { "application/json": { schema: { $ref: `#/components/schemas/${word}` } } },
            },
          },
        },
      },
    ]),
  );
  const types = words.map((word) => [
    word,
    { type: "object", properties: { value: { const: word }, kind: { type: "string", enum: words } } },
  ]);
  const components = {
    schemas: record([...types, ["AllOfThem", all]] as [string, JsonObject][]),
    securitySchemes: record(words.map((word) => [word, { type: "http", scheme: "bearer" }] as const)),
  };
  const use = { content: { "application/json": { schema: { $ref: "#/components/schemas/AllOfThem" } } } };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {
      ...paths,
      "/all": { post: { requestBody: use, responses: { "200": { description: "All.", ...use } } } },
    },
    components,
  });
}

let api: Generated;
let errors: readonly string[];
beforeAll(async () => {
  ({ api, errors } = await compiled(documentOf()));
});

test("every name compiles in every place", async () => {
  expect(errors).toEqual([]);
  expect(await api.check()).toBe("");
}, 60_000);

interface Codec {
  isAllOfThem(value: unknown): boolean;
  writeAllOfThem(value: unknown): string;
}

describe("a property of any name is data", () => {
  const value = record(words.map((word, i) => [word, i] as const));

  test("it is checked, written and read like any other", async () => {
    const codec = (await api.load("codec.ts")) as unknown as Codec;
    expect(codec.isAllOfThem(value)).toBe(true);
    const written: unknown = JSON.parse(codec.writeAllOfThem(value));
    expect(Object.entries(written as object).sort()).toEqual(Object.entries(value).sort());
  });

  test.each(words)("%s cannot be inherited", async (word) => {
    const codec = (await api.load("codec.ts")) as unknown as Codec;
    const without = record(Object.entries(value).filter(([name]) => name !== word));
    expect(codec.isAllOfThem(without)).toBe(false);
  });

  test("nothing reaches the prototype of objects", async () => {
    const codec = (await api.load("codec.ts")) as unknown as Codec;
    codec.isAllOfThem(
      JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

test("files of groups whose names differ in case only do not overwrite one another", () => {
  const paths = [...api.files.keys()].map((path) => path.toLowerCase());
  expect(new Set(paths).size).toBe(paths.length);
});
