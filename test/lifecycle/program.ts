import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../tools.ts";

/** A program of this folder that runs, and the lines it has written. */
export class Program implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  private readonly exit: Promise<[code: number | null, signal: string | null]>;
  private readonly waiting: Set<() => void> = new Set();

  constructor(child: ChildProcess) {
    this.child = child;
    this.exit = once(child, "exit") as Promise<[number | null, string | null]>;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        for (const look of this.waiting) look();
      });
    }
    void this.exit.then(() => this.waiting.forEach((look) => look()));
  }

  private get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The first line that matches from the given one on; rejects when the program ends without it. */
  line(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.lines
          .slice(from)
          .map((line) => pattern.exec(line))
          .find((match) => match !== null);
        if (found === undefined && this.running) return;
        this.waiting.delete(look);
        if (found !== undefined) resolve(found);
        else reject(new Error(`The program ended without ${pattern}:\n${this.lines.join("\n")}`));
      };
      this.waiting.add(look);
      look();
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** How it ended: its exit code, or the signal that ended it. */
  async ended(): Promise<number | string | null> {
    const [code, signal] = await this.exit;
    return code ?? signal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.running) this.child.kill("SIGKILL");
    await this.exit;
  }
}

/** Runs a program of the folder `programs`. */
export function program(name: string, ...args: readonly (string | number)[]): Program {
  const file = join(import.meta.dirname, "programs", `${name}.ts`);
  // Without a cache, every start strips the types of the whole runtime again.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(root, "node_modules/.cache/node-compile") };
  return new Program(
    spawn(process.execPath, ["--conditions=volo-source", file, ...args.map(String)], {
      stdio: ["ignore", "pipe", "pipe"],
      env,
    }),
  );
}

/** Ports on which nothing listens at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
