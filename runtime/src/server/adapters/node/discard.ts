import type { IncomingMessage, ServerResponse } from "node:http";

/** Most bytes of an unwanted body that are read after the reply, and for how many milliseconds at most. */
const discardBytes = 262_144;
const discardTime = 1_000;

/**
 * Ends a reply that came before its request was complete. Closing at once would reset the connection while the caller
 * still sends, and it would never see the reply; reading on without an end would let it send for ever.
 */
export function discardRest(
  message: IncomingMessage,
  response: ServerResponse,
  body: string | Uint8Array | undefined,
): void {
  let left = discardBytes;
  const end = (): void => {
    clearTimeout(timer);
    message.off("data", count).off("end", end).off("error", end).off("close", end);
    // An error without a listener would take the process down.
    message.on("error", ignore);
    response.end();
  };
  const count = (chunk: Uint8Array): void => {
    left -= chunk.length;
    if (left < 0) end();
  };
  const timer = setTimeout(end, discardTime);
  timer.unref();
  if (body !== undefined && body.length > 0) response.write(body);
  else response.flushHeaders();
  message.on("data", count).once("end", end).once("error", end).once("close", end);
  message.resume();
}

function ignore(): void {
  // The request is over for us.
}
