import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { testServer } from "../../testing/test-server.ts";
import { get } from "../methods.ts";
import { Router } from "../router.ts";
import { apiDocs } from "./api-docs.ts";
import type { ApiDocsOptions } from "./api-docs.ts";

const document = { openapi: "3.1.0", info: { title: "Pets & <Friends>", version: "1" }, paths: {} };

describe("a contract is shown", () => {
  const server = testServer(
    new Router()
      .route(
        "/",
        get(() => "root"),
      )
      .merge(apiDocs(document)),
  );

  test("its document is JSON, and 304 for who has it", async () => {
    const reply = await server.call("GET", "/openapi.json");
    expect(reply.json).toEqual(document);
    expect(reply.headers.get("content-type")).toBe("application/json");
    const again = await server.call("GET", "/openapi.json", {
      headers: { "if-none-match": reply.headers.get("etag") ?? "" },
    });
    expect([again.status, again.text]).toEqual([304, ""]);
    const changed = await server.call("GET", "/openapi.json", { headers: { "if-match": '"other"' } });
    expect(changed.status).toBe(412);
  });

  test("its page names no other server, and its policy allows none", async () => {
    const reply = await server.call("GET", "/docs");
    expect(reply.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(reply.headers.get("link")).toBe('<openapi.json>; rel="service-desc"');
    expect(reply.headers.get("content-security-policy")).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(reply.text).toContain("<title>Pets &amp; &lt;Friends&gt;</title>");
    expect(reply.text).not.toMatch(/https?:|<script>|\son\w+=/);
    const start = await server.call("GET", "/docs/start.js");
    expect(start.text).toContain('fetch("openapi.json")');
    expect(start.text).toContain('"validatorUrl":null');
  });

  test.each([
    ["/docs/swagger-ui.css", "text/css"],
    ["/docs/swagger-ui-bundle.js", "text/javascript"],
  ])("%s is %s, compressed for who accepts that", async (path, type) => {
    const [plain, coded] = await Promise.all([
      server.call("GET", path),
      server.call("GET", path, { headers: { "accept-encoding": "gzip" } }),
    ]);
    expect(plain.headers.get("content-type")).toContain(type);
    expect(coded.headers.get("content-encoding")).toBe("gzip");
    expect(coded.bytes.length).toBeLessThan(plain.bytes.length / 2);
  });

  test("nothing else of the package is", async () => {
    expect((await server.call("GET", "/docs/package.json")).status).toBe(404);
    expect((await server.call("GET", "/docs/")).status).toBe(404);
  });
});

describe("options", () => {
  test.each<[string, ApiDocsOptions, string, string, string]>([
    [
      "elsewhere",
      { page: "/internal/api/docs", document: "/v1/api.json" },
      "/internal/api/docs",
      "docs/",
      "../../v1/api.json",
    ],
    ["side by side", { page: "/a/docs", document: "/a/api.json" }, "/a/docs", "docs/", "../a/api.json"],
  ])("%s", async (_name, options, page, assets, reference) => {
    const server = testServer(apiDocs(document, options));
    const { text } = await server.call("GET", page);
    expect(text).toContain(`src="${assets}start.js"`);
    expect((await server.call("GET", `${page}/start.js`)).text).toContain(`fetch("${reference}")`);
    const found = new URL(reference, `http://a${page}`).pathname;
    expect((await server.call("GET", found)).json).toEqual(document);
  });

  test("below a prefix every reference holds", async () => {
    const server = testServer(new Router().nest("/shop", apiDocs(document)));
    expect((await server.call("GET", "/shop/docs")).text).toContain('src="docs/start.js"');
    expect((await server.call("GET", "/shop/docs/start.js")).status).toBe(200);
    expect((await server.call("GET", "/shop/openapi.json")).status).toBe(200);
  });

  test("a title, and a page that only shows", async () => {
    const server = testServer(apiDocs(document, { title: "Mine", tryItOut: false }));
    expect((await server.call("GET", "/docs")).text).toContain("<title>Mine</title>");
    expect((await server.call("GET", "/docs/start.js")).text).toContain('"supportedSubmitMethods":[]');
  });

  test("without a page there is the document alone", async () => {
    const server = testServer(apiDocs(document, { page: false }));
    expect((await server.call("GET", "/docs")).status).toBe(404);
    expect((await server.call("GET", "/openapi.json")).status).toBe(200);
  });
});

describe("a document", () => {
  test("is text, a value or a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "volo-docs-"));
    const path = join(folder, "api.json");
    await writeFile(path, JSON.stringify(document));
    for (const given of [JSON.stringify(document), document, pathToFileURL(path)]) {
      const server = testServer(apiDocs(given));
      expect((await server.call("GET", "/openapi.json")).json).toEqual(document);
    }
    await rm(folder, { recursive: true });
    expect(() => apiDocs(pathToFileURL(path))).toThrow(/cannot be read/);
  });

  test.each([
    ["openapi: 3.1.0", /not JSON/],
    ["{}", /which version/],
    ["null", /which version/],
    ["[]", /which version/],
  ])("%s is none", (text, message) => {
    expect(() => apiDocs(text)).toThrow(message);
  });

  test.each<[ApiDocsOptions, RegExp]>([
    [{ page: "/docs/" }, /slash at its end/],
    [{ page: "/{docs}" }, /without parameters/],
    [{ document: "/{a}.json" }, /without parameters/],
  ])("%o is no place for it", (options, message) => {
    expect(() => apiDocs(document, options)).toThrow(message);
  });
});
