import type { JsonValue } from "../../ir/json.ts";
import type { Docs, ObjectType, Property, Refinement, Type } from "../../ir/type.ts";
import type { Span } from "../../source/span.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { tagDefault } from "../annotations/tag-default.ts";
import { rulesOf } from "../rules/index.ts";
import { lowerType } from "./type.ts";
import { wireValue, zeroOf } from "./values.ts";

/** Whether a field must be there, and what stands for it when it is not. */
export interface Presence {
  readonly required: boolean;
  /** In its wire form. */
  readonly default?: JsonValue;
}

/** What of a message a field is part of; members of a union are all optional and have no zero value. */
export type Owner = "request" | "reply" | "struct" | "union";

export function presenceOf(cx: ThriftContext, binding: FieldBinding, owner: Owner = "struct"): Presence {
  const { field, module, type } = binding;
  if (owner === "union") return { required: false };
  if (field.requiredness === "required") return { required: true };
  const { goDefault } = binding;
  const tagged = goDefault === undefined ? undefined : tagDefault(goDefault, type);
  const declared = cx.program.defaultOf(field, module) ?? tagged;
  if (declared !== undefined) return { required: false, default: wireValue(cx, declared, type) };
  if (field.requiredness === "optional" || !cx.options.zeroValues) return { required: false };
  const zero = binding.dynamic ? undefined : zeroOf(type);
  return zero === undefined ? { required: false } : { required: false, default: wireValue(cx, zero, type) };
}

/** The type of a field's values, with the constraints that its rules amount to. */
export function fieldType(cx: ThriftContext, binding: FieldBinding): Type {
  const type = lowerType(cx, binding.type, { textual: binding.textual, dynamic: binding.dynamic });
  const { constraints } = rulesOf(cx, binding);
  const narrowed = constraints === undefined ? type : withConstraints(type, constraints);
  return binding.overlay === undefined ? narrowed : { ...narrowed, overlay: binding.overlay };
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
  const { field, bodyName, docs } = binding;
  const { required, default: fallback } = presenceOf(cx, binding, owner);
  const type = fieldType(cx, binding);
  return {
    name: bodyName,
    type: fallback === undefined ? type : { ...type, default: fallback },
    required,
    ...(field.requiredness === "default" && owner !== "union" && { given: "reply" }),
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
      cx.diagnostics.add(
        "VG3205",
        `another field is called \`${property.name}\` in JSON: this one is left out`,
        {
          span: property.span,
          related: [{ message: "the first one", span: first.span }],
        },
      );
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
