import type { IncomingMessage } from "node:http";
import { bodyTooLarge, bodyUsed, joinChunks, noBody } from "../../../http/body.ts";
import type { HeadersView } from "../../../http/header-map.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import type { ServerLimits } from "../../defaults.ts";

/** A request over node:http. Nothing is parsed before somebody asks for it. */
export class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly message: IncomingMessage;
  /** Whether the header announces a body of at least one byte. */
  readonly hasBody: boolean;
  private readonly bodyLength: number | undefined;
  private readonly host: string | undefined;
  private readonly hosts: number;
  private readonly bodyLimit: number;
  private lazyHeaders: NodeHeaders | undefined = undefined;
  private lazyBody: NodeBody | undefined = undefined;

  constructor(message: IncomingMessage, bodyLimit: number) {
    this.message = message;
    this.bodyLimit = bodyLimit;
    this.method = message.method ?? "";
    const target = message.url ?? "";
    this.target = target;
    // Origin form, nearly always; the absolute form carries an origin before the path (RFC 9112 §3.2.2).
    const start = target.charCodeAt(0) === slash ? 0 : pathStart(target);
    const mark = target.indexOf("?", start);
    const end = mark === -1 ? target.length : mark;
    this.path = start === 0 && mark === -1 ? target : target.slice(start, end) || "/";
    this.query = mark === -1 ? "" : target.slice(mark + 1);

    const { rawHeaders } = message;
    let host: string | undefined;
    let hosts = 0;
    let bodyLength: number | undefined = 0;
    // One look for the three fields that matter to every request; most are told apart by their length.
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] ?? "";
      const { length } = name;
      if (length === 4 && isName(name, "Host", "host")) {
        host = rawHeaders[i + 1];
        hosts += 1;
      } else if (length === 14 && isName(name, "Content-Length", "content-length")) {
        // The parser has refused whatever is not one whole number.
        bodyLength = Number(rawHeaders[i + 1]);
      } else if (length === 17 && isName(name, "Transfer-Encoding", "transfer-encoding")) {
        bodyLength = undefined;
      }
    }
    this.host = host;
    this.hosts = hosts;
    this.bodyLength = bodyLength;
    this.hasBody = bodyLength !== 0;
  }

  get headers(): HeadersView {
    return (this.lazyHeaders ??= new NodeHeaders(this.message.rawHeaders));
  }

  get body(): RequestBody {
    if (!this.hasBody) return noBody;
    return (this.lazyBody ??= new NodeBody(this.message, this.bodyLength, this.bodyLimit));
  }

  /** Bytes of the body that were read so far. */
  get bytesReceived(): number {
    return this.lazyBody?.received ?? 0;
  }

  /** When the last byte of the body was read; undefined before, and when there is none. */
  get bodyReadAt(): number | undefined {
    return this.lazyBody?.endedAt;
  }

  /**
   * Why the request is refused before it is routed; undefined when it is fine.
   * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
   */
  refusal(limits: ServerLimits): HttpError | undefined {
    const { message, target, host } = this;
    if (message.rawHeaders.length > 2 * limits.maxHeadersCount) return new HttpError(431);
    if (host === undefined && message.httpVersionMinor > 0) return new HttpError(400, "There is no Host.");
    if (this.hosts > 1) return new HttpError(400, "There is more than one Host.");
    if (host !== undefined && host !== lastHost) {
      if (!hostPattern.test(host)) return new HttpError(400, "The Host is malformed.");
      lastHost = host;
    }
    if (target.length > limits.maxTargetLength) return new HttpError(414);
    if (message.httpVersionMajor !== 1) return new HttpError(505);
    if (target.includes("#")) return new HttpError(400, "The target has a fragment.");
    return target.charCodeAt(0) === slash ? undefined : this.targetRefusal();
  }

  private targetRefusal(): HttpError | undefined {
    const { target, host } = this;
    if (target === "*" && this.method === "OPTIONS") return undefined;
    const origin = /^https?:\/\/([^/?]*)/i.exec(target);
    if (origin === null) return new HttpError(400, "The target is not a path.");
    return host === undefined || origin[1]?.toLowerCase() === host.toLowerCase()
      ? undefined
      : new HttpError(400, "The target and the Host differ.");
  }
}

const slash = 0x2f;

function isName(name: string, usual: string, lower: string): boolean {
  return name === usual || name === lower || name.toLowerCase() === lower;
}

/** Start of the path in an absolute-form target; 0 for other forms. */
function pathStart(target: string): number {
  const scheme = target.indexOf("://");
  if (scheme === -1) return 0;
  const path = target.slice(scheme + 3).search(/[/?]/);
  return path === -1 ? target.length : scheme + 3 + path;
}

// Remembers the last good one: nearly all requests of a server have the same.
let lastHost = "";
const hostPattern = /^(?:\[[0-9A-Fa-f:.]+\]|[\w\-.~!$&'()*+,;=%]*)(?::\d{0,5})?$/;

/** Header fields as node:http received them: all of them, where its own object drops some duplicates. */
class NodeHeaders implements HeadersView {
  private readonly raw: readonly string[];

  constructor(raw: readonly string[]) {
    this.raw = raw;
  }

  get(name: string): string | undefined {
    const { raw } = this;
    const wanted = name.toLowerCase();
    let joined: string | undefined;
    for (let i = 0; i < raw.length; i += 2) {
      const current = raw[i] ?? "";
      if (current.length !== wanted.length || (current !== wanted && current.toLowerCase() !== wanted))
        continue;
      const value = raw[i + 1] ?? "";
      joined = joined === undefined ? value : `${joined}${wanted === "cookie" ? "; " : ", "}${value}`;
    }
    return joined;
  }

  getAll(name: string): string[] {
    const wanted = name.toLowerCase();
    return [...this].filter(([current]) => current === wanted).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *[Symbol.iterator](): Generator<[string, string]> {
    const { raw } = this;
    for (let i = 0; i < raw.length; i += 2) yield [(raw[i] ?? "").toLowerCase(), raw[i + 1] ?? ""];
  }
}

/** The body of a request over node:http, read by events: a stream in between would cost as much as the request. */
export class NodeBody implements RequestBody {
  readonly length: number | undefined;
  readonly present: boolean = true;
  used: boolean = false;
  /** Bytes that have arrived. */
  received: number = 0;
  /** When the last one had arrived, in milliseconds of `performance.now()`. */
  endedAt: number | undefined = undefined;
  private readonly message: IncomingMessage;
  private readonly limit: number;

  /**
   * @param length undefined when it is chunked
   * @param limit default of {@link bytes} and {@link stream}, in bytes
   */
  constructor(message: IncomingMessage, length: number | undefined, limit: number) {
    this.message = message;
    this.length = length;
    this.limit = limit;
  }

  bytes(limit: number = this.limit): Promise<Uint8Array> {
    if (this.used) return Promise.reject(bodyUsed());
    this.used = true;
    if (this.length !== undefined && this.length > limit) return Promise.reject(bodyTooLarge(limit));
    return new Promise((resolve, reject) => {
      const { message } = this;
      const chunks: Uint8Array[] = [];
      message.on("data", (chunk: Uint8Array) => {
        this.received += chunk.length;
        if (this.received > limit) {
          stopReading(message);
          reject(bodyTooLarge(limit));
        } else {
          chunks.push(chunk);
        }
      });
      message.on("end", () => {
        this.endedAt = performance.now();
        resolve(joinChunks(chunks, this.received));
      });
      message.on("error", (cause) => reject(brokenOff(cause)));
    });
  }

  stream(limit: number = this.limit): ReadableStream<Uint8Array> {
    if (this.used) throw bodyUsed();
    this.used = true;
    const { message, length } = this;
    if (length !== undefined && length > limit) throw bodyTooLarge(limit);
    let ended = false;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          message.on("data", (chunk: Uint8Array) => {
            this.received += chunk.length;
            if (this.received > limit) {
              stopReading(message);
              ended = true;
              controller.error(bodyTooLarge(limit));
              return;
            }
            controller.enqueue(chunk);
            if ((controller.desiredSize ?? 0) <= 0) message.pause();
          });
          message.on("end", () => {
            this.endedAt = performance.now();
            if (!ended) controller.close();
            ended = true;
          });
          message.on("error", (cause) => {
            if (!ended) controller.error(brokenOff(cause));
            ended = true;
          });
          message.pause();
        },
        pull() {
          if (!ended) message.resume();
        },
        cancel() {
          ended = true;
          stopReading(message);
        },
      },
      { highWaterMark: 65_536, size: (chunk) => chunk?.length ?? 0 },
    );
  }
}

/** What is still to come is dealt with when the reply is sent. */
function stopReading(message: IncomingMessage): void {
  message.removeAllListeners("data");
  message.pause();
}

function brokenOff(cause: unknown): HttpError {
  return new HttpError(400, "The body broke off.", { cause });
}
