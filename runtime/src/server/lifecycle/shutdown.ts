import type { ServerLimits } from "../defaults.ts";
import type { Logger } from "../error-handler.ts";
import type { CloseOptions } from "../serve.ts";
import { aborted, Deadline, doneBefore, longestDelay } from "./deadline.ts";
import type { Health } from "./health.ts";
import { Hooks } from "./hooks.ts";
import type { ShutdownHook } from "./hooks.ts";
import { reportTo } from "./report.ts";
import type { Report } from "./report.ts";
import { closeOnSignals, signalNames } from "./signals.ts";
import type { ShutdownSignal } from "./signals.ts";

/**
 * Where a server is in its life. It only moves forward.
 *
 * - `starting`: it does not listen yet, or its {@link Health} waits for `started()`
 * - `ready`: it serves
 * - `draining`: it was told to close, and still serves everything: balancers get time to notice
 * - `stopping`: it accepts no more connections and finishes what it has
 * - `closed`: nothing is left
 */
export type ServerState = "starting" | "ready" | "draining" | "stopping" | "closed";

/** What {@link Shutdown} asks of the server of a platform. */
export interface Drainable {
  /** From now on every reply ends its connection, or tells the peer to look for another. */
  drain(): void;
  /** Accepts no more connections, closes idle ones, and resolves when the last request and connection is gone. */
  stop(): Promise<void>;
  /** Aborts the signals of all requests at work. */
  abort(reason: unknown): void;
  /** Cuts off what is left, after which the promise of {@link stop} resolves. */
  destroy(): void;
}

/** What of a server's options matters for its life; `ServeOptions` says what each means. */
export interface ShutdownOptions {
  readonly health?: Health | undefined;
  readonly signals?: boolean | readonly ShutdownSignal[] | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * The life of a server, whatever platform it runs on: its state, its hooks, and the order in which it closes.
 *
 * One deadline bounds everything: `close()` takes `grace` plus `timeout` at most. Hooks of {@link onClosing} have half of the
 * timeout, so that one that hangs takes nothing from requests at work; those of {@link onClosed} have what requests left.
 */
export class Shutdown {
  private readonly limits: Pick<ServerLimits, "closeGrace" | "closeTimeout">;
  private readonly health: Health | undefined;
  private readonly signals: readonly ShutdownSignal[];
  private readonly report: Report;
  private readonly closingHooks: Hooks;
  private readonly closedHooks: Hooks;
  private readonly start: PromiseWithResolvers<void> = Promise.withResolvers();
  private readonly closed: PromiseWithResolvers<void> = Promise.withResolvers();
  private forgetSignals: (() => void) | undefined = undefined;
  private host: Drainable | undefined = undefined;
  private current: ServerState = "starting";
  private grace: number = 0;
  private timeout: number = 0;
  private hooksEnd: Deadline | undefined = undefined;
  private graceEnd: Deadline | undefined = undefined;
  private end: Deadline | undefined = undefined;

  /** @throws {RangeError} when `signals` names none */
  constructor(limits: Pick<ServerLimits, "closeGrace" | "closeTimeout">, options: ShutdownOptions) {
    this.limits = limits;
    this.health = options.health;
    this.signals = signalNames(options.signals);
    this.report = reportTo(options.logger);
    this.closingHooks = new Hooks("onClosing", this.report);
    this.closedHooks = new Hooks("onClosed", this.report);
  }

  get state(): ServerState {
    return this.current;
  }

  /** Whether {@link close} was called. */
  get closing(): boolean {
    return this.end !== undefined;
  }

  /** See `Server.started`. */
  get started(): Promise<void> {
    return this.start.promise;
  }

  /** For adapters, once: the server listens. */
  listening(host: Drainable): void {
    const { health } = this;
    this.host = host;
    this.forgetSignals = closeOnSignals(this, this.signals, this.report);
    health?.watch(this);
    if (health === undefined) this.becomeReady();
    else health.whenStarted(() => this.becomeReady());
  }

  /** Adds a hook that runs first of all: see `Server.onClosing`. */
  onClosing(hook: ShutdownHook): void {
    this.closingHooks.add(hook);
  }

  /** Adds a hook that runs last of all: see `Server.onClosed`. */
  onClosed(hook: ShutdownHook): void {
    this.closedHooks.add(hook);
  }

  /** See `Server.close`. */
  close(options: CloseOptions = {}): Promise<void> {
    const { grace, timeout } = options;
    const wrong = misfit("grace", grace) ?? misfit("timeout", timeout);
    if (wrong !== undefined) return Promise.reject(wrong);
    if (this.host === undefined) return Promise.reject(new Error("The server does not listen yet."));
    if (this.end === undefined) {
      this.grace = grace ?? this.limits.closeGrace;
      this.timeout = timeout ?? this.limits.closeTimeout;
      this.end = new Deadline(this.grace + this.timeout);
      this.run(this.host, this.end).then(this.closed.resolve, this.closed.reject);
    } else {
      this.hurry(this.end, grace, timeout);
    }
    return this.closed.promise;
  }

  private becomeReady(): void {
    if (this.current === "starting") this.enter("ready");
  }

  private enter(state: ServerState): void {
    this.current = state;
    this.start.resolve();
  }

  private async run(host: Drainable, end: Deadline): Promise<void> {
    this.enter("draining");
    host.drain();
    this.hooksEnd = new Deadline(this.timeout / 2);
    await this.closingHooks.run(this.hooksEnd.signal);
    this.hooksEnd.clear();
    if (this.grace > 0) {
      this.graceEnd = new Deadline(this.grace);
      await aborted(this.graceEnd.signal);
    }

    this.enter("stopping");
    const stopped = this.stop(host);
    if (!(await doneBefore(stopped, end.signal))) {
      host.abort(new DOMException("The server closes.", "AbortError"));
      // Handlers get a turn to answer the signal.
      await new Promise((resolve) => setTimeout(resolve, 0));
      host.destroy();
      await stopped;
    }
    await this.closedHooks.run(end.signal);
    end.clear();
    this.forgetSignals?.();
    this.enter("closed");
  }

  /** Never rejects: what goes wrong is logged, and the rest is closed. */
  private async stop(host: Drainable): Promise<void> {
    try {
      await host.stop();
    } catch (error) {
      this.report("closing the listener failed", error);
    }
  }

  /** A later call may bring the end closer; it never puts it off. */
  private hurry(end: Deadline, grace: number = this.grace, timeout: number = this.timeout): void {
    this.grace = Math.min(grace, this.grace);
    this.timeout = Math.min(timeout, this.timeout);
    this.hooksEnd?.shorten(this.timeout / 2);
    this.graceEnd?.shorten(this.grace);
    const graceLeft = this.current === "draining" ? (this.graceEnd?.left ?? this.grace) : 0;
    end.shorten(graceLeft + this.timeout);
  }
}

function misfit(name: string, milliseconds: number | undefined): RangeError | undefined {
  if (milliseconds === undefined || (milliseconds >= 0 && milliseconds <= longestDelay)) return undefined;
  return new RangeError(`${name} is a number of milliseconds from 0 to ${longestDelay}, not ${milliseconds}`);
}
