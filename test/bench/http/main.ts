// CPU time that a server needs for a request, in relation to the same service written by hand on node:http.
//
// Options: --rounds=9 --requests=4000 --connections=16 --servers=bare,volo --workload=body. Rounds have a fixed number
// of requests: CPU time and not throughput is measured, which other work on the machine disturbs far less.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compare } from "../compare.ts";
import { ServerProcess } from "../server-process.ts";
import { workloads } from "./workloads.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    requests: { type: "string", default: "4000" },
    connections: { type: "string", default: "16" },
    workload: { type: "string", default: "" },
    servers: { type: "string", default: "bare,volo,fastify,hono,express" },
  },
});
const names = values.servers.split(",");
const effort = {
  rounds: Number(values.rounds),
  requests: Number(values.requests),
  connections: Number(values.connections),
};

const servers = await Promise.all(
  names.map((name) =>
    ServerProcess.start(name, fileURLToPath(new URL(`./servers/${name}.ts`, import.meta.url))),
  ),
);
for (const workload of workloads.filter(({ name }) => name.includes(values.workload))) {
  process.stdout.write(`\n${workload.name}\n`);
  for (const { name, microseconds, ratio } of await compare(servers, workload, effort)) {
    process.stdout.write(
      `  ${name.padEnd(8)} ${microseconds.toFixed(1).padStart(6)} µs/request   ${ratio.toFixed(2)} × ${names[0]}\n`,
    );
  }
}
for (const server of servers) server.stop();
