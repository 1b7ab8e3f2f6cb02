import type { RateDecision } from "../../../governance/limit/gcra.ts";
import type { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import { ErrorHandler } from "../../error-handler.ts";
import type { HttpService } from "../../types.ts";
import { addFields, seconds } from "./fields.ts";
import type { RateLimitConfig } from "./layer.ts";

// Callers may choose what keys are made of; the store keeps no more of each than this.
const longestKey = 256;

/** See `rateLimit`. */
export class RateLimitService implements HttpService {
  private readonly inner: HttpService;
  private readonly config: RateLimitConfig;
  private readonly errors: ErrorHandler;
  private failing: boolean = false;

  constructor(inner: HttpService, config: RateLimitConfig) {
    this.inner = inner;
    this.config = config;
    this.errors = new ErrorHandler({ logger: config.logger });
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const key = this.config.key(req, cx);
    if (isPromise(key)) return key.then((name) => this.limit(name, cx, req));
    return this.limit(key, cx, req);
  }

  private limit(key: string | undefined, cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const units = this.config.units?.(req, cx) ?? 1;
    if (!(Number.isInteger(units) && units >= 0)) {
      throw new RangeError(`units is a whole number of 0 or more, not ${units}`);
    }
    if (key === undefined || units === 0) return this.inner.call(cx, req);
    if (key.length <= longestKey) return this.take(key, units, cx, req);
    return digest(key).then((short) => this.take(short, units, cx, req));
  }

  private take(key: string, units: number, cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { policies } = this.config;
    let decisions: Awaitable<readonly RateDecision[]>;
    try {
      decisions = this.config.take(
        policies.map((policy) => ({ key: `${policy.name} ${key}`, policy, units })),
      );
    } catch (error) {
      return this.withoutStore(error, cx, req);
    }
    if (!isPromise(decisions)) return this.decide(decisions, cx, req);
    return decisions.then(
      (decided) => this.decide(decided, cx, req),
      (error: unknown) => this.withoutStore(error, cx, req),
    );
  }

  private decide(
    decisions: readonly RateDecision[],
    cx: ServerContext,
    req: HttpRequest,
  ): Awaitable<HttpResponse> {
    const { policies, fields, policyField } = this.config;
    this.failing = false;
    if (fields !== "none") addFields(cx.responseHeaders, fields, policies, policyField, decisions);
    if (decisions.every(({ allowed }) => allowed)) return this.inner.call(cx, req);

    const violated = policies.filter((_policy, i) => decisions[i]?.allowed === false);
    const wait = Math.max(...decisions.map(({ retryAfter }) => retryAfter));
    throw new HttpError(
      429,
      {
        type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
        detail: "The quota is used up.",
        "violated-policies": violated.map(({ name }) => name),
      },
      // What is more than a policy ever allows is not worth another attempt.
      wait === Infinity ? {} : { headers: { "retry-after": String(Math.max(1, seconds(wait))) } },
    );
  }

  /** Logged once for each time of failing: it would otherwise be a line for every request. */
  private withoutStore(error: unknown, cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    if (!this.failing) this.errors.log(error, cx);
    this.failing = true;
    if (this.config.onStoreFailure === "allow") return this.inner.call(cx, req);
    throw new HttpError(503, "The quota cannot be looked up.", { headers: { "retry-after": "1" } });
  }
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256:${Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
