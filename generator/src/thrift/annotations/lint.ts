import type { StructDefinition } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { Module, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import { textualOf } from "../types/type.ts";
import type { FieldBinding, FieldSource } from "./field.ts";
import { bindField } from "./field.ts";

/** Sources in the order in which they are looked through, with their names in sentences. */
const order: ReadonlyMap<FieldSource, string> = new Map<FieldSource, string>([
  ["path", "the path"],
  ["form", "a form"],
  ["query", "the query"],
  ["cookie", "a cookie"],
  ["header", "a header"],
  ["body", "the body"],
  ["raw_body", "the body as it came"],
]);

/**
 * Reports what fields of one file say that is legal, but may not be what their author wants.
 *
 * @param sent the structs that messages are made of.
 */
export function lintFields(cx: ThriftContext, module: Module, sent: ReadonlySet<StructDefinition>): void {
  const long: FieldBinding[] = [];
  for (const definition of module.document.definitions) {
    if (definition.kind !== "struct" && definition.kind !== "union" && definition.kind !== "exception")
      continue;
    const bindings = definition.fields.map((field) => bindField(cx, field, module));
    for (const binding of bindings) lintPlaces(cx, binding);
    if (sent.has(definition)) for (const binding of bindings) if (isLongNumber(binding)) long.push(binding);
  }
  lintNumbers(cx, long);
}

/** Several places are one decision when they are JSON and a form, which are two ways to send a body. */
function lintPlaces(cx: ThriftContext, { field, places, skipped }: FieldBinding): void {
  const read = [...order].flatMap(([source, text]) => {
    const place = places.find((one) => one.source === source);
    return place === undefined ? [] : [{ place, text }];
  });
  const isBody = read.every(({ place }) => place.source === "body" || place.source === "form");
  const [first, second] = places;
  if (skipped || read.length < 2 || isBody || first === undefined || second === undefined) return;
  const texts = read.map(({ text }) => text);
  const last = places.at(-1);
  const message =
    cx.options.compat === "kitex"
      ? `several places are named for \`${field.name.text}\`: the last one counts, ${order.get(last?.source ?? "body") ?? ""}`
      : `\`${field.name.text}\` is looked for in several places: ${texts.join(", then ")}`;
  cx.diagnostics.add("VG3403", message, { span: second.span });
}

/** A number of 64 bits in a body about whose form nothing is said. */
function isLongNumber({ type, places, textual, dynamic, skipped }: FieldBinding): boolean {
  const inBody = places.length === 0 || places.some(({ source }) => source === "body");
  return inBody && textual === undefined && !dynamic && !skipped && holdsLong(type);
}

function holdsLong(type: ResolvedType): boolean {
  if (textualOf(type) !== undefined) return false;
  const under = underlying(type);
  switch (under.kind) {
    case "list":
    case "set":
      return holdsLong(under.element);
    case "map":
      return holdsLong(under.value);
    case "base":
      return under.name === "i64";
    default:
      return false;
  }
}

/** One note a file: the clients that are generated keep every digit, those that others write may not. */
function lintNumbers(cx: ThriftContext, [first, ...others]: readonly FieldBinding[]): void {
  if (first === undefined) return;
  const { text, span } = first.field.name;
  const subject = others.length === 0 ? `\`${text}\` is` : `\`${text}\` and ${others.length} more are`;
  const message = `${subject} i64 without \`api.js_conv\`: \`JSON.parse\` of other clients rounds values beyond 2^53`;
  cx.diagnostics.add("VG3402", message, { span });
}
