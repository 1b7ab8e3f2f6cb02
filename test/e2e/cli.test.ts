import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const bin = fileURLToPath(new URL("../../generator/bin/volo-gen.js", import.meta.url));
const notes = fileURLToPath(new URL("fixtures/notes/api.yaml", import.meta.url));

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-e2e-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command in the temporary folder. */
function volo(
  args: readonly string[],
  {
    cwd = root,
    env = {},
    run = [bin],
  }: { cwd?: string; env?: NodeJS.ProcessEnv; run?: readonly string[] } = {},
): Promise<Run> {
  const clean = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [...run, ...args], { cwd, env: clean }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** One hash over the names and bytes of a folder. */
function fingerprint(folder: string): string {
  const hash = createHash("sha256");
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (statSync(join(folder, path)).isFile())
      hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
  }
  return hash.digest("hex");
}

const head = `openapi: 3.1.0
info: { title: T, version: 1.0.0 }
`;
const operation = (id: string): string =>
  `{ operationId: ${id}, responses: { "204": { description: Done. } } }`;

interface Bad {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** `file:line:col - error code`, or what else the first line starts with. */
  readonly says: string;
  /** The marked line of the frame. */
  readonly frame?: string;
  readonly code: 1 | 2;
}

const bad: readonly Bad[] = [
  {
    name: "broken JSON",
    files: { "api.json": '{\n  "openapi": "3.1.0",\n  "info": }\n' },
    says: "api.json:3:11 - error VG1002: ",
    frame: '> 3 |   "info": }',
    code: 1,
  },
  {
    name: "broken YAML",
    files: { "api.yaml": `${head}paths: { /a: [ }\n` },
    says: "api.yaml:3:16 - error VG1002: ",
    frame: "> 3 | paths: { /a: [ }",
    code: 1,
  },
  {
    name: "a reference to nothing",
    files: {
      "api.yaml": `${head}paths: {}\ncomponents:\n  schemas:\n    Pet: { type: object }\n    Pets:\n      type: array\n      items: { $ref: "#/components/schemas/Pett" }\n`,
    },
    says: "api.yaml:9:22 - error VG1015: ",
    frame: '>  9 |       items: { $ref: "#/components/schemas/Pett" }',
    code: 1,
  },
  {
    name: "references in a circle",
    files: {
      "api.yaml": `${head}paths: {}\ncomponents:\n  schemas:\n    A: { $ref: "#/components/schemas/B" }\n    B: { $ref: "#/components/schemas/A" }\n`,
    },
    says: "api.yaml:7:16 - error VG1016: ",
    frame: '> 7 |     B: { $ref: "#/components/schemas/A" }',
    code: 1,
  },
  {
    name: "a reference out of the root",
    files: {
      "secret.yaml": "type: string\n",
      "idl/api.yaml": `${head}paths: {}\ncomponents:\n  schemas:\n    A: { $ref: "../secret.yaml" }\n`,
    },
    args: ["idl/api.yaml"],
    says: "idl/api.yaml:6:16 - error VG1010: ",
    frame: '> 6 |     A: { $ref: "../secret.yaml" }',
    code: 1,
  },
  {
    name: "a reference to another machine",
    files: {
      "api.yaml": `${head}paths: {}\ncomponents:\n  schemas:\n    A: { $ref: "https://example.com/a.yaml" }\n`,
    },
    says: "api.yaml:6:16 - error VG1012: ",
    frame: '> 6 |     A: { $ref: "https://example.com/a.yaml" }',
    code: 1,
  },
  {
    name: "a version that does not exist",
    files: { "api.yaml": 'openapi: "9.9.9"\ninfo: { title: T, version: 1.0.0 }\npaths: {}\n' },
    says: "api.yaml:1:10 - error VG2002: ",
    frame: '> 1 | openapi: "9.9.9"',
    code: 1,
  },
  {
    name: "two operations of one name",
    files: {
      "api.yaml": `${head}paths:\n  /a: { get: ${operation("same")} }\n  /b: { get: ${operation("same")} }\n`,
    },
    says: "api.yaml:5:29 - error VG2020: ",
    frame: `> 5 |   /b: { get: ${operation("same")} }`,
    code: 1,
  },
  {
    name: "a contract that does not exist",
    files: {},
    args: ["nowhere.yaml"],
    says: 'error VG1001: "nowhere.yaml" does not exist',
    code: 2,
  },
  {
    name: "a folder as contract",
    files: { "idl/x.txt": "" },
    args: ["idl"],
    says: 'error VG1001: "idl" is a folder, not a file',
    code: 2,
  },
  {
    name: "an output folder below a file",
    files: { "api.yaml": readFileSync(notes, "utf8"), out: "a file\n" },
    args: ["api.yaml", "-o", "out/gen"],
    says: 'error VG5006: "out/gen/api" cannot be used as output: a part of its path is a file, not a folder',
    code: 2,
  },
  {
    name: "a file of somebody else in the way",
    files: { "api.yaml": readFileSync(notes, "utf8"), "gen/api/types.ts": "my work\n" },
    says: 'error VG5002: "gen/api/types.ts" exists and was not generated by volo-gen',
    code: 2,
  },
  {
    name: "an unknown key of the configuration",
    files: { "api.yaml": readFileSync(notes, "utf8"), "volo-gen.config.json": '{ "target": [] }' },
    says: 'error VG5011: the configuration in volo-gen.config.json has the unknown key "target"',
    code: 2,
  },
];

describe("bad input: exit code, place, frame, no stack, nothing written", () => {
  test.each(bad.map((row): [string, Bad] => [row.name, row]))(
    "%s",
    async (_, { files, args, says, frame, code }) => {
      put(files);
      const before = fingerprint(root);
      const input = args ?? [Object.keys(files).includes("api.json") ? "api.json" : "api.yaml"];
      const run = await volo(input);
      expect(run.stderr.startsWith(says), run.stderr).toBe(true);
      if (frame !== undefined) {
        const lines = run.stderr.split("\n");
        const marked = lines.indexOf(frame);
        expect(marked, run.stderr).toBeGreaterThan(0);
        // The marks stand below the column that the first line names.
        const column = Number(/:(\d+) - /.exec(run.stderr)?.[1]);
        expect(lines[marked + 1]?.indexOf("^")).toBe(frame.indexOf("| ") + 1 + column);
      }
      expect(run.code).toBe(code);
      expect(run.stdout).toBe("");
      expect(run.stderr).toMatch(/\n\d+ errors?: nothing was written\n$/);
      expect(run.stderr).not.toMatch(/\u001b|^\s+at /m);
      expect(fingerprint(root)).toBe(before);
    },
  );

  test("all faults are reported, in the order of the source", async () => {
    put({
      "api.yaml": `${head}paths:\n  /a/{id}: { get: ${operation("same")} }\n  /b: { get: ${operation("same")} }\ncomponents:\n  schemas:\n    A: { type: objekt }\n`,
    });
    const { code, stdout } = await volo(["api.yaml", "--format", "json"]);
    expect(code).toBe(1);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; line: number }[] };
    expect(diagnostics.filter(({ line }) => line < 8).map((d) => `${d.line} ${d.code}`)).toEqual([
      "4 VG2021",
      "5 VG2020",
    ]);
    expect(diagnostics.map(({ line }) => line)).toEqual(
      diagnostics.map(({ line }) => line).sort((a, b) => a - b),
    );
    expect(diagnostics.at(-1)).toMatchObject({ code: "VG2040", line: 8 });
  });

  test("an output that was edited", async () => {
    put({ "api.yaml": readFileSync(notes, "utf8") });
    expect((await volo(["api.yaml"])).code).toBe(0);
    put({ "gen/api/types.ts": "my work\n" });
    const before = fingerprint(root);
    const run = await volo(["api.yaml"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(
      /^error VG5001: "gen\/api\/types\.ts" was edited by hand since it was generated\n/,
    );
    expect(fingerprint(root)).toBe(before);
  });
});

describe("output", () => {
  test("depends on the contract alone: not on the run, the folder, the locale or the time zone", async () => {
    put({ "a/package.json": "{}", "a/idl/api.yaml": readFileSync(notes, "utf8") });
    cpSync(join(root, "a"), join(root, "b"), { recursive: true });
    await volo(["idl/api.yaml", "-o", "gen"], { cwd: join(root, "a") });
    await volo(["b/idl/api.yaml", "-o", "b/gen"], { env: { TZ: "Asia/Tokyo", LC_ALL: "tr_TR.UTF-8" } });
    expect(fingerprint(join(root, "b/gen"))).toBe(fingerprint(join(root, "a/gen")));
    expect(readFileSync(join(root, "a/gen/api/types.ts"), "utf8").split("\n")[0]).toBe(
      "// Code generated by volo-gen from idl/api.yaml. DO NOT EDIT.",
    );
  });

  test("goes to src/gen where there is a src", async () => {
    put({ "api.yaml": readFileSync(notes, "utf8"), "src/main.ts": "" });
    await volo(["api.yaml"]);
    expect(existsSync(join(root, "src/gen/api/types.ts"))).toBe(true);
  });

  test("is checked, and follows the contract", async () => {
    put({ "api.yaml": readFileSync(notes, "utf8") });
    await volo(["api.yaml"]);
    expect((await volo(["api.yaml", "--check"])).code).toBe(0);
    put({ "api.yaml": readFileSync(notes, "utf8").replaceAll("listNotes", "findNotes") });
    const check = await volo(["api.yaml", "--check"]);
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(/^gen\/api\/client\.ts differs from what the contract gives\n@@ /);
    expect((await volo(["api.yaml"])).code).toBe(0);
    expect((await volo(["api.yaml", "--check"])).code).toBe(0);
  });
});

test("--watch generates on every change, keeps the last good output, and ends with 130", async () => {
  const text = readFileSync(notes, "utf8");
  put({ "api.yaml": text });
  const child = spawn(process.execPath, [bin, "api.yaml", "--watch"], { cwd: root });
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      for (const wake of waiting) wake();
    });
  }
  /** Waits for output that matches all of the patterns, and forgets what came before. */
  const said = async (...patterns: RegExp[]): Promise<void> => {
    while (!patterns.every((pattern) => pattern.test(output))) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
      });
    }
    output = "";
  };
  try {
    await said(/^gen\/api: \d+ files written in .*\n/m, /^watching 1 file, Ctrl-C stops\n/m);
    put({ "api.yaml": text.replaceAll("listNotes", "findNotes") });
    await said(/^gen\/api: .* written.*\n$/);
    const good = fingerprint(join(root, "gen"));
    put({ "api.yaml": "openapi: [\n" });
    await said(/VG1002[^]*1 error: the last good output is kept\n$/);
    expect(fingerprint(join(root, "gen"))).toBe(good);
    // As editors save: a new file takes the place of the old one.
    put({ "api.yaml.new": text });
    renameSync(join(root, "api.yaml.new"), join(root, "api.yaml"));
    await said(/^gen\/api: .* written.*\n$/);
    expect(readFileSync(join(root, "gen/api/client.ts"), "utf8")).toContain("listNotes");
  } finally {
    child.kill("SIGINT");
  }
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(130);
});

describe("the terminal", () => {
  test.each([
    ["a pipe", {}, false],
    ["NO_COLOR", { NO_COLOR: "1" }, false],
    ["FORCE_COLOR", { FORCE_COLOR: "1" }, true],
  ])("%s", async (_, env, colored) => {
    put({ "api.yaml": "openapi: [\n" });
    const { stderr } = await volo(["api.yaml"], { env });
    expect(stderr.includes("\u001b[")).toBe(colored);
  });

  // Loading ts-morph alone takes 300 ms.
  test("the version is printed without loading what compiling needs", async () => {
    put({
      "watch.mjs": `import { registerHooks } from "node:module";
registerHooks({ load: (url, cx, next) => (console.error(/node_modules\\/([^/]+)/.exec(url)?.[1] ?? ""), next(url, cx)) });
`,
    });
    const { stdout, stderr } = await volo(["--version"], { run: ["--import", join(root, "watch.mjs"), bin] });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect([...new Set(stderr.split("\n"))].filter((name) => name !== "")).toEqual(["commander"]);
  });
});

test("routes", async () => {
  const { stdout } = await volo(["routes", notes, "--json"]);
  expect(JSON.parse(stdout)).toEqual([
    { method: "GET", path: "/notes", operation: "listNotes" },
    { method: "POST", path: "/notes", operation: "createNote" },
    { method: "GET", path: "/notes/{id}", operation: "getNote" },
  ]);
});
