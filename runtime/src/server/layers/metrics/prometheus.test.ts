import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { live } from "../../live.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { metrics } from "./layer.ts";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts Prometheus, which scrapes a server every second. */
async function prometheus(target: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "prometheus-"));
  const config = join(folder, "prometheus.yml");
  const scrape = { job_name: "volo", scrape_interval: "1s", static_configs: [{ targets: [target] }] };
  await writeFile(config, JSON.stringify({ scrape_configs: [scrape] }));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: "ignore" },
  );
  onTestFinished(async () => {
    const closed = new Promise((resolve) => child.once("close", resolve));
    if (child.kill("SIGKILL")) await closed;
    await rm(folder, { recursive: true, force: true });
  });
  await new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", () => reject(new Error("prometheus is missing: apt-get install prometheus")));
  });
  return `http://${address}`;
}

interface Result {
  readonly data?: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] };
}

test("Prometheus scrapes the endpoint and answers queries by template", { timeout: 60_000 }, async () => {
  const measured = metrics();
  const router = new Router()
    .layer(measured)
    .route("/metrics", get(measured.endpoint))
    .route(
      "/pets/{id}",
      get(() => "Rex"),
    );
  const server = await live(router);
  for (let i = 0; i < 7; i++) await (await fetch(`${server.url}/pets/${i}`)).text();
  const url = await prometheus(`127.0.0.1:${server.port}`);
  const query = encodeURIComponent('http_requests_total{route="/pets/{id}"}');
  const result = await vi.waitUntil(
    async () => {
      const response = await fetch(`${url}/api/v1/query?query=${query}`).catch(() => undefined);
      const answer = response?.ok === true ? ((await response.json()) as Result) : {};
      return answer.data?.result[0];
    },
    { timeout: 50_000, interval: 200 },
  );
  expect(result?.metric).toMatchObject({ method: "GET", route: "/pets/{id}", status: "200", job: "volo" });
  expect(result?.value[1]).toBe("7");
});
