import type { CloseOptions, ServeOptions, Server } from "../../serve.ts";
import type { HttpService } from "../../types.ts";
import { NodeHost } from "./host.ts";
import { listen } from "./listen.ts";
import type { Listening } from "./listen.ts";

/** Starts a server on Node; see {@link serve}. */
export async function serveNode(service: HttpService, options: ServeOptions): Promise<Server> {
  const host = new NodeHost(service, options);
  return new NodeServer(await listen(host, options), host);
}

class NodeServer implements Server {
  private readonly listening: Listening;
  private readonly host: NodeHost;
  private closed: Promise<void> | undefined = undefined;

  constructor(listening: Listening, host: NodeHost) {
    this.listening = listening;
    this.host = host;
  }

  get port(): number {
    return this.listening.port;
  }

  get url(): string {
    return this.listening.url;
  }

  get closing(): boolean {
    return this.host.closing;
  }

  close(options: CloseOptions = {}): Promise<void> {
    return (this.closed ??= this.drain(options));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async drain({ grace = 0, timeout = this.host.limits.closeTimeout }: CloseOptions): Promise<void> {
    const { listening, host } = this;
    host.closing = true;
    if (grace > 0) await new Promise((resolve) => setTimeout(resolve, grace));
    // A connection that was busy when the listener closed is idle later, when its reply had gone out as keep-alive.
    const sweeping = setInterval(() => listening.closeIdle(), 100);
    const deadline = setTimeout(() => {
      host.cancelAll(new DOMException("The server closes.", "AbortError"));
      // Handlers get a turn to answer the signal.
      setImmediate(() => listening.destroyAll());
    }, timeout);
    const stopped = listening.stop();
    listening.closeIdle();
    await stopped;
    clearInterval(sweeping);
    clearTimeout(deadline);
  }
}
