// What it costs to parse Thrift, by the size of the file: it must not grow faster than the size.
//
// Options: --runs=5, of which the best counts; the first is not measured.
import { parseArgs } from "node:util";
import { Diagnostics } from "../../../generator/src/source/diagnostic.ts";
import { parseThrift } from "../../../generator/src/thrift/syntax/index.ts";
import { makeThrift } from "./document.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "5" } } });
const runs = Number(values.runs);

function parse(text: string): number {
  const diagnostics = new Diagnostics();
  const file = { name: "bench.thrift", path: "/bench.thrift", text, format: "thrift" } as const;
  const start = performance.now();
  parseThrift(file, diagnostics);
  const time = performance.now() - start;
  const [finding] = diagnostics.list;
  if (finding !== undefined) throw new Error(finding.message);
  return time;
}

parse(makeThrift(1_000_000));
for (const megabytes of [1, 2, 5, 10]) {
  const text = makeThrift(megabytes * 1_000_000);
  const best = Math.min(...Array.from({ length: runs }, () => parse(text)));
  const each = (best / text.length) * 1_000_000;
  process.stdout.write(`${`parse ${megabytes} MB`.padEnd(28)}${each.toFixed(1).padStart(8)} ms/MB\n`);
}
