/** Why a verifier does not let a caller in; made by {@link deny} and {@link forbid}. */
export class Refusal {
  /** 401: the credential is not good. 403: it is, and its owner may not do this. */
  readonly status: 401 | 403;
  /** For the caller; absent: the reply says no more than its status. */
  readonly detail: string | undefined;

  constructor(status: 401 | 403, detail: string | undefined) {
    this.status = status;
    this.detail = detail;
  }
}

/**
 * What a verifier returns for a credential that is not good: expired, revoked, unknown. The caller gets a 401 unless
 * another alternative of the contract admits it.
 *
 * @param detail what the caller is told, such as `the token has expired` (default: nothing more than the status)
 */
export function deny(detail?: string): Refusal {
  return new Refusal(401, detail);
}

/**
 * What a verifier returns for a caller who is known and may not do this, such as one whose token lacks a scope. The
 * caller gets a 403, with `error="insufficient_scope"` for bearer tokens (RFC 6750 §3.1), unless another alternative of
 * the contract admits it.
 *
 * @param detail what the caller is told (default: nothing more than the status)
 */
export function forbid(detail?: string): Refusal {
  return new Refusal(403, detail);
}
