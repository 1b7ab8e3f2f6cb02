/** Values by name, as AWS writes them: absent, or null for the lot. */
type One = Readonly<Record<string, string | undefined>> | null;
type Many = Readonly<Record<string, readonly string[] | undefined>> | null;

/**
 * A request through a REST API of API Gateway, or through an HTTP API that is set to payload format 1.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export interface RestApiEvent {
  /** Only HTTP APIs say so. */
  readonly version?: "1.0";
  readonly httpMethod: string;
  /** Without the stage; with the base path of a custom domain. */
  readonly path: string;
  readonly headers?: One;
  readonly multiValueHeaders?: Many;
  /** Decoded. */
  readonly queryStringParameters?: One;
  readonly multiValueQueryStringParameters?: Many;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly elb?: undefined;
    readonly stage?: string;
    readonly requestId?: string;
    readonly identity?: { readonly sourceIp?: string };
  };
}

/**
 * A request through an Application Load Balancer. Its target group decides whether fields may have several values.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export interface LoadBalancerEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers?: One;
  readonly multiValueHeaders?: Many;
  /** As they were received. */
  readonly queryStringParameters?: One;
  readonly multiValueQueryStringParameters?: Many;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
}

/**
 * A request through an HTTP API of API Gateway, or to the URL of a function: payload format 2.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface HttpApiEvent {
  readonly version: "2.0";
  /** With the stage, unless that is `$default`. */
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly stage?: string;
    readonly requestId?: string;
    readonly domainName?: string;
    readonly http: { readonly method: string; readonly sourceIp?: string };
  };
}

/** What a function behind HTTP is invoked with. */
export type LambdaEvent = RestApiEvent | LoadBalancerEvent | HttpApiEvent;

/** What is used of the context of an invocation. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What a function answers. */
export interface LambdaResult {
  statusCode: number;
  /** Load balancers ask for it. */
  statusDescription?: string;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  /** Values of `set-cookie`, in payload format 2.0. */
  cookies?: string[];
  body: string;
  isBase64Encoded: boolean;
}

/** Where an event comes from, which decides what is answered. */
export type LambdaSource = "rest-api" | "load-balancer" | "http-api";

/** @throws {TypeError} when an event is no request */
export function sourceOf(event: LambdaEvent): LambdaSource {
  const { requestContext } = event as Partial<LambdaEvent>;
  if (requestContext !== undefined) {
    if ("http" in requestContext) return "http-api";
    if ("elb" in requestContext && requestContext.elb !== undefined) return "load-balancer";
    if ("httpMethod" in event) return "rest-api";
  }
  throw new TypeError(
    "The event is no HTTP request: neither one of API Gateway or a function URL, nor one of a load balancer.",
  );
}
