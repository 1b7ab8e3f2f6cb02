import { defaultBodyLimit } from "../http/body.ts";

/** Limits of a server; see {@link serverDefaults} for the default of each and its reason. */
export interface ServerLimits {
  /** Most bytes of a request's body. */
  readonly bodyLimit: number;
  /** Milliseconds for the header of a request to arrive. */
  readonly headersTimeout: number;
  /** Milliseconds for a whole request to arrive. */
  readonly requestTimeout: number;
  /** Milliseconds for a handler to answer; it is checked about ten times within, at most every second. */
  readonly handlerTimeout: number;
  /** Milliseconds that an idle connection is kept. */
  readonly keepAliveTimeout: number;
  /** Milliseconds between two looks for connections that are too slow. */
  readonly connectionsCheckingInterval: number;
  /** Most bytes of a request's header with its request line. */
  readonly maxHeaderSize: number;
  /** Most header fields of a request. */
  readonly maxHeadersCount: number;
  /** Most characters of a request target. */
  readonly maxTargetLength: number;
  /** Most connections at the same time; further ones are closed at once. */
  readonly maxConnections: number;
  /** Milliseconds for the handshake of TLS. */
  readonly handshakeTimeout: number;
  /** Most requests at the same time on a connection of HTTP/2. */
  readonly maxConcurrentStreams: number;
  /** Requests of HTTP/2 that a peer may cancel at once; one that cancels more is cut off. */
  readonly streamResetBurst: number;
  /** How many of them it gets back each second. */
  readonly streamResetRate: number;
  /** Bytes that a connection of HTTP/2 may take up, after which it gets no new requests; Node counts whole megabytes. */
  readonly maxSessionMemory: number;
  /** Milliseconds that `close()` goes on serving, for balancers to notice. */
  readonly closeGrace: number;
  /** Milliseconds that `close()` has after the grace, for requests that are being answered and for hooks. */
  readonly closeTimeout: number;
}

/** Every default of a server. */
export const serverDefaults: ServerLimits = {
  // JSON that people exchange is far smaller; uploads raise it for their own route.
  bodyLimit: defaultBodyLimit,
  // Headers come in one packet or two; who needs longer holds connections on purpose.
  headersTimeout: 10_000,
  // 1 MiB in 30 s is 35 kB/s, slower than any usual line.
  requestTimeout: 30_000,
  // Callers and proxies give up after about as long; what runs on is wasted.
  handlerTimeout: 30_000,
  // Long enough for the next request of a page or a pool, short enough that idle peers cost nothing.
  keepAliveTimeout: 5_000,
  // Node's own 30 s would make the ten seconds above up to forty.
  connectionsCheckingInterval: 1_000,
  // Node's own limit: room for large cookies and tokens.
  maxHeaderSize: 16_384,
  // Node drops what exceeds its count without a word; here it is refused.
  maxHeadersCount: 100,
  // What servers and proxies agree on, RFC 9110 §4.1 asks for 8000 at least.
  maxTargetLength: 8_192,
  // An idle one takes some 14 kB: a quarter of a gigabyte for all of them.
  maxConnections: 16_384,
  // Two round trips; who needs longer holds connections on purpose.
  handshakeTimeout: 10_000,
  // RFC 9113 §6.5.2 asks for 100 at least; each may hold a body in memory.
  maxConcurrentStreams: 128,
  // Twice as many as can be open: a page that is left cancels all it waits for (CVE-2023-44487).
  streamResetBurst: 256,
  // Node's own: nobody who means well cancels more for long.
  streamResetRate: 33,
  // Node's own: a few bodies on their way, and headers.
  maxSessionMemory: 10_000_000,
  // Without a balancer in front there is nobody to wait for.
  closeGrace: 0,
  // As long as a handler may take.
  closeTimeout: 30_000,
};

/**
 * Fills in the defaults.
 * @throws {RangeError} when a limit is not a whole number in its range, or contradicts another one
 */
export function resolveLimits(options: Partial<ServerLimits>): ServerLimits {
  const limits: Record<keyof ServerLimits, number> = { ...serverDefaults };
  for (const name of limitNames) {
    const value = options[name];
    if (value === undefined) continue;
    const [least, most] = ranges[name];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(`${name} is a whole number from ${least} to ${most}, not ${value}`);
    }
    limits[name] = value;
  }
  if (limits.headersTimeout > limits.requestTimeout) {
    // Whoever shortens the one without naming the other means both.
    if (options.headersTimeout !== undefined) {
      throw new RangeError("headersTimeout is a part of requestTimeout and cannot be longer");
    }
    limits.headersTimeout = limits.requestTimeout;
  }
  return limits;
}

const limitNames = Object.keys(serverDefaults) as (keyof ServerLimits)[];
const longest = 2_147_483_647;

const ranges: Readonly<Record<keyof ServerLimits, readonly [least: number, most: number]>> = {
  bodyLimit: [0, Number.MAX_SAFE_INTEGER],
  headersTimeout: [1, longest],
  requestTimeout: [1, longest],
  handlerTimeout: [1, longest],
  keepAliveTimeout: [1, longest],
  connectionsCheckingInterval: [1, 60_000],
  maxHeaderSize: [256, 1_048_576],
  maxHeadersCount: [1, 10_000],
  maxTargetLength: [1, 1_048_576],
  maxConnections: [1, longest],
  handshakeTimeout: [1, longest],
  maxConcurrentStreams: [1, longest],
  streamResetBurst: [1, longest],
  streamResetRate: [1, longest],
  maxSessionMemory: [1_000_000, 1_000_000_000_000],
  closeGrace: [0, longest],
  closeTimeout: [0, longest],
};
