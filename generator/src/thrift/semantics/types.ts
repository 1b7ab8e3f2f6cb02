import type { Diagnostics } from "../../source/diagnostic.ts";
import { defaultLimits } from "../../source/limits.ts";
import type { TypedefDefinition, TypeNode } from "../ast.ts";
import type { Declared, Module, ResolvedType } from "../program.ts";
import type { Names } from "./names.ts";
import type { Need } from "./settle.ts";
import { chainText, settle } from "./settle.ts";

/** Most parts of what a typedef stands for when all of its typedefs are written out. */
const mostParts = 10_000;

/** What a typedef stands for, and how much that is when it is written out. */
interface Target {
  readonly type: ResolvedType;
  readonly depth: number;
  readonly parts: number;
}

/** Resolves types, each node once. */
export class Types {
  readonly #names: Names;
  readonly #diagnostics: Diagnostics;
  readonly #resolved = new Map<TypeNode, ResolvedType>();
  readonly #targets = new Map<TypedefDefinition, Target>();
  /** While typedefs are settled, one that is not settled yet is part of a cycle. */
  #isSettling = false;

  constructor(names: Names, diagnostics: Diagnostics) {
    this.#names = names;
    this.#diagnostics = diagnostics;
  }

  /** What a type that stands in a module means; `missing` after a diagnostic. */
  resolve(node: TypeNode, module: Module): ResolvedType {
    const known = this.#resolved.get(node);
    if (known !== undefined) return known;
    const type = this.#make(node, module);
    this.#resolved.set(node, type);
    return type;
  }

  /** Resolves a typedef and all that it stands on; typedefs that lead back to themselves stand for nothing. */
  settle(typedef: Declared<TypedefDefinition>): void {
    const isInner = this.#isSettling;
    this.#isSettling = true;
    settle<TypedefDefinition>(typedef, {
      isDone: (definition) => this.#targets.has(definition),
      needs: ({ definition, module }) => this.#needs(definition.type, module),
      finish: (one) => this.#targets.set(one.definition, this.#target(one)),
      cycle: (names, _first, span) => {
        // `typedef A B` is read from the left to the right: A is what comes first.
        const text = chainText([...names.slice(1), ...names.slice(0, 1)]);
        this.#diagnostics.add("VG3105", `typedef cycle ${text}`, { span });
      },
    });
    this.#isSettling = isInner;
  }

  /** The typedefs that a type names. */
  #needs(node: TypeNode, module: Module): readonly Need<TypedefDefinition>[] {
    switch (node.kind) {
      case "list":
      case "set":
        return this.#needs(node.element, module);
      case "map":
        return [...this.#needs(node.key, module), ...this.#needs(node.value, module)];
      case "named": {
        const found = this.#names.type(node.name, module);
        if (found?.definition.kind !== "typedef") return [];
        return [{ on: { definition: found.definition, module: found.module }, span: node.name.span }];
      }
      default:
        return [];
    }
  }

  #target({ definition, module }: Declared<TypedefDefinition>): Target {
    const type = this.resolve(definition.type, module);
    const { depth, parts } = this.#measure(type);
    if (depth <= defaultLimits.depth && parts <= mostParts) return { type, depth, parts };
    if (Number.isFinite(depth)) {
      const message =
        depth > defaultLimits.depth
          ? `typedef \`${definition.name.text}\` stands for a type of more than ${defaultLimits.depth} levels`
          : `typedef \`${definition.name.text}\` stands for a type of more than ${mostParts} parts`;
      this.#diagnostics.add("VG3106", message, { span: definition.name.span });
    }
    // Whatever stands on it is too large as well, and need not be mentioned.
    return { type: { kind: "missing", node: definition.type }, depth: Infinity, parts: Infinity };
  }

  /** How deep and how large a type is when it is written out. */
  #measure(type: ResolvedType): { readonly depth: number; readonly parts: number } {
    switch (type.kind) {
      case "list":
      case "set": {
        const { depth, parts } = this.#measure(type.element);
        return { depth: depth + 1, parts: parts + 1 };
      }
      case "map": {
        const [key, value] = [this.#measure(type.key), this.#measure(type.value)];
        return { depth: Math.max(key.depth, value.depth) + 1, parts: key.parts + value.parts + 1 };
      }
      case "typedef": {
        const { depth, parts } = this.#targets.get(type.typedef.definition) ?? { depth: 0, parts: 0 };
        return { depth: depth + 1, parts: parts + 1 };
      }
      default:
        return { depth: 1, parts: 1 };
    }
  }

  #make(node: TypeNode, module: Module): ResolvedType {
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
        if (!this.#isSettling) this.settle(typedef);
        const target = this.#targets.get(definition);
        if (target === undefined) return { kind: "missing", node };
        return { kind: "typedef", typedef: { definition, module: found.module }, target: target.type, node };
      }
      default:
        return { kind: "struct", struct: { definition, module: found.module }, node };
    }
  }
}
