import type { Diagnostics } from "../../source/diagnostic.ts";
import type { StructDefinition, TypeNode } from "../ast.ts";
import type { Declared, Module, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import type { Need } from "./settle.ts";
import { chainText, settle } from "./settle.ts";

/** Reports structs that no value can be of: each needs another one of itself. */
export function requiredCycles(
  structs: readonly Declared<StructDefinition>[],
  resolve: (node: TypeNode, module: Module) => ResolvedType,
  diagnostics: Diagnostics,
): void {
  const done = new Set<StructDefinition>();
  for (const start of structs) {
    settle<StructDefinition>(start, {
      isDone: (definition) => done.has(definition),
      needs: (struct) => requiredStructs(struct, resolve),
      finish: ({ definition }) => done.add(definition),
      cycle: (names, { definition }, span) => {
        const what = `${definition.kind} \`${definition.name.text}\``;
        const message = `no value can be of ${what}, which requires itself: ${chainText(names)}`;
        diagnostics.add("VG3107", message, { span });
      },
    });
  }
}

/** What every value of a struct holds. A member of a union is never required. */
function requiredStructs(
  { definition, module }: Declared<StructDefinition>,
  resolve: (node: TypeNode, module: Module) => ResolvedType,
): readonly Need<StructDefinition>[] {
  if (definition.kind === "union") return [];
  return definition.fields.flatMap((field) => {
    if (field.requiredness !== "required") return [];
    const type = underlying(resolve(field.type, module));
    return type.kind === "struct" ? [{ on: type.struct, span: field.type.span }] : [];
  });
}
