import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BuildOptions } from "esbuild";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Chunk {
  readonly path: string;
  readonly text: string;
}

async function bundle(source: string, options: BuildOptions): Promise<[entry: Chunk, ...others: Chunk[]]> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: `${root}test`, sourcefile: "entry.ts", loader: "ts" },
    conditions: ["volo-source"],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outdir: "out",
    write: false,
    logLevel: "error",
    ...options,
  });
  const chunks = (outputFiles ?? []).map(({ path, text }) => ({ path, text }));
  const entry = chunks.find(({ path }) => path.endsWith("stdin.js"));
  if (entry === undefined) throw new Error("esbuild wrote no entry");
  return [entry, ...chunks.filter((chunk) => chunk !== entry)];
}

/**
 * The text of all chunks that are loaded when the entry runs: what it imports, and of what it imports when it is asked to, the
 * chunk that meets a condition.
 */
function closure(
  [entry, ...others]: readonly [Chunk, ...Chunk[]],
  chosen: (text: string) => boolean,
): string {
  const loaded = new Set([entry]);
  const follow = (chunk: Chunk): void => {
    for (const other of others) {
      const name = other.path.slice(other.path.lastIndexOf("/") + 1);
      const imported = chunk.text.includes(`from"./${name}"`) || chunk.text.includes(`import"./${name}"`);
      const asked = chunk.text.includes(`import("./${name}")`) && chosen(other.text);
      if ((!imported && !asked) || loaded.has(other)) continue;
      loaded.add(other);
      follow(other);
    }
  };
  follow(entry);
  return [...loaded].map(({ text }) => text).join("");
}

// Limits in bytes of minified, uncompressed text: what has to be parsed before anything runs.
describe("a bundle", () => {
  test("of a hello-world server is smaller than 60 kB", async () => {
    const source = `
      import { get, Router } from "volo-http";
      import { serve } from "volo-http/server";
      await serve(new Router().route("/", get(() => "hello")), { port: 8080 });
    `;
    const chunks = await bundle(source, { platform: "node", splitting: true });
    const loaded = closure(chunks, (text) => text.includes('node:http"'));
    expect(loaded).toContain("node:http");
    // Servers of other hosts, HTTP/2 and TLS are chunks that nothing loads here.
    expect(loaded).not.toMatch(/node:http2|node:tls|Deno\.serve/);
    expect(loaded.length).toBeLessThan(60_000);
  });

  test.each([
    ["a client that sends", "multipart"],
    ["a server that reads", "multipartBody"],
  ])("of %s parts has nothing of their headers' types", async (_, name) => {
    const source = `import { ${name} } from "volo-http/codegen/v1"; console.log(${name});`;
    const [entry] = await bundle(source, { platform: "browser" });
    expect(entry.text).toContain("boundary");
    expect(entry.text).not.toMatch(/whose headers are given|`header \$\{/);
  });

  describe("of one operation of a generated client", async () => {
    const source = `
      import { getInventory, petstoreClient } from "../examples/petstore/src/gen/petstore/client.ts";
      console.log(await getInventory(petstoreClient({ baseUrl: "https://api.example.org" })));
    `;
    const [entry, ...others] = await bundle(source, { platform: "browser" });

    test("is one file of less than 10 kB", () => {
      expect(entry.text).toContain("/store/inventory");
      expect(others).toEqual([]);
      expect(entry.text.length).toBeLessThan(10_000);
    });

    test("has nothing of multipart bodies and streams, which the operation does not use", () => {
      expect(entry.text).not.toMatch(/boundary|form-data|retry|record separator|async\s*\*/);
    });

    test("has neither other operations, nor the server, nor what explains faults", () => {
      expect(entry.text).not.toMatch(/\/pets|\/store\/orders|unimplemented|must be a multiple of/);
    });
  });
});
