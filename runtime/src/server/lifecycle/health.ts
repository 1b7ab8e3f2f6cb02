import type { ServerContext } from "../../http/context.ts";
import type { HttpRequest } from "../../http/request.ts";
import { HttpResponse } from "../../http/response.ts";
import type { Awaitable } from "../../service/service.ts";
import type { Logger } from "../error-handler.ts";
import { get } from "../methods.ts";
import { Router } from "../router.ts";
import type { HttpService } from "../types.ts";
import { Checks } from "./check.ts";
import type { Check, CheckResult, CheckTimes } from "./check.ts";
import { longestDelay } from "./deadline.ts";
import { reportTo } from "./report.ts";
import type { ServerState } from "./shutdown.ts";

export interface HealthOptions {
  /** What must be there for requests to be answered, by name. Names are printable; `?verbose` shows them. */
  readonly readiness?: Readonly<Record<string, Check>> | undefined;
  /**
   * What shows that only a restart helps, by name; none by default: that a process answers is enough. Nothing that another
   * system can break belongs here, or its outage restarts every instance.
   */
  readonly liveness?: Readonly<Record<string, Check>> | undefined;
  /** Where the three probes answer; default `/startupz`, `/readyz` and `/livez`. */
  readonly paths?: Partial<HealthPaths> | undefined;
  /** Milliseconds that a check may take; default 1000. It lies below the time limit of the prober. */
  readonly checkTimeout?: number | undefined;
  /** Milliseconds that the result of a check counts; default 1000. The state of the server is never cached. */
  readonly cacheTime?: number | undefined;
  /** Hears why a check begins to fail, and when its error changes; default: standard error. */
  readonly logger?: Logger | undefined;
}

export interface HealthPaths {
  readonly startup: string;
  readonly readiness: string;
  readonly liveness: string;
}

/** What {@link Health.watch} watches: a server. */
export interface WatchedServer {
  readonly state: ServerState;
}

/**
 * Tells probes how a server is: the services {@link startup}, {@link readiness} and {@link liveness}, and {@link router} with
 * all three. Each answers 200 or 503 in plain text; `?verbose` adds a line for each check, with its name and never its error.
 */
export class Health {
  /** 200 once {@link started} was called. */
  readonly startup: HttpService;
  /** 200 while every watched server is ready and every check of `readiness` passes. */
  readonly readiness: HttpService;
  /** 200 while every check of `liveness` passes, also before the start and while the server closes. */
  readonly liveness: HttpService;
  /** GET and HEAD of the three paths, for `Router.merge`, or to be served on a port of its own. */
  readonly router: Router;
  private readonly watched: WatchedServer[] = [];
  private readonly listeners: (() => void)[] = [];
  private isStarted: boolean = false;

  constructor(options: HealthOptions) {
    const report = reportTo(options.logger);
    const times: CheckTimes = {
      timeout: milliseconds("checkTimeout", options.checkTimeout, 1),
      cache: milliseconds("cacheTime", options.cacheTime, 0),
    };
    const ready = new Checks(checked(options.readiness), times, report);
    const alive = new Checks(checked(options.liveness), times, report);
    const none = new Checks({}, times, report);
    this.startup = new Probe("startupz", none, () => [this.startedResult()]);
    this.readiness = new Probe("readyz", ready, () => [this.startedResult(), this.serverResult()]);
    this.liveness = new Probe("livez", alive, () => []);

    const { startup = "/startupz", readiness = "/readyz", liveness = "/livez" } = options.paths ?? {};
    this.router = new Router()
      .route(startup, get(this.startup))
      .route(readiness, get(this.readiness))
      .route(liveness, get(this.liveness));
  }

  /** Says that start-up is over: caches are warm, connections are made. Calling again changes nothing. */
  started(): void {
    this.isStarted = true;
    for (const listener of this.listeners.splice(0)) listener();
  }

  /** Calls a function once start-up is over; at once when it is. */
  whenStarted(listener: () => void): void {
    if (this.isStarted) listener();
    else this.listeners.push(listener);
  }

  /**
   * Makes the readiness depend on the state of a server; with several, all of them must be ready, and without any nothing
   * is. The option `health` of `serve` calls it.
   */
  watch(server: WatchedServer): void {
    this.watched.push(server);
  }

  private startedResult(): CheckResult {
    return { name: "started", passed: this.isStarted };
  }

  private serverResult(): CheckResult {
    const passed = this.watched.length > 0 && this.watched.every(({ state }) => state === "ready");
    return { name: "server", passed };
  }
}

/**
 * Makes the probes of a server.
 *
 * ```ts
 * const probes = health({ readiness: { database: (signal) => pool.query("select 1", { signal }) } });
 * const server = await serve(new Router().merge(probes.router).merge(api), { port: 8080, health: probes });
 * await warmUp();
 * probes.started();
 * ```
 * @throws {RangeError} when a time makes no sense
 * @throws {TypeError} when a check is no function, or its name is not printable
 */
export function health(options: HealthOptions = {}): Health {
  return new Health(options);
}

/** Answers one path. */
class Probe implements HttpService {
  private readonly name: string;
  private readonly checks: Checks;
  /** What needs no check to be known. */
  private readonly known: () => readonly CheckResult[];

  constructor(name: string, checks: Checks, known: () => readonly CheckResult[]) {
    this.name = name;
    this.checks = checks;
    this.known = known;
  }

  call(_cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const verbose = isVerbose(req.query);
    if (this.checks.isEmpty) return this.reply(this.known(), verbose);
    // The state is looked at last: it may have changed while the checks ran.
    return this.checks.run().then((results) => this.reply([...this.known(), ...results], verbose));
  }

  private reply(results: readonly CheckResult[], verbose: boolean): HttpResponse {
    const passed = results.every((result) => result.passed);
    const lines = verbose
      ? [...results.map(lineOf), `${this.name} check ${passed ? "passed" : "failed"}`]
      : [passed ? "ok" : "failed"];
    return new HttpResponse(
      passed ? 200 : 503,
      ["content-type", "text/plain; charset=utf-8", "cache-control", "no-store"],
      `${lines.join("\n")}\n`,
    );
  }
}

/** As Kubernetes writes it. */
function lineOf({ name, passed }: CheckResult): string {
  return passed ? `[+]${name} ok` : `[-]${name} failed: reason withheld`;
}

function isVerbose(query: string): boolean {
  return /(?:^|&)verbose(?:[=&]|$)/.test(query);
}

const printable = /^[\x21-\x7e]+$/;

function checked(checks: Readonly<Record<string, Check>> = {}): Readonly<Record<string, Check>> {
  for (const name of Object.keys(checks)) {
    if (!printable.test(name))
      throw new TypeError(`The name of a check is printable, not ${JSON.stringify(name)}`);
  }
  return checks;
}

const defaultTime = 1_000;

function milliseconds(name: string, value: number = defaultTime, least: number): number {
  if (value >= least && value <= longestDelay) return value;
  throw new RangeError(`${name} is a number of milliseconds from ${least} to ${longestDelay}, not ${value}`);
}
