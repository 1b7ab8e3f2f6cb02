import type { Parameter, ParameterPlace } from "../../ir/operation.ts";
import type { FieldBinding, FieldPlace } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { fieldType } from "../types/object.ts";
import { presenceOf } from "../types/presence.ts";
import { token } from "./names.ts";
import type { Call } from "./places.ts";
import { shapeOf } from "./shape.ts";

type ValueSource = "path" | "query" | "header" | "cookie";

const valueSources: readonly string[] = ["path", "query", "header", "cookie"];

function isValuePlace(place: FieldPlace): place is FieldPlace & { source: ValueSource } {
  return valueSources.includes(place.source);
}

/** A place as the representation has it; `undefined` for those that stand alone. */
function placeOf({ source, name }: FieldPlace): ParameterPlace | undefined {
  return source === "raw_body" || source === "raw_uri" || source === "http_code"
    ? undefined
    : { source, name };
}

/** The places whose names may be sent there; the others are diagnostics. */
function legal(cx: ThriftContext, places: readonly FieldPlace[]): readonly FieldPlace[] {
  return places.flatMap((place) => {
    if (place.source !== "header" && place.source !== "cookie") return [place];
    // The attributes of a cookie that replies set say nothing about the one that requests carry.
    const name = place.source === "cookie" ? (place.name.split(";", 1)[0] ?? "").trim() : place.name;
    return token(cx, place, name) ? [{ ...place, name }] : [];
  });
}

/**
 * A field as a parameter; `undefined` when none of its places is outside of the body.
 *
 * @param found the places in which it is looked for, in order.
 */
export function lowerParameter(
  cx: ThriftContext,
  binding: FieldBinding,
  found: readonly FieldPlace[],
  call: Call,
): Parameter | undefined {
  const { field, alias, docs, parameterOverlay } = binding;
  const places = legal(cx, found);
  const values = places.filter(isValuePlace);
  // Clients write it where their route has it.
  const own = values.find(({ source, name }) => source !== "path" || call.ownNames.has(name)) ?? values[0];
  if (own === undefined) return undefined;
  const presence = presenceOf(cx, binding, "request");
  const always = values.some(({ source, name }) => source === "path" && call.commonNames.has(name));
  const required = always || presence.required;
  const fallback = required ? undefined : presence.default;
  const type = fieldType(cx, binding);
  const all = places.flatMap((place) => placeOf(place) ?? []);
  return {
    source: own.source,
    name: own.name,
    ...(alias !== undefined && { alias }),
    property: "",
    required,
    encoding: encodingOf(cx, binding, own),
    ...(all.length > 1 && { places: all }),
    allowEmpty: false,
    type: fallback === undefined ? type : { ...type, default: fallback },
    ...(fallback !== undefined && { default: fallback }),
    ...(parameterOverlay && { overlay: parameterOverlay }),
    ...(docs && { docs }),
    span: field.name.span,
  };
}

/** The target of the request as it came, which is a parameter of no name on the wire; `undefined` for other fields. */
export function lowerTarget(binding: FieldBinding, places: readonly FieldPlace[]): Parameter | undefined {
  const [place] = places;
  if (place?.source !== "raw_uri") return undefined;
  const { field, docs } = binding;
  return {
    source: "url",
    name: field.name.text,
    property: "",
    required: true,
    encoding: { kind: "style", style: "simple", explode: false, allowReserved: false },
    allowEmpty: false,
    type: { kind: "string", constraints: {}, span: field.type.span },
    ...(docs && { docs }),
    span: field.name.span,
  };
}

/** How the text of a parameter is read. */
function encodingOf(
  cx: ThriftContext,
  binding: FieldBinding,
  { source, span }: FieldPlace & { source: ValueSource },
): Parameter["encoding"] {
  const shape = binding.dynamic ? "json" : shapeOf(binding.type);
  const style = (name: "simple" | "form", explode: boolean): Parameter["encoding"] => ({
    kind: "style",
    style: name,
    explode,
    allowReserved: false,
  });
  if (shape === "json") {
    const { text } = binding.field.name;
    if (source === "path") {
      cx.diagnostics.add("VG3263", `\`${text}\` cannot be in a path: its type has no text`, { span });
      return style("simple", false);
    }
    const where = source === "query" ? "the query" : `a ${source}`;
    cx.diagnostics.add("VG3452", `\`${text}\` is JSON text in ${where}`, { span });
    return { kind: "content", mediaType: "application/json", format: "json", fields: [] };
  }
  if (source === "path" || source === "header") return style("simple", false);
  if (shape !== "list") return style("form", true);
  return style("form", source === "query" && cx.options.queryLists === "repeated");
}
