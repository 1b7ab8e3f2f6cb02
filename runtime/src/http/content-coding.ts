import { splitList } from "./accept.ts";
import { HttpError } from "./problem.ts";
import type { HttpRequest } from "./request.ts";

/** What a caller thinks of the codings that it is offered. */
export interface CodingChoice {
  /** The one that it likes best; undefined when that is the body as it is, or when it accepts nothing. */
  readonly coding: string | undefined;
  /** Whether it does not want the body as it is. */
  readonly identityRefused: boolean;
}

const element = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[\t ]*(?:;[\t ]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i;
const plain: CodingChoice = { coding: undefined, identityRefused: false };

/**
 * Picks the content coding that a caller likes best. Without `accept-encoding` it gets none: what it can read, nobody has
 * said. `identity` is the last resort unless the field ranks it. An element that cannot be read is left out.
 * @param accept value of the `accept-encoding` field
 * @param offers codings in lower case, in the server's order of preference, which decides between equals
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function negotiateCoding(accept: string | undefined, offers: readonly string[]): CodingChoice {
  if (accept === undefined) return plain;
  const weights = weightsOf(accept);
  const others = weights.get("*");
  const identity = weights.get("identity") ?? others;
  let coding: string | undefined;
  // Not ranked, identity is acceptable, and comes after all that was asked for.
  let best = identity ?? 0;
  for (const offer of offers) {
    const weight = weights.get(offer) ?? others ?? 0;
    // A coding goes before identity when both are liked as much.
    if (weight > best || (weight === best && weight > 0 && coding === undefined)) {
      coding = offer;
      best = weight;
    }
  }
  return { coding, identityRefused: identity === 0 };
}

/** By coding; the highest, where one is named twice. */
function weightsOf(accept: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const text of splitList(accept)) {
    const match = element.exec(text);
    if (match === null) continue;
    const name = codingName(match[1] ?? "");
    weights.set(name, Math.max(weights.get(name) ?? 0, Number(match[2] ?? 1)));
  }
  return weights;
}

/** Codings are compared without case, and gzip has an old name (RFC 9110 §8.4.1). */
function codingName(name: string): string {
  const lower = name.toLowerCase();
  return lower === "x-gzip" ? "gzip" : lower;
}

/** The content codings of a body in the order in which they were applied; none for `identity`. */
export function contentCodings(contentEncoding: string | undefined): string[] {
  if (contentEncoding === undefined) return [];
  const names = splitList(contentEncoding).map(codingName);
  return names.length === 1 && names[0] === "identity" ? [] : names;
}

/**
 * Refuses a body that would have to be decoded before it can be read: the layer `decompression` decodes it, and takes the
 * field away.
 * @throws {HttpError} 415 with `accept-encoding` when the body has a content coding
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16
 */
export function demandPlainBody(req: HttpRequest): void {
  const field = req.headers.get("content-encoding");
  if (field !== undefined && req.body.present && contentCodings(field).length > 0) throw unknownCoding([]);
}

/** The error for a content coding that is not among `known`. */
export function unknownCoding(known: readonly string[]): HttpError {
  const accepted = known.length === 0 ? "identity" : known.join(", ");
  return new HttpError(415, `The body may be encoded as: ${accepted}.`, {
    headers: { "accept-encoding": accepted },
  });
}
