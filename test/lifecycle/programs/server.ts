// A server that signals close: `server.ts PORT GRACE`. SIGUSR2 ends the grace.
import { health, Router, serve } from "volo-http";
import { app, logger, say } from "./app.ts";

const [port, grace] = process.argv.slice(2).map(Number);
const probes = health({ logger });
const server = await serve(new Router().merge(probes.router).merge(app), {
  port: port ?? 0,
  hostname: "127.0.0.1",
  closeGrace: grace ?? 0,
  health: probes,
  signals: true,
  logger,
});
server.onClosing(() => say("closing"));
server.onClosed(() => say("closed"));
process.once("SIGUSR2", () => void server.close({ grace: 0 }));
probes.started();
say(`ready ${server.port}`);
