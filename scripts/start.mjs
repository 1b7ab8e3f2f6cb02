// Compiles the petstore and serves it.
import { examples } from "./examples.mjs";
import { runNode } from "./node.mjs";

const [{ idl, out }] = examples;
process.exitCode =
  (await runNode(process.execPath, ["generator/bin/volo-gen.js", idl, "-o", out])) ||
  (await runNode(process.execPath, ["examples/petstore/src/main.ts"]));
