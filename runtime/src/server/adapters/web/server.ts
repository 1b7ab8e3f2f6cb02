import { RunningServer } from "../../lifecycle/running-server.ts";
import { Shutdown } from "../../lifecycle/shutdown.ts";
import type { ServeOptions } from "../../serve.ts";
import { WebDrain } from "./served.ts";
import type { ServedHost, WebListener } from "./served.ts";

/** A platform's server. */
export class WebServer extends RunningServer {
  private readonly platform: string;

  /** @param listen called once everything else has turned out to be fine */
  constructor(platform: string, host: ServedHost, options: ServeOptions, listen: () => WebListener) {
    const shutdown = new Shutdown(host.limits, options);
    const listener = listen();
    super(listener, shutdown);
    this.platform = platform;
    shutdown.listening(new WebDrain(host, listener));
  }

  reloadCertificates(): Promise<void> {
    return Promise.reject(
      new Error(`${this.platform} cannot change the certificate of a server that listens.`),
    );
  }
}

/** The URL of a server that listens on a port, or on a Unix socket. */
export function urlOf({ hostname, path, tls }: ServeOptions, port: number): string {
  if (path !== undefined) return `http+unix://${encodeURIComponent(path)}`;
  const scheme = tls === undefined ? "http" : "https";
  const name = hostname === undefined || hostname === "0.0.0.0" || hostname === "::" ? "localhost" : hostname;
  return `${scheme}://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
