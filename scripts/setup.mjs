// Installs from the lockfile and builds the packages. Plain JavaScript for Node 20: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { environment, findNode, installedNode, root, toolFile } from "./node.mjs";

const stampFile = join(root, "node_modules", ".volo-setup.json");
const packages = ["runtime", "generator"];

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

function writeStamp(stamp) {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamp));
}

function manifests() {
  const examples = existsSync(join(root, "examples")) ? readdirSync(join(root, "examples")).sort() : [];
  return [".", "generator", "runtime", "test", ...examples.map((name) => join("examples", name))]
    .map((folder) => join(root, folder, "package.json"))
    .filter((file) => existsSync(file));
}

function installStamp() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const file of [join(root, "package-lock.json"), ...manifests()]) {
    // The root's scripts change often and install nothing.
    hash
      .update(relative(root, file))
      .update(file.endsWith("lock.json") ? readFileSync(file) : dependenciesOf(file));
  }
  return hash.digest("hex");
}

function dependenciesOf(file) {
  const { name, version, bin, workspaces, ...rest } = JSON.parse(readFileSync(file, "utf8"));
  const kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
  return JSON.stringify([name, version, bin, workspaces, ...kinds.map((kind) => rest[kind])]);
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

/** Sizes and times, not contents: it only has to notice that tsc, which looks closely, may have work. */
function buildStamp(install) {
  const hash = createHash("sha256").update(install);
  const inputs = [
    join(root, "tsconfig.base.json"),
    ...packages.map((name) => join(root, name, "tsconfig.json")),
  ];
  for (const name of packages) {
    if (existsSync(join(root, name, "src"))) inputs.push(...files(join(root, name, "src")));
  }
  for (const file of inputs.sort()) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)} ${mtimeMs} ${size}\n`);
  }
  return hash.digest("hex");
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** npm_execpath is npm's own file when npm runs this; under another package manager it is something else. */
function npm(...args) {
  const all = [...args, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const file = process.env.npm_execpath;
  process.stdout.write(`setup: npm ${args.join(" ")}\n`);
  const { status, error } =
    file !== undefined && /npm-cli\.[cm]?js$/.test(file)
      ? spawnSync(process.execPath, [file, ...all], { cwd: root, stdio: "inherit" })
      : spawnSync("npm", all, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (error !== undefined) throw error;
  return status ?? 1;
}

function install() {
  // Incremental where something is installed already: `npm ci` would pull the tree from under a running watcher.
  const fresh = !existsSync(join(root, "node_modules", ".package-lock.json"));
  // A dependency that was added by hand is not in the lockfile yet; only `npm install` forgives that, and it must not
  // rewrite the lockfile: each version of npm has its own idea of what belongs in it.
  const status = (fresh && npm("ci")) === 0 ? 0 : npm("install", "--no-save");
  if (status !== 0) process.exit(status);
  linkNode();
}

/**
 * Makes `npx vitest` find the installed Node, too. npm 10 removes the link again together with the packages of other
 * platforms, whose command has the same name.
 */
function linkNode() {
  const link = join(root, "node_modules", ".bin", "node");
  const node = installedNode();
  if (process.platform === "win32" || node === undefined || existsSync(link)) return;
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), node), link);
}

/** tsc leaves the output of a deleted source behind, and it would be published. */
function prune(name) {
  const dist = join(root, name, "dist");
  if (!existsSync(dist)) return;
  // A tsbuildinfo without its output makes tsc believe that there is nothing to do.
  if (!existsSync(join(dist, "index.js"))) rmSync(dist, { recursive: true });
  else {
    for (const file of files(dist)) {
      const source = join(root, name, "src", relative(dist, file)).replace(/(\.d)?\.[jt]s(\.map)?$/, ".ts");
      if (!file.endsWith(".tsbuildinfo") && !existsSync(source)) rmSync(file);
    }
  }
}

function build() {
  process.stdout.write("setup: tsc -b\n");
  const node = findNode();
  run(node, [toolFile("tsc"), "-b", ...packages], { env: environment(node) });
}

const done = readStamp();
let wanted = installStamp();
if (done.install !== wanted) {
  install();
  // An incremental install may have brought the lockfile up to date.
  wanted = installStamp();
  writeStamp({ install: wanted });
}
try {
  findNode();
} catch (error) {
  process.stderr.write(`setup: ${error.message}\n`);
  process.exit(1);
}
const sources = buildStamp(wanted);
const built = packages.every((name) => existsSync(join(root, name, "dist", "index.js")));
if (!built || done.build !== sources) {
  packages.forEach(prune);
  build();
  writeStamp({ install: wanted, build: sources });
}
