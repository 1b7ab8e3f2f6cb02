import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { depths, layers, type Layers } from "../../oxlint.config.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A file and what it imports. */
const forbidden: readonly (readonly [file: string, specifier: string])[] = [
  ["generator/src/source/a.ts", "../ir/api.ts"],
  ["generator/src/ir/a.ts", "../openapi/lower.ts"],
  ["generator/src/ir/b.ts", "node:fs"],
  ["generator/src/openapi/a.ts", "../thrift/lexer.ts"],
  ["generator/src/openapi/b.ts", "node:fs/promises"],
  ["generator/src/openapi/c.ts", "../passes/index.ts"],
  ["generator/src/thrift/a.ts", "../openapi/lower.ts"],
  ["generator/src/thrift/deep/b.ts", "../../openapi/lower.ts"],
  ["generator/src/passes/a.ts", "../emit/types.ts"],
  ["generator/src/passes/b.ts", "node:http"],
  ["generator/src/emit/a.ts", "ts-morph"],
  ["generator/src/emit/b.ts", "../openapi/lower.ts"],
  ["generator/src/emit/c.ts", "../output/render.ts"],
  ["generator/src/emit/d.ts", "volo-http"],
  ["generator/src/emit/e.ts", "../generate.ts"],
  ["generator/src/output/a.ts", "../thrift/lexer.ts"],
  ["generator/src/output/b.ts", "volo-http/codegen/v1"],
  ["generator/src/cli/a.ts", "prettier"],
  ["generator/src/cli/b.ts", "typescript"],
  ["generator/src/generate.ts", "./cli/main.ts"],
  ["generator/src/index.ts", "./output/write.ts"],
  ["runtime/src/service/a.ts", "../http/request.ts"],
  ["runtime/src/service/b.ts", "node:events"],
  ["runtime/src/governance/retry/a.ts", "../../http/request.ts"],
  ["runtime/src/governance/retry/b.ts", "../../client/index.ts"],
  ["runtime/src/http/a.ts", "../extract/path.ts"],
  ["runtime/src/http/b.ts", "../governance/retry/index.ts"],
  ["runtime/src/respond/a.ts", "../extract/path.ts"],
  ["runtime/src/extract/a.ts", "../server/router.ts"],
  ["runtime/src/server/a.ts", "../client/index.ts"],
  ["runtime/src/server/adapters/b.ts", "../../client/index.ts"],
  ["runtime/src/server/adapters/c.ts", "ajv"],
  ["runtime/src/server/adapters/d.ts", "http"],
  ["runtime/src/server/layers/cors/e.ts", "../../../client/index.ts"],
  ["runtime/src/server/layers/cors/f.ts", "node:http"],
  ["runtime/src/server/layers/tracing/g.ts", "ws"],
  ["runtime/src/server/websocket/h.ts", "wss"],
  ["runtime/src/server/websocket/i.ts", "http"],
  ["runtime/src/client/a.ts", "../server/router.ts"],
  ["runtime/src/client/transports/b.ts", "../../server/router.ts"],
  ["runtime/src/client/c.ts", "../codegen/v1.ts"],
  ["runtime/src/codegen/a.ts", "../testing/index.ts"],
  ["runtime/src/testing/a.ts", "@scope/name"],
];

const allowed: readonly (readonly [file: string, specifier: string])[] = [
  ["generator/src/source/ok.ts", "node:fs"],
  ["generator/src/ir/ok.ts", "../source/span.ts"],
  ["generator/src/openapi/ok.ts", "../ir/api.ts"],
  ["generator/src/passes/ok.ts", "./index.ts"],
  ["generator/src/emit/ok.ts", "../ir/api.ts"],
  ["generator/src/emit/deep/ok.ts", "../index.ts"],
  ["generator/src/emit/deep/ok2.ts", "../../ir/api.ts"],
  ["generator/src/output/ok.ts", "ts-morph"],
  ["generator/src/cli/ok.ts", "../generate.ts"],
  ["generator/src/emit/a.test.ts", "../openapi/lower.ts"],
  ["runtime/src/governance/retry/ok.ts", "../../service/index.ts"],
  ["runtime/src/server/ok.ts", "../http/request.ts"],
  ["runtime/src/server/adapters/ok.ts", "node:http"],
  ["runtime/src/server/layers/tracing/ok.ts", "@opentelemetry/api"],
  ["runtime/src/server/websocket/ok.ts", "ws"],
  ["runtime/src/server/websocket/ok2.ts", "node:stream/promises"],
  ["runtime/src/client/transports/http/ok.ts", "./server/index.ts"],
  ["runtime/src/codegen/v1.ts", "../server/index.ts"],
];

/** Expressions that make code of a text without escaping it. */
const casts: readonly (readonly [file: string, expression: string])[] = [
  ["generator/src/emit/cast-a.ts", "`${text}` as Code"],
  ["generator/src/emit/codec/cast-b.ts", "text as unknown as Code"],
  ["generator/src/emit/cast-c.ts", "[text] as Code[]"],
  ["generator/src/emit/cast-d.ts", "[text] as readonly Code[]"],
  ["generator/src/output/cast-e.ts", "[text] as ReadonlyArray<Code>"],
  ["generator/src/emit/cast-f.ts", "<Code>text"],
];

const noCasts: readonly (readonly [file: string, expression: string])[] = [
  ["generator/src/emit/code.ts", "text as Code"],
  ["generator/src/emit/cast-ok.ts", "`${text}` as string"],
];

interface Finding {
  readonly file: string;
  readonly code: string;
}

let scratch = "";
let findings: readonly Finding[] = [];

function plant(file: string, specifier: string): void {
  const path = join(scratch, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import { value } from "${specifier}";\nexport const copy: unknown = value;\n`);
}

function plantCast(file: string, expression: string): void {
  const path = join(scratch, file);
  mkdirSync(dirname(path), { recursive: true });
  const lines = [
    "type Code = string & { readonly brand: 1 };",
    "declare const text: string;",
    `export const made: unknown = ${expression};`,
  ];
  writeFileSync(path, lines.join("\n"));
}

function lint(folder: string): Promise<string> {
  const file = join(root, "node_modules", "oxlint", "bin", "oxlint");
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      [file, "-f", "json", "generator", "runtime"],
      { cwd: folder, maxBuffer: 1 << 26 },
      (error, stdout) => {
        if (error !== null && typeof error.code !== "number") fail(error);
        else done(stdout);
      },
    );
  });
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "volo-layers-"));
  for (const name of ["oxlint.config.ts", "package.json", "tsconfig.base.json", "scripts/lint"])
    cpSync(join(root, name), join(scratch, name), { recursive: true });
  for (const name of ["generator", "runtime"]) {
    mkdirSync(join(scratch, name));
    for (const file of ["package.json", "tsconfig.json"])
      cpSync(join(root, name, file), join(scratch, name, file));
  }
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"), "junction");
  for (const [file, specifier] of [...forbidden, ...allowed]) plant(file, specifier);
  for (const [file, expression] of [...casts, ...noCasts]) plantCast(file, expression);
  const report: unknown = JSON.parse(await lint(scratch));
  const { diagnostics } = report as { diagnostics: { filename: string; code: string }[] };
  findings = diagnostics.map(({ filename, code }) => ({ file: filename.replaceAll("\\", "/"), code }));
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe("planted imports", () => {
  test.each(forbidden)("%s may not import %s", (file) => {
    expect(findings).toContainEqual({ file, code: "eslint(no-restricted-imports)" });
  });

  test.each(allowed)("%s may import %s", (file) => {
    expect(findings.filter((finding) => finding.file === file)).toEqual([]);
  });
});

describe("planted casts to Code", () => {
  test.each(casts)("%s is refused", (file) => {
    expect(findings).toContainEqual({ file, code: "volo(one-printer)" });
  });

  test.each(noCasts)("%s is none", (file) => {
    expect(findings.filter((finding) => finding.file === file && finding.code.startsWith("volo"))).toEqual(
      [],
    );
  });
});

/** Every source file of a package, relative to its `src`. */
function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.endsWith(".test-d.ts"));
}

const layerOf = (name: string): string => name.split("/")[0]?.replace(/\.ts$/, "") ?? "";

describe.each(Object.entries(layers))("%s", (name: string, table: Layers) => {
  const source = join(root, name, "src");

  test("every folder is in the table, and none is deeper than its patterns", () => {
    expect(sources(source).filter((file) => !(layerOf(file) in table))).toEqual([]);
    expect(sources(source).filter((file) => file.split("/").length - 1 > Math.max(...depths))).toEqual([]);
  });

  // The lint rule reads import declarations only.
  test("import() keeps to the table as well", () => {
    const wrong: string[] = [];
    for (const file of sources(source)) {
      const text = readFileSync(join(source, file), "utf8");
      for (const [, specifier = ""] of text.matchAll(/\bimport\(\s*["'](\.[^"']+)["']/g)) {
        const target = layerOf(
          relative(source, resolve(source, dirname(file), specifier)).replaceAll("\\", "/"),
        );
        const layer = layerOf(file);
        if (target !== layer && !table[layer]?.includes(target)) wrong.push(`${file} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

test("emit knows no front end, not even by name", () => {
  const folder = join(root, "generator", "src", "emit");
  const mentions = sources(folder)
    // The document that is emitted is one of the formats that are read.
    .filter((file) => !file.startsWith("openapi"))
    .filter((file) => /swagger|openapi|thrift/i.test(readFileSync(join(folder, file), "utf8")));
  expect(mentions).toEqual([]);
});
