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
  /** Milliseconds that `close()` waits for requests that are being answered. */
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
  closeTimeout: [0, longest],
};
