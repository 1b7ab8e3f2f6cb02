// Usage: node scripts/run.mjs <script.mjs | tool> [arguments]: runs it under a Node that is new enough for the tools.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { environment, findNode, root, toolFile } from "./node.mjs";

const [target, ...args] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write("usage: node scripts/run.mjs <script.mjs | tool> [arguments]\n");
  process.exit(2);
}

try {
  const node = findNode();
  const file = /\.[cm]?[jt]s$/.test(target) ? resolve(root, target) : toolFile(target);
  const child = spawn(node, [file, ...args], { stdio: "inherit", env: environment(node) });
  // The terminal sends Ctrl-C to the whole group; the child decides when it has drained.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
