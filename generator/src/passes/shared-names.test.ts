import { expect, test } from "vitest";
import { Diagnostics } from "../source/diagnostic.ts";
import { locate } from "../source/locate.ts";
import { lowerYaml } from "../openapi/testing.ts";
import { sharedNames } from "./shared-names.ts";

const point = "{ type: object, properties: { x: { type: integer }, y: { type: integer } } }";

test.each<[string, string, string, string | undefined]>([
  [
    "an exploded object and a scalar",
    "{ name: x, in: query, schema: { type: string } }",
    `{ name: p, in: query, schema: ${point} }`,
    '"x" and "p" both have the name "x" in the query',
  ],
  [
    "two exploded objects",
    `{ name: o, in: query, schema: ${point} }`,
    `{ name: p, in: query, schema: ${point} }`,
    '"o" and "p" both have the name "x" in the query',
  ],
  [
    "cookies",
    "{ name: y, in: cookie, schema: { type: string } }",
    `{ name: p, in: cookie, schema: ${point} }`,
    '"y" and "p" both have the name "y" among the cookies',
  ],
  [
    "another place",
    "{ name: x, in: header, schema: { type: string } }",
    `{ name: p, in: query, schema: ${point} }`,
    undefined,
  ],
  [
    "brackets",
    "{ name: x, in: query, schema: { type: string } }",
    `{ name: p, in: query, style: deepObject, schema: ${point} }`,
    undefined,
  ],
  [
    "an object in one",
    "{ name: x, in: query, schema: { type: string } }",
    `{ name: p, in: query, explode: false, schema: ${point} }`,
    undefined,
  ],
])("%s", async (_, first, second, expected) => {
  const { api } = await lowerYaml(`openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a:
    get:
      parameters:
        - ${first}
        - ${second}
      responses: { "204": { description: D } }
`);
  const diagnostics = new Diagnostics();
  if (api !== undefined) sharedNames(api, diagnostics);
  expect(diagnostics.list.map(({ code, message }) => `${code} ${message}`)).toEqual(
    expected === undefined ? [] : [`VG2162 the parameters ${expected}`],
  );
  expect(diagnostics.list.map(({ span }) => span && locate(span).line)).toEqual(
    expected === undefined ? [] : [8],
  );
});
