import { expect, test } from "vitest";
import { lowerYaml } from "./testing.ts";

test("faults of servers have their places", async () => {
  const { findings } = await lowerYaml(`openapi: 3.0.3
info: { title: t, version: "1" }
servers:
  - { url: "https://{regoin}.example.com", variables: { region: { default: eu } } }
  - { url: "https://{r}.example.com", variables: { r: { enum: [eu, us], default: ue } } }
  - { url: "https://{r}.example.com", variables: { r: { enum: [], default: eu } } }
  - { url: "https://example.com/?a=b" }
  - { url: "wss://example.com" }
  - { url: v1 }
  - { url: https://a.example, x-volo-name: "not a name" }
paths: {}
`);
  expect(findings.map((finding) => finding.replace("api.yaml:", ""))).toEqual([
    'error VG2075 4:12 the variable "regoin" of this URL is not defined',
    'warning VG2226 4:57 the URL of this server has no variable "region"',
    'error VG2111 5:82 the default "ue" is not one of the values that "enum" lists',
    'error VG2110 6:57 the variable "r" can have no value',
    'error VG2113 7:12 "https://example.com/?a=b" is not the URL of a server',
    'warning VG2114 8:12 clients speak HTTP, not "wss": this server is left out',
    'info VG2115 9:12 "v1" is relative to where the document was fetched from, which is not known',
    'error VG2116 10:44 "not a name" is not a name: write an identifier',
  ]);
});

test("servers of a path are those of its operations, unless they have their own", async () => {
  const { dump, findings } = await lowerYaml(`openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /a:
    servers: [{ url: https://path.example }]
    get: { responses: { "204": { description: None. } } }
    put: { servers: [{ url: https://own.example }], responses: { "204": { description: None. } } }
`);
  expect(findings).toEqual([]);
  expect(dump().match(/server "[^"]*"/g)).toEqual([
    'server "https://path.example"',
    'server "https://own.example"',
  ]);
});
