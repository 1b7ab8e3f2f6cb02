import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Packages that hold a binary, by platform and architecture as Node names them. */
const packages: Readonly<Record<"bun" | "deno" | "workerd", Readonly<Record<string, string>>>> = {
  bun: {
    "linux-x64": "@oven/bun-linux-x64/bin/bun",
    "linux-arm64": "@oven/bun-linux-aarch64/bin/bun",
    "darwin-x64": "@oven/bun-darwin-x64/bin/bun",
    "darwin-arm64": "@oven/bun-darwin-aarch64/bin/bun",
    "win32-x64": "@oven/bun-windows-x64/bin/bun.exe",
  },
  deno: {
    "linux-x64": "@deno/linux-x64-glibc/deno",
    "linux-arm64": "@deno/linux-arm64-glibc/deno",
    "darwin-x64": "@deno/darwin-x64/deno",
    "darwin-arm64": "@deno/darwin-arm64/deno",
    "win32-x64": "@deno/win32-x64/deno.exe",
  },
  workerd: {
    "linux-x64": "@cloudflare/workerd-linux-64/bin/workerd",
    "linux-arm64": "@cloudflare/workerd-linux-arm64/bin/workerd",
    "darwin-x64": "@cloudflare/workerd-darwin-64/bin/workerd",
    "darwin-arm64": "@cloudflare/workerd-darwin-arm64/bin/workerd",
    "win32-x64": "@cloudflare/workerd-windows-64/bin/workerd.exe",
  },
};

/**
 * The program of another platform. It is taken from the package that npm chose for this machine: the script that would put it
 * into place may not have run.
 * @throws {Error} when it is not installed
 */
export function binaryOf(name: keyof typeof packages): string {
  const here = `${process.platform}-${process.arch}`;
  const path = packages[name][here];
  if (path === undefined) throw new Error(`There is no ${name} for ${here}.`);
  const [scope = "", folder = "", ...rest] = path.split("/");
  // From the package that depends on it, wherever npm has put the two.
  const from = createRequire(require.resolve(`${name}/package.json`));
  const home = dirname(from.resolve(`${scope}/${folder}/package.json`));
  const binary = join(home, ...rest);
  if (!existsSync(binary))
    throw new Error(`npm has not installed ${name} for ${here}: ${path} is not there.`);
  return binary;
}
