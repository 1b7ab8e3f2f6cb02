import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly sideEffects: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

function manifest(name: string): Manifest {
  return JSON.parse(readFileSync(join(root, name, "package.json"), "utf8")) as Manifest;
}

function packed(name: string): string[] {
  const json = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"], {
    cwd: join(root, name),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const [report] = Object.values(JSON.parse(json) as Record<string, { files: { path: string }[] }>);
  return (report?.files ?? []).map(({ path }) => path);
}

describe.each(["generator", "runtime"])("the package of %s", (name) => {
  const files = packed(name);
  const { bin = {}, exports, license, scripts = {}, sideEffects, version } = manifest(name);

  test("has the version and the licence of the repository", () => {
    expect({ version, license, sideEffects }).toEqual({
      version: manifest(".").version,
      license: "Apache-2.0",
      sideEffects: false,
    });
    expect(readFileSync(join(root, name, "LICENSE"), "utf8")).toBe(
      readFileSync(join(root, "LICENSE"), "utf8"),
    );
    expect(files).toContain("LICENSE");
  });

  test("contains every file that its exports and commands name", () => {
    const named = [...Object.values(bin), ...Object.values(exports)].flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target),
    );
    expect(named.map((path) => path.replace(/^\.\//, "")).filter((path) => !files.includes(path))).toEqual(
      [],
    );
  });

  test("contains neither tests nor leftovers of the build", () => {
    expect(files.filter((path) => /\.test(-d)?\.|tsbuildinfo|node_modules|\.tgz$/.test(path))).toEqual([]);
    // A file of dist whose source is gone would be published all the same.
    const orphans = files
      .filter((path) => /^dist\/.*\.js$/.test(path))
      .filter((path) => !files.includes(path.replace(/^dist\//, "src/").replace(/\.js$/, ".ts")));
    expect(orphans).toEqual([]);
  });

  test("runs nothing when it is installed", () => {
    expect(Object.keys(scripts).filter((script) => /^(pre|post)?install$|^prepare$/.test(script))).toEqual(
      [],
    );
  });
});

test("the runtime depends on nothing", () => {
  const { dependencies, optionalDependencies } = manifest("runtime");
  expect({ ...dependencies, ...optionalDependencies }).toEqual({});
});

describe("the repository", () => {
  // Joined here, so that this file does not contain what it looks for.
  const hosts = ["npmjs", "yarnpkg", "npmmirror"].map((name) => `registry.${name}`);
  const homes = ["root", "home/\\w+", "Users/\\w+"].map((folder) => `(^|[\\s"'\`=(])/${folder}/`);
  const suspicious = new RegExp([...hosts, ...homes].join("|"), "m");
  const own = [root, homedir()].filter((path) => path.length > "/root".length);
  const texts = new Set([".ts", ".mjs", ".js", ".json", ".yaml", ".yml", ".md", ".thrift", ".sh", ""]);

  function committed(): string[] {
    const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
    });
    return list.split("\0").filter((path) => texts.has(extname(path)) && !path.startsWith("test/corpus/"));
  }

  test.skipIf(!existsSync(join(root, ".git")))("names no folder of a machine and no registry", () => {
    const found = committed()
      .filter((path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile())
      .filter((path) => {
        const text = readFileSync(join(root, path), "utf8");
        return suspicious.test(text) || own.some((folder) => text.includes(folder));
      });
    expect(found).toEqual([]);
  });

  test("has a lockfile for every machine", () => {
    const lock = readFileSync(join(root, "package-lock.json"), "utf8");
    expect(lock.match(/"resolved": "https?:[^"]*"/g) ?? []).toEqual([]);
    for (const platform of ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win-x64"]) {
      expect(lock).toMatch(new RegExp(`"node_modules/node-(bin-)?${platform}"`));
    }
    // What is missing makes `npm ci` fail everywhere: scripts/lockfile.mjs tells why, and adds it.
    const check = [join(root, "scripts", "lockfile.mjs"), "--check"];
    expect(() => execFileSync(process.execPath, check, { stdio: "pipe" })).not.toThrow();
  });
});
