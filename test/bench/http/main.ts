// CPU time that a server needs for a request, in relation to the same service written by hand on node:http.
//
// Options: --rounds=9 --requests=4000 --connections=16 --servers=bare,volo --workload=body. Rounds have a fixed number
// of requests: CPU time and not throughput is measured, which other work on the machine disturbs far less.
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Load } from "./load.ts";
import type { Answer, Question } from "./protocol.ts";
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
const rounds = Number(values.rounds);
const requests = Number(values.requests);
const names = values.servers.split(",");

class ServerProcess {
  readonly name: string;
  readonly port: number;
  private readonly child: ChildProcess;

  private constructor(name: string, child: ChildProcess, port: number) {
    this.name = name;
    this.child = child;
    this.port = port;
  }

  static async start(name: string): Promise<ServerProcess> {
    const file = fileURLToPath(new URL(`./servers/${name}.ts`, import.meta.url));
    const child = fork(file, [], {
      execArgv: [
        "--conditions=volo-source",
        ...process.execArgv.filter((flag) => flag.startsWith("--cpu-prof")),
      ],
      env: { ...process.env, NODE_ENV: "production" },
    });
    const answer = await heard(child);
    if (answer.kind !== "listening") throw new Error(`${name} did not start`);
    return new ServerProcess(name, child, answer.port);
  }

  async cpu(): Promise<number> {
    this.child.send("cpu" satisfies Question);
    const answer = await heard(this.child);
    if (answer.kind !== "cpu") throw new Error(`${this.name} did not answer`);
    return answer.microseconds;
  }

  stop(): void {
    this.child.send("stop" satisfies Question);
  }
}

function heard(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const message = (answer: Answer): void => {
      child.off("exit", exit);
      resolve(answer);
    };
    const exit = (code: number | null): void => {
      child.off("message", message);
      reject(new Error(`a server ended with ${code}`));
    };
    child.once("message", message).once("exit", exit);
  });
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

const servers = await Promise.all(names.map((name) => ServerProcess.start(name)));
for (const workload of workloads.filter(({ name }) => name.includes(values.workload))) {
  const loads = await Promise.all(
    servers.map((server) => Load.open(server.port, workload, Number(values.connections))),
  );
  for (const load of loads) await load.run(requests * 2);
  const costs = servers.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    for (const [index, server] of servers.entries()) {
      const before = await server.cpu();
      await loads[index]?.run(requests);
      costs[index]?.push(((await server.cpu()) - before) / requests);
    }
  }
  for (const load of loads) load.close();
  process.stdout.write(`\n${workload.name}\n`);
  // Neighbours in time see the same machine, so ratios are taken round by round.
  const base = costs[0] ?? [];
  for (const [index, server] of servers.entries()) {
    const own = costs[index] ?? [];
    const ratio = median(own.map((cost, round) => cost / (base[round] ?? Number.NaN)));
    process.stdout.write(
      `  ${server.name.padEnd(8)} ${median(own).toFixed(1).padStart(6)} µs/request   ${ratio.toFixed(2)} × ${names[0]}\n`,
    );
  }
}
for (const server of servers) server.stop();
