import type { Diagnostics } from "../../source/diagnostic.ts";
import type { StructDefinition, TypeNode } from "../ast.ts";
import type { Declared, Module, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";

interface Visit {
  readonly struct: Declared<StructDefinition>;
  next: number;
}

/** Reports structs that no value can be of: each needs another one of itself. Depth is the author's, so there is no recursion. */
export function requiredCycles(
  structs: readonly Declared<StructDefinition>[],
  resolve: (node: TypeNode, module: Module) => ResolvedType,
  diagnostics: Diagnostics,
): void {
  const done = new Set<StructDefinition>();
  for (const start of structs) {
    const way: Visit[] = [{ struct: start, next: 0 }];
    const open = new Map<StructDefinition, number>([[start.definition, 0]]);
    for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
      const { definition, module } = at.struct;
      const field =
        done.has(definition) || definition.kind === "union" ? undefined : definition.fields[at.next++];
      if (field === undefined) {
        done.add(definition);
        open.delete(definition);
        way.pop();
        continue;
      }
      if (field.requiredness !== "required") continue;
      const type = underlying(resolve(field.type, module));
      if (type.kind !== "struct") continue;
      const target = type.struct;
      const first = open.get(target.definition);
      if (first !== undefined) {
        const names = [...way.slice(first), { struct: target }].map(
          ({ struct }) => struct.definition.name.text,
        );
        const message = `no value can be of struct \`${target.definition.name.text}\`, which requires itself: ${names.join(" -> ")}`;
        diagnostics.add("VG3107", message, { span: field.type.span });
      } else if (!done.has(target.definition)) {
        open.set(target.definition, way.length);
        way.push({ struct: target, next: 0 });
      }
    }
  }
}
