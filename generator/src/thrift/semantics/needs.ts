import type { ConstDefinition, ValueNode } from "../ast.ts";
import type { Declared, Module } from "../program.ts";
import type { Names } from "./names.ts";
import type { Need } from "./settle.ts";

/** The constants that a value names. */
export function constantsIn(node: ValueNode, module: Module, names: Names): readonly Need<ConstDefinition>[] {
  const needs: Need<ConstDefinition>[] = [];
  const visit = (part: ValueNode): void => {
    if (part.kind === "list") for (const item of part.items) visit(item);
    else if (part.kind === "map") {
      for (const { key, value } of part.entries) {
        visit(key);
        visit(value);
      }
    } else {
      const on = constantOf(part, module, names);
      if (on !== undefined) needs.push({ on, span: part.span });
    }
  };
  visit(node);
  return needs;
}

/** The constant that a value is the name of. */
export function constantOf(
  node: ValueNode,
  module: Module,
  names: Names,
): Declared<ConstDefinition> | undefined {
  const found = node.kind === "name" ? names.value(node.name, module) : undefined;
  return found !== undefined && found !== "ambiguous" && found.kind === "constant"
    ? found.constant
    : undefined;
}

/** Whether a value is the name of a member of an enum, behind that of the enum. */
export function isMember(node: ValueNode, module: Module, names: Names): boolean {
  const found = node.kind === "name" ? names.value(node.name, module) : undefined;
  return found !== undefined && found !== "ambiguous" && found.kind === "member";
}
