import type { Definition, ValueNode } from "../ast.ts";
import type { ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import { shortened } from "../syntax/shortened.ts";

/** What a definition is, for messages. */
export function kindText(definition: Definition): string {
  switch (definition.kind) {
    case "const":
      return "a constant";
    case "enum":
    case "exception":
      return `an ${definition.kind}`;
    default:
      return `a ${definition.kind}`;
  }
}

/** A type as its author wrote it. */
export function typeText({ node }: ResolvedType): string {
  return `\`${shortened(node.span.file.text.slice(node.span.start, node.span.end))}\``;
}

/** What a type stands for, as the object of a sentence. */
export function meaningText(type: ResolvedType): string {
  const under = underlying(type);
  switch (under.kind) {
    case "struct":
      return `the ${under.struct.definition.kind} \`${under.struct.definition.name.text}\``;
    case "enum":
      return `the enum \`${under.enum.definition.name.text}\``;
    case "base":
      return `\`${under.name}\``;
    default:
      return `a ${under.kind}`;
  }
}

/** What was written as a value. */
export function nodeText(node: ValueNode): string {
  switch (node.kind) {
    case "integer":
    case "double":
    case "name":
      return `\`${shortened(node.span.file.text.slice(node.span.start, node.span.end))}\``;
    case "string":
      return "a string";
    case "missing":
      return "nothing";
    default:
      return `a ${node.kind}`;
  }
}
