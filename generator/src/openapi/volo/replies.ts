import type { Header, ReplySpec } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { docsOf, flag, report, show, text } from "../context.ts";
import { isToken } from "../token.ts";

/** The cookies that the header `Set-Cookie` of a reply sets, by the extension `x-volo-cookies`; `undefined`: it has none. */
export function lowerCookies(cx: Context, header: JsonObject, span: NodeSpan): readonly Header[] | undefined {
  const cookies = getOwn(header, "x-volo-cookies");
  if (cookies === undefined) return undefined;
  const at = childSpan(span, "x-volo-cookies");
  if (!isArray(cookies)) {
    report(cx, "VG2230", at, `${show(cookies)} is no value of x-volo-cookies: write a list of cookies`);
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

/** The exceptions that a reply stands for: the schemas of its JSON body that are marked as such (`x-volo-exception`). */
export function exceptionsOf(reply: ReplySpec, value: JsonObject): Pick<ReplySpec, "exceptions"> {
  if (getOwn(value, "x-volo-exceptions") === undefined) return {};
  const [content] = reply.contents;
  const members = content?.type.kind === "union" ? content.type.members : content ? [content.type] : [];
  const targets = members.flatMap((member) => (member.kind === "ref" ? [member.target] : []));
  return targets.length === 0 ? {} : { exceptions: targets };
}
