import { expect, test } from "vitest";
import { lowerYaml } from "./testing.ts";

const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n';
const remote = '{ $ref: "https://a.b/c.json#/d" }';

test("a component that nothing uses may refer to a document that is not fetched", async () => {
  const { findings } = await lowerYaml(
    `${head}components: { responses: { R: ${remote} }, securitySchemes: { S: ${remote} } }\n`,
  );
  expect(findings).toEqual([
    'warning VG2132 api.yaml:3:39 the remote reference "https://a.b/c.json#/d" is not followed: nothing uses it',
    'warning VG2132 api.yaml:3:98 the remote reference "https://a.b/c.json#/d" is not followed: nothing uses it',
  ]);
});

test.each([
  [
    "a response that an operation has",
    `paths: { /a: { get: { responses: { "200": { $ref: "#/components/responses/R" } } } } }\ncomponents: { responses: { R: ${remote} } }\n`,
  ],
  [
    "a scheme that an operation needs",
    `paths: { /a: { get: { security: [{ S: [] }] } } }\ncomponents: { securitySchemes: { S: ${remote} } }\n`,
  ],
  ["a schema, which is generated in any case", `components: { schemas: { T: ${remote} } }\n`],
])("%s may not", async (_what, text) => {
  const { findings } = await lowerYaml(head + text);
  expect(findings.map((f) => f.split(" ", 2).join(" "))).toContain("error VG1012");
});
