import type { ServerContext } from "../../http/context.ts";
import type { HeartbeatTimes } from "./heartbeat.ts";
import type { WebSocketOrigins } from "./origins.ts";
import type { ChooseProtocol } from "./subprotocols.ts";
import type { WsDeflate } from "./ws.ts";

/** How messages are compressed (RFC 7692). */
export interface DeflateOptions {
  /** Bytes from which a message that is sent is compressed (default 1024). */
  readonly threshold?: number;
  /**
   * Whether messages are compressed by what was in those before, which takes some 300 kB for each socket as long as it is open
   * (default false).
   */
  readonly contextTakeover?: boolean;
}

/** How sockets of a route are opened, and what they may cost; see {@link webSocketDefaults} for the limits. */
export interface WebSocketOptions {
  /**
   * Origins of the pages that may open a socket, a function that decides, or `"*"` for all (default: the origin of the request's
   * own URL). Who sends no Origin is no browser, and admitted; `null`, the origin of sandboxed frames, only by `"*"`.
   */
  readonly origins?: WebSocketOrigins;
  /** Subprotocols that are spoken, the best one first, or a function that chooses (default: none). */
  readonly protocols?: readonly string[] | ChooseProtocol;
  /** Refuses peers that offer none of the {@link protocols}, with 400 (default false: they get a socket without one). */
  readonly protocolRequired?: boolean;
  /** Most bytes of a message, which may come in parts or compressed; a larger one closes the socket with 1009. */
  readonly maxPayload?: number;
  /** Bytes that may wait to be sent before another message closes the socket. */
  readonly maxBufferedAmount?: number;
  /** With which code: 1013, "try again later" (default), or 1008, "policy violation". */
  readonly slowConsumerCode?: 1008 | 1013;
  /** Milliseconds between two pings; false sends none, and peers that are gone without a word stay. */
  readonly pingInterval?: number | false;
  /** Milliseconds for anything to arrive after a ping, or the peer is cut off; at most {@link pingInterval}. */
  readonly pingTimeout?: number;
  /** Milliseconds without a message, in either direction, after which the socket is closed with 1001; false never does. */
  readonly idleTimeout?: number | false;
  /** Milliseconds for the peer to answer when the server closes a socket, or it is cut off. */
  readonly closeTimeout?: number;
  /** Agrees on permessage-deflate with peers that offer it (default false: it costs memory and time). */
  readonly deflate?: boolean | DeflateOptions;
  /**
   * Told of each request that did not become a socket, whatever refused it: the handshake, an extractor, or a peer that went away.
   * The caller still gets the reply; what this function throws takes its place.
   */
  readonly onFailedUpgrade?: (error: unknown, cx: ServerContext) => void;
}

/** The limits of a socket. */
type Limits = Required<
  Pick<
    WebSocketOptions,
    "maxPayload" | "maxBufferedAmount" | "pingInterval" | "pingTimeout" | "idleTimeout" | "closeTimeout"
  >
>;

/** Every default that is a limit. */
export const webSocketDefaults: Limits = {
  // As much as a body of a request.
  maxPayload: 1_048_576,
  // A peer that is a megabyte behind does not catch up.
  maxBufferedAmount: 1_048_576,
  // Shorter than the minute after which proxies and NATs forget a silent connection.
  pingInterval: 30_000,
  // Many round trips, also over a line that is busy.
  pingTimeout: 10_000,
  // Peers that wait for news are silent for hours; those that are gone the pings find.
  idleTimeout: false,
  // A round trip, and what is still on its way before.
  closeTimeout: 10_000,
};

/** {@link WebSocketOptions} of open sockets, checked. */
export interface Settings {
  readonly maxPayload: number;
  readonly maxBufferedAmount: number;
  readonly slowConsumerCode: 1008 | 1013;
  readonly heartbeat: HeartbeatTimes | undefined;
  readonly idleTimeout: number | false;
  readonly closeTimeout: number;
  readonly deflate: false | WsDeflate;
  /** Bytes from which a message is compressed; Infinity for never. */
  readonly compressFrom: number;
}

/** @throws {RangeError} when a limit is not a whole number in its range, or contradicts another one */
export function resolveSettings(options: WebSocketOptions): Settings {
  const limits = { ...webSocketDefaults, ...defined(options) };
  const { slowConsumerCode = 1013, deflate = false } = options;
  if (slowConsumerCode !== 1008 && slowConsumerCode !== 1013) {
    throw new RangeError(`slowConsumerCode is 1008 or 1013, not ${String(slowConsumerCode)}`);
  }
  const { threshold = 1024, contextTakeover = false } = typeof deflate === "object" ? deflate : {};
  return {
    maxPayload: check("maxPayload", limits.maxPayload, 1),
    maxBufferedAmount: check("maxBufferedAmount", limits.maxBufferedAmount, 0),
    slowConsumerCode,
    heartbeat: heartbeatTimes(limits.pingInterval, options.pingTimeout),
    idleTimeout: limits.idleTimeout === false ? false : check("idleTimeout", limits.idleTimeout, 1),
    closeTimeout: check("closeTimeout", limits.closeTimeout, 1),
    deflate:
      deflate === false
        ? false
        : { serverNoContextTakeover: !contextTakeover, clientNoContextTakeover: !contextTakeover },
    compressFrom: deflate === false ? Infinity : check("deflate.threshold", threshold, 0),
  };
}

function heartbeatTimes(interval: number | false, given: number | undefined): HeartbeatTimes | undefined {
  if (interval === false) {
    if (given === undefined) return undefined;
    throw new RangeError("pingTimeout: without pings there is nothing to wait for");
  }
  const pingInterval = check("pingInterval", interval, 1);
  // Whoever shortens the interval without naming the timeout means both.
  const pingTimeout = check(
    "pingTimeout",
    given ?? Math.min(webSocketDefaults.pingTimeout as number, pingInterval),
    1,
  );
  if (pingTimeout > pingInterval) throw new RangeError("pingTimeout cannot be longer than pingInterval");
  return { pingInterval, pingTimeout };
}

/** The longest that timers take and the largest that `ws` counts to. */
const largest = 2_147_483_647;

function check(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= largest) return value;
  throw new RangeError(`${name} is a whole number from ${least} to ${largest}, not ${String(value)}`);
}

function defined(options: WebSocketOptions): Partial<WebSocketOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
