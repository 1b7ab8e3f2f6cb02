import type { Parameter } from "../../ir/operation.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { underlying } from "../program.ts";
import { fieldType } from "../types/object.ts";
import { jsonContent } from "./body.ts";
import type { Call } from "./places.ts";
import type { LoweredRequest } from "./request.ts";
import { shapeOf } from "./shape.ts";

/** An argument that is no struct: all of the body, or of the query where there is none. */
export function lowerWhole(cx: ThriftContext, binding: FieldBinding, call: Call): LoweredRequest {
  const { field, type, docs } = binding;
  const { span } = field;
  const inQuery = call.fallback !== "body" && cx.options.compat === undefined;
  if (!inQuery && !call.ownBodiless) {
    return {
      parameters: [],
      body: {
        required: true,
        contents: [jsonContent(fieldType(cx, binding), span)],
        ...(docs && { docs }),
        span,
      },
    };
  }
  const under = underlying(type);
  const shape = shapeOf(under.kind === "map" ? under.value : type);
  if (shape === "json" || (under.kind === "map" && shape === "list")) {
    const message = `\`${field.name.text}\` cannot be a query: ${call.routes[0]?.method ?? ""} takes a struct, or a map of texts`;
    cx.diagnostics.add("VG3265", message, { span });
    return { parameters: [] };
  }
  const isRequired = under.kind !== "map" && binding.requiredness === "required";
  const parameter: Parameter = {
    source: "query",
    name: field.name.text,
    property: "",
    required: isRequired,
    encoding: {
      kind: "style",
      style: "form",
      explode: shape !== "list" || cx.options.queryLists === "repeated",
      allowReserved: false,
    },
    allowEmpty: false,
    type: fieldType(cx, binding),
    ...(docs && { docs }),
    span,
  };
  return { parameters: [parameter] };
}
