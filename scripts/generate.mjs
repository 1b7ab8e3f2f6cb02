// Generates the code of the examples; with --check it writes nothing and fails when the committed code is stale.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { examples } from "./examples.mjs";
import { root, runNode } from "./node.mjs";

const args = process.argv.slice(2);
let worst = 0;
for (const { idl, out } of examples) {
  if (!existsSync(join(root, idl))) {
    process.stderr.write(`${idl} is missing\n`);
    worst = Math.max(worst, 2);
    continue;
  }
  const code = await runNode(process.execPath, ["generator/bin/volo-gen.js", idl, "-o", out, ...args]);
  worst = Math.max(worst, code);
}
process.exitCode = worst;
