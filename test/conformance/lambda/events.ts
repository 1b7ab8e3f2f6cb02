import { Buffer } from "node:buffer";
import type { HttpApiEvent, LambdaEvent, LoadBalancerEvent, RestApiEvent } from "volo-http/aws-lambda";

/** A request as something in front of Lambda has received it. */
export interface Received {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn. */
  readonly fields: readonly string[];
  readonly body: Uint8Array;
}

/** What stands between callers and a function. */
export type Front = "rest-api" | "http-api" | "function-url" | "load-balancer" | "load-balancer-single";

/** What AWS invokes a function with; documented examples of AWS have served as models. */
export function eventOf(front: Front, received: Received): LambdaEvent {
  if (front === "http-api") return httpApiEvent(received, "x.execute-api.eu-west-1.amazonaws.com");
  if (front === "function-url") return httpApiEvent(received, "x.lambda-url.eu-west-1.on.aws");
  return front === "rest-api"
    ? restApiEvent(received)
    : loadBalancerEvent(received, front === "load-balancer");
}

function restApiEvent(received: Received): RestApiEvent {
  const [path, query] = halves(received.target);
  const many = grouped(pairsOf(query).map(([name, value]) => [decoded(name), decoded(value)]));
  const headers = grouped(fieldsOf(received));
  return {
    httpMethod: received.method,
    path,
    headers: last(headers),
    multiValueHeaders: headers,
    queryStringParameters: query === "" ? null : last(many),
    multiValueQueryStringParameters: query === "" ? null : many,
    ...bodyOf(received),
    requestContext: { stage: "prod", requestId: "id", identity: { sourceIp: "127.0.0.1" } },
  };
}

function loadBalancerEvent(received: Received, many: boolean): LoadBalancerEvent {
  const [path, query] = halves(received.target);
  const parameters = grouped(pairsOf(query));
  const headers = grouped(fieldsOf(received).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    httpMethod: received.method,
    path,
    ...(many
      ? { multiValueHeaders: headers, multiValueQueryStringParameters: parameters }
      : { headers: last(headers), queryStringParameters: last(parameters) }),
    ...bodyOf(received),
    requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:x" } },
  };
}

function httpApiEvent(received: Received, domainName: string): HttpApiEvent {
  const [path, rawQueryString] = halves(received.target);
  // An HTTP API decodes the path, whatever the name of the member says.
  const rawPath = domainName.includes("execute-api") ? decodedLeniently(path) : path;
  const headers = grouped(fieldsOf(received).map(([name, value]) => [name.toLowerCase(), value]));
  const { cookie, ...others } = headers;
  return {
    version: "2.0",
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.flatMap((line) => line.split("; ")) }),
    headers: Object.fromEntries(Object.entries(others).map(([name, values]) => [name, values?.join(",")])),
    ...bodyOf(received),
    requestContext: {
      stage: "$default",
      domainName,
      http: { method: received.method, sourceIp: "127.0.0.1" },
    },
  };
}

type Many = Record<string, string[]>;

function halves(target: string): [path: string, query: string] {
  const mark = target.indexOf("?");
  return mark === -1 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
}

function pairsOf(query: string): [string, string][] {
  if (query === "") return [];
  return query.split("&").map((pair) => {
    const sign = pair.indexOf("=");
    return sign === -1 ? [pair, ""] : [pair.slice(0, sign), pair.slice(sign + 1)];
  });
}

function fieldsOf({ fields }: Received): [string, string][] {
  return fields.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, fields[i + 1] ?? ""]] : []));
}

function grouped(pairs: readonly (readonly [string, string])[]): Many {
  const many: Many = {};
  for (const [name, value] of pairs) (many[name] ??= []).push(value);
  return many;
}

function last(many: Many): Record<string, string> {
  return Object.fromEntries(Object.entries(many).map(([name, values]) => [name, values.at(-1) ?? ""]));
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

function decodedLeniently(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Text travels as it is, anything else as base64. */
function bodyOf({ body }: Received): { body: string | null; isBase64Encoded: boolean } {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const bytes = Buffer.from(body);
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes)
    ? { body: text, isBase64Encoded: false }
    : { body: bytes.toString("base64"), isBase64Encoded: true };
}
