import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Code } from "../source/codes.ts";
import type { DiagnosticInit } from "../source/diagnostic.ts";
import { Diagnostics } from "../source/diagnostic.ts";
import { rootSpan } from "../source/span.ts";
import { main } from "./main.ts";
import type { GenerateOptions, GenerateResult } from "../generate.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-cli-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const span = rootSpan({ name: "api.yaml", path: "/api.yaml", text: "a: 1\n", format: "yaml" });

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly requests: readonly GenerateOptions[];
}

/** Runs a command line over a generator that answers every request with the same. */
async function run(args: readonly string[], answer: Partial<GenerateResult> | Error = {}): Promise<Outcome> {
  const requests: GenerateOptions[] = [];
  let out = "";
  let err = "";
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    color: false,
    interactive: false,
  };
  const code = await main(args, terminal, async (request) => {
    requests.push(request);
    if (answer instanceof Error) throw answer;
    return {
      diagnostics: [],
      files: [{ path: "types.ts", text: "t\n" }],
      sources: [],
      routes: [],
      ...answer,
    };
  });
  const plain = (text: string): string => text.replaceAll(root, "ROOT").replace(/\d+ ms|\d+\.\d s/g, "TIME");
  return { code, out: plain(out), err: plain(err), requests };
}

function found(code: Code, init: DiagnosticInit = {}): Partial<GenerateResult> {
  const diagnostics = new Diagnostics();
  diagnostics.add(code, "a message", init);
  return { diagnostics: diagnostics.list };
}

/** A configuration of that text. */
function config(text: string): string {
  writeFileSync(join(root, "volo-gen.config.json"), text);
  return join(root, "volo-gen.config.json");
}

const gen = (): string[] => ["api.yaml", "-o", join(root, "gen")];

describe("exit codes", () => {
  test.each<[string, () => string[], Partial<GenerateResult> | Error, number]>([
    ["fine", gen, {}, 0],
    ["a warning", gen, found("VG2048", { span }), 0],
    ["an error in the contract", gen, found("VG2020", { span }), 1],
    ["an error in a file without a place", gen, found("VG1003"), 1],
    ["a file that the contract refers to is missing", gen, found("VG1001", { span }), 1],
    ["the contract itself is missing", gen, found("VG1001"), 2],
    ["a fault of the generator", gen, new Error("boom"), 2],
    ["check: missing output", () => [...gen(), "--check"], {}, 1],
    ["check: an error wins over drift", () => [...gen(), "--check"], found("VG2020", { span }), 1],
    ["help", () => ["--help"], {}, 0],
    ["version", () => ["--version"], {}, 0],
    ["nothing to do", () => [], {}, 2],
    ["an unknown option", () => [...gen(), "--wach"], {}, 2],
    ["a value that does not exist", () => [...gen(), "--format", "xml"], {}, 2],
    ["an output that does not exist", () => [...gen(), "--emit", "typos"], {}, 2],
    ["options that exclude each other", () => [...gen(), "--check", "--watch"], {}, 2],
    ["a value that is missing", () => ["api.yaml", "-o"], {}, 2],
    ["one name for two contracts", () => ["a.yaml", "b.yaml", "--name", "X"], {}, 2],
    ["a configuration that does not exist", () => [...gen(), "--config", join(root, "x.ts")], {}, 2],
    ["a configuration without targets", () => ["--config", config('{ "targets": [] }')], {}, 2],
    ["a broken configuration", () => ["--config", config("{")], {}, 2],
    ["two contracts in one folder", () => ["a/api.yaml", "b/API.json", "-o", root], {}, 2],
    ["routes", () => ["routes", "api.yaml"], {}, 0],
    ["routes of a broken contract", () => ["routes", "api.yaml", "--json"], found("VG2020", { span }), 1],
    ["routes of nothing", () => ["routes"], {}, 2],
  ])("%s", async (_, args, answer, expected) => {
    const { code, out, err } = await run(args(), answer);
    expect(code).toBe(expected);
    // Every failure says why, without a stack.
    if (expected !== 0) expect(out + err).toMatch(/\S/);
    expect(out + err).not.toMatch(/^\s+at .*:\d+/m);
  });
});

test.each([
  [["--wach"], "error: unknown option '--wach'\n(Did you mean --watch?)\nRun volo-gen --help for help.\n"],
  [
    ["--emit", "clients"],
    "error: option '--emit <list>' argument 'clients' is invalid. Did you mean \"client\"?\nRun volo-gen --help for help.\n",
  ],
  [
    [],
    "error: no IDL file is named, and there is no volo-gen.config.ts here\nRun volo-gen --help for help.\n",
  ],
])("usage: %j", async (args, expected) => {
  expect((await run(args)).err).toBe(expected);
});

test("an internal error is one sentence, and has its stack with --debug only", async () => {
  expect((await run(gen(), new Error("boom"))).err).toBe(
    "error VG5091: volo-gen failed, which is a fault of its own: boom; run it again with --debug for the stack\n",
  );
  const { err } = await run(["--debug", ...gen()], new Error("boom"));
  expect(err).toMatch(/^error VG5091: .*: boom\nError: boom\n {4}at /);
});

describe("a run", () => {
  test("says what it wrote, and touches nothing the second time", async () => {
    expect(await run(gen())).toMatchObject({
      code: 0,
      err: "",
      out: "ROOT/gen/api: 1 file written in TIME\n  + types.ts\n",
    });
    const time = statSync(join(root, "gen/api/types.ts")).mtimeMs;
    expect((await run(gen())).out).toBe("ROOT/gen/api: 1 file unchanged in TIME\n");
    expect(statSync(join(root, "gen/api/types.ts")).mtimeMs).toBe(time);
    const changed = await run(gen(), { files: [{ path: "client.ts", text: "c" }] });
    expect(changed.out).toBe(
      "ROOT/gen/api: 1 file written, 1 file removed in TIME\n  + client.ts\n  - types.ts\n",
    );
  });

  test("writes nothing when any of its contracts has an error", async () => {
    let calls = 0;
    const broken = found("VG2020", { span });
    const outcome = await run(["a.yaml", "b.yaml", "-o", join(root, "gen")], {
      get diagnostics() {
        return calls++ === 0 ? [] : (broken.diagnostics ?? []);
      },
    });
    expect(outcome.code).toBe(1);
    expect(outcome.out).toBe("");
    expect(outcome.err).toMatch(
      /api\.yaml:1:1 - error VG2020: a message\n[^]*\n1 error: nothing was written\n$/,
    );
    expect(existsSync(join(root, "gen"))).toBe(false);
  });

  test("passes its options on", async () => {
    const what =
      "--name Shop --emit types,client --int64 string --lenient --root idl --import-extension none";
    const hosts = "--allow-host a.example --allow-host b.example:8443";
    const { requests } = await run([...gen(), ...what.split(" "), ...hosts.split(" ")]);
    expect(requests).toEqual([
      {
        input: "api.yaml",
        outDir: join(root, "gen/api"),
        name: "Shop",
        emit: ["types", "client"],
        int64: "string",
        lenient: true,
        root: "idl",
        allowHosts: ["a.example", "b.example:8443"],
        importExtension: "",
      },
    ]);
  });

  test("passes the options for Thrift on, and none that was not given", async () => {
    const what =
      "-I idl -I vendor,idl --compat hertz --enum-values name --open-enums --no-zero-values --maps map --sets set --query-lists csv --base keep";
    const { requests } = await run(["orders.thrift", "-o", join(root, "gen"), ...what.split(" ")]);
    expect(requests).toEqual([
      {
        input: "orders.thrift",
        outDir: join(root, "gen/orders"),
        includePaths: ["idl", "vendor,idl"],
        compat: "hertz",
        enumValues: "name",
        openEnums: true,
        zeroValues: false,
        maps: "map",
        sets: "set",
        queryLists: "csv",
        base: "keep",
      },
    ]);
    const bare = await run(["orders.thrift", "-o", join(root, "gen")]);
    expect(bare.requests).toEqual([{ input: "orders.thrift", outDir: join(root, "gen/orders") }]);
  });

  test.each([
    ["--compat", "kite", "Allowed choices are hertz, kitex."],
    ["--maps", "object", "Allowed choices are record, map."],
  ])("%s %s is refused", async (flag, value, why) => {
    const { code, err } = await run(["orders.thrift", flag, value]);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });

  test.each([
    ["PetStore.yaml", "pet-store"],
    ["a/b/petstore_v2.json", "petstore-v2"],
    ["api.v1.yml", "api-v1"],
  ])("%s goes into %s", async (input, folder) => {
    const { requests } = await run([input, "-o", root]);
    expect(requests[0]?.outDir).toBe(join(root, folder));
  });

  test("as JSON: one document on the standard output, nothing else", async () => {
    const { out, err } = await run([...gen(), "--format", "json"], found("VG2048", { span }));
    expect(err).toBe("");
    expect(JSON.parse(out)).toMatchObject({
      diagnostics: [{ code: "VG2048", severity: "warning", file: "api.yaml", line: 1, column: 1 }],
      targets: [
        { input: "api.yaml", folder: "ROOT/gen/api", written: ["types.ts"], removed: [], unchanged: [] },
      ],
    });
  });

  test("--debug ir prints the model and writes nothing", async () => {
    const outcome = await run([...gen(), "--debug", "ir"], { dump: () => "the model\n" });
    expect(outcome).toMatchObject({ code: 0, out: "the model\n", err: "" });
    expect(existsSync(join(root, "gen"))).toBe(false);
  });
});

describe("--check", () => {
  const check = (): string[] => [...gen(), "--check"];

  test("lists what differs and writes nothing", async () => {
    await run(gen(), {
      files: [
        { path: "types.ts", text: "a\nold\nz\n" },
        { path: "client.ts", text: "c\n" },
      ],
    });
    const files = [
      { path: "types.ts", text: "a\nnew\nz\n" },
      { path: "server.ts", text: "s\n" },
    ];
    const { code, out, err } = await run(check(), { files });
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toBe(`ROOT/gen/api/server.ts is missing
ROOT/gen/api/types.ts differs from what the contract gives
@@ -1 +1 @@
 a
-old
+new
 z
ROOT/gen/api/client.ts is not part of the contract any more
3 files out of date: run volo-gen without --check
`);
    expect(readFileSync(join(root, "gen/api/types.ts"), "utf8")).toBe("a\nold\nz\n");
    expect(existsSync(join(root, "gen/api/server.ts"))).toBe(false);
    const github = await run([...check(), "--format", "github"], { files });
    expect(github.out).toContain("::error file=ROOT/gen/api/server.ts::is missing: run volo-gen\n");
    const json = await run([...check(), "--format", "json"], { files });
    expect((JSON.parse(json.out) as { targets: unknown[] }).targets).toEqual([
      {
        input: "api.yaml",
        folder: "ROOT/gen/api",
        unchanged: [],
        drift: [
          { path: "ROOT/gen/api/server.ts", state: "missing" },
          { path: "ROOT/gen/api/types.ts", state: "different" },
          { path: "ROOT/gen/api/client.ts", state: "stale" },
        ],
      },
    ]);
  });

  test("an edited file is drift", async () => {
    await run(gen());
    writeFileSync(join(root, "gen/api/types.ts"), "mine\n");
    expect((await run(check())).code).toBe(1);
  });

  test("is content without a manifest", async () => {
    mkdirSync(join(root, "gen/api"), { recursive: true });
    writeFileSync(join(root, "gen/api/types.ts"), "t\n");
    expect(await run(check())).toMatchObject({ code: 0, out: "ROOT/gen/api: 1 file up to date\n", err: "" });
  });
});

describe("routes", () => {
  const routes = [
    { method: "GET", path: "/pets/{id}", operation: "getPet" },
    { method: "DELETE", path: "/files/{*rest}", operation: "deleteFile" },
  ];

  test("a table", async () => {
    const { out } = await run(["routes", "api.yaml"], { routes });
    expect(out).toBe("GET     /pets/{id}      getPet\nDELETE  /files/{*rest}  deleteFile\n");
  });

  test("JSON", async () => {
    const { out, requests } = await run(["routes", "api.yaml", "--json", "--lenient"], { routes });
    expect(JSON.parse(out)).toEqual(routes);
    expect(requests).toMatchObject([{ input: "api.yaml", lenient: true, emit: [] }]);
  });
});
