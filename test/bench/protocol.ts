/** What a benchmark asks a server process, and what it hears. */
export type Question = "cpu" | "collected" | "memory" | "stop";

export type Answer =
  | { readonly kind: "listening"; readonly port: number }
  /** CPU time that the process has used so far, in microseconds. */
  | { readonly kind: "cpu"; readonly microseconds: number }
  /** Bytes in use, resident and on the heap; for `collected` after a collection of garbage. */
  | { readonly kind: "memory"; readonly rss: number; readonly heap: number };

/** Tells the benchmark the port and answers its questions for as long as the process lives. */
export function report(port: number): void {
  const send = (answer: Answer): void => {
    process.send?.(answer);
  };
  process.on("message", (question: Question) => {
    if (question === "stop") process.exit(0);
    if (question === "cpu") {
      const { user, system } = process.cpuUsage();
      send({ kind: "cpu", microseconds: user + system });
    } else {
      if (question === "collected") globalThis.gc?.();
      const { rss, heapUsed } = process.memoryUsage();
      send({ kind: "memory", rss, heap: heapUsed });
    }
  });
  send({ kind: "listening", port });
}
