import type { RateDecision } from "../../../governance/limit/gcra.ts";
import type { HeaderMap } from "../../../http/header-map.ts";
import type { RateLimitPolicy } from "./layer.ts";

/** Which header fields tell callers of their quota. */
export type RateLimitFields = "ietf" | "legacy" | "both" | "none";

/** Whole seconds, because that is what fields count in; never earlier than it is. */
export function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}

/**
 * The value of `RateLimit-Policy`: a list of strings with parameters (RFC 9651).
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11#section-3
 */
export function policyField(policies: readonly RateLimitPolicy[]): string {
  return policies.map(({ name, quota, window }) => `"${name}";q=${quota};w=${seconds(window)}`).join(", ");
}

/**
 * The value of `RateLimit`: what is left, and in how many seconds all of it is there again.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11#section-4
 */
function limitField(policies: readonly RateLimitPolicy[], decisions: readonly RateDecision[]): string {
  return policies
    .map(
      ({ name }, i) =>
        `"${name}";r=${decisions[i]?.remaining ?? 0};t=${seconds(decisions[i]?.resetAfter ?? 0)}`,
    )
    .join(", ");
}

/** Adds the fields to those that every reply gets, errors included. */
export function addFields(
  headers: HeaderMap,
  fields: RateLimitFields,
  policies: readonly RateLimitPolicy[],
  field: string,
  decisions: readonly RateDecision[],
): void {
  if (fields === "ietf" || fields === "both") {
    headers.append("ratelimit-policy", field);
    headers.append("ratelimit", limitField(policies, decisions));
  }
  if (fields === "legacy" || fields === "both") addLegacy(headers, policies, decisions);
}

/** These fields know one policy: the one of which least is left. The time is a date in seconds, as at GitHub. */
function addLegacy(
  headers: HeaderMap,
  policies: readonly RateLimitPolicy[],
  decisions: readonly RateDecision[],
): void {
  let tightest = 0;
  decisions.forEach((decision, i) => {
    if (decision.remaining < (decisions[tightest]?.remaining ?? 0)) tightest = i;
  });
  const [policy, decision] = [policies[tightest], decisions[tightest]];
  if (policy === undefined || decision === undefined) return;
  headers.set("x-ratelimit-limit", String(policy.quota));
  headers.set("x-ratelimit-remaining", String(decision.remaining));
  headers.set("x-ratelimit-reset", String(seconds(Date.now() + decision.resetAfter)));
}
