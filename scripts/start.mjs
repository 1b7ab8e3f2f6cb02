// Compiles the petstore and serves it.
//
// package.json calls this with `exec`: npm signals the shell that it started, and a shell that is still there would keep
// the signal from the server. Where the shell is cmd.exe there is no `exec`, and the second half of the line runs.
import { examples } from "./examples.mjs";
import { runNode } from "./node.mjs";

const [{ idl, out }] = examples;
process.exitCode =
  (await runNode(process.execPath, ["generator/bin/volo-gen.js", idl, "-o", out])) ||
  (await runNode(process.execPath, ["examples/petstore/src/main.ts"]));
