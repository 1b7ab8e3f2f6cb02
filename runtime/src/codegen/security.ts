import type { ServerContext } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import { Refusal } from "../http/refusal.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Awaitable } from "../service/service.ts";
import { setOwn } from "./check/json.ts";
import { challengeOf } from "./security/challenge.ts";
import { malformed, offerOf } from "./security/credential.ts";
import type { Offer } from "./security/credential.ts";
import type { SecurityRequirement, SecurityScheme, SecuritySchemes } from "./security/scheme.ts";
import { authScheme } from "./security/scheme.ts";

/**
 * Finds out who a credential belongs to. What it returns is found on `cx.auth`; `deny()`, `undefined`, `null` and `false`
 * refuse the credential (401), and `forbid()` refuses its owner (403). An {@link HttpError} that it throws ends the
 * request, except that a 401 or 403 counts as a refusal.
 *
 * @param credential What the scheme makes of the request. A malformed one is refused without asking.
 * @param scopes What the operation asks for.
 */
export type Verifier<Credential, Principal, Scope extends string = never> = (
  credential: Credential,
  cx: ServerContext,
  scopes: readonly Scope[],
) => Awaitable<Principal | Refusal | undefined | null | false>;

/** What a handler behind security finds on its context. */
export interface Authenticated<Way> {
  /** How the caller was let in, told apart by `via`, with the principal of each scheme of that way and of no other. */
  readonly auth: Way;
}

/** One way to be let in: the principals of its schemes. `Name` joins them with `+`. */
export type Via<Principals, Scheme extends keyof Principals, Name = Scheme> = {
  readonly via: Name;
} & Pick<Principals, Scheme>;

/** The way of those who give no credentials, where the contract lets them. */
export interface Anonymous {
  readonly via: "anonymous";
}

/** Verifiers by scheme, as the router sees them. */
export interface Verifiers {
  readonly [scheme: string]: Verifier<never, unknown>;
}

/** What callers who are refused are told. */
export interface ChallengeOptions {
  /** The protection space that challenges name (RFC 9110 §11.5; default `api`). */
  readonly realm?: string | undefined;
  /**
   * Gives the challenge of a scheme, for those whose challenge holds more than the contract knows, such as the nonce of
   * Digest; undefined leaves it to the router.
   */
  readonly challenge?: ((scheme: string, cx: ServerContext) => string | undefined) | undefined;
}

/** A scheme of an alternative, with all that is needed to ask for it. */
interface Need {
  readonly name: string;
  readonly scheme: SecurityScheme;
  readonly scopes: readonly string[];
  readonly verify: Verifier<unknown, unknown, string>;
  /** Scheme and scopes: alternatives that ask for the same are answered by one call of the verifier. */
  readonly question: string;
}

interface Way {
  readonly via: string;
  readonly needs: readonly Need[];
}

/** The security of one operation: an OR of ANDs, made ready once. */
export class Guard {
  private readonly ways: readonly Way[];
  private readonly options: ChallengeOptions;

  /** Schemes and verifiers are there for every name in the alternatives. */
  constructor(
    alternatives: readonly SecurityRequirement[],
    schemes: SecuritySchemes,
    verifiers: Verifiers,
    options: ChallengeOptions,
  ) {
    const ways = alternatives.map((alternative): Way => {
      const needs = Object.keys(alternative).flatMap((name): Need[] => {
        const scheme = schemes[name];
        const verify = verifiers[name] as Verifier<unknown, unknown, string> | undefined;
        const scopes = alternative[name] ?? [];
        if (scheme === undefined || verify === undefined) return [];
        return [{ name, scheme, scopes, verify, question: JSON.stringify([name, ...scopes]) }];
      });
      return { via: needs.map(({ name }) => name).join("+") || "anonymous", needs };
    });
    // Callers who give credentials are somebody, wherever the author has written the way of those who give none.
    this.ways = [
      ...ways.filter((way) => way.needs.length > 0),
      ...ways.filter((way) => way.needs.length === 0),
    ];
    this.options = options;
  }

  /**
   * Lets a request in by the first alternative all of whose schemes are satisfied, and leaves their principals on
   * `cx.auth`.
   *
   * @throws {HttpError} 403 when a known caller may not do this, otherwise 401 with `WWW-Authenticate`; 400 when the
   * request has several fields `authorization`; and what a verifier threw
   */
  async admit(cx: ServerContext, req: HttpRequest): Promise<void> {
    const attempt = new Attempt(cx, req);
    for (const way of this.ways) {
      const auth = await attempt.by(way);
      if (auth === undefined) continue;
      (cx as ServerContext & { auth: object }).auth = auth;
      return;
    }
    throw this.refusal(cx, attempt);
  }

  private refusal(cx: ServerContext, { refusals }: Attempt): HttpError {
    const forbidden = [...refusals.values()].find(({ status }) => status === 403);
    const first = forbidden ?? refusals.values().next().value;
    const fields = forbidden === undefined ? this.challenges(cx, refusals) : this.insufficient(refusals);
    const headers = fields === "" ? {} : { "www-authenticate": fields };
    const { thrown } = first ?? {};
    if (thrown === undefined) return new HttpError(first?.status ?? 401, first?.detail, { headers });
    const { status, problem } = thrown;
    return new HttpError(status, problem, { cause: thrown, headers: { ...headers, ...thrown.headers } });
  }

  /** A challenge for each scheme that would let the caller in. */
  private challenges(cx: ServerContext, refusals: ReadonlyMap<string, Refused>): string {
    const { realm = "api", challenge } = this.options;
    const found = new Set<string>();
    for (const { name, scheme, scopes, question } of this.ways.flatMap((way) => way.needs)) {
      const refused = refusals.get(question);
      const failure = refused && { error: "invalid_token" as const, description: refused.detail };
      found.add(challenge?.(name, cx) ?? challengeOf(scheme, scopes, realm, failure));
    }
    return [...found].join(", ");
  }

  /** Tells what scopes a bearer token would need; other schemes have no words for that. */
  private insufficient(refusals: ReadonlyMap<string, Refused>): string {
    const { realm = "api" } = this.options;
    const found = new Set<string>();
    for (const { scheme, scopes, question } of this.ways.flatMap((way) => way.needs)) {
      const refused = refusals.get(question);
      if (refused?.status !== 403 || authScheme(scheme) !== "bearer") continue;
      const failure = { error: "insufficient_scope" as const, description: refused.detail };
      found.add(challengeOf(scheme, scopes, realm, failure));
    }
    return [...found].join(", ");
  }
}

interface Refused {
  readonly status: 401 | 403;
  readonly detail: string | undefined;
  /** What the verifier threw, if it did. */
  readonly thrown: HttpError | undefined;
}

const malformedCredential: Refused = {
  status: 401,
  detail: "The credentials are malformed.",
  thrown: undefined,
};

/** The credentials of one request, each read and verified at most once. */
class Attempt {
  /** By question. */
  readonly refusals: Map<string, Refused> = new Map();
  private readonly principals: Map<string, unknown> = new Map();
  private readonly offers: Map<string, Offer> = new Map();
  private readonly cx: ServerContext;
  private readonly req: HttpRequest;

  constructor(cx: ServerContext, req: HttpRequest) {
    this.cx = cx;
    this.req = req;
  }

  /** The value of `cx.auth`; undefined when the way does not let the request in. */
  async by(way: Way): Promise<object | undefined> {
    // All credentials are looked for before any is verified: verifying may be slow.
    let complete = true;
    for (const need of way.needs) {
      const offer = this.offer(need);
      if (offer === malformed) this.refusals.set(need.question, malformedCredential);
      // What proves the caller may have been checked by a proxy, which only the verifier knows of.
      if (offer === malformed || (offer === undefined && need.scheme.kind !== "mutualTLS")) complete = false;
    }
    if (!complete) return undefined;
    const auth = { via: way.via };
    for (const need of way.needs) {
      if (!(await this.verified(need))) return undefined;
      setOwn(auth, need.name, this.principals.get(need.question));
    }
    return auth;
  }

  private offer({ name, scheme }: Need): Offer {
    if (!this.offers.has(name)) this.offers.set(name, offerOf(this.cx, this.req, scheme));
    return this.offers.get(name);
  }

  private async verified(need: Need): Promise<boolean> {
    const { question } = need;
    if (this.refusals.has(question)) return false;
    if (this.principals.has(question)) return true;
    const found = await this.ask(need);
    if (found instanceof Refusal) {
      this.refusals.set(question, { status: found.status, detail: found.detail, thrown: undefined });
      return false;
    }
    if (found instanceof HttpError) {
      const status = found.status === 403 ? 403 : 401;
      this.refusals.set(question, { status, detail: undefined, thrown: found });
      return false;
    }
    this.principals.set(question, found);
    return true;
  }

  /** What the verifier finds, in one shape: the principal, a refusal, or a refusal that was thrown. */
  private async ask(need: Need): Promise<unknown> {
    try {
      const found = await need.verify(this.offer(need), this.cx, need.scopes);
      return found === undefined || found === null || found === false ? new Refusal(401, undefined) : found;
    } catch (error) {
      if (error instanceof HttpError && (error.status === 401 || error.status === 403)) return error;
      throw error;
    }
  }
}
