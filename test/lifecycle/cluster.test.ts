import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePorts, program } from "./program.ts";
import type { Program } from "./program.ts";

// Each test starts several processes, on whatever machine.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "volo-cluster-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A primary, where its workers answer, and the file that makes new ones go wrong. */
interface Cluster {
  readonly primary: Program;
  readonly url: string;
  readonly fault: string;
}

async function run(startTimeout = 30_000): Promise<Cluster> {
  const [port = 0] = await freePorts(1);
  const fault = join(folder, String(port));
  const primary = program("cluster", port, 0, 2, startTimeout, fault);
  return { primary, url: `http://127.0.0.1:${port}`, fault };
}

async function start(startTimeout?: number): Promise<Cluster> {
  const cluster = await run(startTimeout);
  await cluster.primary.line(/^ready$/);
  return cluster;
}

/** Process ids of the workers that answer. */
async function answering(url: string): Promise<string[]> {
  const seen = new Set<string>();
  for (let i = 0; i < 10; i++) {
    const reply = await fetch(`${url}/hello`, { headers: { connection: "close" } });
    seen.add((await reply.text()).split(" ").at(-1) ?? "");
  }
  return [...seen].sort();
}

/** Process ids of the workers that have started so far. */
function started({ lines }: Program): string[] {
  return lines.flatMap((line) => /^started (\d+)/.exec(line)?.[1] ?? []);
}

function log({ lines }: Program): string[] {
  return lines.filter((line) => line.startsWith("log: "));
}

test("workers share the listener; a signal closes all, and the primary ends by itself with code 0", async () => {
  const { primary, url } = await start();
  await using _ = primary;
  expect(await answering(url)).toEqual(started(primary).sort());
  const busy = fetch(`${url}/wait/500`);
  await sleep(100);
  primary.kill("SIGTERM");
  expect(await (await busy).text()).toBe("waited");
  expect(await primary.ended()).toBe(0);
  expect(primary.lines.filter((line) => line.startsWith("closed"))).toHaveLength(2);
  expect(log(primary)).toEqual([]);
});

test("a worker that crashes is replaced, and the log says how it ended", async () => {
  const { primary, url } = await start();
  await using _ = primary;
  await fetch(`${url}/crash`, { method: "POST" }).catch(() => undefined);
  await vi.waitFor(() => expect(started(primary)).toHaveLength(3), { timeout: 10_000 });
  await vi.waitFor(async () => expect(await answering(url)).toHaveLength(2), { timeout: 10_000 });
  expect(log(primary)).toEqual([
    expect.stringMatching(/^log: a worker ended: Error: Worker \d+ ended by itself: exit code 3\.$/),
  ]);
});

test("workers that cannot start are tried again ever more seldom, and come back when they can", async () => {
  const { primary, url, fault } = await start();
  await using _ = primary;
  await writeFile(fault, "exits");
  await fetch(`${url}/crash`, { method: "POST" }).catch(() => undefined);
  const failures = (): number => log(primary).filter((line) => line.includes("exit code 7")).length;
  await vi.waitFor(() => expect(failures()).toBe(3), { timeout: 15_000 });
  // The other one serves meanwhile. 100, 200 and 400 ms have passed; the next try comes 800 ms later.
  expect(await answering(url)).toHaveLength(1);
  await rm(fault);
  await vi.waitFor(async () => expect(await answering(url)).toHaveLength(2), { timeout: 15_000 });
  primary.kill("SIGTERM");
  expect(await primary.ended()).toBe(0);
});

test("SIGUSR2 replaces every worker, the new one first; a second one meanwhile is one more restart", async () => {
  const { primary, url } = await start();
  await using _ = primary;
  const before = started(primary);
  for (let i = 0; i < 3; i++) {
    primary.kill("SIGUSR2");
    await sleep(50);
  }
  await vi.waitFor(() => expect(primary.lines.filter((line) => line.startsWith("closed"))).toHaveLength(4), {
    timeout: 20_000,
  });
  await vi.waitFor(async () => expect(await answering(url)).toEqual(started(primary).slice(4).sort()));
  const events = primary.lines
    .filter((line) => /^(started|closed)/.test(line))
    .map((line) => line.split(" ")[0]);
  expect(events).toEqual(["started", "started", ...Array(4).fill(["started", "closed"]).flat()]);
  expect(primary.lines.findIndex((line) => line === `closed ${before[0]}`)).toBeGreaterThan(0);
  expect(log(primary)).toEqual([]);
});

test.each([
  ["throws", 30_000, "The worker did not start: no database"],
  ["exits", 30_000, "The worker ended before it was ready: exit code 7."],
  ["hangs", 10_000, "The worker was not ready in 10000 ms."],
])("a new worker that %s leaves the old one, and the error is reported", async (kind, time, message) => {
  const { primary, url, fault } = await start(time);
  await using _ = primary;
  const before = await answering(url);
  await writeFile(fault, kind);
  primary.kill("SIGUSR2");
  await primary.line(/^log: the rolling restart failed/);
  expect(log(primary)).toEqual([`log: the rolling restart failed: Error: ${message}`]);
  expect(await answering(url)).toEqual(before);
  await rm(fault);
  primary.kill("SIGUSR2");
  await vi.waitFor(() => expect(started(primary)).toHaveLength(4), { timeout: 15_000 });
});

test.each(["throws", "exits"])(
  "a cluster whose first workers cannot start (%s) ends with an error",
  async (kind) => {
    const { primary, fault } = await run();
    await using _ = primary;
    await writeFile(fault, kind);
    expect(await primary.ended()).toBe(1);
    expect(primary.lines.join("\n")).toMatch(/did not start: no database|before it was ready: exit code 7/);
    expect(primary.lines).not.toContain("ready");
  },
);
