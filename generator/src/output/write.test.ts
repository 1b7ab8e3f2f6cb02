import * as fs from "node:fs";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Diagnostics } from "../source/diagnostic.ts";
import type { Disk } from "./disk.ts";
import { manifestName } from "./manifest.ts";
import { planOutput, refuseEdited } from "./plan.ts";
import { writeOutput } from "./write.ts";

type Tree = Record<string, string>;

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-write-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What the command line does with the files of one contract. */
function generate(
  files: Tree,
  { outDir = join(root, "gen"), folder = "api", disk = fs as Disk } = {},
): string[] {
  const diagnostics = new Diagnostics();
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  const plan = planOutput({ outDir, folder, files: list }, diagnostics, disk);
  if (plan !== undefined) {
    refuseEdited(plan, diagnostics);
    if (!diagnostics.hasErrors) writeOutput([plan], diagnostics, disk);
  }
  return diagnostics.list.map(({ code, message }) => `${code} ${message.replaceAll(root, "ROOT")}`);
}

/** Every file below the root, without the manifest. */
function tree(folder = root): Tree {
  const found: Tree = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name !== manifestName)
      found[relative(folder, path)] = readFileSync(path, "utf8");
  }
  return found;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const first: Tree = { "types.ts": "types 1\n", "server/pets.ts": "pets 1\n", "server/store.ts": "store 1\n" };
const second: Tree = { "types.ts": "types 1\n", "server/pets.ts": "pets 2\n", "client/all.ts": "client 2\n" };
const inGen = (files: Tree): Tree =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`gen/api/${path}`, text]));

describe("what is written", () => {
  test("new, changed and stale files; the manifest owns what is there", () => {
    expect(generate(first)).toEqual([]);
    expect(tree()).toEqual(inGen(first));
    expect(generate(second)).toEqual([]);
    expect(tree()).toEqual(inGen(second));
    const manifest = JSON.parse(readFileSync(join(root, "gen/api", manifestName), "utf8")) as { files: Tree };
    expect(Object.keys(manifest)).toEqual(["generator", "files"]);
    expect(Object.keys(manifest.files)).toEqual(["client/all.ts", "server/pets.ts", "types.ts"]);
  });

  test("a folder that stale files leave empty is removed, one with other files is not", () => {
    generate(first);
    generate({ "types.ts": "x" });
    expect(existsSync(join(root, "gen/api/server"))).toBe(false);
    generate(first);
    put("gen/api/server/mine.txt", "mine");
    generate({ "types.ts": "x" });
    expect(tree()).toEqual({ "gen/api/types.ts": "x", "gen/api/server/mine.txt": "mine" });
  });

  test("what stays the same is not touched", () => {
    generate(first);
    const old = new Date(1e12);
    for (const path of ["types.ts", manifestName]) utimesSync(join(root, "gen/api", path), old, old);
    const time = (path: string): number => statSync(join(root, "gen/api", path)).mtimeMs;
    generate(first);
    expect([time("types.ts"), time(manifestName)]).toEqual([1e12, 1e12]);
    generate({ ...first, "client.ts": "c" });
    expect(time("types.ts")).toBe(1e12);
    expect(time(manifestName)).not.toBe(1e12);
  });

  test("the bytes do not depend on the order of the files", () => {
    generate(first);
    const manifest = readFileSync(join(root, "gen/api", manifestName), "utf8");
    const reversed = Object.fromEntries(Object.entries(first).reverse());
    generate(reversed, { outDir: join(root, "other") });
    expect(readFileSync(join(root, "other/api", manifestName), "utf8")).toBe(manifest);
  });

  test("other contracts beside it stay", () => {
    generate(first, { folder: "one" });
    generate(second, { folder: "two" });
    generate({}, { folder: "two" });
    expect(Object.keys(tree()).sort()).toEqual(
      Object.keys(first)
        .map((path) => `gen/one/${path}`)
        .sort(),
    );
  });
});

describe("what is refused, with nothing written", () => {
  /** Runs over a prepared tree and expects it to be the same afterwards. */
  function refused(files: Tree, options?: Parameters<typeof generate>[1]): string[] {
    const before = tree();
    const found = generate(files, options);
    expect(tree()).toEqual(before);
    return found;
  }

  test("a changed file that was edited", () => {
    generate(first);
    put("gen/api/server/pets.ts", "my work\n");
    expect(refused(second)).toEqual([
      'VG5001 "ROOT/gen/api/server/pets.ts" was edited by hand since it was generated',
    ]);
  });

  test("an edited file even when the contract is the same", () => {
    generate(first);
    put("gen/api/types.ts", "my work\n");
    expect(refused(first)).toEqual([
      'VG5001 "ROOT/gen/api/types.ts" was edited by hand since it was generated',
    ]);
  });

  test("a stale file that was edited", () => {
    generate(first);
    put("gen/api/server/store.ts", "my work\n");
    expect(refused(second)).toEqual([
      'VG5001 "ROOT/gen/api/server/store.ts" was edited by hand since it was generated',
    ]);
  });

  test("every file that is not ours, all at once", () => {
    put("gen/api/types.ts", "my work\n");
    put("gen/api/server/pets.ts", "my work\n");
    expect(refused(first)).toEqual([
      'VG5002 "ROOT/gen/api/server/pets.ts" exists and was not generated by volo-gen',
      'VG5002 "ROOT/gen/api/types.ts" exists and was not generated by volo-gen',
    ]);
  });

  test("but a file that is the same is adopted, and line ends are no edit", () => {
    put("gen/api/types.ts", "types 1\n");
    expect(generate(first)).toEqual([]);
    put("gen/api/server/pets.ts", "pets 1\r\n");
    expect(generate(second)).toEqual([]);
    expect(tree()).toEqual(inGen(second));
  });

  test("a manifest that is damaged or points elsewhere", () => {
    put("victim.txt", "precious");
    put(`gen/api/${manifestName}`, '{"generator":"volo-gen","files":{"../../victim.txt":"x"}}');
    expect(refused(first)).toEqual([
      `VG5005 "ROOT/gen/api/${manifestName}" is not a list of generated files`,
    ]);
  });

  test.each(["../up.ts", "/abs.ts", "a/../../b.ts", ".volo-gen.json", "con.ts"])("the path %j", (path) => {
    expect(refused({ ...first, [path]: "x" })).toEqual([
      `VG5003 ${JSON.stringify(`api/${path}`)} cannot be the path of a generated file`,
    ]);
  });

  test("paths that differ in case only", () => {
    expect(refused({ "Pets.ts": "a", "pets.ts": "b" })).toEqual([
      'VG5004 the files "api/Pets.ts" and "api/pets.ts" are one where case does not count',
    ]);
  });

  test.each([
    ["gen/api", "gen/api"],
    ["gen/api/server", "gen/api/server"],
    ["gen/api/types.ts", "gen/api/types.ts"],
    [`gen/api/${manifestName}`, `gen/api/${manifestName}`],
  ])("a symbolic link at %s", (at) => {
    put("elsewhere/keep.txt", "keep");
    mkdirSync(dirname(join(root, at)), { recursive: true });
    symlinkSync(join(root, "elsewhere"), join(root, at));
    expect(refused(first)).toEqual([
      `VG5003 "ROOT/${at}" is a symbolic link, and output stays inside its folder`,
    ]);
  });

  test("a stale file behind a symbolic link is left alone", () => {
    generate(first);
    rmSync(join(root, "gen/api/server"), { recursive: true });
    put("elsewhere/store.ts", "store 1\n");
    symlinkSync(join(root, "elsewhere"), join(root, "gen/api/server"));
    expect(generate({ "types.ts": "t" })).toEqual([]);
    expect(tree()["elsewhere/store.ts"]).toBe("store 1\n");
  });

  test("but the folder that the user named may be a link", () => {
    mkdirSync(join(root, "real"));
    symlinkSync(join(root, "real"), join(root, "gen"));
    expect(generate(first)).toEqual([]);
    expect(Object.keys(tree(join(root, "real")))).toHaveLength(3);
  });

  test("a folder below a file", () => {
    put("gen", "a file");
    expect(refused(first)).toEqual([
      'VG5006 "ROOT/gen/api" cannot be used as output: a part of its path is a file, not a folder',
    ]);
  });

  test.runIf(process.platform === "linux").each([
    ["/proc/volo", "its folder does not exist and cannot be made"],
    ["/dev/null", "a part of its path is a file, not a folder"],
  ])("%s", (outDir, words) => {
    expect(refused(first, { outDir })).toEqual([expect.stringMatching(new RegExp(`^VG5006 .*: ${words}$`))]);
  });

  test("a folder in the place of a file", () => {
    put("gen/api/types.ts/x", "y");
    expect(refused(first)).toEqual([
      'VG5006 "ROOT/gen/api" cannot be used as output: a folder stands in its place',
    ]);
  });
});

describe("a disk that fails", () => {
  const operations = [
    "mkdirSync",
    "openSync",
    "writeFileSync",
    "fsyncSync",
    "renameSync",
    "unlinkSync",
  ] as const;

  /** A disk on which the nth call of an operation fails; what has been written of a text is there nevertheless. */
  function failing(
    operation: (typeof operations)[number],
    nth: number,
    code: string,
  ): { disk: Disk; failed(): boolean } {
    let calls = 0;
    let failed = false;
    const original = fs[operation] as (...args: unknown[]) => unknown;
    const replacement = (...args: unknown[]): unknown => {
      if (++calls !== nth) return original(...args);
      failed = true;
      if (operation === "writeFileSync") original(args[0], String(args[1]).slice(0, 3));
      throw Object.assign(new Error(`${code}: injected`), { code });
    };
    return { disk: { ...fs, [operation]: replacement }, failed: () => failed };
  }

  test.each(operations)("%s: the old tree or the new one, whichever call fails", (operation) => {
    let failures = 0;
    for (let nth = 1; nth < 50; nth++) {
      generate(first);
      const before = tree();
      const manifest = readFileSync(join(root, "gen/api", manifestName), "utf8");
      const { disk, failed } = failing(operation, nth, "ENOSPC");
      const found = generate(second, { disk });
      if (!failed()) break;
      if (found.length > 0) {
        failures++;
        expect(found).toEqual([
          'VG5006 nothing was written, because "ROOT/gen/api" cannot be written: no space is left on the device',
        ]);
        expect(tree()).toEqual(before);
        expect(readFileSync(join(root, "gen/api", manifestName), "utf8")).toBe(manifest);
        expect(readdirSync(join(root, "gen/api")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
        // And the next run works.
        expect(generate(second)).toEqual([]);
      }
      for (const path of Object.keys(tree())) if (path.endsWith(".tmp")) rmSync(join(root, path));
      expect(tree()).toEqual(inGen(second));
      rmSync(join(root, "gen"), { recursive: true });
    }
    expect(failures).toBeGreaterThan(0);
  });

  test.each([
    ["EACCES", "permission denied"],
    ["EROFS", "the file system is read-only"],
    ["EIO", "the device reports an error"],
    ["EWEIRD", "EWEIRD"],
  ])("%s in plain words, and no folder is left behind", (code, words) => {
    const { disk } = failing("openSync", 2, code);
    expect(generate(first, { disk })).toEqual([
      `VG5006 nothing was written, because "ROOT/gen/api" cannot be written: ${words}`,
    ]);
    expect(readdirSync(root)).toEqual([]);
  });

  test("without hard links, old texts are copied", () => {
    generate(first);
    const linkSync = (): never => {
      throw Object.assign(new Error("no links"), { code: "EPERM" });
    };
    expect(generate(second, { disk: { ...fs, linkSync } })).toEqual([]);
    expect(tree()).toEqual(inGen(second));
  });

  test("a run that is killed anywhere leaves nothing that the next one refuses", () => {
    for (let nth = 1; ; nth++) {
      generate(first);
      // From the nth change on nothing happens any more, not even tidying up.
      let calls = 0;
      const dead = (): never => {
        throw new Error("killed");
      };
      const wrap = <F extends (...args: never[]) => unknown>(original: F): F =>
        ((...args: never[]) => (++calls >= nth ? dead() : original(...args))) as unknown as F;
      const disk: Disk = {
        ...fs,
        mkdirSync: wrap(fs.mkdirSync),
        openSync: wrap(fs.openSync),
        renameSync: wrap(fs.renameSync),
        unlinkSync: wrap(fs.unlinkSync),
        linkSync: wrap(fs.linkSync),
        copyFileSync: wrap(fs.copyFileSync),
      };
      generate(second, { disk });
      const third: Tree = { "types.ts": "types 3\n", "server/pets.ts": "pets 3\n" };
      expect(generate(third)).toEqual([]);
      const left = Object.entries(tree()).filter(([path]) => !path.endsWith(".tmp"));
      expect(Object.fromEntries(left)).toEqual(inGen(third));
      rmSync(join(root, "gen"), { recursive: true });
      if (calls < nth) break;
    }
  });

  test("what a killed run left behind is removed by the next one that writes", () => {
    generate(first);
    // No process has the highest number that Linux allows.
    put("gen/api/.volo-gen-4194304-0.tmp", "half");
    put(`gen/api/.volo-gen-${process.ppid}-99.tmp`, "of a run that is going on");
    generate(second);
    expect(tree()).toEqual({
      ...inGen(second),
      [`gen/api/.volo-gen-${process.ppid}-99.tmp`]: "of a run that is going on",
    });
  });
});
