import { median } from "./figures.ts";
import { Load } from "./http/load.ts";
import type { Workload } from "./http/workloads.ts";
import type { ServerProcess } from "./server-process.ts";

/** How much is measured. */
export interface Effort {
  readonly rounds: number;
  /** In each round, to each server: a fixed number, because CPU time is measured, which other work disturbs far less. */
  readonly requests: number;
  readonly connections: number;
}

/** CPU time of one server for one request. */
export interface Cost {
  readonly name: string;
  readonly microseconds: number;
  /** In relation to the first server. */
  readonly ratio: number;
}

/** Sends the same requests to every server in turn and compares the CPU time that they take. */
export async function compare(
  servers: readonly ServerProcess[],
  workload: Workload,
  { rounds, requests, connections }: Effort,
): Promise<Cost[]> {
  const loads = await Promise.all(servers.map((server) => Load.open(server.port, workload, connections)));
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
  const base = costs[0] ?? [];
  return servers.map(({ name }, index) => {
    const own = costs[index] ?? [];
    // Neighbours in time see the same machine, so ratios are taken round by round.
    const ratio = median(own.map((cost, round) => cost / (base[round] ?? Number.NaN)));
    return { name, microseconds: median(own), ratio };
  });
}
