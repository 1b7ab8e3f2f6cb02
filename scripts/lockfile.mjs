// Completes package-lock.json; with --check it only says what is missing.
//
// A registry mirror may carry the binaries of some platforms only. npm then leaves the others out of the lockfile, and
// refuses the lockfile itself at the next `npm ci`, on every machine. The missing entries are written from the exact
// versions that their packages ask for; without an integrity hash, since nobody here can see the archive.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./node.mjs";

const lockFile = join(root, "package-lock.json");

/** The entry that `name` resolves to from the package at `from`, as Node looks it up. */
function find(packages, from, name) {
  for (let folder = from; ;) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === "") return undefined;
    const outer = folder.lastIndexOf("/node_modules/");
    folder = outer >= 0 ? folder.slice(0, outer) : "";
  }
}

function platformOf(name) {
  const [, os, cpu, abi] =
    /(?:^|[-/])(android|darwin|freebsd|linux|openharmony|win32|win)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ??
    [];
  if (os === undefined)
    throw new Error(`package-lock.json lacks ${name}, and its name does not tell the platform`);
  const libc =
    os !== "linux" || abi === undefined ? {} : { libc: [abi.startsWith("musl") ? "musl" : "glibc"] };
  return { cpu: [cpu], ...libc, os: [os === "win" ? "win32" : os] };
}

/** Paths and entries of the optional packages that the lockfile should have. */
export function missingEntries(lock) {
  const missing = {};
  for (const [from, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (find(lock.packages, from, name) !== undefined) continue;
      if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version))
        throw new Error(`package-lock.json lacks ${name}@${version}`);
      const { cpu, libc, os } = platformOf(name);
      missing[`node_modules/${name}`] = {
        version,
        cpu,
        ...(dev ? { dev } : {}),
        ...(libc === undefined ? {} : { libc }),
        optional: true,
        os,
      };
    }
  }
  return missing;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const lock = JSON.parse(readFileSync(lockFile, "utf8"));
  const missing = missingEntries(lock);
  const names = Object.keys(missing);
  if (process.argv.includes("--check")) {
    for (const name of names) process.stderr.write(`package-lock.json lacks ${name}\n`);
    process.exitCode = names.length > 0 ? 1 : 0;
  } else if (names.length > 0) {
    const sorted = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) =>
      a.localeCompare(b, "en"),
    );
    writeFileSync(
      lockFile,
      `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
    );
    process.stdout.write(`package-lock.json: ${names.length} entries added\n`);
  }
}
