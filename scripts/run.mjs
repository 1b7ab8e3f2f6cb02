// Runs a script or a tool under a Node that is new enough for it:
//   node scripts/run.mjs [--setup] <script.mjs | tool> [arguments]
import { resolve } from "node:path";
import { findNode, root, runNode, toolFile } from "./node.mjs";

const args = process.argv.slice(2);
// One process instead of `setup && run`: a shell in between would keep signals to itself.
if (args[0] === "--setup") {
  args.shift();
  await import("./setup.mjs");
}
const [target, ...rest] = args;
if (target === undefined) {
  process.stderr.write("usage: node scripts/run.mjs [--setup] <script.mjs | tool> [arguments]\n");
  process.exit(2);
}
try {
  const file = /\.[cm]?[jt]s$/.test(target) ? resolve(root, target) : toolFile(target);
  process.exitCode = await runNode(findNode(), [file, ...rest]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
