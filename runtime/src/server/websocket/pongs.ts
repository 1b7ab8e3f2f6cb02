import type { WsSocket } from "./ws.ts";

/**
 * Answers pings. While an answer waits to be sent only the last ping counts, so a flood of them fills no memory.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.5.3
 */
export class Pongs {
  private readonly ws: WsSocket;
  private sending: boolean = false;
  private next: Uint8Array | undefined = undefined;

  constructor(ws: WsSocket) {
    this.ws = ws;
  }

  answer(ping: Uint8Array): void {
    if (this.sending) {
      this.next = ping;
      return;
    }
    this.sending = true;
    this.ws.pong(ping, false, () => {
      this.sending = false;
      const { next } = this;
      this.next = undefined;
      if (next !== undefined && this.ws.readyState === 1) this.answer(next);
    });
  }
}
