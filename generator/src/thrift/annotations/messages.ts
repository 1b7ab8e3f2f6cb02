import type { StructDefinition } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { ResolvedType } from "../program.ts";

const route = /^api\.(?:get|post|put|patch|delete|head|options|any|connect|trace)$/i;

/** The structs that messages of methods with routes are made of. */
export function messageStructs({ program }: ThriftContext): ReadonlySet<StructDefinition> {
  const found = new Set<StructDefinition>();
  const pending: ResolvedType[] = [];
  for (const service of program.services) {
    for (const { method, service: declaring } of program.methodsOf(service)) {
      if (!method.annotations.some(({ key }) => route.test(key.text))) continue;
      const fields = [...method.parameters, ...method.throws].map(({ type }) => type);
      const nodes = method.result === undefined ? fields : [...fields, method.result];
      for (const node of nodes) pending.push(program.resolve(node, declaring.module));
    }
  }
  for (let type = pending.pop(); type !== undefined; type = pending.pop()) {
    switch (type.kind) {
      case "typedef":
        pending.push(type.target);
        break;
      case "list":
      case "set":
        pending.push(type.element);
        break;
      case "map":
        pending.push(type.key, type.value);
        break;
      case "struct": {
        const { definition, module } = type.struct;
        if (found.has(definition)) break;
        found.add(definition);
        for (const field of definition.fields) pending.push(program.resolve(field.type, module));
        break;
      }
      default:
    }
  }
  return found;
}
