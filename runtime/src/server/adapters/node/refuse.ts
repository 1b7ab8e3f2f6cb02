import type { Duplex } from "node:stream";
import { reasonPhrase } from "../../../http/status.ts";
import { problemType } from "../../../respond/problem.ts";

const parserStatus: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is no request; only when nothing was sent for it yet, so that no request gets two replies. */
export function refuse(error: Error & { code?: string }, socket: Duplex): void {
  const { _httpMessage: reply } = socket as Duplex & { _httpMessage?: { headersSent: boolean } | null };
  if (!socket.writable || error.code === "ECONNRESET" || reply?.headersSent === true) {
    socket.destroy();
    return;
  }
  const status = parserStatus[error.code ?? ""] ?? 400;
  const title = reasonPhrase(status);
  const body = JSON.stringify({ title, status });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: ${problemType}\r\ncontent-length: ${body.length}\r\n` +
      `date: ${new Date().toUTCString()}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
