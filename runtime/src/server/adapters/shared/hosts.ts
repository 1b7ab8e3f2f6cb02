import { HttpError } from "../../../http/problem.ts";

// RFC 3986 §3.2.2 and §3.2.3, without the user information that no request may name.
const hostPattern = /^(?:\[[0-9A-Fa-f:.]+\]|[\w\-.~!$&'()*+,;=%]*)(?::\d{0,5})?$/;
const allowedPattern = /^(?:\[[0-9a-f:.]+\]|(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.?)(?::\d{1,5})?$/i;

/** Judges the host that a request names. */
export class Hosts {
  private readonly allowed: ReadonlySet<string> | undefined;
  /** Nearly all requests of a server name the same one, which is not judged again. */
  private last: string = "";

  /**
   * @param allowed those that the server answers for; every one by default
   * @throws {TypeError} when one of them is no host
   */
  constructor(allowed: readonly string[] | undefined) {
    if (allowed === undefined) return;
    if (!Array.isArray(allowed) || allowed.length === 0) {
      throw new TypeError("allowedHosts is a list of at least one host");
    }
    for (const host of allowed) {
      if (typeof host !== "string" || !allowedPattern.test(host)) {
        throw new TypeError(
          `allowedHosts has ${JSON.stringify(host)}: neither a host such as "example.org:80" nor a pattern such as "*.example.org"`,
        );
      }
    }
    this.allowed = new Set(allowed.map((host) => host.toLowerCase()));
  }

  /**
   * Why a request is refused.
   * @param host undefined when a request of HTTP/1.0 names none
   * @returns undefined when it is not: 400 is for what is no host, 421 for that of somebody else
   * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20
   */
  refusal(host: string | undefined): HttpError | undefined {
    if (host === this.last && host !== "") return undefined;
    if (host !== undefined && !hostPattern.test(host)) return new HttpError(400, "The Host is malformed.");
    if (!this.allows(host ?? "")) return new HttpError(421, "This server does not answer for that host.");
    this.last = host ?? "";
    return undefined;
  }

  private allows(host: string): boolean {
    const { allowed } = this;
    if (allowed === undefined) return true;
    const whole = host.toLowerCase();
    const name = whole.replace(/:\d*$/, "");
    // A pattern stands for one label, as in certificates (RFC 9525 §6.3).
    const pattern = name.replace(/^[^.[]+\./, "*.");
    const port = whole.slice(name.length);
    return [whole, name, pattern, pattern + port].some((form) => allowed.has(form));
  }
}
