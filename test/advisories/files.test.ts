import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../generator/src/index.ts";
import type { JsonObject } from "./oracle.ts";
import { compiled } from "./oracle.ts";

describe("CVE-2024-35219 (openapi-generator), CVE-2016-5641 (swagger-codegen), GHSA-p5rm-jg5c-8c77 (kiota): where files go", () => {
  const names = [
    "../../evil",
    "/etc/evil",
    "..\\..\\evil",
    "%2e%2e%2fevil",
    "..",
    ".",
    "",
    " ",
    "a/b/../../../../evil",
    "C:\\evil",
    "CON",
    "aux",
    "nul.ts",
    "a:b",
    "name\0.ts",
    "\u202egpj.ts",
    "index",
    "x".repeat(400),
    "Twin",
    "twin",
    "TWIN",
    "~/.ssh/authorized_keys",
  ];

  /** Large enough to be split into files by tag. */
  const paths: JsonObject = Object.fromEntries(
    Array.from({ length: 160 }, (_, i) => [
      `/p${i}`,
      {
        get: {
          tags: [names[i % names.length] ?? ""],
          operationId: `../op${i}`,
          "x-volo-group": names[i % names.length] ?? "",
          responses: { "204": { description: "Done." } },
        },
      },
    ]),
  );

  test("names of tags and groups give plain files below the folder", async () => {
    const { api } = await compiled({ info: { title: "../../evil", version: "/etc" }, paths });
    expect(api.files.size).toBeGreaterThan(6);
    const paths_ = [...api.files.keys()];
    for (const path of paths_) {
      expect(path).toMatch(/^(?:(?:server|client)\/)?[a-z0-9_][a-z0-9_-]{0,125}\.(?:ts|json)$/i);
      expect(path).not.toMatch(/(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)\.|\.\./i);
    }
    expect(new Set(paths_.map((path) => path.toLowerCase())).size).toBe(paths_.length);
    expect(await api.check()).toBe("");
  }, 60_000);
});

describe("GHSA-x36r-4347-pm5x, GHSA-h754-fxp7-88wx (swagger-typescript-api), openapi-mcp-generator #68: what a contract makes the tool read", () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.authorization ?? ""}`);
    response.end('{"type":"string"}');
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => void server.close());

  /** Every place of a document that may hold a reference. */
  function places(ref: string): JsonObject {
    const it = { $ref: ref };
    const response = {
      description: "It.",
      headers: { H: it },
      links: { l: it },
      content: { "application/json": { schema: it, examples: { e: it } } },
    };
    return {
      paths: {
        "/a": {
          parameters: [it],
          post: {
            parameters: [it, { name: "q", in: "query", schema: it, examples: { e: it } }],
            requestBody: {
              content: { "multipart/form-data": { schema: it, encoding: { f: { headers: { H: it } } } } },
            },
            responses: { "200": response, "201": it },
            callbacks: { c: it, d: { "{$url}": it } },
          },
        },
        "/b": it,
      },
      webhooks: { w: it },
      components: {
        schemas: {
          A: it,
          B: { allOf: [it], properties: { p: it }, items: it, if: it, $defs: { d: it }, not: it },
          C: { oneOf: [it], discriminator: { propertyName: "p", mapping: { m: ref } } },
          D: { $id: "https://x.example/d", $dynamicRef: ref },
        },
        responses: { R: it },
        parameters: { P: it },
        examples: { E: it, F: { externalValue: ref } },
        requestBodies: { Q: it },
        headers: { H: it },
        securitySchemes: { S: it },
        links: { L: it, M: { operationRef: ref } },
        callbacks: { K: it },
        pathItems: { I: it },
      },
    };
  }

  test("nothing is fetched and nothing outside of the root is read, whatever refers to it", async () => {
    const base = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const targets = [
      `http://${base}/internal#/A`,
      `http://token@${base}/internal`,
      `//${base}/x`,
      "http://169.254.169.254/latest/meta-data",
      "file:///etc/passwd",
      "/etc/passwd",
      "../../../../../../../../etc/passwd",
      "..%2f..%2f..%2fetc/passwd",
      "gopher://x/",
      "javascript:pwn_1()",
    ];
    for (const target of targets) {
      const { api, errors } = await compiled(places(target));
      expect(errors.length, target).toBeGreaterThan(0);
      const text = JSON.stringify([...api.files]);
      expect(text).not.toContain("root:x:0");
    }
    expect(requests).toEqual([]);
  });

  test("only the entry is looked at", async () => {
    const { api } = await compiled(places("/etc/passwd"));
    expect(api.diagnostics.some((one) => one.code === "VG1011")).toBe(true);
    const input = new URL("./none.yaml", import.meta.url).pathname;
    const result = await generate({ input, outDir: "/nowhere" });
    expect(result.sources).toEqual([input]);
    expect(result.diagnostics.map((one) => one.code)).toEqual(["VG1001"]);
  });
});
