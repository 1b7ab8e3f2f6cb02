import type { Layer } from "../../../service/layer.ts";
import type { HttpService } from "../../types.ts";
import { checkFieldName, checkFieldValue } from "../check-options.ts";
import { securityDefaults } from "./defaults.ts";
import type { SecurityHeaders } from "./defaults.ts";
import { SecuredService } from "./service.ts";

/** Changes to `securityDefaults`: another value for a header, or false to leave it out. */
export interface SecurityHeadersOptions extends Partial<SecurityHeaders> {
  /**
   * Whether callers come over TLS. Default: what the connection says, or the proxy where `clientIp` trusts it; set it where TLS
   * ends at a proxy that does not tell.
   */
  tls?: boolean;
  /** Fields that are taken out of replies. Default `["x-powered-by"]`. */
  remove?: readonly string[];
}

/**
 * Adds headers that make browsers careful to every reply, errors included. A reply that has a field of its own keeps it.
 * @throws {TypeError} when a value could not be sent, or a name is none
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): Layer<HttpService> {
  const { tls, remove = ["x-powered-by"] } = options;
  const fields: [string, string][] = [];
  let transport: string | undefined;
  for (const [option, name] of names) {
    const value = options[option] ?? securityDefaults[option];
    if (value === false) continue;
    checkFieldValue(option, value);
    if (option === "strictTransportSecurity") transport = value;
    else fields.push([name, value]);
  }
  const removed = remove.map((name) => checkFieldName("remove", name));
  return { layer: (inner: HttpService) => new SecuredService(inner, { fields, transport, tls, removed }) };
}

const names: readonly (readonly [keyof SecurityHeaders, string])[] = [
  ["xContentTypeOptions", "x-content-type-options"],
  ["contentSecurityPolicy", "content-security-policy"],
  ["referrerPolicy", "referrer-policy"],
  ["strictTransportSecurity", "strict-transport-security"],
  ["crossOriginResourcePolicy", "cross-origin-resource-policy"],
  ["crossOriginOpenerPolicy", "cross-origin-opener-policy"],
  ["crossOriginEmbedderPolicy", "cross-origin-embedder-policy"],
];
