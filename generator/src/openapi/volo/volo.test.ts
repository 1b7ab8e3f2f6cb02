import { expect, test } from "vitest";
import { lowerType, lowerYaml } from "../testing.ts";

const head = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n';

/** Findings about one operation, `POST /a/{id}` with a body, with more fields. */
async function operation(more: string): Promise<{ dump: string; findings: readonly string[] }> {
  const { dump, findings } = await lowerYaml(`${head}paths:
  /a/{id}:
    post:
      operationId: a
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: low, in: query, schema: { type: integer, default: 3 } }
        - { name: X-High, in: header, schema: { type: integer } }
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/B" } } } }
      responses: { "204": { description: None. } }
${more}components: { schemas: { B: { type: object, properties: { n: { type: integer } } } } }
`);
  return { dump: dump(), findings };
}

test.each<[name: string, schema: string, assertion: string]>([
  ["a text alone", "x-volo-assert: ['(a)$ <= (b)$']", 'assert "(a)$ <= (b)$" at []'],
  [
    "a place and a message",
    "x-volo-assert: [{ test: '$ <= (b)$', at: a, message: no }]",
    'assert "$ <= (b)$" at ["a"] message="no"',
  ],
  [
    "a name in quotes",
    `x-volo-assert: [{ test: "('x-y')$ > 1", at: "'x-y'" }]`,
    `assert "('x-y')$ > 1" at ["x-y"]`,
  ],
  [
    "as it was written elsewhere",
    "x-volo-assert: [{ test: '(a)$ > 1', text: 'A > 1' }]",
    'assert "A > 1" at []',
  ],
])("a condition: %s", async (_name, schema, assertion) => {
  const properties = "a: { type: integer }, b: { type: integer }, x-y: { type: integer }";
  const { type, findings } = await lowerType(
    "3.1.0",
    `{ type: object, properties: { ${properties} }, ${schema} }`,
  );
  expect(findings).toEqual([]);
  expect(type).toContain(assertion);
});

test("a condition sees the default of what is absent, also behind a reference, and digits as numbers", async () => {
  const text = `${head}paths: {}
components:
  schemas:
    A:
      type: object
      properties:
        n: { type: string, x-volo-text: write, x-volo-number: int32, default: "7" }
        b: { $ref: "#/components/schemas/B" }
      x-volo-assert: ["(n)$ > 1 && (b.m)$ > 1", "? ; (n)$ > 1"]
    B: { type: object, properties: { m: { type: integer, default: 5 } } }
`;
  const { api, findings } = await lowerYaml(text);
  expect(findings).toEqual([]);
  const refinements = api?.types[0]?.type.refinements ?? [];
  const values = JSON.stringify(refinements[0]);
  expect(values).toContain('"keys":["n"]},"otherwise":7');
  expect(values).toContain('"keys":["b","m"]},"otherwise":5');
  expect(JSON.stringify(refinements[1])).toContain('"operator":"=="');
});

test("keywords that repeat a condition are no constraints of their own", async () => {
  const { type, findings } = await lowerType(
    "3.1.0",
    `{ type: object, minProperties: 1, properties: { a: { type: string, minLength: 2, maxLength: 9 } },
       x-volo-assert: [{ test: "mblen($) > 1", at: a, implies: [minLength, type] }, { test: "true", implies: [minProperties] }] }`,
  );
  expect(findings).toEqual([]);
  expect(type).toContain(".a?: string maxLength=9");
  expect(type).not.toContain("minLength");
  expect(type).not.toContain("minProperties");
});

const list = "write a list of conditions";
test.each<[value: string, message: string]>([
  ["x-volo-assert: 5", `VG2231 api.yaml:7:8 5 is no value of x-volo-assert: ${list}`],
  ["x-volo-assert: [5]", "VG2231 api.yaml:7:24 5 is no condition: write { test: …, at: …, message: … }"],
  ["x-volo-assert: ['(a)$ >']", "VG2231 api.yaml:7:24 expected a value at the end of the rule"],
  ["x-volo-assert: ['(c)$ > 1']", 'VG2231 api.yaml:7:24 conditions know nothing called "c" here'],
  [
    "x-volo-assert: [{ test: '$ > 1', at: c }]",
    'VG2231 api.yaml:7:45 conditions know nothing called "c" here',
  ],
  [
    "x-volo-assert: [{ test: \"regexp('[', (a)$)\" }]",
    "VG2041 api.yaml:7:32 the pattern is not a regular expression of ECMA-262: Unterminated character class",
  ],
])("a condition that cannot be read is refused: %s", async (value, message) => {
  const { findings } = await lowerYaml(`${head}paths: {}
components:
  schemas:
    T: { type: object, properties: { a: { type: integer } },
       ${value} }
`);
  expect(findings.map((one) => one.replace("error ", "").replace(/:7:\d+/, ""))).toEqual([
    message.replace(/:7:\d+/, ""),
  ]);
});

test("conditions of an operation speak of its parameters and its body", async () => {
  const { dump, findings } = await operation(
    `      x-volo-assert: ["(query.low)$ < (header.'X-High')$", { test: "$ > (query.low)$", at: body.n }]\n`,
  );
  expect(findings).toEqual([]);
  expect(dump).toContain(`assert "(query.low)$ < (header.'X-High')$"`);
  expect(dump).toContain('assert "$ > (query.low)$" at body ["n"]');
});

test.each<[field: string, message: string]>([
  ["x-volo-assert: ['(query.lo)$ > 1']", 'VG2231 conditions know nothing called "query.lo" here'],
  ["x-volo-assert: ['(low)$ > 1']", 'VG2231 conditions know nothing called "low" here'],
  ["x-volo-assert: ['(body.m)$ > 1']", 'VG2231 conditions know nothing called "body.m" here'],
  ["x-volo-assert: ['$ > 1']", "VG2231 `$` stands for the value at `at`, which is not there"],
  ["x-volo-url: target", 'VG2230 "target" is no value of x-volo-url here: write { name: … }'],
  ["x-volo-rest: 5", 'VG2230 5 is no value of x-volo-rest here: write the parameter at the end of "/a/{id}"'],
])("an operation that cannot be understood is refused: %s", async (field, message) => {
  const { findings } = await operation(`      ${field}\n`);
  expect(findings.map((one) => one.replace(/^error (VG\d+) \S+/, "$1"))).toEqual([message]);
});

const inPath = "[{ name: id, in: path, required: true, schema: { type: string } }]";
const done = '{ "204": { description: None. } }';

test("further routes, a rest of the path, the target, the order", async () => {
  const { dump, findings } = await lowerYaml(`${head}paths:
  /a/{id}:
    get: { operationId: a, parameters: ${inPath}, responses: ${done}, x-volo-rest: id, x-volo-url: { name: target, index: 0 } }
    put: { operationId: c, parameters: ${inPath}, responses: ${done} }
  /b/{id}:
    post: { operationId: a_post, parameters: ${inPath}, responses: ${done}, x-volo-alias-of: a, x-volo-rest: id }
  /c:
    get: { operationId: b, responses: ${done} }
x-volo-order: [a, b]
`);
  expect(findings.filter((one) => one.startsWith("error"))).toEqual([]);
  const lines = dump()
    .split("\n")
    .map((line) => line.replace(/ @.*/, "").trim());
  expect(lines.filter((line) => /^(?:GET|PUT|POST|alias|url|path) /.test(line))).toEqual([
    "GET /a/{*id} a",
    "alias POST /b/{*id}",
    "url target simple: string",
    "path id simple: string",
    "GET /c b",
    "PUT /a/{id} c",
    "path id simple: string",
  ]);
});

test.each([
  ["b", "error VG2232", 'there is no operation "b"'],
  ["5", "error VG2230", "5 is no value of x-volo-alias-of here: write an operationId"],
])("a further route of %s is refused", async (of, code, message) => {
  const { findings } = await lowerYaml(`${head}paths:
  /a:
    get: { operationId: a, responses: ${done} }
    put: { operationId: c, responses: ${done}, x-volo-alias-of: ${of} }
`);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toContain(code);
  expect(findings[0]).toContain(message);
});

test.each([
  ["[{ in: query, name: q }, { in: form, name: f }]", undefined],
  ["[{ in: form, name: f }]", "that of the parameter among them"],
  ["[{ in: moon, name: q }]", "that of the parameter among them"],
  ["5", "5 is no value of x-volo-places"],
])("places of a parameter: %s", async (places, fault) => {
  const { dump, findings } = await lowerYaml(`${head}paths:
  /a:
    post:
      parameters: [{ name: q, in: query, schema: { type: string }, x-volo-places: ${places} }]
      requestBody: { x-volo-hidden: true, x-volo-raw: { name: raw, as: text }, content: { application/json: {} } }
      responses: ${done}
`);
  const wanted = fault === undefined ? [] : [expect.stringContaining(fault)];
  expect(findings).toEqual(wanted);
  if (fault === undefined) expect(dump()).toContain("from [query q, form f]");
  expect(dump()).toMatch(/body\? hidden/);
  expect(dump()).toContain("raw raw text");
});

test.each([
  ["x-volo-raw: { name: raw }", "is no value of x-volo-raw"],
  ["x-volo-raw: 5", "is no value of x-volo-raw"],
  ["x-volo-hidden: 5", "5 is no value of x-volo-hidden here: write true"],
])("a body that cannot be understood is refused: %s", async (field, fault) => {
  const { findings } = await lowerYaml(`${head}paths:
  /a: { post: { requestBody: { ${field}, content: { application/json: {} } }, responses: ${done} } }
`);
  expect(findings).toEqual([expect.stringContaining(fault)]);
});

test("constants, and types that only constants, keys or cookies refer to", async () => {
  const ref = (name: string): string => `{ $ref: "#/components/schemas/${name}" }`;
  const { dump, findings } = await lowerYaml(`${head}paths:
  /a:
    get:
      responses:
        "204":
          description: None.
          headers: { Set-Cookie: { schema: { type: string }, x-volo-cookies: [{ name: c, attributes: "", schema: ${ref("C")} }] } }
components:
  schemas:
    A: { type: integer, enum: [1, 2] }
    B: { type: object, additionalProperties: { type: string }, x-volo-keys: ${ref("K")} }
    C: { type: string, enum: [x] }
    K: { type: integer, enum: [3] }
x-volo-constants:
  MOST: { schema: { type: integer }, value: 5, description: Many. }
  FIRST: { schema: ${ref("A")}, value: 2 }
  __proto__: { schema: true, value: 1 }
`);
  expect(findings).toEqual([]);
  expect(dump()).toMatch(/constant MOST = 5: integer.* doc="Many."/);
  expect(dump()).toMatch(/constant FIRST = 2: → A/);
  expect(dump()).toContain("constant __proto__ = 1");
  expect(dump()).toMatch(/keys → K/);
  expect(dump()).toMatch(/cookie c "".*→ C/);
});

test.each([
  ["x-volo-constants: 5", "5 is no value of x-volo-constants here: write an object of constants", 0],
  ["x-volo-constants: { A: { value: 5 } }", "a constant has the fields schema and value", 0],
  ["x-volo-constants: { A: { value: x, schema: { type: integer } } }", 'the constant "x" does not fit', 0],
])("a constant that cannot be understood is refused: %s", async (field, fault, count) => {
  const { api, findings } = await lowerYaml(`${head}paths: {}\n${field}\n`);
  expect(findings).toEqual([expect.stringContaining(fault)]);
  expect(api?.constants ?? []).toHaveLength(count);
});

test("a description that is that of another one beside it", async () => {
  const schema = "schema: { type: object, properties: { a: { type: string } } }";
  const reply = (same: string): string =>
    `{ description: Done., content: { application/json: { ${schema} } }${same} }`;
  const { api, findings } = await lowerYaml(`${head}paths:
  /a: { get: { responses: { "200": ${reply("")}, default: ${reply(', x-volo-same-as: "200"')} } } }
`);
  expect(findings).toEqual([]);
  const [first, second] = api?.groups[0]?.operations[0]?.replies ?? [];
  expect(second?.contents[0]?.type.span).toEqual(first?.contents[0]?.type.span);
  const wrong = await lowerYaml(`${head}paths:
  /a: { get: { responses: { "200": ${reply(", x-volo-same-as: '404'")} } } }
`);
  expect(wrong.findings).toEqual([
    expect.stringContaining('"404" is no value of x-volo-same-as here: write what stands beside it'),
  ]);
});

const object = "{ type: object, properties: { a: { type: string } }";

test.each<[name: string, schema: string, finding: string]>([
  ["a name that nothing has", "{ type: array, x-volo-sett: true }", "`x-volo-sett` means nothing here"],
  [
    "of another type",
    "{ type: string, x-volo-set: true }",
    "`x-volo-set` means nothing for this schema (string)",
  ],
  [
    "of a number that is none",
    "{ type: string, x-volo-number: int32 }",
    "`x-volo-number` means nothing for this schema (string)",
  ],
  [
    "of another type, in one that lets null in",
    '{ type: ["string", "null"], x-volo-keys: { type: integer } }',
    "`x-volo-keys` means nothing for this schema (string)",
  ],
  ["bounds that are none", `${text("{ minimum: a }")}`, '{"minimum":"a"} is no value of x-volo-bounds'],
  ["bounds of another name", `${text("{ least: 1 }")}`, '{"least":1} is no value of x-volo-bounds'],
  [
    "an open enum without values",
    "{ type: string, x-volo-open: true }",
    "true is no value of x-volo-open here: write x-volo-values beside it",
  ],
  ["properties that are none", `${object}, x-volo-given: [b] }`, '["b"] is no value of x-volo-given'],
  [
    "neither names nor true",
    `${object}, x-volo-null-is-absent: 5 }`,
    "5 is no value of x-volo-null-is-absent",
  ],
])("an extension of a schema that would be left out without a word: %s", async (_name, schema, finding) => {
  const { findings } = await lowerType("3.1.0", schema);
  expect(findings).toEqual([expect.stringContaining(finding)]);
});

/** A number that is written as text, with bounds. */
function text(bounds: string): string {
  return `{ type: string, x-volo-text: write, x-volo-number: int32, x-volo-bounds: ${bounds} }`;
}

test("an extension of another object is reported, whichever object has it", async () => {
  const { findings } = await lowerYaml(`${head}x-volo-oder: [a]
tags: [{ name: A, x-volo-name: A }]
servers: [{ url: https://a.example, x-volo-extends: A }]
paths:
  /a:
    x-volo-group: A
    get:
      operationId: a
      x-volo-layer: [auth]
      parameters: [{ name: q, in: query, schema: { type: string }, x-volo-place: [] }]
      responses:
        "200":
          description: Fine.
          x-volo-exception: true
          content: { application/json: { x-volo-same: b, schema: { type: string } } }
`);
  const found = findings.map((one) => /VG2233.*`(x-volo-[a-z-]+)`/.exec(one)?.[1]);
  expect(found.toSorted()).toEqual(
    ["oder", "name", "extends", "group", "layer", "place", "exception", "same"]
      .map((word) => `x-volo-${word}`)
      .toSorted(),
  );
});

test.each<[name: string, tags: string, finding: string]>([
  ["a tag that is none", "[{ name: A, x-volo-extends: C }]", '"C" is no value of x-volo-extends here'],
  ["itself", "[{ name: A, x-volo-extends: A }]", '"A" is no value of x-volo-extends here'],
  [
    "one that extends it",
    "[{ name: A, x-volo-extends: B }, { name: B, x-volo-extends: A }]",
    '"A" is no value of x-volo-extends here',
  ],
])("what extends %s", async (_name, tags, finding) => {
  const { findings } = await lowerYaml(`${head}tags: ${tags}
paths:
  /a: { get: { operationId: a, tags: [A], responses: { "204": { description: None. } } } }
  /b: { get: { operationId: b, tags: [B], responses: { "204": { description: None. } } } }
`);
  expect(findings).toEqual([expect.stringContaining(finding)]);
});

test.each<[value: string, findings: readonly unknown[]]>([
  ["[E]", []],
  ["[F]", [expect.stringContaining('["F"] is no value of x-volo-exceptions here')]],
  ["true", [expect.stringContaining("true is no value of x-volo-exceptions here")]],
])("the exceptions of a reply are among its schemas: %s", async (value, expected) => {
  const { api, findings } = await lowerYaml(`${head}paths:
  /a:
    get:
      operationId: a
      responses:
        "404":
          description: None.
          content: { application/json: { schema: { $ref: "#/components/schemas/E" } } }
          x-volo-exceptions: ${value}
components:
  schemas:
    E: { type: object, x-volo-exception: true, properties: { a: { type: string } } }
    F: { type: object, x-volo-exception: true, properties: { a: { type: string } } }
`);
  expect(findings).toEqual(expected);
  const exceptions = api?.groups[0]?.operations[0]?.replies[0]?.exceptions ?? [];
  expect(exceptions).toHaveLength(expected.length === 0 ? 1 : 0);
});
