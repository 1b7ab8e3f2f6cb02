import type { ServerContext, Upgrade } from "../../http/context.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";

/** The version of the protocol, and the only one (RFC 6455 §4.1). */
const version = "13";

/** 16 bytes in base64. */
const keyShape = /^[+/0-9A-Za-z]{22}==$/;

/**
 * Finds the connection that a request wants to use for WebSocket.
 * @throws {HttpError} 405 unless it is a GET; 426 unless it asks for WebSocket, for the version that is spoken here, over a
 *   connection that can be had; 400 when its key is not 16 bytes, or it has a body
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1
 */
export function upgradeOf(req: HttpRequest, cx: ServerContext): Upgrade {
  const { headers } = req;
  if (req.method !== "GET") {
    throw new HttpError(405, "A WebSocket is opened by GET.", { headers: { allow: "GET" } });
  }
  if (headers.get("upgrade")?.toLowerCase() !== "websocket" || !hasUpgradeOption(headers.get("connection"))) {
    throw upgradeRequired("This is a WebSocket: it is opened by a handshake over HTTP/1.1.");
  }
  if (headers.get("sec-websocket-version") !== version) {
    throw upgradeRequired(`Only version ${version} of WebSocket is spoken here.`, {
      "sec-websocket-version": version,
    });
  }
  if (!keyShape.test(headers.get("sec-websocket-key") ?? "")) {
    throw new HttpError(400, "Sec-WebSocket-Key is not 16 bytes in base64.");
  }
  if (req.body.present) throw new HttpError(400, "The handshake of a WebSocket has no body.");
  const upgrade = cx.connection?.upgrade;
  if (upgrade?.protocol !== "websocket") {
    throw upgradeRequired(
      "This connection cannot become a WebSocket: that takes HTTP/1.1 to a server that hands its connections over.",
    );
  }
  return upgrade;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.22 */
function upgradeRequired(detail: string, headers: Readonly<Record<string, string>> = {}): HttpError {
  return new HttpError(426, detail, { headers: { upgrade: "websocket", connection: "upgrade", ...headers } });
}

function hasUpgradeOption(connection: string | undefined): boolean {
  return connection?.split(",").some((option) => option.trim().toLowerCase() === "upgrade") === true;
}
