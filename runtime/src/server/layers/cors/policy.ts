import type { ServerContext } from "../../../http/context.ts";
import type { HeaderMap } from "../../../http/header-map.ts";
import type { Awaitable } from "../../../service/service.ts";
import { checkFieldName, checkWholeNumber } from "../check-options.ts";
import type { CorsOptions, OriginPredicate } from "./layer.ts";

/** {@link CorsOptions} checked and made ready to be sent. */
export class CorsPolicy {
  /** What replies vary by, on requests and on OPTIONS; "" when they are the same for everybody. */
  readonly vary: string;
  readonly preflightVary: string;
  private readonly everybody: boolean;
  private readonly listed: ReadonlySet<string>;
  private readonly decide: OriginPredicate | undefined;
  private readonly credentials: boolean;
  private readonly allowedHeaders: string;
  private readonly exposedHeaders: string;
  private readonly maxAge: string;
  private readonly privateNetwork: boolean;

  constructor(options: CorsOptions) {
    const { origins, credentials = false, privateNetwork = false } = options;
    this.everybody = origins === "*";
    this.decide = typeof origins === "function" ? origins : undefined;
    this.listed = new Set(Array.isArray(origins) ? origins.map(checkOrigin) : []);
    if (!this.everybody && this.decide === undefined && !Array.isArray(origins)) {
      throw new TypeError('origins is a list of origins, a function that decides, or "*"');
    }
    if (this.everybody && credentials) {
      throw new TypeError('origins: "*" lets everybody in, which excludes credentials: list the origins');
    }
    this.credentials = credentials;
    this.privateNetwork = privateNetwork;
    this.allowedHeaders = headerList(
      "allowedHeaders",
      options.allowedHeaders ?? ["content-type"],
      credentials,
    );
    this.exposedHeaders = headerList("exposedHeaders", options.exposedHeaders ?? [], credentials);
    this.maxAge = String(checkWholeNumber("maxAge", options.maxAge ?? 600, 0));
    this.vary = this.everybody ? "" : "origin";
    const asked = ["access-control-request-method", "access-control-request-headers"];
    if (privateNetwork) asked.push("access-control-request-private-network");
    this.preflightVary = (this.everybody ? asked : ["origin", ...asked]).join(", ");
  }

  /** Whether an origin may read replies. */
  allows(origin: string, cx: ServerContext): Awaitable<boolean> {
    if (this.everybody || this.decide === undefined) return this.everybody || this.listed.has(origin);
    return origin === "null" ? false : this.decide(origin, cx);
  }

  /** Lets an allowed origin read the reply. */
  share(headers: HeaderMap, origin: string): void {
    headers.set("access-control-allow-origin", this.everybody ? "*" : origin);
    if (this.credentials) headers.set("access-control-allow-credentials", "true");
  }

  /** Names the headers that the page may read. */
  expose(headers: HeaderMap): void {
    if (this.exposedHeaders !== "") headers.set("access-control-expose-headers", this.exposedHeaders);
  }

  /** Answers a preflight. */
  permit(headers: HeaderMap, methods: string, fromPublicNetwork: boolean): void {
    headers.set("access-control-allow-methods", methods);
    if (this.allowedHeaders !== "") headers.set("access-control-allow-headers", this.allowedHeaders);
    headers.set("access-control-max-age", this.maxAge);
    if (fromPublicNetwork && this.privateNetwork) headers.set("access-control-allow-private-network", "true");
  }
}

const serialized = /^[a-z][a-z0-9+.-]*:\/\/(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/;

/** Origins are compared as texts, so one that is written otherwise would let nobody in. */
export function checkOrigin(origin: unknown): string {
  if (origin === "*") throw new TypeError('"*" stands alone: origins: "*"');
  if (typeof origin === "string" && serialized.test(origin)) {
    if (!/^https?:/.test(origin) || (URL.canParse(origin) && new URL(origin).origin === origin))
      return origin;
  }
  throw new TypeError(
    `origins: ${String(origin)} is no origin as browsers send it, ` +
      "such as https://app.example or http://localhost:5173; give a function to match more than one",
  );
}

function headerList(option: string, names: readonly string[], credentials: boolean): string {
  if (names.includes("*") && credentials) {
    throw new TypeError(
      `${option}: "*" means nothing to browsers when there are credentials: list the headers`,
    );
  }
  return names.map((name) => checkFieldName(option, name)).join(", ");
}
