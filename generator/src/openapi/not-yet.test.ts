import { expect, test } from "vitest";
import { lowerYaml } from "./testing.ts";

test("what is not generated yet is said with its place", async () => {
  const { findings } = await lowerYaml(`openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a:
    get:
      responses: { "204": { description: None. } }
components:
  schemas:
    Text:
      type: string
      contentMediaType: application/xml
      contentSchema: { type: object }
`);
  expect(findings.toSorted()).toEqual([
    'info VG2094 api.yaml:12:7 contentSchema is documentation only: "application/xml" is not JSON',
  ]);
});
