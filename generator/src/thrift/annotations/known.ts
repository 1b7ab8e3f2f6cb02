import { nearest } from "../../source/suggest.ts";
import type { Annotation, Definition } from "../ast.ts";
import type { ThriftContext } from "../context.ts";

/** Where an annotation may stand. */
type Place = "field" | "method" | "service" | "struct" | "enum" | "member" | "typedef" | "const";

const names: Readonly<Record<string, string>> = {
  field: "a field",
  method: "a method",
  service: "a service",
  struct: "a struct",
  enum: "an enum",
  member: "a member of an enum",
  typedef: "a typedef",
  const: "a constant",
};

const everywhere: readonly Place[] = [
  "field",
  "method",
  "service",
  "struct",
  "enum",
  "member",
  "typedef",
  "const",
];

/**
 * The annotations that are known, each with the places where it may stand. Those without effect are here as well, so that
 * they are not taken for mistakes: they steer the layout of other generators' code.
 */
const known: ReadonlyMap<string, readonly Place[]> = new Map<string, readonly Place[]>([
  ...["get", "post", "put", "patch", "delete", "head", "options", "any", "connect", "trace"].map(
    (verb): [string, Place[]] => [`api.${verb}`, ["method"]],
  ),
  ...[
    "query",
    "path",
    "header",
    "cookie",
    "form",
    "body",
    "raw_body",
    "raw_uri",
    "file_name",
    "key",
    "none",
  ].map((source): [string, Place[]] => [`api.${source}`, ["field"]]),
  ["api.js_conv", ["field", "typedef"]],
  ["api.vd", ["field", "typedef"]],
  ["api.no_body_struct", ["field", "struct"]],
  ["api.http_code", ["field", "struct"]],
  ["api.full_body", ["field"]],
  ["api.serializer", ["method", "service"]],
  ["api.middleware", ["method", "service"]],
  ["api.base_domain", ["service"]],
  ["api.baseurl", ["method", "service"]],
  ["api.handler_path", ["method"]],
  ["api.service_path", ["service"]],
  ["api.service_gen_dir", ["service"]],
  ["api.service_group", ["service"]],
  // Without effect here.
  ...["gen_path", "category", "tag", "version", "param", "protobuf"].map(
    (name): [string, readonly Place[]] => [`api.${name}`, everywhere],
  ),
  ["openapi.operation", ["method"]],
  ["openapi.parameter", ["field"]],
  ["openapi.property", ["field"]],
  ["openapi.schema", ["struct", "enum", "typedef"]],
  ["openapi.document", ["service", "struct"]],
]);

const rules: readonly string[] = [
  "const",
  "lt",
  "le",
  "gt",
  "ge",
  "in",
  "not_in",
  "min_size",
  "max_size",
  "pattern",
  "prefix",
  "suffix",
  "contains",
  "not_contains",
  "defined_only",
  "not_nil",
  "skip",
  "assert",
];

/** Reports annotations of known families that nobody knows, or that stand where they mean nothing. */
export function checkAnnotations(cx: ThriftContext): void {
  for (const definition of cx.program.entry.document.definitions) checkDefinition(cx, definition);
}

function checkDefinition(cx: ThriftContext, definition: Definition): void {
  switch (definition.kind) {
    case "struct":
    case "union":
    case "exception":
      check(cx, definition.annotations, "struct");
      for (const field of definition.fields) check(cx, field.annotations, "field");
      return;
    case "enum":
      check(cx, definition.annotations, "enum");
      for (const member of definition.members) check(cx, member.annotations, "member");
      return;
    case "service":
      check(cx, definition.annotations, "service");
      for (const method of definition.methods) {
        check(cx, method.annotations, "method");
        for (const field of [...method.parameters, ...method.throws]) check(cx, field.annotations, "field");
      }
      return;
    default:
      check(cx, definition.annotations, definition.kind);
  }
}

function check(cx: ThriftContext, annotations: readonly Annotation[], place: Place): void {
  for (const { key } of annotations) {
    const name = key.text.toLowerCase();
    const places = known.get(name);
    if (places !== undefined) {
      if (places.includes(place)) continue;
      const where = places.map((one) => names[one]).join(" or ");
      cx.diagnostics.add(
        "VG3202",
        `\`${key.text}\` has no effect on ${names[place]}: it belongs to ${where}`,
        {
          span: key.span,
        },
      );
    } else if (/^(?:api|openapi)\./.test(name) || (name.startsWith("vt.") && !isRule(name))) {
      const candidates = name.startsWith("vt.") ? rules.map((rule) => `vt.${rule}`) : known.keys();
      const meant = nearest(name, candidates);
      const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
      cx.diagnostics.add("VG3201", `unknown annotation \`${key.text}\`${hint}`, { span: key.span });
    }
  }
}

/** `vt.elem.min_size`, `vt.key.pattern`, `vt.value.elem.gt` … */
function isRule(name: string): boolean {
  const parts = name.split(".").slice(1);
  const rule = parts.pop() ?? "";
  return rules.includes(rule) && parts.every((part) => part === "elem" || part === "key" || part === "value");
}
