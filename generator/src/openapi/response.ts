import type { Content, ReplySpec, StatusPattern } from "../ir/operation.ts";
import { statusRank } from "../ir/status.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { sharedName } from "./components.ts";
import { lowerContent } from "./content.ts";
import type { Context } from "./context.ts";
import { docsOf, quote, report } from "./context.ts";
import { lowerHeaders } from "./header.ts";
import { isSaid } from "./volo/refuse.ts";
import { exceptionsOf } from "./volo/replies.ts";
import { lowerLinks } from "./link.ts";
import { sameAs } from "./volo/same.ts";

/** A key of the Responses Object; `undefined` when it is none. */
function parseStatus(key: string): StatusPattern | undefined {
  if (key === "default") return { kind: "default" };
  if (/^[1-5]\d\d$/.test(key)) return { kind: "exact", status: Number(key) };
  if (/^[1-5]XX$/i.test(key)) return { kind: "range", hundred: Number(key[0]) };
  return undefined;
}

/** Lowers one response; `undefined` when it is broken. */
type LowerOne = (status: StatusPattern, item: JsonData, at: NodeSpan) => ReplySpec | undefined;

/**
 * Lowers the Responses Object: exact statuses ascending, then ranges, then the default.
 * @see https://spec.openapis.org/oas/v3.1.1.html#responses-object
 */
export function lowerResponses(
  cx: Context,
  responses: JsonData | undefined,
  span: NodeSpan,
  operation: NodeSpan,
  lower: LowerOne = (status, item, at) => lowerResponse(cx, status, item, at, responses, span),
): ReplySpec[] {
  const out: ReplySpec[] = [];
  if (isObject(responses)) {
    for (const key of Object.keys(responses)) {
      if (key.startsWith("x-")) continue;
      const status = parseStatus(key);
      const hint =
        /^[1-5]xx$/i.test(key) && key !== key.toUpperCase()
          ? `did you mean "${key.toUpperCase()}"?`
          : undefined;
      if (status === undefined || hint !== undefined) {
        report(cx, "VG2027", keySpan(span, key), `${quote(key)} is not a status of a response`, {
          hint: hint ?? 'write a status such as "200", a range such as "4XX", or "default"',
        });
      }
      const reply = status && lower(status, responses[key]!, childSpan(span, key));
      if (reply !== undefined) out.push(reply);
    }
  }
  const none = !isObject(responses) || Object.keys(responses).every((key) => key.startsWith("x-"));
  if (none && out.length === 0) {
    // From 3.1 on an operation may leave its responses open.
    if (cx.version === "3.0" || responses !== undefined) {
      const at: NodeSpan = isObject(responses) ? { ...span, at: "key" } : operation;
      report(cx, "VG2031", at, "the operation declares no response", {
        hint: 'add "responses" with at least the response of success',
      });
    }
    const anything: Content = {
      mediaType: "*/*",
      format: "binary",
      type: { kind: "binary", span: operation },
      encoding: [],
      span: operation,
    };
    out.push({ status: { kind: "default" }, contents: [anything], headers: [], span: operation });
  }
  return out.sort((a, b) => statusRank(a.status) - statusRank(b.status));
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#response-object */
function lowerResponse(
  cx: Context,
  status: StatusPattern,
  item: JsonData,
  at: NodeSpan,
  siblings: JsonData | undefined,
  around: NodeSpan,
): ReplySpec | undefined {
  const node = cx.references.follow(item, at);
  if (node === undefined || !isObject(node.value)) return undefined;
  const { value, span } = node;
  const same = sameAs(cx, { value, span }, siblings, around);
  const links = lowerLinks(cx, getOwn(value, "links"), childSpan(span, "links"));
  const docs = isSaid(cx, value, "x-volo-undescribed", span) ? undefined : docsOf(value);
  const shared = sharedName(item, cx, at);
  const reply: ReplySpec = {
    status,
    contents: lowerContent(cx, getOwn(same.value, "content"), childSpan(same.span, "content"), "reply"),
    headers: lowerHeaders(cx, getOwn(value, "headers"), childSpan(span, "headers")),
    ...(links.length > 0 && { links }),
    ...(shared !== undefined && { shared }),
    ...(docs && { docs }),
    span: at,
  };
  return { ...reply, ...exceptionsOf(cx, reply, value, span) };
}
