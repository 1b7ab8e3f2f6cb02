import type { Socket } from "node:net";
import type { Protocol } from "../shared/options.ts";
import { refuse } from "./refuse.ts";

/** What every connection of HTTP/2 begins with (RFC 9113 §3.4); no message of HTTP/1 does. */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Milliseconds for the rest of what may be the preface: it travels in one piece. */
const prefaceTime = 1_000;

/**
 * Finds out what a plain connection speaks by its first bytes, which are put back.
 * @param timeout milliseconds for the first byte, after which the connection is refused
 * @param found called unless the connection ends before
 */
export function sniff(socket: Socket, timeout: number, found: (protocol: Protocol) => void): void {
  let start: Buffer = Buffer.alloc(0);
  let timer = setTimeout(() => {
    stop();
    refuse(Object.assign(new Error("No request"), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), socket);
  }, timeout);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off("readable", read).off("end", leave).off("close", stop);
  };
  const leave = (): void => {
    stop();
    socket.destroy();
  };
  const decide = (protocol: Protocol): void => {
    stop();
    socket.off("error", ignore);
    socket.unshift(start);
    found(protocol);
  };
  const read = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    const first = start.length === 0;
    start = first ? chunk : Buffer.concat([start, chunk]);
    const known = Math.min(start.length, preface.length);
    if (start.compare(preface, 0, known, 0, known) !== 0) {
      decide("http/1.1");
    } else if (known === preface.length) {
      decide("h2");
    } else if (first) {
      clearTimeout(timer);
      timer = setTimeout(() => decide("http/1.1"), prefaceTime);
    }
  };
  socket.on("readable", read).on("end", leave).on("close", stop).on("error", ignore);
}

function ignore(): void {
  // `close` follows and is heard.
}
