import type { Header, ReplySpec } from "../../ir/operation.ts";
import type { TypeId } from "../../ir/type.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { docsOf, flag, report, text } from "../context.ts";
import { mappedId } from "../discriminator.ts";
import { isToken } from "../token.ts";
import { refuse } from "./refuse.ts";

/** The cookies that the header `Set-Cookie` of a reply sets, by the extension `x-volo-cookies`; `undefined`: it has none. */
export function lowerCookies(cx: Context, header: JsonObject, span: NodeSpan): readonly Header[] | undefined {
  const cookies = getOwn(header, "x-volo-cookies");
  if (cookies === undefined) return undefined;
  const at = childSpan(span, "x-volo-cookies");
  if (!isArray(cookies)) {
    refuse(cx, "x-volo-cookies", cookies, "a list of cookies", span);
    return undefined;
  }
  return cookies.flatMap((cookie, i): Header[] => {
    const here = childSpan(at, i);
    const name = isObject(cookie) ? text(cookie, "name") : undefined;
    if (!isObject(cookie) || name === undefined || !isToken(name)) {
      report(cx, "VG2230", here, "a cookie has the fields name, attributes, required and schema");
      return [];
    }
    const schema = getOwn(cookie, "schema");
    const docs = docsOf(cookie);
    return [
      {
        name: "Set-Cookie",
        property: "",
        required: flag(cookie, "required") === true,
        explode: false,
        cookie: { name, attributes: text(cookie, "attributes") ?? "" },
        type:
          schema === undefined
            ? { kind: "string", constraints: {}, span: here }
            : cx.schema(schema, childSpan(here, "schema")),
        ...(docs && { docs }),
        span: here,
      },
    ];
  });
}

/**
 * The exceptions that a reply stands for: names of schemas, of which its body is one (`x-volo-exceptions: [NotFound]`). They
 * are marked as such by `x-volo-exception`.
 */
export function exceptionsOf(
  cx: Context,
  reply: ReplySpec,
  value: JsonObject,
  span: NodeSpan,
): Pick<ReplySpec, "exceptions"> {
  const key = "x-volo-exceptions";
  const names = getOwn(value, key);
  if (names === undefined) return {};
  const at = childSpan(span, key);
  const [content] = reply.contents;
  const members = content?.type.kind === "union" ? content.type.members : content ? [content.type] : [];
  const targets = new Set(members.flatMap((member) => (member.kind === "ref" ? [member.target] : [])));
  const exceptions = (isArray(names) ? names : []).map((name, i) =>
    typeof name === "string" ? mappedId(cx, name, childSpan(at, i)) : undefined,
  );
  if (exceptions.length > 0 && exceptions.every((id) => id !== undefined && targets.has(id)))
    return { exceptions: exceptions as TypeId[] };
  refuse(cx, key, names, "names of schemas that the body is one of", span);
  return {};
}
