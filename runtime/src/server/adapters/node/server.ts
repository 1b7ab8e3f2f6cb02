import { RunningServer } from "../../lifecycle/running-server.ts";
import { Shutdown } from "../../lifecycle/shutdown.ts";
import type { ServeOptions, Server } from "../../serve.ts";
import type { HttpService } from "../../types.ts";
import { NodeDrain } from "./drain.ts";
import { NodeHost } from "./host.ts";
import { listen } from "./listen.ts";
import type { Listening } from "./listen.ts";

/** Starts a server on Node; see {@link serve}. */
export async function serveNode(service: HttpService, options: ServeOptions): Promise<Server> {
  const host = new NodeHost(service, options);
  const shutdown = new Shutdown(host.limits, options);
  const listening = await listen(host, options);
  shutdown.listening(new NodeDrain(host, listening));
  return new NodeServer(listening, shutdown);
}

class NodeServer extends RunningServer {
  private readonly listener: Listening;

  constructor(listener: Listening, shutdown: Shutdown) {
    super(listener, shutdown);
    this.listener = listener;
  }

  reloadCertificates(): Promise<void> {
    return this.listener.reloadCertificates();
  }
}
