import { bindField } from "../annotations/field.ts";
import type { StructDefinition } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { Declared, DeclaredMethod, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";

/** Places that fields of a message have, and fields of a struct inside of one have not. */
const places: ReadonlySet<string> = new Set([
  "path",
  "query",
  "header",
  "cookie",
  "form",
  "raw_body",
  "raw_uri",
  "http_code",
]);

/**
 * Reports fields of structs that are never a message themselves and are asked to be in places that only fields of messages
 * have: a header inside of a list of structs, say.
 */
export function checkNested(cx: ThriftContext, methods: readonly DeclaredMethod[]): void {
  const roots = new Set<StructDefinition>();
  const pending: Declared<StructDefinition>[] = [];
  const inside = (type: ResolvedType): void => {
    for (const struct of structsOf(type)) pending.push(struct);
  };
  for (const { method, service } of methods) {
    const types = method.parameters.map(({ type }) => type);
    for (const node of method.result === undefined ? types : [...types, method.result]) {
      const type = cx.program.resolve(node, service.module);
      const under = underlying(type);
      if (under.kind !== "struct") inside(type);
      else if (!roots.has(under.struct.definition)) {
        roots.add(under.struct.definition);
        const { definition, module } = under.struct;
        for (const field of definition.fields) inside(bindField(cx, field, module).type);
      }
    }
  }
  const seen = new Set<StructDefinition>();
  for (let struct = pending.pop(); struct !== undefined; struct = pending.pop()) {
    const { definition, module } = struct;
    if (seen.has(definition)) continue;
    seen.add(definition);
    for (const field of definition.fields) {
      const binding = bindField(cx, field, module);
      inside(binding.type);
      const stray = binding.places.find(({ source }) => places.has(source));
      if (stray === undefined || roots.has(definition)) continue;
      cx.diagnostics.add(
        "VG3451",
        `\`${field.name.text}\` is part of \`${definition.name.text}\`, which is inside of a message: it is where that is, not in the ${stray.source}`,
        { span: stray.span },
      );
    }
  }
}

/** The structs that a type is made of, without what is inside of these. */
function structsOf(type: ResolvedType): readonly Declared<StructDefinition>[] {
  const under = underlying(type);
  switch (under.kind) {
    case "struct":
      return [under.struct];
    case "list":
    case "set":
      return structsOf(under.element);
    case "map":
      return [...structsOf(under.key), ...structsOf(under.value)];
    default:
      return [];
  }
}
