import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Diagnostics } from "../source/diagnostic.ts";
import { loadConfig } from "./load-config.ts";
import { resolveTargets } from "./targets.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-config-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function load(
  text: string,
  name = "volo-gen.config.json",
): Promise<{ config: unknown; found: string[] }> {
  const file = join(root, name);
  writeFileSync(file, text);
  const diagnostics = new Diagnostics();
  const loaded = await loadConfig(file, diagnostics);
  const found = diagnostics.list.map(
    ({ code, message, hint }) => `${code} ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
  return { config: loaded?.config, found: found.map((line) => line.replaceAll(root, "ROOT")) };
}

test.each([
  ["volo-gen.config.json", '{ "targets": [{ "input": "a.yaml" }] }'],
  ["volo-gen.config.js", 'export default { targets: [{ input: "a.yaml" }] };'],
  ["volo-gen.config.mjs", 'export default { targets: [{ input: "a.yaml" }] };'],
  [
    "volo-gen.config.ts",
    'interface X { a: 1 }\nexport default { targets: [{ input: "a.yaml" as string }] };',
  ],
  ["volo-gen.config.mts", 'export default { targets: [{ input: "a.yaml" }] } satisfies object;'],
])("%s", async (name, text) => {
  expect(await load(text, name)).toEqual({ config: { targets: [{ input: "a.yaml" }] }, found: [] });
});

test.each([
  ["{}", 'VG5012 the configuration in volo-gen.config.json has no "targets"'],
  ["[]", "VG5012 the configuration in volo-gen.config.json must be an object"],
  ['{ "targets": {} }', "VG5012 targets in volo-gen.config.json must be a list"],
  ['{ "targets": [{}] }', 'VG5012 targets[0] in volo-gen.config.json has no "input"'],
  ['{ "targets": [{ "input": 1 }] }', "VG5012 targets[0].input in volo-gen.config.json must be a text"],
  ['{ "targets": [], "lenient": "yes" }', "VG5012 lenient in volo-gen.config.json must be true or false"],
  [
    '{ "targets": [], "emit": ["types", "cliant"] }',
    'VG5012 emit[1] in volo-gen.config.json must be one of "types", "codec", "server", "client", "webhooks", "callbacks", "openapi" (did you mean "client"?)',
  ],
  [
    '{ "targets": [], "compat": "kite" }',
    'VG5012 compat in volo-gen.config.json must be one of "hertz", "kitex" (did you mean "kitex"?)',
  ],
  [
    '{ "targets": [], "includePaths": [""] }',
    "VG5012 includePaths[0] in volo-gen.config.json must be a text",
  ],
  ['{ "targets": [], "zeroValues": 0 }', "VG5012 zeroValues in volo-gen.config.json must be true or false"],
  [
    '{ "targets": [{ "input": "a", "outptu": "x" }] }',
    'VG5011 targets[0] in volo-gen.config.json has the unknown key "outptu" (did you mean "output"?)',
  ],
  [
    '{ "targets": [], "__proto__": 1 }',
    'VG5011 the configuration in volo-gen.config.json has the unknown key "__proto__" (known keys: targets, output, emit, int64, lenient, strictCoverage, include, exclude, root, allowHosts, includePaths, compat, enumValues, openEnums, zeroValues, maps, sets, queryLists, base, importExtension)',
  ],
])("%s", async (text, expected) => {
  expect(await load(text)).toEqual({ config: undefined, found: [expected] });
});

test.each([
  ["volo-gen.config.json", "{ broken", /^VG5010 "ROOT\/volo-gen\.config\.json" cannot be loaded: .+$/],
  [
    "volo-gen.config.ts",
    'throw new Error("no\\nstack");',
    /^VG5010 "ROOT\/volo-gen\.config\.ts" cannot be loaded: no$/,
  ],
  [
    "volo-gen.config.mjs",
    "export const a = 1;",
    /^VG5010 "ROOT\/volo-gen\.config\.mjs" has no default export/,
  ],
])("%s that cannot be used", async (name, text, expected) => {
  const { config, found } = await load(text, name);
  expect(config).toBeUndefined();
  expect(found).toEqual([expect.stringMatching(expected)]);
});

describe("targets", () => {
  const config = {
    output: "out",
    emit: ["types"],
    lenient: true,
    targets: [
      { input: "idl/a.yaml", name: "First" },
      { input: "idl/b.yaml", output: "other", lenient: false, root: "." },
    ],
  };
  const at = (path: string): string => relative("", join(root, path));

  async function resolveWith(
    idls: string[],
    flags: Parameters<typeof resolveTargets>[1] = {},
  ): Promise<ReturnType<typeof resolveTargets>> {
    const file = join(root, "volo-gen.config.json");
    writeFileSync(file, JSON.stringify(config));
    const diagnostics = new Diagnostics();
    return resolveTargets(idls, flags, await loadConfig(file, diagnostics), diagnostics);
  }

  const first = (): object => ({
    outDir: at("out"),
    folder: "a",
    request: { input: at("idl/a.yaml"), name: "First", outDir: at("out/a"), emit: ["types"], lenient: true },
  });

  test("all of them, each over what is shared, with paths from the folder of the configuration", async () => {
    expect(await resolveWith([])).toEqual([
      first(),
      {
        outDir: at("other"),
        folder: "b",
        request: {
          input: at("idl/b.yaml"),
          outDir: at("other/b"),
          emit: ["types"],
          lenient: false,
          root: at("."),
        },
      },
    ]);
  });

  test("the one that the command line names", async () => {
    expect(await resolveWith([at("idl/a.yaml")])).toEqual([first()]);
  });

  test("a file that the configuration does not know gets what is shared", async () => {
    expect(await resolveWith(["new.yaml"])).toEqual([
      {
        outDir: at("out"),
        folder: "new",
        request: { input: "new.yaml", outDir: at("out/new"), emit: ["types"], lenient: true },
      },
    ]);
  });

  test("folders of includes are relative to the configuration", async () => {
    const file = join(root, "volo-gen.config.json");
    writeFileSync(
      file,
      JSON.stringify({ includePaths: ["idl", "."], targets: [{ input: "a.thrift", output: "gen" }] }),
    );
    const diagnostics = new Diagnostics();
    const [target] = resolveTargets([], {}, await loadConfig(file, diagnostics), diagnostics);
    expect(target?.request.includePaths).toEqual([at("idl"), at(".")]);
  });

  test("a file that is named twice is one", async () => {
    expect(await resolveWith([at("idl/a.yaml"), `./${at("idl/a.yaml")}`])).toEqual([first()]);
  });

  test("flags have the last word", async () => {
    const [target] = await resolveWith([at("idl/a.yaml")], {
      name: "Second",
      output: "here",
      emit: ["client"],
    });
    expect(target).toEqual({
      outDir: "here",
      folder: "a",
      request: { input: at("idl/a.yaml"), name: "Second", outDir: "here/a", emit: ["client"], lenient: true },
    });
  });
});
