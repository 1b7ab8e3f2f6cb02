import type { RequestStats, ServerContext } from "../../../http/context.ts";
import type { Layer } from "../../../service/layer.ts";
import { jsonLine } from "../../log.ts";
import type { RequestRecord } from "../../log.ts";
import type { SpanProvider } from "../../span-provider.ts";
import type { HttpService } from "../../types.ts";
import { checkFieldName } from "../check-options.ts";
import { accessRecord } from "./record.ts";
import { AccessLogService } from "./service.ts";

/** What the log says about a request that is over. */
export interface AccessRecord extends RequestRecord {
  /** Status of the reply; 0 when nothing was sent. */
  readonly status: number;
  /** Milliseconds from the header's arrival to the end of the reply, to three decimals. */
  readonly duration: number;
  /** Bytes of the request's body that were read. */
  readonly bytesReceived: number;
  /** Bytes of the reply's body that were sent. */
  readonly bytesSent: number;
  /** Whether the whole reply was sent: false when the caller went away, or the body broke off. */
  readonly complete: boolean;
  /** Address of the caller: what the layer `clientIp` has found, or else that of the peer. */
  readonly client?: string;
  /** What the layer `requestId` has found or made. */
  readonly requestId?: string;
  /** Who calls, if somebody has found out. */
  readonly caller?: string;
  readonly userAgent?: string;
  /** Without "?"; only if asked for. */
  readonly query?: string;
  /** Header fields of the request that were asked for, by their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where an access log is written; a logger of pino is one. */
export interface AccessLogger {
  /** @param text `request`, or `request aborted` */
  info(record: AccessRecord, text: string): void;
}

/** What is logged, and where. */
export interface AccessLogOptions {
  /** Where it is written (default: JSON lines on standard output). */
  readonly logger?: AccessLogger | undefined;
  /** Header fields of requests that are logged (default none). Those that carry credentials are never. */
  readonly headers?: readonly string[] | undefined;
  /** Whether the query is logged, which may hold secrets (default false). */
  readonly query?: boolean | undefined;
  /** Requests that leave no line, such as those of probes (default none). */
  readonly skip?: ((cx: ServerContext, stats: RequestStats) => boolean) | undefined;
  /** Share of the lines that are written for requests that went well, from 0 to 1 (default 1): 4xx, 5xx and what broke off always are. */
  readonly sample?: number | undefined;
}

const credentials: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
]);

const standardOutput: AccessLogger = {
  info: (record, text) => console.log(jsonLine("info", text, record)),
};

/** What {@link accessLog} makes: a layer and a span provider; use it as one of them. */
export class AccessLog implements Layer<HttpService>, SpanProvider {
  private readonly logger: AccessLogger;
  private readonly headers: readonly string[];
  private readonly query: boolean;
  private readonly skip: AccessLogOptions["skip"];
  private readonly sample: number;

  constructor(options: AccessLogOptions) {
    const { headers = [], sample = 1 } = options;
    this.headers = headers.map((name) => checkFieldName("headers", name));
    const secret = this.headers.find((name) => credentials.has(name));
    if (secret !== undefined)
      throw new TypeError(`headers: ${secret} carries credentials and is never logged`);
    if (!(sample >= 0 && sample <= 1)) throw new RangeError(`sample is a share from 0 to 1, not ${sample}`);
    this.sample = sample;
    this.logger = options.logger ?? standardOutput;
    this.query = options.query ?? false;
    this.skip = options.skip;
  }

  layer(inner: HttpService): HttpService {
    return new AccessLogService(inner, (stats, cx) => this.leaveServe(cx, stats));
  }

  onServe(): void {
    // Nothing is known yet that is worth a line.
  }

  leaveServe(cx: ServerContext, stats: RequestStats): void {
    if (this.skip?.(cx, stats) === true) return;
    const well = stats.complete && stats.status < 400;
    if (well && this.sample < 1 && Math.random() >= this.sample) return;
    const record = accessRecord(cx, stats, this.query, this.headers);
    this.logger.info(record, stats.complete ? "request" : "request aborted");
  }
}

/**
 * Writes one line for each request, when its reply is sent or has broken off. As a layer of a router it sees every request that
 * the router does; as the `spanProvider` of a server also those that are refused before, such as one without a valid `host`.
 *
 * ```ts
 * await serve(router, { spanProvider: accessLog({ skip: (cx) => cx.route === "/livez" }) });
 * ```
 * @throws {TypeError} when `headers` names one that carries credentials, or none at all
 * @throws {RangeError} when `sample` is no share
 */
export function accessLog(options: AccessLogOptions = {}): AccessLog {
  return new AccessLog(options);
}
