/** What the benchmark asks a server process, and what it hears. */
export type Question = "cpu" | "stop";

export type Answer =
  | { readonly kind: "listening"; readonly port: number }
  /** CPU time that the process has used so far, in microseconds. */
  | { readonly kind: "cpu"; readonly microseconds: number };

/** Tells the benchmark the port and answers its questions for as long as the process lives. */
export function report(port: number): void {
  const send = (answer: Answer): void => {
    process.send?.(answer);
  };
  process.on("message", (question: Question) => {
    if (question === "stop") process.exit(0);
    const { user, system } = process.cpuUsage();
    send({ kind: "cpu", microseconds: user + system });
  });
  send({ kind: "listening", port });
}
