import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the repository. */
export const root: string = fileURLToPath(new URL("../", import.meta.url));

/** Set to rewrite what tests expect with what they got. */
export const update: boolean = process.env["UPDATE"] === "1";

/** How a program ended. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runNode(args: readonly string[], cwd: string): Promise<Run> {
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** Runs the built command. */
export function voloGen(args: readonly string[], cwd: string): Promise<Run> {
  return runNode([join(root, "generator/bin/volo-gen.js"), ...args], cwd);
}

/** The compilers that users of generated code may have: packages of this workspace. */
export const compilers = ["typescript", "typescript-6.0", "typescript-5.9"] as const;

/** Type-checks a project; the output is empty when nothing is wrong. */
export async function tsc(compiler: (typeof compilers)[number], project: string): Promise<string> {
  const bin = join(root, "node_modules", compiler, "bin/tsc");
  return (await runNode([bin, "--pretty", "false", "-p", project], project)).stdout;
}

/** The text of all files of a folder by their path in it, with forward slashes. */
export function readTree(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return new Map(files.map((path) => [path.split(sep).join("/"), readFileSync(join(folder, path), "utf8")]));
}

/** Makes a folder hold these files and no others. */
export function writeTree(folder: string, files: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A version of Node to run servers on. */
export interface NodeBinary {
  readonly version: string;
  readonly binary: string;
}

/**
 * The versions of Node that the runtime supports: the one that runs the tests, and the older and the newer one that npm brings
 * for this platform.
 * @throws {Error} when one is not installed
 */
export function nodes(): readonly NodeBinary[] {
  const { platform, arch, version } = process;
  const others = [22, 26].map((major): NodeBinary => {
    const binary = join(root, "node_modules", `node-${major}-${platform}-${arch}`, "bin/node");
    if (!existsSync(binary)) {
      throw new Error(
        `npm has not installed Node ${major} for ${platform}-${arch}: test/package.json lists it`,
      );
    }
    return { version: String(major), binary };
  });
  return [...others, { version: version.slice(1).split(".")[0] ?? version, binary: process.execPath }];
}
