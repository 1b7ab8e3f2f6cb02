import type { ShutdownHook } from "../../lifecycle/hooks.ts";
import { Shutdown } from "../../lifecycle/shutdown.ts";
import type { ServerState } from "../../lifecycle/shutdown.ts";
import type { CloseOptions, ServeOptions, Server } from "../../serve.ts";
import { WebDrain } from "./served.ts";
import type { ServedHost, WebListener } from "./served.ts";

/** A platform's server as {@link Server}. */
export class WebServer implements Server {
  private readonly platform: string;
  private readonly listener: WebListener;
  private readonly shutdown: Shutdown;

  /** @param listen called once everything else has turned out to be fine */
  constructor(platform: string, host: ServedHost, options: ServeOptions, listen: () => WebListener) {
    this.platform = platform;
    this.shutdown = new Shutdown(host.limits, options);
    this.listener = listen();
    this.shutdown.listening(new WebDrain(host, this.listener));
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

  reloadCertificates(): Promise<void> {
    return Promise.reject(
      new Error(`${this.platform} cannot change the certificate of a server that listens.`),
    );
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

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The URL of a server that listens on a port, or on a Unix socket. */
export function urlOf({ hostname, path, tls }: ServeOptions, port: number): string {
  if (path !== undefined) return `http+unix://${encodeURIComponent(path)}`;
  const scheme = tls === undefined ? "http" : "https";
  const name = hostname === undefined || hostname === "0.0.0.0" || hostname === "::" ? "localhost" : hostname;
  return `${scheme}://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
