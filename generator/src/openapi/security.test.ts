import { describe, expect, test } from "vitest";
import { lowerFiles, lowerYaml } from "./testing.ts";

const head = 'openapi: 3.2.0\n$self: https://a.b/api.yaml\ninfo: { title: t, version: "1" }\n';
const get = (security: string): string =>
  `paths: { /a: { get: { operationId: a, security: [${security}] } } }\n`;
const key = "{ type: apiKey, in: header, name: X-Key }";

describe("a requirement", () => {
  test.each(['"#/components/securitySchemes/key"', '"https://a.b/api.yaml#/components/securitySchemes/key"'])(
    "names a scheme by its URI %s",
    async (uri) => {
      const { api, findings } = await lowerYaml(
        `${head}${get(`{ ${uri}: [] }`)}components: { securitySchemes: { key: ${key} } }\n`,
      );
      expect(findings).toEqual([]);
      expect(api?.securitySchemes.map((s) => s.name)).toEqual(["key"]);
      expect(api?.groups[0]?.operations[0]?.security[0]?.schemes.map((s) => s.scheme)).toEqual(["key"]);
    },
  );

  test("means a component before a URI", async () => {
    const { api, findings } = await lowerYaml(
      `${head}${get('{ "a.json": [] }')}components: { securitySchemes: { a.json: ${key} } }\n`,
    );
    expect(findings).toEqual([]);
    expect(api?.securitySchemes.map((s) => s.name)).toEqual(["a.json"]);
  });

  test("names a scheme of another file", async () => {
    const { api, findings } = await lowerFiles({
      "api.yaml": `openapi: 3.2.0\ninfo: { title: t, version: "1" }\n${get('{ "./s.yaml#/key": [] }')}`,
      "s.yaml": `key: ${key}\n`,
    });
    expect(findings).toEqual([]);
    expect(api?.securitySchemes).toMatchObject([{ name: "key", kind: "apiKey" }]);
  });

  test("of a URI that leads nowhere is an error at its key", async () => {
    const { findings } = await lowerYaml(`${head}${get('{ "#/components/nothing": [] }')}`);
    expect(findings).toEqual([
      'error VG1015 api.yaml:4:52 the reference "#/components/nothing" leads nowhere: there is no "components" in api.yaml',
    ]);
  });

  test("of a scheme that is not defined is never dropped", async () => {
    const { api, findings } = await lowerYaml(`${head}${get("{ nobody: [] }")}`, { lenient: true });
    expect(findings).toEqual(['warning VG2070 api.yaml:4:52 the security scheme "nobody" is not defined']);
    expect(api?.securitySchemes).toMatchObject([{ name: "nobody", kind: "http", scheme: "bearer" }]);
    expect(api?.groups[0]?.operations[0]?.security[0]?.schemes).toMatchObject([{ scheme: "nobody" }]);
  });
});
