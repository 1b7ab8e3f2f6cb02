// Memory of a server: of connections that do nothing, after many requests, and while a body passes that is larger than it.
//
// Options: --connections=10000 --requests=1000000 --gigabytes=1
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { megabytes } from "../figures.ts";
import { Load } from "../http/load.ts";
import { ServerProcess } from "../server-process.ts";
import { idleConnections } from "./connections.ts";
import { download, upload, watch } from "./transfer.ts";

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "10000" },
    requests: { type: "string", default: "1000000" },
    gigabytes: { type: "string", default: "1" },
  },
});

function start(name: string): Promise<ServerProcess> {
  return ServerProcess.start(name, fileURLToPath(new URL(`./servers/${name}.ts`, import.meta.url)));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

print(`\n${values.connections} idle connections`);
for (const name of ["bare", "volo"]) {
  const server = await start(name);
  const { bytesEach, alive } = await idleConnections(server, Number(values.connections));
  print(`  ${name.padEnd(5)} ${(bytesEach / 1024).toFixed(1)} kB each, ${alive} of them answer afterwards`);
  server.stop();
}

print(`\n${values.requests} requests`);
const server = await start("volo");
const load = await Load.open(
  server.port,
  { name: "hello", request: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", status: 200, body: "hello" },
  16,
);
const tenth = Math.ceil(Number(values.requests) / 10);
const heaps: number[] = [];
for (let i = 0; i <= 10; i++) {
  const { rss, heap } = await server.memory();
  heaps.push(heap);
  print(`  after ${String(i * tenth).padStart(8)}: heap ${megabytes(heap)}, resident ${megabytes(rss)}`);
  if (i < 10) await load.run(tenth);
}
load.close();
// The first tenth compiles code and fills caches.
const growth = (heaps[10] ?? 0) - (heaps[1] ?? 0);
print(
  `  heap from the first tenth to the last: ${(growth / 1024).toFixed(0)} kB, ${(((growth / tenth / 9) * 100_000) / 1024).toFixed(2)} kB per 100,000 requests`,
);

const bytes = Math.round(Number(values.gigabytes) * 2 ** 30);
print(`\n${values.gigabytes} GB in one body`);
for (const [what, transfer] of [
  ["sent to a slow reader", () => download(server.port, bytes)],
  ["received", () => upload(server.port, bytes)],
] as const) {
  const { before, peak, seconds } = await watch(server, transfer);
  print(
    `  ${what}: resident ${megabytes(before)} before, ${megabytes(peak)} at most, + ${megabytes(peak - before)}, ${seconds.toFixed(1)} s`,
  );
}
server.stop();
