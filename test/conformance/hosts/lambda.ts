import { bundled } from "../bundle.ts";
import { Child } from "../child.ts";
import { http1 } from "../client.ts";
import type { Host } from "../host.ts";
import type { Front } from "../lambda/events.ts";
import { LambdaStub } from "../lambda/stub.ts";

function lambda(name: string, front: Front, streaming: boolean, skip: Host["skip"]): Host {
  return {
    name,
    start: async () => {
      const stub = new LambdaStub(front, 1_800);
      const [{ url, api }, program] = await Promise.all([stub.start(), bundled("bootstrap")]);
      const env = { AWS_LAMBDA_RUNTIME_API: api, STREAMING: streaming ? "yes" : "no" };
      const child = await Child.start(process.execPath, [program], { env });
      const client = http1(url);
      return {
        send: client.send,
        close: async () => {
          stub.close();
          await child.kill();
        },
      };
    },
    skip,
  };
}

const measures = "what stands in front of the function measures bodies";
const collected = "the reply is collected first";
const untold = "functions are not told that a caller is gone";

/** What holds for no function. */
const nowhere = {
  "HEAD has the length of GET": measures,
  "a caller that leaves stops the stream and aborts the signal": untold,
  "a caller that leaves before the reply aborts the signal": untold,
};

/** What does not hold when the reply is collected. */
const notBuffered = {
  ...nowhere,
  "a stream arrives piece by piece": collected,
  "a stream that fails breaks the reply off; the log says why, once": `${collected}, and an error is still a 500`,
  "a stream of something else breaks the reply off": `${collected}, and an error is still a 500`,
  "a stream is made no faster than it is read": collected,
};

const takenApart = "the query is taken apart before it comes here, and put together again";
const decoded = "an HTTP API decodes the path";
const comma = "fields that are sent twice are joined with a comma and no space";

/** AWS Lambda, behind each of what can stand in front of it. */
export const lambdas: readonly Host[] = [
  lambda("Lambda behind a REST API (1.0)", "rest-api", false, {
    ...notBuffered,
    "the query is not touched": takenApart,
    "characters that URLs encode are not touched in a query": takenApart,
  }),
  lambda("Lambda behind an HTTP API (2.0)", "http-api", false, {
    ...notBuffered,
    "path parameters are decoded once, after they are told apart": decoded,
    "an escape that is none: 400": decoded,
    "encoded dot segments are left to the router": decoded,
    "a fragment: 400": decoded,
    "a field that is sent twice is joined": comma,
  }),
  lambda("Lambda behind a load balancer", "load-balancer", false, {
    ...notBuffered,
    "the query is not touched": takenApart,
    "the address of the peer": "only a header that callers can write tells it",
  }),
  lambda("Lambda with a URL", "function-url", false, {
    ...notBuffered,
    "a field that is sent twice is joined": comma,
  }),
  lambda("Lambda with a URL that streams", "function-url", true, {
    ...nowhere,
    "a body that is there has its length": "a reply that streams has none",
    "a stream is made no faster than it is read":
      "a function answers one request at a time, and cannot be asked meanwhile",
    "a field that is sent twice is joined": comma,
  }),
];
