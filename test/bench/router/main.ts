// Nanoseconds of a look-up by method and path, in relation to other routers.
//
// Options: --rounds=40 --lookups=4000 --sizes=10,100,1223 --workload=rest. Contenders take turns in one process. Every path
// that is looked up is a string of its own, made before the clock starts: those that arrive over a network are new as
// well, and one that was looked up before has its hash with it.
import { parseArgs } from "node:util";
import { median } from "../figures.ts";
import { contenders } from "./contenders.ts";
import type { Contender } from "./contenders.ts";
import { routeTable, workloadsOf } from "./table.ts";
import type { BenchRoute, Workload } from "./table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "40" },
    lookups: { type: "string", default: "4000" },
    sizes: { type: "string", default: "10,100,1223" },
    workload: { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);
const lookups = Number(values.lookups);

type Find = (method: string, path: string) => unknown;

/** Sees to it that everybody does the same work. */
function check(
  contender: Contender,
  find: Find,
  routes: readonly BenchRoute[],
  { questions }: Workload,
): void {
  for (const { method, path, route } of questions) {
    const found = contender.read(find(method, path));
    const template = routes[route]?.path;
    const told =
      template === undefined || found === undefined
        ? undefined
        : found.params.reduce((text, value) => text.replace(/\{[^}]*\}/, value), template);
    if ((found?.route ?? -1) !== route || (found !== undefined && told !== path)) {
      throw new Error(`${contender.name} finds ${JSON.stringify(found)} for ${method} ${path}, not ${route}`);
    }
  }
}

function measure(find: Find, { questions }: Workload): number {
  const methods: string[] = [];
  const paths: string[] = [];
  for (let i = 0; i < lookups; i++) {
    // In no order that a processor could learn, but the same for all.
    const question = questions[(i * 7919) % questions.length];
    methods.push(question?.method ?? "");
    paths.push(Buffer.from(question?.path ?? "").toString("latin1"));
  }
  let answers = 0;
  const start = process.hrtime.bigint();
  for (let i = 0; i < lookups; i++) if (typeof find(methods[i] ?? "", paths[i] ?? "") === "object") answers++;
  const time = Number(process.hrtime.bigint() - start) / lookups;
  // Used, so that no compiler may leave the look-up out.
  return answers > lookups ? Number.NaN : time;
}

for (const { name, does } of contenders) process.stdout.write(`${name.padEnd(12)} ${does}\n`);
for (const size of values.sizes.split(",").map(Number)) {
  const routes = routeTable(size);
  const made = contenders.map((contender) => {
    const start = performance.now();
    const find = contender.make(routes);
    return { contender, find, start: performance.now() - start };
  });
  process.stdout.write(
    `\n${size} routes, made ready in ${made.map(({ contender, start }) => `${start.toFixed(1)} ms (${contender.name})`).join(", ")}\n`,
  );
  for (const workload of workloadsOf(routes).filter(({ name }) => name.includes(values.workload))) {
    if (workload.questions.length === 0) continue;
    for (const { contender, find } of made) check(contender, find, routes, workload);
    const times = made.map(() => [] as number[]);
    for (let round = -10; round < rounds; round++) {
      for (const [index, { find }] of made.entries()) {
        const time = measure(find, workload);
        if (round >= 0) times[index]?.push(time);
      }
    }
    const own = times[0] ?? [];
    const cells = made.map(({ contender }, index) => {
      const time = times[index] ?? [];
      const ratio = median(time.map((each, round) => each / (own[round] ?? Number.NaN)));
      return `${contender.name} ${median(time).toFixed(0).padStart(4)} ns${index === 0 ? "" : ` (${ratio.toFixed(2)} ×)`}`;
    });
    process.stdout.write(`  ${workload.name.padEnd(18)}${cells.join("   ")}\n`);
  }
}
