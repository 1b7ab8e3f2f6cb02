import type { Code } from "../../source/codes.ts";
import { nearest } from "../../source/suggest.ts";
import { ExpressionError } from "../../expression/index.ts";
import type { Expression } from "../../ir/expression.ts";
import type { JsonValue } from "../../ir/json.ts";
import type { FieldBinding } from "../annotations/field.ts";
import { bindField } from "../annotations/field.ts";
import type { Field, StructDefinition } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { Declared } from "../program.ts";
import { underlying } from "../program.ts";
import { presenceOf } from "../types/presence.ts";
import { ownerOf } from "./owner.ts";

/** A field as rules see it. */
export interface Subject {
  readonly expression: Expression & { readonly kind: "value" };
  readonly binding: FieldBinding;
  /** It may be without a value: it is not required, and nothing stands for it. */
  readonly mayBeNil: boolean;
}

/** What stands for an absent field, in the form that it has on the wire. */
function fallbackOf(cx: ThriftContext, binding: FieldBinding, owner: Declared<StructDefinition> | undefined) {
  return presenceOf(cx, binding, owner?.definition.kind === "union" ? "union" : "struct").default;
}

/** The field of a rule itself. */
export function ownSubject(cx: ThriftContext, binding: FieldBinding): Subject {
  const owner = ownerOf(cx.program, binding.field);
  return subjectOf(binding, [binding.bodyName], fallbackOf(cx, binding, owner));
}

function subjectOf(
  binding: FieldBinding,
  keys: readonly string[],
  otherwise: JsonValue | undefined,
): Subject {
  const path = { from: "self", keys } as const;
  return {
    expression: { kind: "value", path, ...(otherwise !== undefined && { otherwise }) },
    binding,
    mayBeNil: otherwise === undefined && binding.requiredness !== "required",
  };
}

/**
 * The field that a rule of another one names: by its name in the IDL, by the name that its Go struct has, or by its key in
 * JSON; `Name.Sub` is one of a struct inside.
 *
 * @throws {ExpressionError} when there is none
 */
export function namedSubject(
  cx: ThriftContext,
  binding: FieldBinding,
  name: string,
  start: number,
  end: number,
): Subject {
  const fail = (message: string): never => {
    throw new ExpressionError({ code: "VG3306" satisfies Code, message, start, end });
  };
  const keys: string[] = [];
  let owner = ownerOf(cx.program, binding.field);
  if (owner === undefined) return fail(`\`${name}\` names no field: an argument stands alone`);
  const parts = name.split(".");
  for (const [i, part] of parts.entries()) {
    const { definition, module } = owner;
    const field = fieldOf(cx, owner, part);
    if (field === undefined) {
      const near = nearest(
        part,
        definition.fields.map((one) => one.name.text),
      );
      const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
      return fail(`\`${definition.name.text}\` has no field \`${part}\`${hint}`);
    }
    const found = bindField(cx, field, module);
    if (found.skipped) return fail(`the field \`${part}\` is no part of any message`);
    keys.push(found.bodyName);
    if (i === parts.length - 1) return subjectOf(found, keys, fallbackOf(cx, found, owner));
    const under = underlying(found.type);
    if (under.kind !== "struct") return fail(`the field \`${part}\` is no struct and has no fields`);
    owner = under.struct;
  }
  return fail(`\`${name}\` names no field`);
}

function fieldOf(cx: ThriftContext, owner: Declared<StructDefinition>, name: string): Field | undefined {
  const { fields } = owner.definition;
  const go = goName(name);
  return (
    fields.find((field) => field.name.text === name) ??
    fields.find((field) => goName(field.name.text) === go) ??
    fields.find((field) => bindField(cx, field, owner.module).bodyName === name)
  );
}

/** Go's names of fields differ from those of the IDL in underscores and in which letters are capitals: `user_id`, `UserID`. */
function goName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
