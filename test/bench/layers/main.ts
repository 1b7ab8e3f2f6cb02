// What each layer adds to the CPU time of a request, in relation to the same service without it.
//
// Options: --rounds=9 --requests=4000 --connections=16 --layers=cors,etag --workload=static
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compare } from "../compare.ts";
import { workloads } from "../http/workloads.ts";
import { ServerProcess } from "../server-process.ts";
import { layers } from "./table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    requests: { type: "string", default: "4000" },
    connections: { type: "string", default: "16" },
    layers: { type: "string", default: Object.keys(layers).join(",") },
    workload: { type: "string", default: "static" },
  },
});
const file = fileURLToPath(new URL("./server.ts", import.meta.url));
const effort = {
  rounds: Number(values.rounds),
  requests: Number(values.requests),
  connections: Number(values.connections),
};
const names = values.layers.split(",");
const unknown = names.filter((name) => layers[name] === undefined);
if (unknown.length > 0) throw new Error(`there is no layer ${unknown.join(", ")}`);

const [workload] = workloads.filter(({ name }) => name.includes(values.workload));
if (workload === undefined) throw new Error(`there is no workload ${values.workload}`);
process.stdout.write(`\n${workload.name}\n`);
const bare = await ServerProcess.start("none", file, ["none"]);
for (const name of names) {
  const server = await ServerProcess.start(name, file, [name]);
  // Two at a time, so that neither waits long for its next round while the machine changes.
  const [without, withLayer] = await compare([bare, server], workload, effort);
  server.stop();
  if (without === undefined || withLayer === undefined) throw new Error("two servers have two costs");
  const added = without.microseconds * (withLayer.ratio - 1);
  process.stdout.write(
    `  ${name.padEnd(18)} ${withLayer.ratio.toFixed(2)} ×   ${added >= 0 ? "+" : "−"} ${Math.abs(added).toFixed(1)} µs/request\n`,
  );
}
bare.stop();
