import type { Socket as NetSocket } from "node:net";
import { extractAll } from "../../extract/extractor.ts";
import type { Extractor } from "../../extract/extractor.ts";
import type { ServerContext, Upgrade } from "../../http/context.ts";
import { addPendingHeaders, HeaderMap } from "../../http/header-map.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { HttpResponse } from "../../http/response.ts";
import type { Awaitable } from "../../service/service.ts";
import type { NodeTakenConnection } from "../adapters/node/upgrade-exchange.ts";
import { timeHandler } from "../handler.ts";
import type { HttpService } from "../types.ts";
import { upgradeOf } from "./handshake.ts";
import { resolveSettings } from "./options.ts";
import type { Settings, WebSocketOptions } from "./options.ts";
import { OriginPolicy } from "./origins.ts";
import { Socket, SocketClosedError } from "./socket.ts";
import { Subprotocols } from "./subprotocols.ts";
import type { ExtractingWebSocketHandler, WebSocketHandler } from "./types.ts";
import { loadWs } from "./ws.ts";
import type { Ws } from "./ws.ts";

/**
 * Makes a service that opens WebSockets, to be given to a route; see docs/websocket.md. Layers and extractors run before the
 * connection is upgraded, and what they refuse is refused by an ordinary reply. It stands on the optional package `ws`.
 *
 * ```ts
 * router.route("/chat/{room}", get(webSocket([path("room")], async (room, socket) => {
 *   for await (const message of socket) await socket.send(`${room}: ${message}`);
 * })));
 * ```
 * @throws {Error} when `ws` is not installed
 * @throws {TypeError | RangeError} when an option makes no sense
 * @see https://www.rfc-editor.org/rfc/rfc6455
 */
export function webSocket(handler: WebSocketHandler, options?: WebSocketOptions): HttpService;
export function webSocket<const E extends readonly Extractor<unknown>[]>(
  extractors: E,
  handler: ExtractingWebSocketHandler<E>,
  options?: WebSocketOptions,
): HttpService;
export function webSocket(
  first: WebSocketHandler | readonly Extractor<unknown>[],
  second?: AnyHandler | WebSocketOptions,
  third?: WebSocketOptions,
): HttpService {
  return typeof first === "function"
    ? new WebSocketService([], first, second as WebSocketOptions | undefined)
    : new WebSocketService(first, second as AnyHandler, third);
}

/** A handler whose arguments, whatever they are, fit: the overloads have seen to it. */
type AnyHandler = (...args: never) => Awaitable<void>;

class WebSocketService implements HttpService {
  private readonly extractors: readonly Extractor<unknown>[];
  private readonly handler: (...args: readonly unknown[]) => Awaitable<void>;
  private readonly origins: OriginPolicy;
  private readonly subprotocols: Subprotocols;
  private readonly settings: Settings;
  private readonly onFailedUpgrade: WebSocketOptions["onFailedUpgrade"];
  private readonly ws: Ws;

  constructor(
    extractors: readonly Extractor<unknown>[],
    handler: AnyHandler,
    options: WebSocketOptions = {},
  ) {
    this.extractors = extractors;
    this.handler = handler as (...args: readonly unknown[]) => Awaitable<void>;
    this.origins = new OriginPolicy(options.origins);
    this.subprotocols = new Subprotocols(options.protocols, options.protocolRequired ?? false);
    this.settings = resolveSettings(options);
    this.onFailedUpgrade = options.onFailedUpgrade;
    this.ws = loadWs();
  }

  get name(): string {
    return this.handler.name;
  }

  async call(cx: ServerContext, req: HttpRequest): Promise<HttpResponse> {
    try {
      const upgrade = upgradeOf(req, cx);
      const protocol = this.subprotocols.choose(req, cx);
      this.checkExtensions(req);
      await this.origins.check(req, cx);
      const values = await extractAll(this.extractors, req, cx);
      this.open(upgrade, protocol, values, cx);
    } catch (error) {
      this.onFailedUpgrade?.(error, cx);
      throw error;
    }
    // For the layers around it: what was sent is `ws`'s.
    return new HttpResponse(101);
  }

  /** What `ws` would refuse when the connection is taken already (RFC 6455 §9.1, RFC 7692 §5.1). */
  private checkExtensions(req: HttpRequest): void {
    const field = req.headers.get("sec-websocket-extensions");
    if (field === undefined) return;
    const { ws, settings } = this;
    const { deflate, maxPayload } = settings;
    try {
      const offers = ws.extension.parse(field)["permessage-deflate"];
      if (offers === undefined || deflate === false) return;
      new ws.PerMessageDeflate({ ...deflate, isServer: true, maxPayload }).accept(offers);
    } catch (cause) {
      throw new HttpError(400, "Sec-WebSocket-Extensions is malformed or cannot be met.", { cause });
    }
  }

  private open(
    upgrade: Upgrade,
    protocol: string | undefined,
    values: readonly unknown[],
    cx: ServerContext,
  ): void {
    const { settings } = this;
    let opened: Socket | undefined;
    const taken = upgrade.take(() => opened?.close(1001, "The server closes."));
    const { message, socket, head } = taken as NodeTakenConnection;
    const server = new this.ws.WebSocketServer({
      noServer: true,
      clientTracking: false,
      autoPong: false,
      maxPayload: settings.maxPayload,
      closeTimeout: settings.closeTimeout,
      perMessageDeflate: settings.deflate,
      handleProtocols: () => protocol ?? false,
    });
    server.on("headers", (lines) => addFields(lines, cx));
    server.handleUpgrade(message, socket, head, (ws) => {
      opened = new Socket(ws, socket as NetSocket, cx.root.signal, settings);
      upgrade.attend(this.talk(opened, values, cx));
    });
  }

  /** Runs the handler; rejects with what the server's log is to tell. */
  private async talk(socket: Socket, values: readonly unknown[], cx: ServerContext): Promise<void> {
    const { stats } = cx;
    const inside = withSignal(cx, socket.signal);
    const run = (): Awaitable<void> => this.handler(...values, socket, inside);
    try {
      await (stats === undefined ? run() : timeHandler(stats, run));
      socket.close();
    } catch (error) {
      if (socket.isOpen) socket.close(1011, "The server failed.");
      // That the peer is gone is how many handlers come to their end.
      else if (error instanceof SocketClosedError || error === socket.signal.reason) return;
      throw error;
    }
  }
}

/** A layer that limits the time to answer has a signal of its own, which nobody aborts after the answer. */
function withSignal(cx: ServerContext, signal: AbortSignal): ServerContext {
  return cx.signal === signal ? cx : cx.derive({ signal: { signal } });
}

/** Fields that make the handshake what it is, or would give it a body. */
const handshakeField = /^(connection|upgrade|content-length|transfer-encoding|sec-websocket-.*)$/;

/** Adds the fields that layers left for whatever reply leaves. */
function addFields(lines: string[], cx: ServerContext): void {
  addPendingHeaders(new HeaderMap(), cx.pendingHeaders, (name, value) => {
    if (!handshakeField.test(name)) lines.push(`${name}: ${value}`);
  });
}
