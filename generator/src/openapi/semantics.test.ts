import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Diagnostics } from "../source/diagnostic.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { locate } from "../source/locate.ts";
import { pointerOf } from "../source/span.ts";
import { withFiles } from "../source/testing.ts";
import { runPasses } from "../passes/index.ts";
import { loadOpenApi } from "./document.ts";
import { lowerOpenApi } from "./lower.ts";

const ok = "responses: { 200: { description: ok } }";
const get = (inner: string): string => `paths:\n  /a:\n    get: { ${inner} }\n`;
const schema = (text: string, others = ""): string =>
  `paths: {}\ncomponents:\n  schemas:\n    T: ${text}\n${others}`;
const query = (inner: string): string => get(`parameters: [{ name: q, in: query, ${inner} }], ${ok}`);
const body = (inner: string): string =>
  `paths:\n  /a:\n    post:\n      requestBody: { content: { application/json: { ${inner} } } }\n      ${ok}\n`;

type Versions = readonly ("3.0.3" | "3.1.1" | "3.2.0")[];
const all: Versions = ["3.0.3", "3.1.1", "3.2.0"];
const newer: Versions = ["3.1.1", "3.2.0"];

interface Row {
  readonly fault: string;
  /** What is expected, `error VG2020`, for each marked place in the order of the text; and nothing else. */
  readonly findings: readonly string[];
  /** The document after its head, with the place of each finding between « and ». */
  readonly text: string;
  readonly hint?: string;
  readonly versions?: Versions;
}

const rows: readonly Row[] = [
  {
    fault: "a duplicate operationId",
    findings: ["error VG2020"],
    text: `paths:\n  /a: { get: { operationId: x, ${ok} } }\n  /b: { get: { operationId: «x», ${ok} } }\n`,
  },
  {
    fault: "an undeclared path parameter",
    findings: ["error VG2021"],
    text: `paths:\n  "/a/{id}":\n    «get»: { ${ok} }\n`,
    hint: 'add { name: id, in: path, required: true, schema: … } to "parameters"',
  },
  {
    fault: "a path parameter that the template lacks",
    findings: ["error VG2022"],
    text: get(`parameters: [«{» name: id, in: path, required: true, schema: { type: string } }], ${ok}`),
  },
  {
    fault: "ambiguous paths",
    findings: ["error VG4002"],
    text: `paths:\n  "/a/{x}": { get: { parameters: [{ name: x, in: path, required: true, schema: { type: string } }], ${ok} } }\n  «"/a/{y}"»: { put: { parameters: [{ name: y, in: path, required: true, schema: { type: string } }], ${ok} } }\n`,
  },
  {
    fault: "a misspelled reference",
    findings: ["error VG1015"],
    text: schema(
      '{ type: object, properties: { a: { $ref: «"#/components/schemas/Pte"» } } }',
      "    Pet: {}\n",
    ),
    hint: 'did you mean "Pet"?',
  },
  {
    fault: "a reference to another kind of object",
    findings: ["error VG2062"],
    text:
      get(`responses: { 200: { $ref: «"#/components/schemas/T"» } }`) +
      "components: { schemas: { T: {} } }\n",
  },
  {
    fault: "a cycle of references alone",
    findings: ["error VG1016"],
    text: schema('{ $ref: "#/components/schemas/U" }', '    U: { $ref: «"#/components/schemas/T"» }\n'),
  },
  {
    fault: "allOf of itself",
    findings: ["error VG2047"],
    text: schema('{ allOf: [«{» $ref: "#/components/schemas/T" }, { type: object }] }'),
  },
  {
    fault: "allOf of itself by way of another",
    findings: ["error VG2047"],
    text: schema(
      '{ allOf: [{ $ref: "#/components/schemas/U" }] }',
      '    U: { anyOf: [«{» $ref: "#/components/schemas/T" }, { type: string }] }\n',
    ),
  },
  {
    fault: "an object that requires itself",
    findings: ["error VG2220"],
    text: schema('{ type: object, required: [a], properties: { «a»: { $ref: "#/components/schemas/T" } } }'),
    hint: "let it be left out, be null or be an empty list somewhere on the way",
  },
  {
    fault: "a list that requires itself by way of allOf",
    findings: ["error VG2220"],
    text: schema(
      '{ type: object, required: [a], properties: { «a»: { allOf: [{ $ref: "#/components/schemas/U" }] } } }',
      '    U: { type: array, minItems: 1, items: { $ref: "#/components/schemas/T" } }\n',
    ),
  },
  { fault: "a bad pattern", findings: ["error VG2041"], text: schema('{ type: string, pattern: «"a("» }') },
  {
    fault: "a slow pattern",
    findings: ["error VG2241"],
    text: schema('{ type: string, pattern: «"^(a+)+$"» }'),
  },
  {
    fault: "an unknown type",
    findings: ["error VG2040"],
    text: schema("{ type: «intger» }"),
    hint: 'did you mean "integer"?',
  },
  ...(
    [
      ["string", "minLength", "maxLength"],
      ["array, items: {}", "minItems", "maxItems"],
      ["object", "minProperties", "maxProperties"],
      ["number", "minimum", "maximum"],
    ] as const
  ).map(([type, low, high]): Row => ({
    fault: `${low} above ${high}`,
    findings: ["error VG2046"],
    text: schema(`{ type: ${type}, ${low}: «5», ${high}: 4 }`),
  })),
  {
    fault: "minContains above maxContains",
    findings: ["error VG2046"],
    text: schema("{ type: array, contains: { type: string }, minContains: «2», maxContains: 1 }"),
    versions: newer,
  },
  ...(
    [
      ["exclusiveMinimum: «5», exclusiveMaximum: 5"],
      ["exclusiveMinimum: «5», maximum: 5"],
      ["minimum: «5», exclusiveMaximum: 5"],
    ] as const
  ).map(([bounds]): Row => ({
    fault: `the bounds ${bounds}`,
    findings: ["error VG2046"],
    text: schema(`{ type: number, ${bounds} }`),
    versions: newer,
  })),
  {
    fault: "exclusive bounds of 3.0 that are equal",
    findings: ["error VG2046"],
    text: schema("{ type: number, minimum: «5», exclusiveMinimum: true, maximum: 5 }"),
    versions: ["3.0.3"],
  },
  {
    fault: "a range without a whole number",
    findings: ["error VG2221"],
    text: schema("{ type: integer, minimum: «1.2», maximum: 1.8 }"),
  },
  {
    fault: "a range without a multiple",
    findings: ["error VG2221"],
    text: schema("{ type: integer, minimum: «11», maximum: 19, multipleOf: 10 }"),
  },
  {
    fault: "a default of another type",
    findings: ["error VG2045"],
    text: query("schema: { type: integer, default: «x» }"),
  },
  {
    fault: "a default in a body",
    findings: ["error VG2045"],
    text: body(
      "schema: { type: object, properties: { a: { type: array, items: { type: string }, default: [b, «1»] } } }",
    ),
  },
  {
    fault: "a default in a header",
    findings: ["error VG2045"],
    text: get(
      "responses: { 200: { description: ok, headers: { X-A: { schema: { type: string, maxLength: 2, default: «abc» } } } } }",
    ),
  },
  {
    fault: "a default that is not of its format",
    findings: ["error VG2045"],
    text: query('schema: { type: string, format: date, default: «"2024-02-30"» }'),
  },
  {
    fault: "an example of a schema",
    findings: ["warning VG2223"],
    text: schema("{ type: integer, example: «x» }"),
    versions: ["3.0.3", "3.1.1"],
  },
  {
    fault: "one of the examples of a schema",
    findings: ["warning VG2223"],
    text: schema("{ type: integer, examples: [1, «x»] }"),
    versions: newer,
  },
  {
    fault: "an example of a parameter",
    findings: ["warning VG2223"],
    text: query("schema: { type: integer }, example: «x»"),
  },
  {
    fault: "an example behind a reference",
    findings: ["warning VG2223"],
    text:
      query('schema: { type: integer }, examples: { a: { $ref: "#/components/examples/E" } }') +
      "components: { examples: { E: { value: «x» } } }\n",
  },
  {
    fault: "an example of a body",
    findings: ["warning VG2223"],
    text: body("schema: { type: object, properties: { a: { type: integer } } }, example: { a: «x» }"),
  },
  {
    fault: "the data of an example",
    findings: ["warning VG2223"],
    text: body("schema: { type: integer }, examples: { a: { dataValue: «x» } }"),
    versions: ["3.2.0"],
  },
  {
    fault: "an example of a header",
    findings: ["warning VG2223"],
    text: get(
      "responses: { 200: { description: ok, headers: { X-A: { schema: { type: integer }, example: «x» } } } }",
    ),
  },
  {
    fault: "a value of another type",
    findings: ["error VG2043"],
    text: schema("{ type: integer, enum: [1, «x»] }"),
  },
  {
    fault: "a constant of another type",
    findings: ["error VG2043"],
    text: schema("{ type: integer, const: «x» }"),
    versions: newer,
  },
  {
    fault: "a value that another keyword excludes",
    findings: ["warning VG2140"],
    text: schema("{ type: string, maxLength: 2, enum: [a, «abc»] }"),
  },
  {
    fault: "a duplicate value",
    findings: ["error VG2044"],
    text: schema("{ type: string, enum: [a, b, «a»] }"),
  },
  {
    fault: "a discriminator without its property",
    findings: ["error VG2054"],
    text: schema(
      '{ oneOf: [{ $ref: "#/components/schemas/U" }, { $ref: "#/components/schemas/V" }], discriminator: { propertyName: «kind» } }',
      "    U: { type: object, required: [kind], additionalProperties: false, properties: { kind: { type: string } } }\n    V: { type: object, required: [a], additionalProperties: false, properties: { a: { type: string } } }\n",
    ),
  },
  {
    fault: "a mapping outside of the union",
    findings: ["error VG2055"],
    text: schema(
      '{ oneOf: [{ $ref: "#/components/schemas/U" }, { $ref: "#/components/schemas/V" }], discriminator: { propertyName: k, mapping: { w: «"#/components/schemas/W"» } } }',
      ["U", "V", "W"]
        .map((n) => `    ${n}: { type: object, required: [k], properties: { k: { type: string } } }\n`)
        .join(""),
    ),
  },
  {
    fault: "an undefined security scheme",
    findings: ["error VG2070"],
    text:
      get(`security: [{ «tokn»: [] }], ${ok}`) +
      "components: { securitySchemes: { token: { type: http, scheme: bearer } } }\n",
    hint: 'did you mean "token"?',
  },
  {
    fault: "a duplicate parameter",
    findings: ["error VG2023"],
    text: get(
      `parameters: [{ name: X-A, in: header, schema: { type: string } }, «{» name: x-a, in: header, schema: { type: string } }], ${ok}`,
    ),
  },
  {
    fault: "an illegal name of a header",
    findings: ["error VG2025"],
    text: get(`parameters: [{ name: «"a b"», in: header, schema: { type: string } }], ${ok}`),
  },
  {
    fault: "an illegal name of a cookie",
    findings: ["error VG2025"],
    text: get(`parameters: [{ name: «"a;b"», in: cookie, schema: { type: string } }], ${ok}`),
  },
  {
    fault: "an illegal media type",
    findings: ["error VG2028"],
    text: get("responses: { 200: { description: ok, content: { «json»: {} } } }"),
  },
  {
    fault: "an illegal status",
    findings: ["error VG2027"],
    text: get('responses: { 200: { description: ok }, «"20"»: { description: ok } }'),
  },
  {
    fault: "a required property that is misspelled",
    findings: ["warning VG2224"],
    text: schema("{ type: object, required: [«nmae»], properties: { name: { type: string } } }"),
    hint: 'did you mean "name"?',
  },
  {
    fault: "a required property that is refused",
    findings: ["error VG2225"],
    text: schema(
      "{ type: object, required: [«b»], additionalProperties: false, properties: { a: { type: string } } }",
    ),
  },
  {
    fault: "a keyword of another type",
    findings: ["warning VG2059"],
    text: schema("{ type: string, «minimum»: 1 }"),
  },
  {
    fault: "a path without a slash",
    findings: ["error VG2024"],
    text: `paths:\n  «a»: { get: { ${ok} } }\n`,
  },
  {
    fault: "an empty name in a path",
    findings: ["error VG2024"],
    text: `paths:\n  «"/a/{}"»: { get: { ${ok} } }\n`,
  },
  {
    fault: "nested braces in a path",
    findings: ["error VG2024"],
    text: `paths:\n  «"/a/{b{c}}"»: { get: { ${ok} } }\n`,
  },
  {
    fault: "a name twice in a path",
    findings: ["error VG2024"],
    text: `paths:\n  «"/{a}/{a}"»: { get: { ${ok} } }\n`,
  },
  {
    fault: "an undefined variable of a server",
    findings: ["error VG2075"],
    text: 'servers: [{ url: «"https://{host}/"» }]\npaths: {}\n',
  },
  {
    fault: "a variable that no server has",
    findings: ["warning VG2226"],
    text: 'servers: [{ url: "https://a.example/", variables: { «host»: { default: a } } }]\npaths: {}\n',
  },
  {
    fault: "two tags of a name",
    findings: ["error VG2227"],
    text: "paths: {}\ntags: [{ name: a }, { name: «a» }]\n",
  },
  {
    fault: "a response without description",
    findings: ["error VG2011"],
    text: get("responses: { «200»: { headers: {} } }"),
    versions: ["3.0.3", "3.1.1"],
  },
  {
    fault: "two operations of one name in code",
    findings: ["warning VG2109"],
    text: `paths:\n  /a: { get: { operationId: list-pets, ${ok} } }\n  /b: { «get»: { operationId: list_pets, ${ok} } }\n`,
  },
  {
    fault: "two schemas of one name in code",
    findings: ["warning VG2109"],
    text: schema("{ type: string }", "    t-t: { type: string }\n    «t_t»: { type: string }\n"),
  },
  {
    fault: "several faults, each once and in the order of the text",
    findings: ["error VG2020", "error VG2040", "error VG2046"],
    text: `paths:\n  /a: { get: { operationId: x, ${ok} } }\n  /b: { get: { operationId: «x», ${ok} } }\ncomponents:\n  schemas:\n    T: { type: «strin» }\n    U: { type: number, minimum: «2», maximum: 1 }\n`,
  },
];

interface Outcome {
  readonly findings: readonly string[];
  /** The text that each finding points at. */
  readonly marked: readonly string[];
  readonly places: readonly string[];
  readonly pointers: readonly string[];
  readonly hints: readonly (string | undefined)[];
}

async function run(files: Readonly<Record<string, string>>): Promise<Outcome> {
  return withFiles(files, async (base) => {
    const diagnostics = new Diagnostics();
    const document = await loadOpenApi(Object.keys(files)[0]!, diagnostics, { base });
    if (document !== undefined) {
      runPasses(lowerOpenApi(document, diagnostics).api, { types: [], functions: [], keys: [] }, diagnostics);
    }
    const told = diagnostics.list
      .filter((d): d is Diagnostic & { span: object } => d.severity !== "info" && d.span !== undefined)
      .map((d) => ({ d, at: locate(d.span) }))
      .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
    return {
      findings: told.map(({ d }) => `${d.severity} ${d.code}`),
      marked: told.map(({ at }) =>
        at.file.text.split("\n")[at.line - 1]!.slice(at.column - 1, at.endColumn - 1),
      ),
      places: told.map(({ at }) => `${at.file.name}:${at.line}:${at.column}`),
      pointers: told.map(({ d }) => (d.span.kind === "node" ? pointerOf(d.span) : "")),
      hints: told.map(({ d }) => d.hint),
    };
  });
}

/** The places between the marks, and the text without these. */
function unmark(text: string): { text: string; places: string[]; marked: string[] } {
  const places: string[] = [];
  const marked: string[] = [];
  let plain = "";
  for (const part of text.split(/(«[^»]*»)/)) {
    if (part.startsWith("«")) {
      const lines = plain.split("\n");
      places.push(`${lines.length}:${lines.at(-1)!.length + 1}`);
      marked.push(part.slice(1, -1));
      plain += part.slice(1, -1);
    } else plain += part;
  }
  return { text: plain, places, marked };
}

const cases = rows.flatMap((row) => (row.versions ?? all).map((version) => ({ ...row, version })));

describe("each fault is found once, at its token", () => {
  test.each(cases)("$fault in $version", async ({ version, text, findings, hint }) => {
    const {
      text: plain,
      places,
      marked,
    } = unmark(`openapi: ${version}\ninfo: { title: t, version: "1" }\n${text}`);
    const yaml = await run({ "api.yaml": plain });
    expect({ ...yaml, pointers: [], hints: [] }).toEqual({
      findings,
      marked,
      places: places.map((place) => `api.yaml:${place}`),
      pointers: [],
      hints: [],
    });
    if (hint !== undefined) expect(yaml.hints).toContain(hint);
    const json = await run({ "api.json": JSON.stringify(parse(plain), undefined, 2) });
    expect(json.findings).toEqual(findings);
    expect(json.pointers).toEqual(yaml.pointers);
  });

  const inSchemas = cases.filter(({ text }) =>
    /^paths: \{\}\ncomponents:\n {2}schemas:\n {4}T: .*\n$/.test(text),
  );
  test.each(inSchemas)(
    "$fault in $version, in a file that is referred to",
    async ({ version, text, findings }) => {
      const own = /T: (.*)\n$/.exec(text)![1]!;
      const {
        text: plain,
        places,
        marked,
      } = unmark(`T: ${own}\n`.replaceAll("#/components/schemas/T", "#/T"));
      const found = await run({
        "api.yaml": `openapi: ${version}\ninfo: { title: t, version: "1" }\npaths: {}\ncomponents: { schemas: { A: { $ref: "b.yaml#/T" } } }\n`,
        "b.yaml": plain,
      });
      expect(found.findings).toEqual(findings);
      expect(found.places).toEqual(places.map((place) => `b.yaml:${place}`));
      expect(found.marked).toEqual(marked);
    },
  );
});
