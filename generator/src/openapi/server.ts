import type { Server } from "../ir/api.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { docsOf, quote, report, text } from "./context.ts";
import { authorName } from "./volo/names.ts";

type Variable = Server["variables"][number];

/** @see https://spec.openapis.org/oas/v3.1.1.html#server-object */
export function lowerServers(cx: Context, list: JsonData | undefined, span: NodeSpan): Server[] {
  if (!isArray(list)) return [];
  return list.flatMap((item, i) => {
    const at = childSpan(span, i);
    const url = isObject(item) ? text(item, "url") : undefined;
    return url === undefined || !isObject(item) ? [] : (lowerServer(cx, url, item, at) ?? []);
  });
}

/** The servers of a path item or an operation that has its own; `undefined` for others. */
export function lowerOwnServers(cx: Context, value: JsonObject, span: NodeSpan): Server[] | undefined {
  const servers = lowerServers(cx, getOwn(value, "servers"), childSpan(span, "servers"));
  return servers.length === 0 ? undefined : servers;
}

function lowerServer(cx: Context, url: string, item: JsonObject, span: NodeSpan): Server | undefined {
  const variables = lowerVariables(cx, getOwn(item, "variables"), childSpan(span, "variables"));
  const used = [...url.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
  const names = variables.map(({ name }) => name);
  for (const name of new Set(used)) {
    if (names.includes(name)) continue;
    report(cx, "VG2075", childSpan(span, "url"), `the variable ${quote(name)} of this URL is not defined`, {
      hint: didYouMean(name, names) ?? 'define it in "variables"',
    });
    variables.push({ name, default: "", values: [] });
  }
  for (const name of names) {
    if (used.includes(name)) continue;
    report(
      cx,
      "VG2226",
      keySpan(childSpan(span, "variables"), name),
      `the URL of this server has no variable ${quote(name)}`,
      { hint: didYouMean(name, used) },
    );
  }
  // A variable that is not defined was reported; anything may be meant by it.
  const assumed = variables.map((v) => (names.includes(v.name) ? v : { ...v, default: "x" }));
  if (!isUsable(cx, url, assumed, childSpan(span, "url"))) return undefined;
  const docs = docsOf(item);
  const name = authorName(cx, item, span) ?? text(item, "name");
  return {
    url,
    variables: variables.filter((variable) => used.includes(variable.name)),
    ...(name !== undefined && { name }),
    property: "",
    ...(docs && { docs }),
    span,
  };
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#server-variable-object */
function lowerVariables(cx: Context, declared: JsonData | undefined, span: NodeSpan): Variable[] {
  if (!isObject(declared)) return [];
  const out: Variable[] = [];
  for (const name of Object.keys(declared)) {
    const variable = declared[name];
    const at = childSpan(span, name);
    if (!isObject(variable)) continue;
    const listed = getOwn(variable, "enum");
    const values = isArray(listed) ? listed.filter((value) => typeof value === "string") : [];
    const fallback = text(variable, "default") ?? "";
    // From 3.1 on the structure of documents refuses it.
    if (isArray(listed) && listed.length === 0 && cx.version === "3.0") {
      report(cx, "VG2110", childSpan(at, "enum"), `the variable ${quote(name)} can have no value`, {
        hint: 'leave "enum" out when any value will do',
      });
    }
    if (values.length > 0 && !values.includes(fallback)) {
      report(
        cx,
        "VG2111",
        childSpan(at, "default"),
        `the default ${quote(fallback)} is not one of the values that "enum" lists`,
        { hint: didYouMean(fallback, values) },
      );
      values.push(fallback);
    }
    const docs = docsOf(variable);
    out.push({ name, default: fallback, values, ...(docs && { docs }) });
  }
  return out;
}

/** Whether requests can be sent to a URL once its variables have values. */
function isUsable(cx: Context, url: string, variables: readonly Variable[], span: NodeSpan): boolean {
  const filled = variables.reduce(
    (text, { name, default: value }) => text.replaceAll(`{${name}}`, value),
    url,
  );
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(filled)?.[1]?.toLowerCase();
  const isHttp = scheme === "http" || scheme === "https";
  if (scheme !== undefined && !isHttp) {
    report(cx, "VG2114", span, `clients speak HTTP, not ${quote(scheme)}: this server is left out`);
    return false;
  }
  if (!URL.canParse(filled, "https://relative.invalid/") || /[?#\s]/.test(filled)) {
    report(cx, "VG2113", span, `${quote(filled)} is not the URL of a server`, {
      hint: /[?#]/.test(filled) ? "a server has no query and no fragment" : undefined,
    });
    return false;
  }
  if (!isHttp && !filled.startsWith("/")) {
    report(
      cx,
      "VG2115",
      span,
      `${quote(filled)} is relative to where the document was fetched from, which is not known`,
      { hint: "write https://… or a path that begins with /; clients need the option baseUrl otherwise" },
    );
  }
  return true;
}
