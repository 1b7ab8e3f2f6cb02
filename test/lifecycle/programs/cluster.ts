// Workers that share a listener: `cluster.ts PORT GRACE WORKERS [STARTTIMEOUT FAULT]`. SIGUSR2 restarts them one by one. The text of the
// file FAULT says what is wrong with workers that start while it is there.
import { existsSync, readFileSync } from "node:fs";
import { health, post, Router, serve } from "volo-http";
import { serveCluster } from "volo-http/node";
import { app, logger, say } from "./app.ts";

const [port, grace, workers, startTimeout] = process.argv.slice(2).map(Number);
const fault = process.argv[6];

/** Goes wrong as the test wants it to. */
function misbehave(file: string): Promise<void> | undefined {
  const kind = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (kind === "throws") throw new Error("no database");
  if (kind === "exits") process.exit(7);
  return kind === "hangs" ? new Promise(() => undefined) : undefined;
}

const crash = new Router().route(
  "/crash",
  post(() => process.exit(3)),
);
const cluster = await serveCluster(
  async () => {
    if (fault !== undefined) await misbehave(fault);
    const probes = health({ logger });
    const server = await serve(new Router().merge(probes.router).merge(app).merge(crash), {
      port: port ?? 0,
      hostname: "127.0.0.1",
      closeGrace: grace ?? 0,
      health: probes,
      logger,
    });
    server.onClosed(() => say(`closed ${process.pid}`));
    probes.started();
    say(`started ${process.pid} ${server.port}`);
    return server;
  },
  { workers, signals: true, restartSignal: "SIGUSR2", startTimeout, logger },
);
if (cluster !== undefined) say("ready");
