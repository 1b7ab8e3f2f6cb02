import type { ReplySpec, RequestBody } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";

/** Methods whose requests no client of a browser or of `fetch` sends a body with. */
const bodiless: ReadonlySet<string> = new Set(["GET", "HEAD", "TRACE"]);

/**
 * The body of a request, if its method sends one. OpenAPI 3.0 has the body of GET, HEAD and DELETE ignored, later versions
 * advise against it; DELETE is sent with one all the same.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3
 */
export function fitBody(cx: Context, method: string, body: RequestBody | undefined): RequestBody | undefined {
  if (body === undefined || !bodiless.has(method)) return body;
  report(
    cx,
    "VG2186",
    body.span as NodeSpan,
    `a request of the method ${quote(method)} is sent without a body`,
    {
      hint: "take parameters, or another method: POST, or QUERY from OpenAPI 3.2 on",
    },
  );
  return undefined;
}

/** Statuses whose replies end with their header (RFC 9110 §6.4.1, §15.3.6). */
const empty: readonly number[] = [204, 205, 304];

/** The replies that a handler can give, with the bodies that they can have. */
export function fitReplies(cx: Context, method: string, replies: readonly ReplySpec[]): ReplySpec[] {
  return replies.flatMap((reply) => {
    const { status } = reply;
    const span = reply.span as NodeSpan;
    if (
      (status.kind === "exact" && status.status < 200) ||
      (status.kind === "range" && status.hundred === 1)
    ) {
      report(cx, "VG2188", { ...span, at: "key" }, "an interim response is no reply: another one follows it");
      return [];
    }
    const bare = status.kind === "exact" && empty.includes(status.status);
    if (reply.contents.length === 0 || (!bare && method !== "HEAD")) return [reply];
    const what = bare ? `a reply of the status ${status.status}` : "a reply to HEAD";
    report(cx, "VG2187", reply.contents[0]!.span as NodeSpan, `${what} has no body: its content is left out`);
    return [{ ...reply, contents: [] }];
  });
}
