import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A program that says in one line of JSON when it is ready, and ends when its input does. */
export class Child<Ready> {
  readonly ready: Ready;
  private readonly process: ChildProcess;
  private readonly exited: Promise<unknown>;
  private readonly lines: AsyncIterator<string>;

  private constructor(
    process: ChildProcess,
    exited: Promise<unknown>,
    lines: AsyncIterator<string>,
    ready: Ready,
  ) {
    this.process = process;
    this.exited = exited;
    this.lines = lines;
    this.ready = ready;
  }

  /**
   * @param channel file descriptor on which it says so; default 1, its output
   * @throws {Error} with what it has written on its standard error, when it ends before
   */
  static async start<Ready>(
    binary: string,
    args: readonly string[],
    { channel = 1, env = {} }: { channel?: 1 | 3; env?: Readonly<Record<string, string>> } = {},
  ): Promise<Child<Ready>> {
    const child = spawn(binary, args, {
      stdio: ["pipe", "pipe", "pipe", ...(channel === 3 ? ["pipe" as const] : [])],
      env: { ...process.env, NO_COLOR: "1", ...env },
    });
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    const exited = once(child, "exit");
    const lines = createInterface({ input: child.stdio[channel] as Readable })[Symbol.asyncIterator]();
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${binary} ended before it was ready:\n${complaint}`);
    return new Child(child, exited, lines, JSON.parse(value) as Ready);
  }

  /** Writes a line on its input. */
  tell(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** The next line of its output; undefined when it has ended. */
  async next(): Promise<unknown> {
    const { value, done } = await this.lines.next();
    return done === true ? undefined : JSON.parse(value);
  }

  /** Ends its input and waits until it is gone; after a while without patience. */
  async stop(): Promise<void> {
    this.process.stdin?.end();
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 2_000);
    await this.exited;
    clearTimeout(timer);
  }

  /** For programs that do not read their input. */
  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.exited;
  }
}
