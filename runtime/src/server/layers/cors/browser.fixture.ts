import type { Seen } from "../../kit.fixture.ts";

/** What a page asks of `fetch`. */
export interface PageRequest {
  readonly origin: string;
  readonly method: string;
  /** `credentials: "include"`. */
  readonly include: boolean;
  /** Names of request headers that need permission. */
  readonly headers?: readonly string[];
}

/** Sends a request. */
export type Send = (method: string, headers: Readonly<Record<string, string>>) => Promise<Seen>;

const safelisted = ["GET", "HEAD", "POST"];

/** Whether a page may read a reply (Fetch, "CORS check"). */
function passesCheck(page: PageRequest, reply: Seen): boolean {
  const allowed = reply.headers["access-control-allow-origin"];
  if (allowed === undefined) return false;
  if (!page.include && allowed === "*") return true;
  if (allowed !== page.origin) return false;
  return !page.include || reply.headers["access-control-allow-credentials"] === "true";
}

/** Whether the answer to a preflight permits the request (Fetch, "CORS-preflight fetch"). */
function permits(page: PageRequest, reply: Seen): boolean {
  if (!passesCheck(page, reply) || reply.status < 200 || reply.status > 299) return false;
  const methods = listOf(reply, "access-control-allow-methods");
  const headers = listOf(reply, "access-control-allow-headers").map((name) => name.toLowerCase());
  const any = (list: readonly string[]): boolean => !page.include && list.includes("*");
  if (!methods.includes(page.method) && !safelisted.includes(page.method) && !any(methods)) return false;
  return (page.headers ?? []).every(
    (name) => headers.includes(name) || (name !== "authorization" && any(headers)),
  );
}

/** Goes through what a browser does for a page: the reply, or undefined when the page may not see one. */
export async function fetchAs(page: PageRequest, send: Send): Promise<Seen | undefined> {
  const { origin, method, headers = [] } = page;
  if (!safelisted.includes(method) || headers.length > 0) {
    const asked = headers.length === 0 ? {} : { "access-control-request-headers": headers.join(",") };
    const preflight = { origin, "access-control-request-method": method, ...asked };
    if (!permits(page, await send("OPTIONS", preflight))) return undefined;
  }
  const reply = await send(method, { origin, ...Object.fromEntries(headers.map((name) => [name, "x"])) });
  return passesCheck(page, reply) ? reply : undefined;
}

function listOf(reply: Seen, name: string): string[] {
  return (reply.headers[name] ?? "").split(",").map((each) => each.trim());
}
