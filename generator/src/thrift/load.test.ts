import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Diagnostics } from "../source/diagnostic.ts";
import { withFiles } from "../source/testing.ts";
import type { ThriftReadOptions } from "./load.ts";
import { loadThrift } from "./load.ts";
import type { Module } from "./program.ts";
import { findingsOf } from "./syntax/testing.ts";

interface Loaded {
  readonly modules: readonly Module[];
  readonly findings: readonly string[];
  readonly names: readonly string[];
  readonly read: readonly string[];
}

/** Loads `a.thrift`, or another file, of a folder that holds these files. */
function load(
  files: Readonly<Record<string, string>>,
  {
    entry = "a.thrift",
    prepare,
    ...options
  }: ThriftReadOptions & {
    readonly entry?: string;
    readonly prepare?: (folder: string) => Promise<void>;
  } = {},
): Promise<Loaded> {
  return withFiles(files, async (folder) => {
    await prepare?.(folder);
    const diagnostics = new Diagnostics();
    const read: string[] = [];
    const modules = await loadThrift(entry, diagnostics, {
      base: folder,
      onRead: (path) => read.push(path.slice(folder.length + 1)),
      ...options,
    });
    const names = modules.map(({ document }) => document.file.name);
    return { modules, findings: findingsOf(diagnostics), names, read };
  });
}

function includesOf({ modules }: Loaded): Record<string, string[]> {
  return Object.fromEntries(
    modules.map(({ document, includes }) => [
      document.file.name,
      includes.map((module) => module.document.file.name),
    ]),
  );
}

describe("modules", () => {
  test("the entry first, depth first, each file once", async () => {
    const loaded = await load({
      "a.thrift": 'include "b.thrift"\ninclude "c.thrift"\ninclude "b.thrift"',
      "b.thrift": 'include "d.thrift"',
      "c.thrift": 'include "d.thrift"\ninclude "sub/../b.thrift"',
      "d.thrift": "",
    });
    expect(loaded.findings).toEqual([]);
    expect(loaded.names).toEqual(["a.thrift", "b.thrift", "d.thrift", "c.thrift"]);
    expect(loaded.read).toEqual(loaded.names);
    expect(includesOf(loaded)).toEqual({
      "a.thrift": ["b.thrift", "c.thrift"],
      "b.thrift": ["d.thrift"],
      "c.thrift": ["d.thrift", "b.thrift"],
      "d.thrift": [],
    });
    expect(loaded.modules.map(({ isEntry }) => isEntry)).toEqual([true, false, false, false]);
  });

  test("two files of one name in two folders are two modules of one stem", async () => {
    const loaded = await load({
      "a.thrift": 'include "base.v1.thrift"\ninclude "sub/base.v1.thrift"',
      "base.v1.thrift": "struct A {}",
      "sub/base.v1.thrift": "struct B {}",
    });
    expect(loaded.modules.map(({ stem }) => stem)).toEqual(["a", "base.v1", "base.v1"]);
    expect(loaded.findings).toEqual([]);
  });

  test("an include is looked for from the file that names it", async () => {
    const loaded = await load({
      "a.thrift": 'include "sub/b.thrift"',
      "sub/b.thrift": 'include "c.thrift"\ninclude "../d.thrift"',
      "sub/c.thrift": "",
      "d.thrift": "",
    });
    expect(loaded.names).toEqual(["a.thrift", "sub/b.thrift", "sub/c.thrift", "d.thrift"]);
  });

  test("empty files and files of comments are files", async () => {
    const loaded = await load({ "a.thrift": "# nothing", "b.thrift": "" });
    expect(loaded).toMatchObject({ names: ["a.thrift"], findings: [] });
    expect(await load({ "b.thrift": "" }, { entry: "b.thrift" })).toMatchObject({
      names: ["b.thrift"],
      findings: [],
    });
  });

  test("a link and what it leads to are one module", async () => {
    const prepare = (folder: string): Promise<void> =>
      symlink(join(folder, "b.thrift"), join(folder, "c.thrift"));
    const loaded = await load(
      { "a.thrift": 'include "b.thrift"\ninclude "c.thrift"', "b.thrift": "" },
      { prepare },
    );
    expect(loaded.names).toEqual(["a.thrift", "b.thrift"]);
    expect(loaded.findings).toEqual([]);
  });

  test("a chain of two thousand files", async () => {
    const files: Record<string, string> = { "a.thrift": 'include "0.thrift"', "2000.thrift": "" };
    for (let at = 0; at < 2000; at++) files[`${at}.thrift`] = `include "${at + 1}.thrift"`;
    const loaded = await load(files);
    expect(loaded.modules).toHaveLength(2002);
    expect(loaded.findings).toEqual([]);
  });
});

describe("include paths", () => {
  const files = {
    "idl/a.thrift": 'include "b.thrift"\ninclude "c.thrift"',
    "idl/b.thrift": "",
    "one/b.thrift": "",
    "one/c.thrift": 'include "d.thrift"\ninclude "sub/e.thrift"',
    "two/c.thrift": "",
    "two/d.thrift": "",
    "two/sub/e.thrift": "",
  };

  test("the folder of the file, then the include paths in their order", async () => {
    const loaded = await load(files, { entry: "idl/a.thrift", includePaths: ["one", "two"] });
    expect(loaded.findings).toEqual([]);
    expect(loaded.names).toEqual([
      "idl/a.thrift",
      "idl/b.thrift",
      "one/c.thrift",
      "two/d.thrift",
      "two/sub/e.thrift",
    ]);
  });

  test("a file is asked for where it might appear", async () => {
    const { read } = await load(files, { entry: "idl/a.thrift", includePaths: ["one", "two"] });
    expect(read).toContain("idl/c.thrift");
  });

  test("what is nowhere", async () => {
    const { findings } = await load(files, { entry: "idl/a.thrift", includePaths: ["none"] });
    expect(findings).toEqual([
      "idl/a.thrift:2:9 VG3020 included file `c.thrift` not found, looked for `idl/c.thrift`, `none/c.thrift`",
    ]);
  });
});

describe("what cannot be included", () => {
  test.each<[string, string, ...string[]]>([
    [
      "a missing file, and one of a near name",
      'include "shred.thrift"',
      "1:9 VG3020 included file `shred.thrift` not found, looked for `shred.thrift`; did you mean `shared.thrift`?",
    ],
    [
      "a missing file of a folder",
      'include "sub/iner.thrift"',
      "1:9 VG3020 included file `sub/iner.thrift` not found, looked for `sub/iner.thrift`; did you mean `sub/inner.thrift`?",
    ],
    [
      "nothing of a near name",
      'include "x.thrift"',
      "1:9 VG3020 included file `x.thrift` not found, looked for `x.thrift`",
    ],
    ["a folder", 'include "sub"', "1:9 VG3020 included file `sub` not found, looked for `sub`"],
    [
      "a URL is a path",
      'include "https://example.com/b.thrift"',
      "1:9 VG3020 included file `https://example.com/b.thrift` not found, looked for `https:/example.com/b.thrift`",
    ],
    [
      "names are not decoded",
      'include "shar%65d.thrift"',
      "1:9 VG3020 included file `shar%65d.thrift` not found, looked for `shar%65d.thrift`",
    ],
    [
      "outside of the root",
      'include "../b.thrift"',
      '1:9 VG1010 "../b.thrift" lies outside the root folder "."',
    ],
    [
      "a way out and back",
      'include "sub/../../b.thrift"',
      '1:9 VG1010 "sub/../../b.thrift" lies outside the root folder "."',
    ],
    [
      "an absolute path",
      'include "/etc/passwd"',
      '1:9 VG1011 the include "/etc/passwd" names an absolute location',
    ],
    ["a drive", 'include "C:/b.thrift"', '1:9 VG1011 the include "C:/b.thrift" names an absolute location'],
    [
      "a file URL",
      'include "file:///etc/passwd"',
      '1:9 VG1011 the include "file:///etc/passwd" names an absolute location',
    ],
    [
      "backslashes",
      String.raw`include "sub\\inner.thrift"`,
      String.raw`1:9 VG1014 the include "sub\\inner.thrift" holds a character that no path may hold`,
    ],
    [
      "a line break",
      'include "a\nb"',
      String.raw`1:9 VG1014 the include "a\nb" holds a character that no path may hold`,
    ],
    ["itself", 'include "a.thrift"', "1:9 VG3021 include cycle a.thrift -> a.thrift"],
    [
      "mistakes are reported once, wherever a file is included",
      'include "shared.thrift"\ninclude "sub/../shared.thrift"\ninclude "faulty.thrift"\ninclude "sub/inner.thrift"',
      "faulty.thrift:1:8 VG3001 expected the name of the struct, found `{`",
    ],
  ])("%s", async (_what, text, ...findings) => {
    const loaded = await load({
      "a.thrift": text,
      "shared.thrift": "",
      "sub/inner.thrift": 'include "../faulty.thrift"',
      "faulty.thrift": "struct {}",
      "sub/note.txt": "",
    });
    expect(loaded.findings).toEqual(findings);
    expect(loaded.names[0]).toBe("a.thrift");
  });

  test("cycles, which end", async () => {
    const loaded = await load({
      "a.thrift": 'include "b.thrift"',
      "b.thrift": '\n include "c.thrift"\n include "a.thrift"',
      "c.thrift": 'include "b.thrift"',
    });
    expect(loaded.findings).toEqual([
      "c.thrift:1:9 VG3021 include cycle b.thrift -> c.thrift -> b.thrift",
      "b.thrift:3:10 VG3021 include cycle a.thrift -> b.thrift -> a.thrift",
    ]);
    expect(includesOf(loaded)).toEqual({
      "a.thrift": ["b.thrift"],
      "b.thrift": ["c.thrift"],
      "c.thrift": [],
    });
  });

  test("a link out of the root, unless an include path holds what it leads to", async () => {
    const outside = await mkdtemp(join(tmpdir(), "volo-gen-outside-"));
    try {
      await withFiles({ "b.thrift": "" }, async (other) => {
        const prepare = (folder: string): Promise<void> =>
          symlink(join(other, "b.thrift"), join(folder, "link.thrift"));
        const files = { "a.thrift": 'include "link.thrift"' };
        const refused = await load(files, { prepare });
        expect(refused.findings).toEqual(['1:9 VG1010 "link.thrift" lies outside the root folder "."']);
        expect(refused.names).toEqual(["a.thrift"]);
        const allowed = await load(files, { prepare, includePaths: [outside, other] });
        expect(allowed.findings).toEqual([]);
        expect(allowed.modules).toHaveLength(2);
      });
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  test("a wider root allows what is above the entry", async () => {
    const files = { "idl/a.thrift": 'include "../b.thrift"', "b.thrift": "" };
    expect(await load(files, { entry: "idl/a.thrift" })).toMatchObject({ names: ["idl/a.thrift"] });
    expect(await load(files, { entry: "idl/a.thrift", root: "." })).toMatchObject({
      names: ["idl/a.thrift", "b.thrift"],
      findings: [],
    });
  });

  test("more files than the limit", async () => {
    const files = { "a.thrift": 'include "b.thrift"\ninclude "c.thrift"', "b.thrift": "", "c.thrift": "" };
    const { findings } = await load(files, { limits: { files: 1 } });
    expect(findings).toEqual(["2:9 VG1006 more than 1 files are referenced"]);
  });

  test("an entry that does not exist", async () => {
    const loaded = await load({}, { entry: "none.thrift" });
    expect(loaded.modules).toEqual([]);
    expect(loaded.findings).toEqual(['VG1001 "none.thrift" does not exist']);
  });
});
