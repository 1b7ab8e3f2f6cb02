import type { CloseOptions, Server } from "../serve.ts";
import type { ShutdownHook } from "./hooks.ts";
import type { ServerState, Shutdown } from "./shutdown.ts";

/** Where a server listens. */
interface Place {
  readonly port: number;
  readonly url: string;
}

/** A server of any host: where it listens is its adapter's, how it closes is the same everywhere. */
export abstract class RunningServer implements Server {
  private readonly place: Place;
  private readonly shutdown: Shutdown;

  constructor(place: Place, shutdown: Shutdown) {
    this.place = place;
    this.shutdown = shutdown;
  }

  get port(): number {
    return this.place.port;
  }

  get url(): string {
    return this.place.url;
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

  abstract reloadCertificates(): Promise<void>;

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
