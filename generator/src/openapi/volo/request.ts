import type { Parameter, ParameterPlace, RequestBody } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { docsOf, text } from "../context.ts";
import { isSaid, refuse } from "./refuse.ts";

const sources = ["path", "query", "header", "cookie", "form", "body"] as const;

/** All places that a parameter is read from, the first that has it counts (`x-volo-places: [{ in: form, name: a }]`). */
export function placesOf(cx: Context, parameter: JsonObject, span: NodeSpan): Pick<Parameter, "places"> {
  const key = "x-volo-places";
  const list = getOwn(parameter, key);
  if (list === undefined) return {};
  const places = (isArray(list) ? list : []).flatMap((one): ParameterPlace[] => {
    const source = sources.find((word) => isObject(one) && getOwn(one, "in") === word);
    const name = isObject(one) ? text(one, "name") : undefined;
    return source === undefined || name === undefined ? [] : [{ source, name }];
  });
  const isOwn = ({ source, name }: ParameterPlace): boolean =>
    source === text(parameter, "in") && name === text(parameter, "name");
  if (isArray(list) && places.length === list.length && places.some(isOwn)) return { places };
  refuse(cx, key, list, "a list of places { in: …, name: … }, that of the parameter among them", span);
  return {};
}

/** Parameters and the one that is the target of the request as it came (`x-volo-url: { name: target }`). */
export function withTarget(
  cx: Context,
  parameters: readonly Parameter[],
  operation: JsonObject,
  span: NodeSpan,
): readonly Parameter[] {
  const key = "x-volo-url";
  const value = getOwn(operation, key);
  if (value === undefined) return parameters;
  const name = isObject(value) ? text(value, "name") : undefined;
  if (!isObject(value) || name === undefined || name === "") {
    refuse(cx, key, value, "{ name: … }", span);
    return parameters;
  }
  const at = childSpan(span, key);
  const docs = docsOf(value);
  const index = getOwn(value, "index");
  const target: Parameter = {
    source: "url",
    name,
    property: "",
    required: true,
    encoding: { kind: "style", style: "simple", explode: false, allowReserved: false },
    allowEmpty: false,
    type: { kind: "string", constraints: {}, span: at },
    ...(docs && { docs }),
    span: at,
  };
  const before = typeof index === "number" ? index : parameters.length;
  return parameters.toSpliced(before, 0, target);
}

/**
 * What else is said of a body: that handlers do not see it (`x-volo-hidden`), that they get it as it came besides
 * (`x-volo-raw: { name: raw, as: bytes }`).
 */
export function bodyExtras(
  cx: Context,
  body: JsonObject,
  span: NodeSpan,
): Pick<RequestBody, "hidden" | "raw"> {
  const hidden = isSaid(cx, body, "x-volo-hidden", span);
  const raw = rawOf(cx, body, span);
  return { ...(hidden && { hidden }), ...(raw && { raw }) };
}

function rawOf(cx: Context, body: JsonObject, span: NodeSpan): RequestBody["raw"] {
  const key = "x-volo-raw";
  const value = getOwn(body, key);
  if (value === undefined) return undefined;
  const hint = isObject(value) ? text(value, "name") : undefined;
  const as = (["bytes", "text"] as const).find((word) => isObject(value) && getOwn(value, "as") === word);
  if (!isObject(value) || hint === undefined || hint === "" || as === undefined) {
    refuse(cx, key, value, '{ name: …, as: "bytes" } or { name: …, as: "text" }', span);
    return undefined;
  }
  const docs = docsOf(value);
  return { hint, property: "", as, ...(docs && { docs }), span: childSpan(span, key) };
}
