import { nearest } from "../../source/suggest.ts";
import type { Annotation, Definition, Field, Method, TypeNode } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import { lintFields } from "./lint.ts";
import { messageStructs } from "./messages.ts";
import type { Place } from "./table.ts";
import { knownAnnotations, vtRules } from "./table.ts";

const names: Readonly<Record<Place, string>> = {
  field: "a field",
  type: "a type",
  method: "a method",
  service: "a service",
  struct: "a struct",
  enum: "an enum",
  member: "a member of an enum",
  typedef: "a typedef",
  const: "a constant",
  namespace: "a namespace",
};

/**
 * Reports annotations of known families that nobody knows, that stand where they mean nothing, or that mean what is not
 * done, in all files; and what is legal, but probably not meant.
 */
export function checkAnnotations(cx: ThriftContext): void {
  const sent = messageStructs(cx);
  for (const module of cx.program.modules) {
    for (const { annotations } of module.document.namespaces) check(cx, annotations, "namespace");
    for (const definition of module.document.definitions) checkDefinition(cx, definition);
    lintFields(cx, module, sent);
  }
}

function checkDefinition(cx: ThriftContext, definition: Definition): void {
  switch (definition.kind) {
    case "struct":
    case "union":
    case "exception":
      check(cx, definition.annotations, "struct");
      for (const field of definition.fields) checkField(cx, field);
      return;
    case "enum":
      check(cx, definition.annotations, "enum");
      for (const member of definition.members) check(cx, member.annotations, "member");
      return;
    case "service":
      check(cx, definition.annotations, "service");
      for (const method of definition.methods) checkMethod(cx, method);
      return;
    default:
      check(cx, definition.annotations, definition.kind);
      checkType(cx, definition.type);
  }
}

function checkMethod(cx: ThriftContext, method: Method): void {
  check(cx, method.annotations, "method");
  if (method.result !== undefined) checkType(cx, method.result);
  for (const field of [...method.parameters, ...method.throws]) checkField(cx, field);
}

function checkField(cx: ThriftContext, { annotations, type }: Field): void {
  check(cx, annotations, "field");
  checkType(cx, type);
}

function checkType(cx: ThriftContext, type: TypeNode): void {
  check(cx, type.annotations, "type");
  if (type.kind === "list" || type.kind === "set") checkType(cx, type.element);
  if (type.kind === "map") {
    checkType(cx, type.key);
    checkType(cx, type.value);
  }
}

function check(cx: ThriftContext, annotations: readonly Annotation[], place: Place): void {
  for (const { key } of annotations) {
    const name = key.text.toLowerCase();
    const known = knownAnnotations.get(name);
    if (known === undefined) {
      if (/^(?:api|openapi|vt)\./.test(name)) checkUnlisted(cx, key, place);
      continue;
    }
    const { places, unsupported } = known;
    if (!places.includes(place)) {
      const where = places.map((one) => names[one]).join(" or ");
      cx.diagnostics.add(
        "VG3202",
        `\`${key.text}\` has no effect on ${names[place]}: it belongs to ${where}`,
        { span: key.span },
      );
    } else if (unsupported !== undefined) {
      const message = `\`${key.text}\` is not supported and is ignored: ${unsupported}`;
      cx.diagnostics.add("VG3208", message, { span: key.span });
    }
  }
}

/** Rules, which may be about elements, keys and values, and what is nowhere in the table. */
function checkUnlisted(cx: ThriftContext, { text, span }: Annotation["key"], place: Place): void {
  const name = text.toLowerCase();
  if (!isRule(name)) {
    const meant = name.startsWith("vt.") ? nearestRule(name) : nearest(name, knownAnnotations.keys());
    const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
    cx.diagnostics.add("VG3201", `unknown annotation \`${text}\`${hint}`, { span });
  } else if (place !== "field") {
    const message = `\`${text}\` has no effect on ${names[place]}: it belongs to a field`;
    cx.diagnostics.add("VG3202", message, { span });
  }
}

function nearestRule(name: string): string | undefined {
  const start = name.lastIndexOf(".") + 1;
  const rule = nearest(name.slice(start), vtRules);
  return rule === undefined ? undefined : name.slice(0, start) + rule;
}

/** `vt.elem.min_size`, `vt.key.pattern`, `vt.value.elem.gt` … */
function isRule(name: string): boolean {
  const [family, ...parts] = name.split(".");
  const rule = parts.pop() ?? "";
  const isInside = parts.every((part) => part === "elem" || part === "key" || part === "value");
  return family === "vt" && vtRules.includes(rule) && isInside;
}
