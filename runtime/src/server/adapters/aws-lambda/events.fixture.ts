import type { HttpApiEvent, LambdaContext, LoadBalancerEvent, RestApiEvent } from "./events.ts";

/** Options of a function whose log nobody reads. */
export const silent: { readonly logger: { error(): void } } = { logger: { error: () => undefined } };

/** The context of an invocation that has so many milliseconds. */
export function context(milliseconds = 30_000): LambdaContext {
  const end = performance.now() + milliseconds;
  return { awsRequestId: "id", getRemainingTimeInMillis: () => end - performance.now() };
}

/** An event of a REST API. */
export function restApi(event: Partial<RestApiEvent> = {}): RestApiEvent {
  return {
    httpMethod: "GET",
    path: "/",
    headers: null,
    body: null,
    requestContext: { stage: "prod" },
    ...event,
  };
}

/** An event of a function URL, or of another domain. */
export function httpApi(
  event: Partial<HttpApiEvent> = {},
  domainName = "x.lambda-url.eu-west-1.on.aws",
): HttpApiEvent {
  const requestContext = { domainName, http: { method: "GET", sourceIp: "10.0.0.1" } };
  return { version: "2.0", rawPath: "/", rawQueryString: "", headers: {}, requestContext, ...event };
}

/** An event of a load balancer. */
export function loadBalancer(event: Partial<LoadBalancerEvent> = {}): LoadBalancerEvent {
  return { httpMethod: "GET", path: "/", requestContext: { elb: { targetGroupArn: "arn" } }, ...event };
}
