import { createRequire } from "node:module";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/**
 * What is used of a socket of the package `ws`. Written down here, because the types of `ws` are a package of their own and
 * nobody is to need it.
 */
export interface WsSocket {
  readonly protocol: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly isPaused: boolean;
  on(event: "message", listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: "ping", listener: (data: Buffer) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close", listener: (code: number, reason: Buffer) => void): unknown;
  send(
    data: string | Uint8Array,
    options: { readonly binary: boolean; readonly compress: boolean },
    sent?: (error?: Error | null) => void,
  ): void;
  ping(data: Uint8Array, mask: boolean, sent: (error?: Error | null) => void): void;
  pong(data: Uint8Array, mask: boolean, sent: (error?: Error | null) => void): void;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** `readyState` of a socket that is open. */
export const open = 1;

/** Settings of permessage-deflate (RFC 7692 §7.1). */
export interface WsDeflate {
  readonly serverNoContextTakeover?: boolean;
  readonly clientNoContextTakeover?: boolean;
}

/** What is used of the settings of a server of `ws`. */
export interface WsSettings {
  readonly noServer: true;
  readonly clientTracking: false;
  readonly autoPong: false;
  readonly maxPayload: number;
  readonly closeTimeout: number;
  readonly perMessageDeflate: false | WsDeflate;
}

interface WsServer {
  on(event: "headers", listener: (lines: string[]) => void): unknown;
  handleUpgrade(
    message: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    opened: (socket: WsSocket) => void,
  ): void;
}

/** What a peer offers of each extension, by its name. */
export type WsOffers = Readonly<Record<string, readonly object[] | undefined>>;

/** What is used of the package `ws`. */
export interface Ws {
  readonly WebSocketServer: new (
    settings: WsSettings & { readonly handleProtocols: () => string | false },
  ) => WsServer;
  readonly PerMessageDeflate: new (
    settings: WsDeflate & { readonly isServer: true; readonly maxPayload: number },
  ) => { accept(offers: readonly object[]): unknown };
  readonly extension: { parse(field: string): WsOffers };
}

/** Loads a package by its name, now. */
export type Load = (name: string) => unknown;

/**
 * Loads the optional package `ws`. Not by an import: that would fail before anybody could say what is missing.
 * @throws {Error} when it is not installed, or is too old
 */
export function loadWs(load: Load = createRequire(import.meta.url)): Ws {
  let ws: Partial<Ws>;
  try {
    ws = load("ws") as Partial<Ws>;
  } catch (cause) {
    const { code, message = "" } = cause as Partial<NodeJS.ErrnoException>;
    // Not when it is there, and something that it needs is not.
    if (code !== "MODULE_NOT_FOUND" || !message.includes("'ws'")) throw cause;
    throw new Error("webSocket() stands on the package ws, which is not installed: npm install ws", {
      cause,
    });
  }
  // Bun has something of its own in the place of ws. It is never used: no connection is handed over there.
  if (ws.PerMessageDeflate === undefined && !("Bun" in globalThis)) {
    throw new Error("webSocket() needs ws 8.21.1 or later: npm install ws@8");
  }
  return ws as Ws;
}
