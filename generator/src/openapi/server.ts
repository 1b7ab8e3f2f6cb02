import type { Server } from "../ir/api.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { docsOf, quote, report, text } from "./context.ts";

/** @see https://spec.openapis.org/oas/v3.1.1.html#server-object */
export function lowerServers(cx: Context, list: JsonData | undefined, span: NodeSpan): Server[] {
  if (!isArray(list)) return [];
  const out: Server[] = [];
  list.forEach((item, i) => {
    const at = childSpan(span, i);
    const url = isObject(item) ? text(item, "url") : undefined;
    if (url === undefined || !isObject(item)) return;
    const declared = getOwn(item, "variables");
    const variables: Server["variables"][number][] = [];
    if (isObject(declared)) {
      for (const name of Object.keys(declared)) {
        const variable = declared[name];
        if (!isObject(variable)) continue;
        const values = getOwn(variable, "enum");
        const list = isArray(values) ? values.filter((v) => typeof v === "string") : [];
        const fallback = text(variable, "default") ?? "";
        const docs = docsOf(variable);
        if (list.length > 0 && !list.includes(fallback)) {
          const here = childSpan(childSpan(childSpan(at, "variables"), name), "default");
          report(
            cx,
            "VG2013",
            here,
            `the default ${quote(fallback)} is not one of the values that "enum" lists`,
            {
              hint: didYouMean(fallback, list),
            },
          );
        }
        variables.push({ name, default: fallback, values: list, ...(docs && { docs }) });
      }
    }
    for (const [, name] of url.matchAll(/\{([^{}]*)\}/g)) {
      if (variables.some((v) => v.name === name)) continue;
      report(cx, "VG2075", childSpan(at, "url"), `the variable ${quote(name!)} of this URL is not defined`, {
        hint:
          didYouMean(
            name!,
            variables.map((v) => v.name),
          ) ?? 'define it in "variables"',
      });
      variables.push({ name: name!, default: "", values: [] });
    }
    for (const { name } of variables) {
      if (url.includes(`{${name}}`)) continue;
      report(
        cx,
        "VG2226",
        keySpan(childSpan(at, "variables"), name),
        `the URL ${quote(url)} has no variable ${quote(name)}`,
        {
          hint: didYouMean(
            name,
            Array.from(url.matchAll(/\{([^{}]*)\}/g), ([, other]) => other ?? ""),
          ),
        },
      );
    }
    const docs = docsOf(item);
    out.push({ url, variables, ...(docs && { docs }), span: at });
  });
  return out;
}
