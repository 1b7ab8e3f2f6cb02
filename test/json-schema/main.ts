// Runs the JSON-Schema-Test-Suite through generated servers: npm run json-schema -- PATH/tests/draft2020-12 [NAME…]
//
// Lists every miss, then the totals. `--all` counts tests that need remote documents as well; names choose files.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { judge } from "./serve.ts";
import type { Verdict } from "./serve.ts";
import { needsRemote, readSuite } from "./suite.ts";

const { values, positionals } = parseArgs({
  options: { all: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [path, ...names] = positionals;
if (path === undefined) {
  process.stderr.write(
    "usage: npm run json-schema -- <folder or file of the suite> [name of a file…] [--all]\n",
  );
  process.exit(2);
}

/** In the suite a format stands alone, which asserts nothing in OpenAPI 3.1; beside a type it does. */
function withTypes(schema: string): string {
  const value = JSON.parse(schema) as unknown;
  if (typeof value !== "object" || value === null || !("format" in value) || "type" in value) return schema;
  const type = ["string", "number", "boolean", "null", "array", "object"];
  return JSON.stringify({ ...value, type });
}

function shown(verdict: Verdict): string {
  return typeof verdict === "string" ? verdict : verdict.fault;
}

interface Sum {
  passed: number;
  total: number;
}
const sums = new Map<string, Sum>();
let remote = 0;

for (const whole of readSuite(resolve(path))) {
  if (names.length > 0 && !names.includes(whole.name)) continue;
  const isFormat = /(?:^|\/)format\//.test(whole.name) || whole.name.endsWith("format-assertion");
  const groups = whole.groups.filter((group) => values.all || !needsRemote(group.schema));
  for (const group of whole.groups) if (!groups.includes(group)) remote += group.cases.length;
  if (groups.length === 0) continue;
  const file = { name: whole.name, groups };
  const verdicts = await judge(file, isFormat ? withTypes : undefined);
  const kind = /(?:^|\/)format\//.test(file.name)
    ? "optional/format"
    : file.name.startsWith("optional/")
      ? "optional"
      : "required";
  const sum = sums.get(kind) ?? { passed: 0, total: 0 };
  sums.set(kind, sum);
  file.groups.forEach((group, i) => {
    group.cases.forEach((one, j) => {
      sum.total++;
      const verdict = verdicts[i]?.[j];
      const wanted = one.valid ? "valid" : "invalid";
      if (verdict === wanted) sum.passed++;
      else if (verdict !== undefined) {
        const place = `${file.name}: ${group.description}: ${one.description}`;
        process.stdout.write(`✗ ${place}: ${wanted} expected, ${shown(verdict)}\n`);
      }
    });
  });
}
for (const [kind, { passed, total }] of sums) {
  const share = ((passed / total) * 100).toFixed(2);
  process.stdout.write(`${kind.padEnd(16)}${passed} of ${total} (${share} %)\n`);
}
if (remote > 0) process.stdout.write(`${remote} tests need remote documents and were left out\n`);
