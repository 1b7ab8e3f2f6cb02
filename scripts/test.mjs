// Everything that `npm test` promises, the quick checks first. Names of steps as arguments run only these.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensurePrograms } from "./debian.mjs";
import { root, runNode, toolFile } from "./node.mjs";

const tool = (name, ...args) => [toolFile(name), ...args];

const steps = {
  lint: [tool("oxlint", "--deny-warnings")],
  format: [tool("prettier", "--check", "--log-level", "warn", ".")],
  typecheck: [tool("tsc", "-b")],
  generated: [["scripts/generate.mjs", "--check"]],
  vitest: [tool("vitest", "run")],
  knip: [tool("knip")],
  packages: [
    tool("publint", "--strict", "runtime"),
    tool("publint", "--strict", "generator"),
    tool("attw", "--pack", "runtime", "--profile", "esm-only", "--no-emoji", "--format", "ascii"),
    tool("attw", "--pack", "generator", "--profile", "esm-only", "--no-emoji", "--format", "ascii"),
  ],
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(steps);
const unknown = chosen.filter((name) => !(name in steps));
if (unknown.length > 0) {
  process.stderr.write(`no step ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}\n`);
  process.exit(2);
}
if (!existsSync(join(root, "generator/dist/index.js"))) {
  process.stderr.write("nothing is built: run npm run setup\n");
  process.exit(2);
}
if (chosen.includes("vitest")) ensurePrograms();
for (const name of chosen) {
  const start = performance.now();
  process.stdout.write(`\n— ${name}\n`);
  for (const command of steps[name]) {
    const code = await runNode(process.execPath, command);
    if (code !== 0) {
      process.stderr.write(`\n${name} failed (exit code ${code}); again with: npm test -- ${name}\n`);
      process.exit(code);
    }
  }
  process.stdout.write(`  ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
