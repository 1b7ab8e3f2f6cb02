export { FaultProxy, faultProxy } from "./fault-proxy.ts";
export type { FaultProxyOptions, LinkFaults } from "./fault-proxy.ts";
export { FaultLayer, faults, InjectedFault, randomFaults } from "./faults.ts";
export type { Fault, FaultPlan, FaultShares, PlannedCall } from "./faults.ts";
export { jsonAnswer, mockTransport, MockTransport } from "./mock-transport.ts";
export type { Answer } from "./mock-transport.ts";
export { testServer, TestServer } from "./test-server.ts";
export type { TestReply, TestRequest } from "./test-server.ts";
