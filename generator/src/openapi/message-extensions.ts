import type { Group } from "../ir/api.ts";
import type { Header, Operation, ReplySpec } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { docsOf, flag, report, show, text } from "./context.ts";
import { isToken } from "./token.ts";

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

/** The layers that an operation asks for by name (`x-volo-layers`). */
export function layersOf(cx: Context, value: JsonObject, span: NodeSpan): Pick<Operation, "layers"> {
  const layers = getOwn(value, "x-volo-layers");
  if (layers === undefined) return {};
  const isList = isArray(layers) && layers.length > 0;
  if (isList && layers.every((name) => typeof name === "string" && /^[A-Za-z_]\w*$/.test(name))) {
    return { layers: layers as readonly string[] };
  }
  const message = `${show(layers)} is no value of x-volo-layers: write a list of names`;
  report(cx, "VG2230", childSpan(span, "x-volo-layers"), message);
  return {};
}

/** Groups with the operations of those that their tags extend (`x-volo-extends`), which come first. */
export function extendGroups(groups: readonly Group[], tags: JsonData | undefined): Group[] {
  const bases = new Map<string, string>();
  for (const tag of isArray(tags) ? tags : []) {
    const name = isObject(tag) ? text(tag, "name") : undefined;
    const base = isObject(tag) ? text(tag, "x-volo-extends") : undefined;
    if (name !== undefined && base !== undefined) bases.set(name, base);
  }
  const byName = new Map(groups.map((group) => [group.hint, group]));
  return groups.map((group): Group => {
    const chain: Group[] = [];
    for (let at = bases.get(group.hint); at !== undefined; at = bases.get(at)) {
      const base = byName.get(at);
      if (base === undefined || base === group || chain.includes(base)) break;
      chain.unshift(base);
    }
    const base = bases.get(group.hint);
    if (chain.length === 0 || base === undefined) return group;
    const operations = [...chain, group].flatMap((one) => one.operations);
    return { ...group, operations: [...new Set(operations)], extends: base };
  });
}
