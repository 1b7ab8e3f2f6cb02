import type { Diagnostics } from "../../source/diagnostic.ts";
import { defaultLimits } from "../../source/limits.ts";
import type { TypedefDefinition, TypeNode } from "../ast.ts";
import type { Declared, Module, ResolvedType } from "../program.ts";
import type { Names } from "./names.ts";

/** Resolves types, each node once. */
export class Types {
  readonly #names: Names;
  readonly #diagnostics: Diagnostics;
  readonly #resolved = new Map<TypeNode, ResolvedType>();
  readonly #targets = new Map<TypedefDefinition, ResolvedType>();
  /** The typedefs that are being resolved, each because the one before needs it. */
  readonly #open: TypedefDefinition[] = [];

  constructor(names: Names, diagnostics: Diagnostics) {
    this.#names = names;
    this.#diagnostics = diagnostics;
  }

  /** What a type that stands in a module means; `missing` after a diagnostic. */
  resolve(node: TypeNode, module: Module): ResolvedType {
    const known = this.#resolved.get(node);
    if (known !== undefined) return known;
    const type = this.#resolve(node, module);
    this.#resolved.set(node, type);
    return type;
  }

  #resolve(node: TypeNode, module: Module): ResolvedType {
    switch (node.kind) {
      case "base":
        return { kind: "base", name: node.name, node };
      case "list":
      case "set":
        return { kind: node.kind, element: this.resolve(node.element, module), node };
      case "map":
        return {
          kind: "map",
          key: this.resolve(node.key, module),
          value: this.resolve(node.value, module),
          node,
        };
      case "named":
        return this.#named(node, module);
      case "missing":
        return { kind: "missing", node };
    }
  }

  #named(node: TypeNode & { kind: "named" }, module: Module): ResolvedType {
    const found = this.#names.type(node.name, module);
    if (found === undefined) return { kind: "missing", node };
    const { definition } = found;
    switch (definition.kind) {
      case "enum":
        return { kind: "enum", enum: { definition, module: found.module }, node };
      case "typedef": {
        const typedef = { definition, module: found.module };
        return { kind: "typedef", typedef, target: this.target(typedef), node };
      }
      default:
        return { kind: "struct", struct: { definition, module: found.module }, node };
    }
  }

  /** What a typedef stands for; typedefs that lead back to themselves stand for nothing. */
  target({ definition, module }: Declared<TypedefDefinition>): ResolvedType {
    const known = this.#targets.get(definition);
    if (known !== undefined) return known;
    const missing: ResolvedType = { kind: "missing", node: definition.type };
    const first = this.#open.indexOf(definition);
    if (first >= 0) {
      this.#reportCycle(this.#open.slice(first));
      return missing;
    }
    if (this.#open.length >= defaultLimits.depth) {
      this.#diagnostics.add("VG3106", `typedefs lead to one another more than ${defaultLimits.depth} times`, {
        span: definition.name.span,
      });
      return missing;
    }
    this.#open.push(definition);
    const target = this.resolve(definition.type, module);
    this.#open.pop();
    this.#targets.set(definition, target);
    return target;
  }

  #reportCycle(cycle: readonly TypedefDefinition[]): void {
    const [first] = cycle;
    if (first === undefined) return;
    const names = [...cycle.slice(1), first].map(({ name }) => name.text);
    const chain = [...names, names[0] ?? ""].join(" -> ");
    this.#diagnostics.add("VG3105", `typedef cycle ${chain}`, { span: first.type.span });
  }
}
