import type { ThriftContext, ThriftOptions } from "../context.ts";
import { thriftContext } from "../context.ts";
import { findingsOf } from "../syntax/testing.ts";
import { programOf } from "../testing.ts";
import type { FieldBinding } from "./field.ts";
import { bindField } from "./field.ts";

/** For tests: a context of a text as the file `a.thrift`, and what was found wrong so far, without the name of the file. */
export function contextOf(
  text: string,
  options: ThriftOptions = {},
  others: Readonly<Record<string, string>> = {},
): { readonly cx: ThriftContext; findings(): readonly string[] } {
  const { program, diagnostics } = programOf({ "a.thrift": text, ...others });
  return { cx: thriftContext(program, diagnostics, options), findings: () => findingsOf(diagnostics) };
}

/** For tests: what is read of the field `x` of the struct `S`. */
export function bound(cx: ThriftContext, name = "x"): FieldBinding {
  const struct = cx.program.structs.find(({ definition }) => definition.name.text === "S");
  const field = struct?.definition.fields.find((one) => one.name.text === name);
  if (struct === undefined || field === undefined) throw new Error("there is no such field");
  return bindField(cx, field, struct.module);
}
