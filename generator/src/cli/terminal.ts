import { styleText } from "node:util";

/** Where a command prints: results to `out`, what a person should look at to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Escape codes may be written to `err`. */
  readonly color: boolean;
  /** Somebody can answer questions. */
  readonly interactive: boolean;
}

/** The terminal of the process. `NO_COLOR`, `FORCE_COLOR` and pipes count as Node's `styleText` counts them. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    // Whoever reads may stop early, as `head` does.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color: styleText("red", "x", { stream: process.stderr, validateStream: true }) !== "x",
    interactive: process.stdin.isTTY && process.stdout.isTTY && process.env["CI"] === undefined,
  };
}
