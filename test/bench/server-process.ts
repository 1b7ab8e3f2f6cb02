import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Answer, Question } from "./protocol.ts";

/** A server of a benchmark in a process of its own. */
export class ServerProcess {
  readonly name: string;
  readonly port: number;
  private readonly child: ChildProcess;

  private constructor(name: string, child: ChildProcess, port: number) {
    this.name = name;
    this.child = child;
    this.port = port;
  }

  /**
   * @param file a module that calls `report`
   * @param args what it finds in `process.argv`
   */
  static async start(name: string, file: string, args: readonly string[] = []): Promise<ServerProcess> {
    const child = fork(file, args, {
      execArgv: [
        "--conditions=volo-source",
        "--expose-gc",
        ...process.execArgv.filter((flag) => flag.startsWith("--cpu-prof")),
      ],
      env: { ...process.env, NODE_ENV: "production" },
    });
    const answer = await heard(child);
    if (answer.kind !== "listening") throw new Error(`${name} did not start`);
    return new ServerProcess(name, child, answer.port);
  }

  /** CPU time used so far, in microseconds. */
  async cpu(): Promise<number> {
    const answer = await this.ask("cpu");
    if (answer.kind !== "cpu") throw new Error(`${this.name} did not answer`);
    return answer.microseconds;
  }

  /**
   * Memory in use, in bytes.
   * @param when `collected`: what is left after a collection of garbage; `memory`: what is in use at the moment
   */
  async memory(when: "collected" | "memory" = "collected"): Promise<Extract<Answer, { kind: "memory" }>> {
    const answer = await this.ask(when);
    if (answer.kind !== "memory") throw new Error(`${this.name} did not answer`);
    return answer;
  }

  stop(): void {
    this.child.send("stop" satisfies Question);
  }

  private ask(question: Question): Promise<Answer> {
    this.child.send(question);
    return heard(this.child);
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
