export { toLambda } from "./buffered.ts";
export type { LambdaHandler } from "./buffered.ts";
export type {
  HttpApiEvent,
  LambdaContext,
  LambdaEvent,
  LambdaResult,
  LoadBalancerEvent,
  RestApiEvent,
} from "./events.ts";
export { lambdaInvocation } from "./invocation.ts";
export type { LambdaInvocation, LambdaOptions } from "./invocation.ts";
export { toLambdaStream } from "./streamed.ts";
export type { LambdaStream, LambdaStreamHandler } from "./streamed.ts";
