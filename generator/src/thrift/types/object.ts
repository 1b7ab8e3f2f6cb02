import type { Docs, ObjectType, Property, Refinement, Type } from "../../ir/type.ts";
import type { Span } from "../../source/span.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { rulesOf } from "../rules/index.ts";
import type { Owner } from "./presence.ts";
import { presenceOf } from "./presence.ts";
import { lowerType } from "./type.ts";

/** The type of a field's values, with the constraints that its rules amount to. */
export function fieldType(cx: ThriftContext, binding: FieldBinding): Type {
  const type = lowerType(cx, binding.type, { textual: binding.textual, dynamic: binding.dynamic });
  const { constraints } = rulesOf(cx, binding);
  const narrowed = constraints === undefined ? type : withConstraints(type, constraints);
  if (binding.overlay === undefined) return narrowed;
  return { ...narrowed, overlay: { ...narrowed.overlay, ...binding.overlay } };
}

/** Constraints are those of the type's kind: `rulesOf` gives no others. */
function withConstraints(type: Type, constraints: object): Type {
  switch (type.kind) {
    case "integer":
    case "number":
    case "string":
    case "array":
    case "map":
      return { ...type, constraints: { ...type.constraints, ...constraints } } as Type;
    default:
      return type;
  }
}

/** A field as a property of an object, by its key in JSON. */
function lowerProperty(cx: ThriftContext, binding: FieldBinding, owner: Owner): Property {
  const { field, bodyName, docs, requiredness } = binding;
  const { required, default: fallback } = presenceOf(cx, binding, owner);
  const type = fieldType(cx, binding);
  return {
    name: bodyName,
    type: fallback === undefined ? type : { ...type, default: fallback },
    required,
    ...(requiredness === "default" && owner !== "union" && { given: "reply" }),
    nullIsAbsent: true,
    ...(docs && { docs }),
    span: field.name.span,
  };
}

/** An object of fields, with the conditions that hold between them. */
export function lowerObject(
  cx: ThriftContext,
  bindings: readonly FieldBinding[],
  span: Span,
  docs?: Docs,
  owner: Owner = "struct",
): ObjectType {
  const properties = new Map<string, Property>();
  for (const binding of bindings) {
    const property = lowerProperty(cx, binding, owner);
    const first = properties.get(property.name);
    if (first !== undefined) {
      const message = `another field is called \`${property.name}\` in JSON: this one is left out`;
      cx.diagnostics.add(cx.unsent === true ? "VG3211" : "VG3205", message, {
        span: property.span,
        related: [{ message: "the first one", span: first.span }],
      });
    } else properties.set(property.name, property);
  }
  const refinements = bindings.flatMap((binding) =>
    rulesOf(cx, binding).assertions.map((assertion): Refinement => ({ kind: "assert", ...assertion })),
  );
  return {
    kind: "object",
    properties: [...properties.values()],
    additional: "open",
    ...(owner === "union" && { exactlyOne: true }),
    ...(refinements.length > 0 && { refinements }),
    constraints: {},
    ...(docs && { docs }),
    span,
  };
}
