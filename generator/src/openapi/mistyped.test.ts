import { describe, expect, test } from "vitest";
import { lowerType, lowerYaml } from "./testing.ts";

describe("keywords with a value of the wrong type", () => {
  test.each([
    ["3.0.3", "{ type: object, required: true }", "VG2250"],
    ["3.0.3", "{ type: string, minLength: 1.5 }", "VG2250"],
    ["3.0.3", "{ type: array, items: [{ type: string }] }", "VG2250"],
    ["3.0.3", '{ type: string, nullable: "yes" }', "VG2250"],
    ["3.1.0", '{ type: string, maxLength: "5" }', "VG2250"],
    ["3.1.0", "{ type: object, properties: [] }", "VG2250"],
    ["3.1.0", "{ type: string, examples: { basic: { value: x } } }", "VG2250"],
    ["3.1.0", "{ type: array, uniqueItems: 1 }", "VG2250"],
    ["3.1.0", "{ type: [string, null] }", "VG2251"],
    ["3.2.0", "{ type: 5 }", "VG2250"],
  ])("%s %s: %s", async (version, schema, code) => {
    const strict = await lowerType(version, schema);
    expect(strict.findings).toEqual([expect.stringMatching(new RegExp(`^error ${code} api\\.yaml:6:`))]);
    const lenient = await lowerType(version, schema, {}, { lenient: true });
    expect(lenient.findings[0]).toMatch(new RegExp(`^warning ${code} `));
    expect(lenient.findings.filter((one) => one.startsWith("error"))).toEqual([]);
  });

  test.each([
    ["3.1.0", "{ type: object, properties: { required: 5 } }"],
    ["3.0.3", "{ allOf: [5] }"],
    ["3.1.0", "{ type: string, minLength: -1 }"],
  ])("%s %s is no keyword that could be ignored", async (version, schema) => {
    const lenient = await lowerType(version, schema, {}, { lenient: true });
    expect(lenient.findings[0]).toMatch(/^error VG2013 /);
  });
});

test("null without quotes in a list of types is the type null under --lenient", async () => {
  const { type } = await lowerType("3.1.0", "{ type: [string, null] }", {}, { lenient: true });
  expect(type).toBe("nullable\n  inner string");
});

test("references that form a cycle lead to any value under --lenient", async () => {
  const others = { U: '{ $ref: "#/components/schemas/T" }' };
  const { type, findings } = await lowerType("3.1.0", '{ $ref: "#/components/schemas/U" }', others, {
    lenient: true,
  });
  expect(findings).toEqual([expect.stringMatching(/^warning VG1016 /)]);
  expect(type).toBe("unknown");
});

test("a reference to an object of another kind leads to any value under --lenient", async () => {
  const text = `openapi: 3.1.0
info: { title: t, version: "1" }
components:
  parameters: { P: { name: p, in: query, schema: { type: string } } }
  schemas: { T: { $ref: "#/components/parameters/P" } }
`;
  const { dump, findings } = await lowerYaml(text, { lenient: true });
  expect(findings[0]).toMatch(/^warning VG2062 api\.yaml:5:/);
  expect(dump()).toMatch(/type P = unknown/);
});
