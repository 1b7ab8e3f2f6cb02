// Runs test/bench/*.bench.ts one after the other, each in its own process; arguments choose by a part of the name.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, runNode } from "./node.mjs";

const folder = join(root, "test", "bench");
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith("-"));
const options = process.argv.slice(2).filter((arg) => arg.startsWith("-"));
const files = (existsSync(folder) ? readdirSync(folder).sort() : [])
  .filter((name) => name.endsWith(".bench.ts"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (files.length === 0) {
  process.stderr.write(
    `no benchmark in test/bench${wanted.length > 0 ? ` matches ${wanted.join(", ")}` : ""}\n`,
  );
  process.exitCode = 1;
}
for (const name of files) {
  process.stdout.write(`\n— ${name}\n`);
  process.exitCode = (await runNode(process.execPath, [join(folder, name), ...options])) || process.exitCode;
}
