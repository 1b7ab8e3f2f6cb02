import type { CloseOptions } from "../serve.ts";
import type { Report } from "./report.ts";

/** Signals that can ask a process to end. */
export type ShutdownSignal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT" | "SIGUSR2" | "SIGBREAK";

/** What `true` stands for: what service managers send, and Ctrl-C. */
const usual: readonly ShutdownSignal[] = ["SIGTERM", "SIGINT"];

const known: ReadonlySet<unknown> = new Set<ShutdownSignal>([
  ...usual,
  "SIGHUP",
  "SIGQUIT",
  "SIGUSR2",
  "SIGBREAK",
]);

/**
 * The signals that an option names.
 * @throws {RangeError} when it names one that a process cannot hear, or one twice
 */
export function signalNames(
  signals: boolean | readonly ShutdownSignal[] | undefined,
): readonly ShutdownSignal[] {
  if (signals === true) return usual;
  if (signals === undefined || signals === false) return [];
  const strange = Array.isArray(signals) ? signals.filter((name) => !known.has(name)) : [signals];
  if (strange.length > 0) {
    throw new RangeError(`signals is true or a list of ${[...known].join(", ")}, not ${String(strange[0])}`);
  }
  if (new Set(signals).size < signals.length) throw new RangeError("signals names each signal once");
  return signals;
}

/** What signals close. */
interface Closable {
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Closes on the first of these signals, and cuts off on a second one of the same kind. Once all is closed, the signals have
 * their usual effect again. Nothing exits: a process ends when nothing is left that keeps it.
 * @returns stops listening
 */
export function closeOnSignals(
  target: Closable,
  signals: readonly ShutdownSignal[],
  report: Report,
): () => void {
  // A global on Node, Bun and Deno alike; whoever asks for no signals needs none.
  const { process } = globalThis;
  const seen = new Set<NodeJS.Signals>();
  const listener = (signal: NodeJS.Signals): void => {
    const closed = target.close(seen.has(signal) ? { grace: 0, timeout: 0 } : {});
    seen.add(signal);
    closed.catch((error: unknown) => report(`closing on ${signal} failed`, error));
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
