import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** A real HAProxy in front of servers on this machine. */
export class Haproxy implements AsyncDisposable {
  readonly port: number;
  private readonly folder: string;
  private readonly child: ChildProcess;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port;
    this.folder = folder;
    this.child = child;
  }

  /**
   * @param backend lines of the section `backend`
   * @throws {Error} when it is not installed, or does not take the configuration
   */
  static async start(port: number, backend: readonly string[]): Promise<Haproxy> {
    if (spawnSync("haproxy", ["-v"]).status !== 0) {
      throw new Error("This test runs a real HAProxy, which is not there: apt-get install haproxy");
    }
    const folder = await mkdtemp(join(tmpdir(), "volo-haproxy-"));
    const file = join(folder, "haproxy.cfg");
    await writeFile(file, `${configuration(port, join(folder, "stats"), backend).join("\n")}\n`);
    const child = spawn("haproxy", ["-db", "-f", file], { stdio: ["ignore", "ignore", "pipe"] });
    const complaints = child.stderr === null ? Promise.resolve("") : text(child.stderr);
    const proxy = new Haproxy(port, folder, child);
    while (!(await proxy.answers())) {
      if (child.exitCode !== null) throw new Error(`haproxy ended: ${await complaints}`);
      await sleep(20);
    }
    return proxy;
  }

  /** Status of each server as the health checks found it, by name. */
  async status(): Promise<Map<string, string>> {
    const lines = (await this.ask("show stat")).split("\n").map((line) => line.split(","));
    const column = lines[0]?.indexOf("status") ?? -1;
    return new Map(
      lines.filter(([proxy]) => proxy === "app").map((line) => [line[1] ?? "", line[column] ?? ""]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGKILL");
      await once(this.child, "exit");
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    return (await this.ask("show info").catch(() => "")) !== "";
  }

  private async ask(command: string): Promise<string> {
    const socket = connect(join(this.folder, "stats"));
    socket.end(`${command}\n`);
    return text(socket);
  }
}

/**
 * Nothing hides a failure: no request is tried twice or sent elsewhere after it failed. Connections to servers are kept and
 * used by whatever client comes next, which is the hardest on a server that closes.
 */
function configuration(port: number, stats: string, backend: readonly string[]): string[] {
  return [
    "global",
    `  stats socket ${stats} level admin`,
    "  nbthread 1",
    "defaults",
    "  mode http",
    "  retries 0",
    "  timeout connect 5s",
    "  timeout client 60s",
    "  timeout server 60s",
    // By default a check has as long as the next one is away, which a busy machine may miss.
    "  timeout check 10s",
    "  http-reuse always",
    "frontend in",
    `  bind 127.0.0.1:${port}`,
    "  default_backend app",
    "backend app",
    ...backend.map((line) => `  ${line}`),
  ];
}
