export { jsonAnswer, mockTransport, MockTransport } from "./mock-transport.ts";
export type { Answer } from "./mock-transport.ts";
export { testServer, TestServer } from "./test-server.ts";
export type { TestReply, TestRequest } from "./test-server.ts";
