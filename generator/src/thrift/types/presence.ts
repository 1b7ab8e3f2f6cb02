import type { JsonValue } from "../../ir/json.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
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
  const { type, requiredness, dynamic } = binding;
  if (owner === "union") return { required: false };
  if (requiredness === "required") return { required: true };
  const declared = declaredDefault(cx, binding);
  if (declared !== undefined) return { required: false, default: declared };
  if (requiredness === "optional" || !cx.options.zeroValues || dynamic) return { required: false };
  const zero = zeroOf(type);
  return zero === undefined ? { required: false } : { required: false, default: wireValue(cx, zero, type) };
}

/** The default that the IDL gives, or else a tag of Go. Where a text stands for the JSON that it holds, so does its default. */
function declaredDefault(cx: ThriftContext, binding: FieldBinding): JsonValue | undefined {
  const { field, module, type, goDefault, dynamic } = binding;
  const value = cx.program.defaultOf(field, module) ?? goDefault;
  if (value === undefined) return undefined;
  if (!dynamic) return wireValue(cx, value, type);
  try {
    return typeof value === "string" ? (JSON.parse(value) as JsonValue) : undefined;
  } catch {
    const message = `the default of \`${field.name.text}\`, which stands for the JSON that it holds, is no JSON: it is ignored`;
    cx.diagnostics.add("VG3212", message, { span: field.value?.span ?? field.name.span });
    return undefined;
  }
}
