import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../source/diagnostic.ts";
import { Diagnostics } from "../source/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, rootSpan } from "../source/span.ts";
import { report, tally, toJson } from "./report.ts";

const yaml: SourceFile = {
  name: "idl/api.yaml",
  path: "/x/idl/api.yaml",
  format: "yaml",
  text: `openapi: 3.1.0
paths:
  /pets:
    get:
      operationId: list
    post:
      operationId: list
`,
};
const json: SourceFile = {
  name: "idl/pet.json",
  path: "/x/idl/pet.json",
  format: "json",
  text: '{\n  "type": "objekt"\n}\n',
};

function at(file: SourceFile, ...path: string[]): NodeSpan {
  return path.reduce((span, key) => childSpan(span, key), rootSpan(file));
}

function sample(): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  diagnostics.add("VG2213", "credentials are asked of callers", { span: at(yaml, "paths", "/pets", "post") });
  diagnostics.add("VG2020", 'two operations are named "list"', {
    span: at(yaml, "paths", "/pets", "post", "operationId"),
    related: [{ message: "the first one", span: at(yaml, "paths", "/pets", "get", "operationId") }],
    hint: 'name it "create"',
  });
  diagnostics.add("VG2040", '"objekt" is not a type', {
    span: at(json, "type"),
    hint: 'did you mean "object"?',
  });
  diagnostics.add("VG5006", '"gen" cannot be written: permission denied');
  diagnostics.add("VG2048", "a\u001b[31m\nb\u202e%", { span: at(yaml, "openapi") });
  return diagnostics.list;
}

test("text", () => {
  expect(report(sample(), "text", false)).toBe(`error VG5006: "gen" cannot be written: permission denied
idl/api.yaml:1:10 - warning VG2048: a\\u001b[31m\\u000ab\\u202e%

> 1 | openapi: 3.1.0
    |          ^^^^^
  2 | paths:
  3 |   /pets:

idl/api.yaml:6:5 - info VG2213: credentials are asked of callers
idl/api.yaml:7:20 - error VG2020: two operations are named "list"

  5 |       operationId: list
  6 |     post:
> 7 |       operationId: list
    |                    ^^^^
  8 |

  idl/api.yaml:5:20 - the first one
  > 5 |       operationId: list
      |                    ^^^^

  hint: name it "create"

idl/pet.json:2:11 - error VG2040: "objekt" is not a type

  1 | {
> 2 |   "type": "objekt"
    |           ^^^^^^^^
  3 | }
  4 |

  hint: did you mean "object"?

`);
});

test("colours change nothing but the colour", () => {
  const colored = report(sample(), "text", true);
  expect(colored).toContain("\u001b[31merror\u001b[39m");
  expect(stripVTControlCharacters(colored)).toBe(report(sample(), "text", false));
});

test("github", () => {
  expect(report(sample(), "github", false)).toBe(
    [
      '::error title=VG5006::"gen" cannot be written: permission denied',
      "::warning file=idl/api.yaml,line=1,endLine=1,col=10,endColumn=15,title=VG2048::a\u001b[31m%0Ab\u202e%25",
      "::notice file=idl/api.yaml,line=6,endLine=6,col=5,endColumn=9,title=VG2213::credentials are asked of callers",
      '::error file=idl/api.yaml,line=7,endLine=7,col=20,endColumn=24,title=VG2020::two operations are named "list"%0Aname it "create"%0Aidl/api.yaml:5:20 - the first one',
      '::error file=idl/pet.json,line=2,endLine=2,col=11,endColumn=19,title=VG2040::"objekt" is not a type%0Adid you mean "object"?',
      "",
    ].join("\n"),
  );
});

test("github: names of files cannot add properties", () => {
  const diagnostics = new Diagnostics();
  diagnostics.add("VG2040", "m", { span: at({ ...json, name: "a,line=9::x.json" }, "type") });
  expect(report(diagnostics.list, "github", false)).toBe(
    "::error file=a%2Cline=9%3A%3Ax.json,line=2,endLine=2,col=11,endColumn=19,title=VG2040::m\n",
  );
});

test("json", () => {
  const [first, , , duplicate] = toJson(sample());
  expect(first).toEqual({
    code: "VG5006",
    severity: "error",
    message: '"gen" cannot be written: permission denied',
    related: [],
  });
  expect(duplicate).toEqual({
    code: "VG2020",
    severity: "error",
    message: 'two operations are named "list"',
    hint: 'name it "create"',
    file: "idl/api.yaml",
    line: 7,
    column: 20,
    endLine: 7,
    endColumn: 24,
    related: [
      { message: "the first one", file: "idl/api.yaml", line: 5, column: 20, endLine: 5, endColumn: 24 },
    ],
  });
  expect(toJson(sample()).map(({ code }) => code)).toEqual([
    "VG5006",
    "VG2048",
    "VG2213",
    "VG2020",
    "VG2040",
  ]);
});

describe("the tally", () => {
  test.each([
    [[], ""],
    [["VG2040"], "1 error"],
    [["VG2040", "VG2041", "VG2048", "VG2213", "VG2092"], "2 errors, 1 warning, 2 notes"],
  ] as const)("%j", (codes, expected) => {
    const diagnostics = new Diagnostics();
    for (const code of codes) diagnostics.add(code, "m");
    expect(tally(diagnostics.list)).toBe(expected);
  });
});
