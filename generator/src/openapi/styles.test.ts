import { describe, expect, it } from "vitest";
import { lowerYaml } from "./testing.ts";

/** A document with the parameters, on lines of their own from line 7. */
function withParameters(...parameters: readonly string[]): string {
  return `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a:
    get:
      parameters:
${parameters.map((parameter) => `        - ${parameter}`).join("\n")}
      responses: { "204": { description: D } }
`;
}

async function findings(parameter: string, lenient = false): Promise<readonly string[]> {
  return (await lowerYaml(withParameters(parameter), { lenient })).findings;
}

async function lowered(parameter: string): Promise<string> {
  const { dump } = await lowerYaml(withParameters(parameter), { lenient: true });
  return /^ *query p.*$/m.exec(dump())?.[0].trim() ?? "";
}

const list = "{ type: array, items: { type: string } }";
const object = "{ type: object, properties: { a: { type: string } } }";

describe("what the table of styles marks as not applicable", () => {
  it.each([
    [`{ name: p, in: query, style: deepObject, schema: { type: string } }`, "VG2030", "query p?"],
    [`{ name: p, in: query, style: deepObject, schema: ${list} }`, "VG2030", "query p? deepObject*"],
    [`{ name: p, in: query, style: spaceDelimited, schema: { type: integer } }`, "VG2030", "query p? form*"],
    [
      `{ name: p, in: query, style: pipeDelimited, explode: true, schema: ${list} }`,
      "VG2163",
      "query p? form*",
    ],
    [
      `{ name: p, in: query, style: spaceDelimited, explode: true, schema: ${object} }`,
      "VG2163",
      "query p? form*",
    ],
    [
      `{ name: p, in: query, style: deepObject, explode: false, schema: ${object} }`,
      "VG2163",
      "query p? deepObject*",
    ],
  ])("%s", async (parameter, code, dump) => {
    const [first, ...others] = await findings(parameter);
    expect(first).toMatch(new RegExp(`^error ${code} api\\.yaml:7:\\d+ `));
    expect(others).toEqual([]);
    expect((await findings(parameter, true)).map((one) => one.slice(0, 14))).toEqual([`warning ${code}`]);
    expect(await lowered(parameter)).toContain(dump);
  });
  it.each([
    `{ name: p, in: query, style: pipeDelimited, explode: false, schema: ${list} }`,
    `{ name: p, in: query, style: spaceDelimited, schema: ${object} }`,
    `{ name: p, in: query, style: deepObject, schema: ${object} }`,
    `{ name: p, in: query, explode: true, schema: { type: string } }`,
  ])("nothing is said of %s", async (parameter) => {
    expect(await findings(parameter)).toEqual([]);
  });
});

describe("lists and objects inside each other", () => {
  it.each([
    [`{ name: p, in: query, schema: { type: array, items: ${list} } }`, "the items are lists"],
    [`{ name: p, in: header, schema: { type: array, items: ${object} } }`, "the items are objects"],
    [
      `{ name: p, in: query, schema: { type: object, properties: { a: ${list} } } }`,
      'the property "a" is a list',
    ],
    [
      `{ name: p, in: cookie, schema: { allOf: [{ type: object, additionalProperties: ${object} }] } }`,
      "the items are objects",
    ],
  ])("%s", async (parameter, what) => {
    const [first, ...others] = await findings(parameter);
    expect(first).toMatch(/^error VG2160 api\.yaml:7:\d+ /);
    expect(first).toContain(`${what}, for which the style`);
    expect(others).toEqual([]);
  });
  it.each([
    `{ name: p, in: query, style: deepObject, schema: { type: object, properties: { a: ${list} } } }`,
    `{ name: p, in: query, content: { application/json: { schema: { type: array, items: ${list} } } } }`,
    `{ name: p, in: query, schema: { type: array, items: { anyOf: [{ type: string }, ${list}] } } }`,
  ])("nothing is said of %s", async (parameter) => {
    expect(await findings(parameter)).toEqual([]);
  });
});

describe("media types of parameters", () => {
  it.each([
    ["application/xml", object, ["VG2161"], "query p? application/xml: string"],
    ["application/jwt", "{ type: string, minLength: 3 }", [], "query p? application/jwt: string"],
    ["text/plain", "{ type: integer }", [], "query p? text/plain: integer"],
    ["application/problem+json", object, [], "query p? application/problem+json: object"],
    ["application/x-www-form-urlencoded", object, [], "query p? application/x-www-form-urlencoded: object"],
  ])("%s of %s", async (mediaType, schema, codes, dump) => {
    const parameter = `{ name: p, in: query, content: { ${mediaType}: { schema: ${schema} } } }`;
    expect((await findings(parameter)).map((one) => one.split(" ")[1])).toEqual(codes);
    expect(await lowered(parameter)).toContain(dump);
  });
});
