// What it costs to compile a large contract: the whole command (time, memory, output), its stages, and `tsc` on the
// output.
//
// Options: --operations=1200 --schemas=900 --runs=3.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { readTree, root, tsc } from "../../tools.ts";
import { makeDocument } from "./document.ts";
import { runStages } from "./stages.ts";

const { values } = parseArgs({
  options: {
    operations: { type: "string", default: "1200" },
    schemas: { type: "string", default: "900" },
    runs: { type: "string", default: "3" },
  },
});

const run = promisify(execFile);
/** Loaded before the command: prints its peak memory in KiB at the end. */
const measure =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('rss '+process.resourceUsage().maxRSS))";

function print(label: string, value: number, unit: string): void {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  process.stdout.write(`${label.padEnd(28)}${value.toFixed(digits).padStart(8)} ${unit}\n`);
}

/** The command as a user starts it, in a process of its own. */
async function command(folder: string): Promise<{ seconds: number; mebibytes: number }> {
  const start = performance.now();
  const bin = join(root, "generator/bin/volo-gen.js");
  const { stderr } = await run(process.execPath, ["--import", measure, bin, "bench.json", "-o", "gen"], {
    cwd: folder,
  });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, mebibytes: Number(/rss (\d+)$/.exec(stderr)?.[1]) / 1024 };
}

function least(numbers: readonly number[]): number {
  return Math.min(...numbers);
}

// Outside the repository, whose configuration of prettier would count for the output.
const folder = mkdtempSync(join(tmpdir(), "volo-bench-"));
try {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const size = { operations: Number(values.operations), schemas: Number(values.schemas) };
  const document = makeDocument(size);
  writeFileSync(join(folder, "bench.json"), document);
  process.stdout.write(`${size.operations} operations, ${size.schemas} schemas\n`);
  print("document", document.length / 2 ** 20, "MiB");

  const runs: { seconds: number; mebibytes: number }[] = [];
  for (let i = 0; i < Number(values.runs); i++) {
    rmSync(join(folder, "gen"), { recursive: true, force: true });
    runs.push(await command(folder));
  }
  print("volo-gen, all outputs", least(runs.map(({ seconds }) => seconds)), "s");
  print("peak memory", least(runs.map(({ mebibytes }) => mebibytes)), "MiB");

  const files = [...readTree(join(folder, "gen"))].filter(([path]) => path.endsWith(".ts"));
  const sizeOf = (pattern: RegExp): number =>
    files.filter(([path]) => pattern.test(path)).reduce((sum, [, text]) => sum + text.length, 0) / 2 ** 20;
  print(`TypeScript, ${files.length} files`, sizeOf(/./), "MiB");
  for (const part of ["types", "codec", "server", "client"]) {
    print(`  ${part}`, sizeOf(new RegExp(`/${part}[./]`)), "MiB");
  }

  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: { customConditions: [], noEmit: true, incremental: false },
    include: ["gen/**/*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const start = performance.now();
  const faults = await tsc("typescript", folder);
  print("tsc 7", (performance.now() - start) / 1000, "s");
  if (faults !== "") {
    process.stdout.write(`${faults.split("\n").slice(0, 5).join("\n")}\n`);
    process.exitCode = 1;
  }

  process.stdout.write("\nstages, in one process that has not run them before\n");
  for (const [stage, milliseconds] of await runStages(join(folder, "bench.json"))) {
    print(`  ${stage}`, milliseconds, "ms");
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
