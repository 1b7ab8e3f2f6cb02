export type { OriginPredicate } from "../layers/cors/layer.ts";
export { webSocketDefaults } from "./options.ts";
export type { DeflateOptions, WebSocketOptions } from "./options.ts";
export type { WebSocketOrigins } from "./origins.ts";
export { SocketClosedError } from "./socket.ts";
export type { ChooseProtocol } from "./subprotocols.ts";
export type {
  ExtractingWebSocketHandler,
  ServerWebSocket,
  WebSocketClose,
  WebSocketHandler,
  WebSocketMessage,
} from "./types.ts";
export { webSocket } from "./web-socket.ts";
