import type { ShutdownHook } from "../../lifecycle/hooks.ts";
import { Shutdown } from "../../lifecycle/shutdown.ts";
import type { ServerState } from "../../lifecycle/shutdown.ts";
import type { CloseOptions, ServeOptions, Server } from "../../serve.ts";
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

class NodeServer implements Server {
  private readonly listener: Listening;
  private readonly shutdown: Shutdown;

  constructor(listener: Listening, shutdown: Shutdown) {
    this.listener = listener;
    this.shutdown = shutdown;
  }

  get port(): number {
    return this.listener.port;
  }

  get url(): string {
    return this.listener.url;
  }

  get state(): ServerState {
    return this.shutdown.state;
  }

  get started(): Promise<void> {
    return this.shutdown.started;
  }

  get closing(): boolean {
    return this.shutdown.closing;
  }

  onClosing(hook: ShutdownHook): void {
    this.shutdown.onClosing(hook);
  }

  onClosed(hook: ShutdownHook): void {
    this.shutdown.onClosed(hook);
  }

  close(options?: CloseOptions): Promise<void> {
    return this.shutdown.close(options);
  }

  reloadCertificates(): Promise<void> {
    return this.listener.reloadCertificates();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
