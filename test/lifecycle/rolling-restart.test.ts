import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { Haproxy } from "./haproxy.ts";
import { failed, load } from "./load.ts";
import type { Outcome } from "./load.ts";
import { freePorts, program } from "./program.ts";
import type { Program } from "./program.ts";

const rounds = 5;
const clients = 16;
/** Of one round: five of them make 20,000 of each kind, and no runaway. */
const limits = { least: 4_000, most: 100_000 };
/** Longer than any machine needs: the test ends it when the balancer has noticed, as a tool that deploys may do. */
const grace = 60_000;

vi.setConfig({ testTimeout: 240_000 });

function report(name: string, round: number, outcome: Outcome): void {
  const { ok, get, post, connections, milliseconds, failures } = outcome;
  const rate = Math.round(((ok + failed(outcome)) / milliseconds) * 1000);
  process.stdout.write(
    `${name}, round ${round}: ${ok + failed(outcome)} requests (${get} GET, ${post} POST) over ${connections} connections, ` +
      `${rate} a second, ${failed(outcome)} failed${failures.size > 0 ? ` ${JSON.stringify([...failures])}` : ""}\n`,
  );
}

/** Five rounds of a restart under load. */
async function rollingRestarts(
  name: string,
  proxy: Haproxy,
  restart: (round: number) => Promise<void>,
): Promise<void> {
  let requests = 0;
  for (let round = 1; round <= rounds; round++) {
    // The load has begun when the restart does.
    const outcome = await load(
      proxy.port,
      clients,
      limits,
      sleep(200).then(() => restart(round)),
    );
    report(name, round, outcome);
    expect(Object.fromEntries(outcome.failures)).toEqual({});
    requests += outcome.ok;
  }
  expect(requests).toBeGreaterThanOrEqual(20_000);
}

test("workers of a cluster behind HAProxy are restarted one by one: 0 requests fail", async () => {
  const [port = 0, front = 0] = await freePorts(2);
  await using primary = program("cluster", port, 1000, 2);
  await primary.line(/^ready$/);
  // A server is one to HAProxy however many workers it has; idle connections are given up sooner than the grace is over.
  await using proxy = await Haproxy.start(front, [`server cluster 127.0.0.1:${port} pool-purge-delay 200ms`]);
  const closed = (): number => primary.lines.filter((line) => line.startsWith("closed")).length;
  await rollingRestarts("cluster", proxy, async (round) => {
    primary.kill("SIGUSR2");
    await vi.waitFor(() => expect(closed()).toBe(2 * round), { timeout: 60_000 });
  });
  expect(primary.lines.filter((line) => line.startsWith("log"))).toEqual([]);
});

test("three servers behind HAProxy, checked on /readyz, are restarted one by one: 0 requests fail", async () => {
  const [front = 0, ...ports] = await freePorts(4);
  const servers = ports.map((port) => program("server", port, grace));
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  });
  await Promise.all(servers.map((server) => server.line(/^ready/)));
  await using proxy = await Haproxy.start(front, [
    "option httpchk GET /readyz",
    "http-check expect status 200",
    "default-server check inter 100ms fall 2 rise 1 pool-purge-delay 200ms",
    ...ports.map((port, i) => `server s${i} 127.0.0.1:${port}`),
  ]);
  /** Waits until HAProxy has noticed how a server is. */
  const noticed = (i: number, status: "UP" | "DOWN"): Promise<void> =>
    vi.waitFor(async () => expect((await proxy.status()).get(`s${i}`)).toBe(status), { timeout: 30_000 });
  await Promise.all(ports.map((_, i) => noticed(i, "UP")));

  await rollingRestarts("three servers", proxy, async () => {
    for (const [i, port] of ports.entries()) {
      const old = servers[i] as Program;
      old.kill("SIGTERM");
      await noticed(i, "DOWN");
      old.kill("SIGUSR2");
      expect(await old.ended()).toBe(0);
      const fresh = program("server", port, grace);
      servers[i] = fresh;
      await fresh.line(/^ready/);
      await noticed(i, "UP");
    }
  });
});

test("the load counts what fails: a server that is killed under it", async () => {
  const [port = 0, front = 0] = await freePorts(2);
  await using server = program("server", port, 0);
  await server.line(/^ready/);
  await using proxy = await Haproxy.start(front, [`server only 127.0.0.1:${port}`]);
  const outcome = await load(
    proxy.port,
    clients,
    { least: 0, most: 5_000 },
    sleep(300).then(async () => {
      server.kill("SIGKILL");
      await sleep(300);
    }),
  );
  expect(outcome.ok).toBeGreaterThan(0);
  expect(failed(outcome)).toBeGreaterThan(0);
});
