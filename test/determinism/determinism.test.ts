import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generate } from "volo-gen";
import { readTree, root, voloGen } from "../tools.ts";

const petstore = readFileSync(join(root, "idl/petstore.yaml"), "utf8");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "volo-determinism-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Compiles a contract in this process; the files by their path. */
async function compile(text: string): Promise<Map<string, string>> {
  put("idl/petstore.yaml", text);
  const { files, diagnostics } = await generate({
    input: join(folder, "idl/petstore.yaml"),
    outDir: join(folder, "gen/petstore"),
  });
  // Names that clash are told apart, and said.
  const others = diagnostics.filter(({ code }) => code !== "VG2109");
  expect(others.map(({ message }) => message)).toEqual([]);
  return new Map(files.map((file) => [file.path, file.text]));
}

/** How many separate places of a text differ from another, by lines: the hunks of a diff without context. */
function hunks(before: string, after: string): number {
  const a = before.split("\n");
  const b = after.split("\n");
  // Longest common subsequences of all suffixes.
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = common[i];
    if (row === undefined) continue;
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let count = 0;
  let inside = false;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      inside = false;
      i++;
      j++;
      continue;
    }
    if (!inside) count++;
    inside = true;
    if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i++;
    else j++;
  }
  return count;
}

test("a hunk is a run of lines that differ", () => {
  expect(hunks("a\nb\nc\nd", "a\nb\nc\nd")).toBe(0);
  expect(hunks("a\nb\nc\nd", "a\nx\ny\nc\nd")).toBe(1);
  expect(hunks("a\nb\nc\nd", "b\nc\nx")).toBe(2);
});

describe("the same contract gives the same bytes", () => {
  test("again, from another working folder, by an absolute path, in another checkout", async () => {
    for (const checkout of ["one", "two"]) {
      put(`${checkout}/package.json`, "{}");
      put(`${checkout}/idl/petstore.yaml`, petstore);
    }
    const runs = [
      { args: ["idl/petstore.yaml", "-o", "first"], cwd: join(folder, "one") },
      { args: ["idl/petstore.yaml", "-o", "second"], cwd: join(folder, "one") },
      { args: ["../idl/petstore.yaml", "-o", "../third"], cwd: join(folder, "one/first") },
      {
        args: [join(folder, "two/idl/petstore.yaml"), "-o", join(folder, "two/deep/er/fourth")],
        cwd: tmpdir(),
      },
    ];
    const outputs: Map<string, string>[] = [];
    for (const { args, cwd } of runs) {
      const { code, stderr } = await voloGen(args, cwd);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      outputs.push(readTree(resolve(cwd, args[2] ?? "")));
    }
    expect(outputs[0]?.size).toBeGreaterThan(4);
    for (const output of outputs) expect(output).toEqual(outputs[0]);
  });

  test("a second contract in the same process changes nothing", async () => {
    const alone = await compile(petstore);
    await compile(petstore.replaceAll("Order", "Purchase"));
    expect(await compile(petstore)).toEqual(alone);
  });
});

describe("a small change of the contract is a small change of the code", () => {
  const edits = [
    { what: "a schema", text: "Where a pet is on its way to a new home." },
    { what: "a property", text: "Whether it stays inside." },
    { what: "an operation", text: "Finds a pet by its id." },
    { what: "a parameter", text: "Only pets in one of these states." },
    { what: "a tag", text: "Stock and orders." },
    { what: "a security scheme", text: "Key of the staff." },
    { what: "a response, which only the document tells", text: "A pet of this name is already there." },
  ];

  test.each(edits)("the description of $what changes where it stands, and nowhere else", async ({ text }) => {
    expect(petstore.split(text).length).toBe(2);
    const before = await compile(petstore);
    const after = await compile(petstore.replace(text, text.replace(/\.$/, " or so.")));
    expect([...after.keys()]).toEqual([...before.keys()]);
    let changed = 0;
    for (const [path, old] of before) {
      const places = old.split(text).length - 1;
      expect(hunks(old, after.get(path) ?? ""), path).toBe(places);
      changed += places > 0 ? 1 : 0;
    }
    expect(changed).toBeGreaterThan(0);
  });

  test("an operation more leaves the others as they are", async () => {
    const before = await compile(petstore);
    const after = await compile(
      petstore.replace(
        "  /store/inventory:\n",
        `  /store/hours:
    get:
      tags: [store]
      operationId: getHours
      responses: { "204": { description: Always open. } }
  /store/inventory:
`,
      ),
    );
    for (const [path, old] of before) {
      const text = after.get(path) ?? "";
      // The list of an interface's operations is one type, and may be one line.
      const kept = new Set(text.split("\n"));
      expect(
        old
          .split("\n")
          .filter((line) => !kept.has(line) && !line.startsWith("export type StoreOperation = ")),
        path,
      ).toEqual([]);
    }
  });
});

/** Every name that a module declares at its top. */
function declared(text: string): string[] {
  const matches = text.matchAll(/^(?:export )?(?:async )?(?:const|function|interface|type|class) ([\w$]+)/gm);
  return [...matches].map(([, name = ""]) => name);
}

describe("a schema more renames nothing", () => {
  // Neighbours in the alphabet, names that differ in case or in signs alone, and names that are given to other things.
  const names = [
    "Aardvark",
    "Zebra",
    "pet",
    "PET",
    "pet_status",
    "Pet.Status",
    "GetPetRequest",
    "ListPetsReply",
    "PetsService",
    "Reply",
    "Router",
    "Schema",
  ];

  test.each(names)("%s", async (name) => {
    const before = await compile(petstore);
    const schema = `    ${name}: { type: object, properties: { added: { type: string, default: x } } }\n`;
    for (const place of ["    PetStatus:\n", "    NewOrder:\n"]) {
      const after = await compile(petstore.replace(place, schema + place));
      for (const [path, old] of before) {
        const now = new Set(declared(after.get(path) ?? ""));
        expect(
          declared(old).filter((known) => !now.has(known)),
          path,
        ).toEqual([]);
      }
      expect(after.get("types.ts")).toContain("added");
    }
  });
});

test("a schema with the name of a derived type takes it, and the derived one alone moves", async () => {
  const schema = "    PetInit: { type: object, properties: { added: { type: string } } }\n";
  const before = declared((await compile(petstore)).get("types.ts") ?? "");
  const after =
    (await compile(petstore.replace("    NewOrder:\n", `${schema}    NewOrder:\n`))).get("types.ts") ?? "";
  expect(after).toMatch(/export interface PetInit \{\n {2}added\?: string;\n\}/);
  const moved = declared(after).filter((name) => !before.includes(name));
  expect(moved).toEqual([expect.stringMatching(/^PetInit_\w+$/)]);
  expect(before.filter((name) => !declared(after).includes(name))).toEqual([]);
});

describe("--check", () => {
  const output = (): Map<string, string> => readTree(join(folder, "gen"));
  const times = (): number[] =>
    [...output().keys()].map((path) => statSync(join(folder, "gen", path)).mtimeMs);

  beforeEach(async () => {
    put("petstore.yaml", petstore);
    const { stderr } = await voloGen(["petstore.yaml"], folder);
    if (stderr !== "") throw new Error(stderr);
    for (const path of output().keys()) utimesSync(join(folder, "gen", path), 1_000_000, 1_000_000);
  });

  test("is content with output that is up to date", async () => {
    const before = output();
    const run = await voloGen(["petstore.yaml", "--check"], folder);
    expect({ ...run, stdout: "" }).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(run.stdout).toBe("gen/petstore: 5 files up to date\n");
    expect(output()).toEqual(before);
    expect(new Set(times())).toEqual(new Set([1_000_000_000]));
  });

  const drifts: readonly [string, () => void][] = [
    ["the contract was changed", () => put("petstore.yaml", petstore.replace("Lists pets", "Shows pets"))],
    ["a file is missing", () => rmSync(join(folder, "gen/petstore/codec.ts"))],
    ["a file was edited", () => writeFileSync(join(folder, "gen/petstore/types.ts"), "export {};\n")],
    ["nothing was generated yet", () => rmSync(join(folder, "gen"), { recursive: true })],
  ];
  test.each(drifts)("fails and writes nothing when %s", async (_, drift) => {
    drift();
    mkdirSync(join(folder, "gen"), { recursive: true });
    const before = output();
    cpSync(join(folder, "gen"), join(folder, "copy"), { recursive: true, preserveTimestamps: true });
    const old = times();
    const run = await voloGen(["petstore.yaml", "--check"], folder);
    expect(run.code).not.toBe(0);
    expect(run.stdout + run.stderr).toMatch(/gen\/petstore\/\w+\.ts/);
    expect(output()).toEqual(before);
    expect(times()).toEqual(old);
  });

  test("a second run leaves unchanged files alone", async () => {
    put("petstore.yaml", petstore.replace("Key of the staff.", "Key of the crew."));
    const before = output();
    const { stdout } = await voloGen(["petstore.yaml"], folder);
    const written = [...before].filter(([path, text]) => output().get(path) !== text).map(([path]) => path);
    expect(written.length).toBeGreaterThan(0);
    for (const path of before.keys()) {
      const touched = statSync(join(folder, "gen", path)).mtimeMs !== 1_000_000_000;
      expect(touched, path).toBe(written.includes(path));
    }
    expect(stdout).toContain("unchanged");
  });
});
