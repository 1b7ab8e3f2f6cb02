import { describe, expect, test } from "vitest";
import { lowerFiles, lowerYaml } from "./testing.ts";

const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n';
const ok = '{ "200": { description: ok } }';

describe("a path item that refers to another one", () => {
  test("takes what it does not say itself from there", async () => {
    const { dump, findings } = await lowerYaml(
      `${head}paths:\n  /a/{id}:\n    $ref: "#/components/pathItems/A"\n    put: { responses: ${ok} }\n` +
        `components:\n  pathItems:\n    A:\n      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]\n      get: { responses: ${ok} }\n`,
    );
    expect(findings).toEqual([]);
    const lines = dump().split("\n");
    expect(lines.filter((line) => /GET|PUT/.test(line))).toHaveLength(2);
    // The parameters of the other item hold for the operations of both.
    expect(lines.filter((line) => /path id/.test(line))).toHaveLength(2);
  });

  test("is not told which of two counts", async () => {
    const { findings } = await lowerYaml(
      `${head}paths:\n  /a:\n    $ref: "#/components/pathItems/A"\n    get: { operationId: mine, responses: ${ok} }\n` +
        `components: { pathItems: { A: { get: { operationId: theirs, responses: ${ok} } } } }\n`,
    );
    expect(findings).toEqual([
      'error VG2130 api.yaml:6:5 "get" stands beside "$ref" and in the path item that it leads to: which counts is not defined',
    ]);
  });
});

describe("an operation that is a reference", () => {
  const files = {
    "api.yaml": `${head}paths:\n  /a:\n    get:\n      $ref: "./get.yaml"\n`,
    "get.yaml": `operationId: getA\nresponses: ${ok}\n`,
  };

  test("is an error at the reference", async () => {
    const { findings } = await lowerFiles(files);
    expect(findings).toEqual(["error VG2131 api.yaml:6:13 an operation cannot be a reference"]);
  });

  test("is followed where contracts are taken as they come, and the bundle holds it", async () => {
    const { findings, dump, document } = await lowerFiles(files, { lenient: true });
    expect(findings).toEqual(["warning VG2131 api.yaml:6:13 an operation cannot be a reference"]);
    expect(dump()).toContain("GET /a getA");
    expect(document).toMatchObject({ paths: { "/a": { get: { operationId: "getA" } } } });
  });
});
