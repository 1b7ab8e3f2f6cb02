import type { Parameter } from "../../ir/operation.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { underlying } from "../program.ts";
import { parametersOf } from "./path.ts";
import type { Call } from "./places.ts";

/**
 * The parameters of an operation with those of its own path that have no field: they are texts that must be there. What
 * the routes have that no field is for is a diagnostic.
 */
export function withPath(
  cx: ThriftContext,
  parameters: readonly Parameter[],
  call: Call,
  argument: FieldBinding | undefined,
): readonly Parameter[] {
  const fields = new Set(
    parameters.flatMap(({ source, name, places = [] }) =>
      [{ source, name }, ...places].flatMap((place) => (place.source === "path" ? [place.name] : [])),
    ),
  );
  const assumed = new Map<string, Parameter>();
  for (const { path } of call.routes) {
    for (const { name, span } of parametersOf(path)) {
      if (fields.has(name)) continue;
      const where = argument === undefined ? "" : ` in \`${nameOf(argument)}\``;
      const message = `path parameter \`${name}\` has no field with api.path="${name}"${where}`;
      cx.diagnostics.add("VG3254", message, { span });
      if (assumed.has(name) || !call.ownNames.has(name)) continue;
      assumed.set(name, {
        source: "path",
        name,
        property: "",
        required: call.commonNames.has(name),
        encoding: { kind: "style", style: "simple", explode: false, allowReserved: false },
        allowEmpty: false,
        type: { kind: "string", constraints: {}, span },
        span,
      });
    }
  }
  return [...parameters, ...assumed.values()];
}

function nameOf({ type, field }: FieldBinding): string {
  const under = underlying(type);
  return under.kind === "struct" ? under.struct.definition.name.text : field.name.text;
}
