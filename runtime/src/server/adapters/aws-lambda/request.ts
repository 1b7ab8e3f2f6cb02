import { Buffer } from "node:buffer";
import { BytesBody, noBody } from "../../../http/body.ts";
import type { HeadersView } from "../../../http/header-map.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import { RawHeaders } from "../shared/raw-headers.ts";
import type { Hosts } from "../shared/hosts.ts";
import type { WebLimits } from "../web/host.ts";
import { sourceOf } from "./events.ts";
import type { HttpApiEvent, LambdaEvent, LambdaSource, LoadBalancerEvent, RestApiEvent } from "./events.ts";

/** An event as services see it. */
export class LambdaRequest implements HttpRequest {
  readonly source: LambdaSource;
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HeadersView;
  readonly body: RequestBody;
  /** Bytes of the body, all of which have arrived. */
  readonly bytesReceived: number;
  private readonly fields: number;

  /**
   * @param basePath removed from the start of the path
   * @throws {TypeError} when the event is no request
   */
  constructor(event: LambdaEvent, basePath: string, bodyLimit: number) {
    this.source = sourceOf(event);
    const parts = "rawPath" in event ? partsOfHttpApi(event) : partsOfOthers(event, this.source);
    this.method = parts.method;
    this.path = withoutBase(isDecoded(event) ? escaped(parts.path) : parts.path, basePath);
    this.query = parts.query;
    this.target = this.query === "" ? this.path : `${this.path}?${this.query}`;
    this.headers = new RawHeaders(parts.fields);
    this.fields = parts.fields.length / 2;
    const bytes = bytesOf(event);
    this.bytesReceived = bytes?.length ?? 0;
    this.body = bytes === undefined ? noBody : new BytesBody(bytes, bodyLimit);
  }

  /** Why the request is refused before it is routed; undefined when it is fine. */
  refusal(limits: WebLimits, hosts: Hosts): HttpError | undefined {
    if (this.fields > limits.maxHeadersCount) return new HttpError(431);
    const misdirected = hosts.refusal(this.headers.get("host"));
    if (misdirected !== undefined) return misdirected;
    if (this.target.length > limits.maxTargetLength) return new HttpError(414);
    if (this.target.includes("#")) return new HttpError(400, "The target has a fragment.");
    return this.path.startsWith("/") ? undefined : new HttpError(400, "The target is not a path.");
  }
}

interface Parts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Names and values in turn. */
  readonly fields: readonly string[];
}

function partsOfHttpApi(event: HttpApiEvent): Parts {
  const { cookies, headers, rawPath, rawQueryString, requestContext } = event;
  const fields: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || (cookies !== undefined && name.toLowerCase() === "cookie")) continue;
    fields.push(name, value);
  }
  if (cookies !== undefined && cookies.length > 0) fields.push("cookie", cookies.join("; "));
  return { method: requestContext.http.method, path: rawPath, query: rawQueryString, fields };
}

function partsOfOthers(event: RestApiEvent | LoadBalancerEvent, source: LambdaSource): Parts {
  const query = several(event.multiValueQueryStringParameters, event.queryStringParameters);
  // API Gateway has decoded them, load balancers have not.
  const text = (part: string): string =>
    source === "rest-api" ? encodeURIComponent(part.toWellFormed()) : part;
  return {
    method: event.httpMethod,
    path: event.path,
    query: query.map(([name, value]) => `${text(name)}=${text(value)}`).join("&"),
    fields: several(event.multiValueHeaders, event.headers).flat(),
  };
}

function several(
  many: RestApiEvent["multiValueHeaders"],
  one: RestApiEvent["headers"],
): [name: string, value: string][] {
  if (many !== undefined && many !== null) {
    return Object.entries(many).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
  }
  return Object.entries(one ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

// What no path holds as it is (RFC 3986 §3.3), and a percent sign that begins no escape.
const unescaped = /[^\w\-.~!$&'()*+,;=:@/%]|%(?![\da-f]{2})/giu;

/** HTTP APIs decode the path, in either format; REST APIs, function URLs and load balancers do not. */
function isDecoded(event: LambdaEvent): boolean {
  if (!("rawPath" in event)) return "version" in event && event.version === "1.0";
  return !(event.requestContext.domainName ?? "").includes(".lambda-url.");
}

/** Encodes again what cannot have been in a path. */
function escaped(path: string): string {
  return path.toWellFormed().replace(unescaped, encodeURIComponent);
}

function withoutBase(path: string, base: string): string {
  if (base === "" || !path.startsWith(base)) return path;
  if (path.length === base.length) return "/";
  return path.charAt(base.length) === "/" ? path.slice(base.length) : path;
}

function bytesOf({ body, isBase64Encoded }: LambdaEvent): Uint8Array | undefined {
  if (body === undefined || body === null || body === "") return undefined;
  return isBase64Encoded === true ? Buffer.from(body, "base64") : new TextEncoder().encode(body);
}
