import { describe, expect, test } from "vitest";
import type { Outcome } from "./testing.ts";
import { lowerYaml } from "./testing.ts";

/** A document with one operation; `rest` are its fields, at column 7. */
function document(version: string, method: string, rest: string): string {
  return `openapi: ${version}
info: { title: T, version: "1" }
paths:
  /a:
    ${method}:
      operationId: a
${rest}`;
}

/** `7:21`: where a word of the document stands first. */
function placeOf(text: string, word: string): string {
  const before = text.slice(0, text.indexOf(word)).split("\n");
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

const done = '      responses: { "204": { description: Done. } }\n';

function body(content: string): string {
  return `      requestBody: { content: { ${content} } }\n${done}`;
}

function reply(content: string): string {
  return `      responses: { "200": { description: D., content: { ${content} } } }\n`;
}

async function lower(version: string, method: string, rest: string): Promise<Outcome> {
  return lowerYaml(document(version, method, rest));
}

describe("streams of items", () => {
  test.each([
    ["text/event-stream", "sse"],
    ["application/jsonl", "json-lines"],
    ["application/x-ndjson", "json-lines"],
    ["application/json-seq", "json-seq"],
    ["application/geo+json-seq", "json-seq"],
    ["multipart/mixed", "multipart"],
  ])("%s is framed as %s", async (mediaType, framing) => {
    const { dump, findings } = await lower(
      "3.2.0",
      "get",
      reply(`${mediaType}: { itemSchema: { type: object } }`),
    );
    expect(findings).toEqual([]);
    expect(dump()).toContain(`${mediaType} stream: stream ${framing}`);
  });

  test("of events tell which of them hold JSON", async () => {
    const first =
      "{ type: object, properties: { event: { const: a }, data: { contentMediaType: application/json } } }";
    const second = "{ type: object, properties: { event: { const: b }, data: { type: string } } }";
    const schema = `{ oneOf: [${first}, ${second}] }`;
    const { dump, findings } = await lower(
      "3.2.0",
      "get",
      reply(`text/event-stream: { itemSchema: ${schema} }`),
    );
    expect(findings).toEqual([]);
    expect(dump()).toContain(".data? application/json: unknown");
    expect(dump()).toContain(".data?: string");
  });

  test.each<[string, string, string]>([
    [
      "no sequence",
      reply("application/json: { itemSchema: { type: object } }"),
      'warning VG2180 {itemSchema} a body of "application/json" is no sequence of items',
    ],
    [
      "the schema of the whole",
      reply("application/jsonl: { schema: { type: array }, itemSchema: { type: object } }"),
      "warning VG2184 {schema} the items are checked one by one as itemSchema says: this schema of all of them is not",
    ],
    [
      "a field that no event has",
      reply("text/event-stream: { itemSchema: { type: object, properties: { name: { type: string } } } }"),
      'warning VG2182 {name:} an event has no field "name": nobody would send it',
    ],
    [
      "a parameter",
      `      parameters: [{ in: query, name: q, content: { application/jsonl: { itemSchema: {} } } }]\n${done}`,
      "error VG2181 {itemSchema} a parameter arrives as a whole: it cannot be a stream",
    ],
    [
      "positions without a list",
      body("multipart/mixed: { schema: { type: object }, prefixEncoding: [{}] }"),
      'warning VG2191 {prefixEncoding} "prefixEncoding" has no effect: the schema of the body is no array of parts',
    ],
  ])("%s is told", async (_, rest, finding) => {
    const method = rest.includes("requestBody") ? "post" : "get";
    const text = document("3.2.0", method, rest);
    const { findings } = await lowerYaml(text);
    expect(findings).toContain(
      finding.replace(/\{(.*)\}/, (__, word: string) => `api.yaml:${placeOf(text, word)}`),
    );
  });
});

describe("x-body-limit", () => {
  test.each([
    ["1024", 1024],
    ["0", 0],
    ["10 MB", 10_000_000],
    ["10MiB", 10_485_760],
    ["1.5 GiB", 1_610_612_736],
  ])("%s is %i bytes", async (text, limit) => {
    const { dump, findings } = await lower(
      "3.1.0",
      "post",
      `      x-body-limit: ${text}\n${body("text/plain: {}")}`,
    );
    expect(findings).toEqual([]);
    expect(dump()).toContain(`text/plain text limit=${limit}:`);
  });

  test.each(["-1", "1.5", "much", "10 XB", "1e300", "true"])("%s is refused", async (text) => {
    const { findings } = await lower(
      "3.1.0",
      "post",
      `      x-body-limit: ${text}\n${body("text/plain: {}")}`,
    );
    expect(findings).toEqual([
      expect.stringMatching(/^error VG2185 api\.yaml:7:21 .* is not a number of bytes$/),
    ]);
  });

  test("that stands deepest counts", async () => {
    const { dump } = await lower(
      "3.1.0",
      "post",
      `      x-body-limit: 1\n${body("text/plain: { x-body-limit: 3 }, text/csv: {}")}`,
    );
    expect(dump()).toContain("text/plain text limit=3:");
    expect(dump()).toContain("text/csv text limit=1:");
  });
});

describe("bodies that nobody sends", () => {
  test.each(["get", "head", "trace"])("of %s are left out", async (method) => {
    const { dump, findings } = await lower("3.1.0", method, body("text/plain: {}"));
    expect(findings.filter((finding) => !finding.startsWith("info"))).toEqual([
      `warning VG2186 api.yaml:7:7 a request of the method "${method.toUpperCase()}" is sent without a body`,
    ]);
    expect(dump()).not.toContain("body");
  });

  test("of delete are sent", async () => {
    const { dump, findings } = await lower("3.0.3", "delete", body("text/plain: {}"));
    expect(findings).toEqual([]);
    expect(dump()).toContain("text/plain text");
  });

  test.each([
    ["get", "204", "a reply of the status 204 has no body"],
    ["get", "205", "a reply of the status 205 has no body"],
    ["get", "304", "a reply of the status 304 has no body"],
    ["head", "200", "a reply to HEAD has no body"],
  ])("in replies to %s of %s are left out", async (method, status, message) => {
    const rest = `      responses: { "${status}": { description: D., content: { text/plain: {} } } }\n`;
    const { dump, findings } = await lower("3.1.0", method, rest);
    expect(findings).toEqual([expect.stringContaining("VG2187 api.yaml:7:57")]);
    expect(findings[0]).toContain(message);
    expect(dump()).not.toContain("text/plain");
  });

  test.each(["100", "1XX"])("in a reply of %s are not the reply", async (status) => {
    const rest = `      responses: { "${status}": { description: D. }, "204": { description: D. } }\n`;
    const { dump, findings } = await lower("3.1.0", "get", rest);
    expect(findings).toEqual([
      "warning VG2188 api.yaml:7:20 an interim response is no reply: another one follows it",
    ]);
    expect(dump()).not.toContain(`reply ${status}`);
  });
});

test("a media type is the same with the charset that it has anyway", async () => {
  const { findings } = await lower("3.1.0", "post", body("text/plain: {}, text/plain; charset=utf-8: {}"));
  expect(findings).toEqual([expect.stringContaining("VG2028")]);
});

describe("headers of parts", () => {
  const upload = (headers: string, schema = "properties: { a: { type: string } }"): string =>
    `multipart/form-data: { schema: { type: object, ${schema} }, encoding: { a: { headers: { ${headers} } } } }`;

  test("are part of the representation", async () => {
    const { findings, dump } = await lower(
      "3.1.0",
      "post",
      body(upload("X-A: { schema: { type: integer } }")),
    );
    expect(findings).toEqual([]);
    expect(dump()).toContain("X-A");
  });

  test.each<[string, string, RegExp]>([
    [
      "of parts that are not declared",
      body(upload("X-A: { schema: { type: string } }", "additionalProperties: true")),
      /^warning VG2192 .* parts that are not declared are neither sent nor checked$/,
    ],
    [
      "of replies",
      `      responses: { "200": { description: D., content: { ${upload("X-A: { schema: { type: string } }")} } } }\n`,
      /^warning VG2192 .* parts of replies are neither sent nor checked$/,
    ],
    [
      "that follow from the part",
      body(upload("Content-Disposition: { schema: { type: string } }")),
      /^warning VG2194 .* "Content-Disposition" is ignored/,
    ],
    ["that are types", body(upload("Content-Type: { schema: { type: string } }")), /VG2026/],
  ])("%s are told", async (_, text, finding) => {
    const { findings } = await lower("3.1.0", "post", text);
    expect(findings).toEqual([expect.stringMatching(finding)]);
  });
});

describe("styles of fields and parts", () => {
  const nested = "{ type: array, items: { type: array, items: { type: string } } }";
  const object = "{ type: object, properties: { b: { type: string } } }";
  const deep = `{ type: object, properties: { b: ${object} } }`;
  const form = (mediaType: string, schema: string, encoding: string): string =>
    body(
      `${mediaType}: { schema: { type: object, properties: { a: ${schema} } }, encoding: { a: { ${encoding} } } }`,
    );
  const urlencoded = "application/x-www-form-urlencoded";
  const multipart = "multipart/form-data";

  test.each<[string, string, string, RegExp]>([
    [urlencoded, nested, "style: form", /the items are lists, for which the style "form" has no form/],
    [urlencoded, nested, "style: pipeDelimited, explode: false", /the items are lists/],
    [urlencoded, deep, "explode: true", /the property "b" is an object, for which the style "form"/],
    [multipart, nested, "style: form", /the items are lists/],
    [multipart, object, "style: form", /the part is an object, for which the style "form" has no form/],
    [multipart, object, "style: deepObject", /the part is an object/],
  ])("%s: %s has no form with { %s }", async (mediaType, schema, encoding, message) => {
    const { findings } = await lower("3.1.0", "post", form(mediaType, schema, encoding));
    expect(findings).toEqual([expect.stringMatching(/^error VG2193 api\.yaml:\d+:\d+ /)]);
    expect(findings[0]).toMatch(message);
  });

  test.each<[string, string, string, string]>([
    ["3.1.0", urlencoded, deep, "style: deepObject, explode: true"],
    ["3.1.0", urlencoded, nested, "contentType: application/json"],
    ["3.1.0", urlencoded, object, "style: form"],
    ["3.1.0", multipart, "{ type: array, items: { type: string } }", "style: form, explode: false"],
    ["3.0.3", multipart, object, "style: deepObject, explode: true"],
  ])("%s %s: %s with { %s } is fine", async (version, mediaType, schema, encoding) => {
    const { findings } = await lower(version, "post", form(mediaType, schema, encoding));
    expect(findings).toEqual([]);
  });
});

describe("links", () => {
  const links = (text: string): string =>
    `      parameters: [{ in: query, name: size, schema: { type: integer } }]
      responses: { "200": { description: D., links: { next: { ${text} } } } }\n`;

  test.each([
    [
      'operationId: a, parameters: { size: $response.body#/size, query.size: "1" }',
      'link next → a size="$response.body#/size" query.size="1"',
    ],
    ['operationRef: "#/paths/~1a/get", requestBody: {}', 'link next → "#/paths/~1a/get" body={}'],
    ["operationRef: other.yaml#/paths/~1b/get", 'link next → "other.yaml#/paths/~1b/get"'],
  ])("{ %s } are kept", async (text, line) => {
    const { dump, findings } = await lower("3.1.0", "get", links(text));
    expect(findings).toEqual([expect.stringContaining("info VG2092")]);
    expect(dump()).toContain(line);
  });

  test.each([
    ["operationId: b", 'warning VG2189 {b } } }} there is no operation "b"'],
    [
      'operationRef: "#/paths/~1a/put"',
      'warning VG2189 {"#/paths} there is no operation at "#/paths/~1a/put"',
    ],
    [
      "operationId: a, parameters: { siz: a }",
      'error VG2190 {siz:} the operation "a" has no parameter "siz"',
    ],
  ])("{ %s } are found", async (text, finding) => {
    const whole = document("3.1.0", "get", links(text));
    const { findings, hints } = await lowerYaml(whole);
    const expected = finding.replace(/\{(.*)\} /, (_, word: string) => `api.yaml:${placeOf(whole, word)} `);
    expect(findings).toContain(expected);
    if (text.includes("siz")) expect(hints).toContain('did you mean "size"?');
  });
});
