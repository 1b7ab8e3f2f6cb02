import type { ServerContext } from "../../http/context.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { isToken } from "../layers/check-options.ts";

/** Chooses one of the subprotocols that a peer offers, in its order of preference; undefined speaks none of them. */
export type ChooseProtocol = (offered: readonly string[], cx: ServerContext) => string | undefined;

/** Agrees with peers on what the messages mean (RFC 6455 §1.9). */
export class Subprotocols {
  private readonly choice: ChooseProtocol;
  private readonly required: boolean;
  private readonly hint: string;

  /**
   * @param protocols those that are spoken, the best one first, or a function that chooses
   * @throws {TypeError} when a name is no token or occurs twice, and when one is required of none
   */
  constructor(protocols: readonly string[] | ChooseProtocol | undefined, required: boolean) {
    const names = typeof protocols === "function" ? [] : (protocols ?? []);
    if (new Set(names).size < names.length || !names.every(isToken)) {
      throw new TypeError(`protocols: ${JSON.stringify(names)} are not different tokens`);
    }
    if (required && typeof protocols !== "function" && names.length === 0) {
      throw new TypeError("protocolRequired: there are no protocols to choose from");
    }
    this.required = required;
    this.hint = names.length === 0 ? "" : `: ${names.join(", ")}`;
    this.choice =
      typeof protocols === "function"
        ? protocols
        : (offered): string | undefined => names.find((name) => offered.includes(name));
  }

  /**
   * Chooses for a request.
   * @throws {HttpError} 400 when what it offers is malformed, and when there is no common one but has to be
   * @throws {Error} when the function chose what was not offered: 500
   */
  choose(req: HttpRequest, cx: ServerContext): string | undefined {
    const offered = offers(req.headers.get("sec-websocket-protocol"));
    const chosen = offered.length === 0 ? undefined : this.choice(offered, cx);
    if (chosen !== undefined && !offered.includes(chosen)) {
      throw new Error(`The subprotocol ${JSON.stringify(chosen)} was chosen and not offered.`);
    }
    if (chosen === undefined && this.required) {
      throw new HttpError(400, `A subprotocol that is spoken here has to be offered${this.hint}.`);
    }
    return chosen;
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-11.3.4 */
function offers(field: string | undefined): readonly string[] {
  if (field === undefined) return [];
  const names = field.split(",").map((name) => name.trim());
  if (new Set(names).size === names.length && names.every(isToken)) return names;
  throw new HttpError(400, "Sec-WebSocket-Protocol is not a list of different tokens.");
}
