// Programs that tests run for real and that npm does not carry: a balancer, a checker of metrics, a browser. Where one is
// missing and this is Debian under root, its package is installed; elsewhere the test that needs it fails and says so.
// Plain JavaScript for Node 20: it may run before anything is installed.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Debian's package by program. */
const packages = { haproxy: "haproxy", promtool: "prometheus", chromium: "chromium", openssl: "openssl" };

function isThere(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function apt(...args) {
  const options = ["-q", "-o", "DPkg::Lock::Timeout=300"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", [...options, ...args], { stdio: ["ignore", "ignore", "inherit"], env }).status;
}

/** Installs what is missing as far as it can; what is still missing is told. */
export function ensurePrograms() {
  const missing = () => Object.keys(packages).filter((program) => !isThere(program));
  let absent = missing();
  if (absent.length > 0 && process.platform === "linux" && process.getuid?.() === 0 && isThere("apt-get")) {
    const wanted = absent.map((program) => packages[program]);
    process.stdout.write(`setup: apt-get install ${wanted.join(" ")}\n`);
    const install = () => apt("install", "-y", "--no-install-recommends", ...wanted);
    // The lists of a fresh machine are empty, or old.
    if (install() !== 0 && apt("update") === 0) install();
    absent = missing();
  }
  for (const program of absent) {
    process.stderr.write(
      `setup: there is no ${program} (Debian's package ${packages[program]}); tests that run it will fail\n`,
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) ensurePrograms();
