import type { Type, UnionType } from "../ir/type.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { docsOf, isNullable, quote, report, text } from "./context.ts";
import type { Member } from "./discriminator.ts";
import { literalsOf, lowerDiscriminator, mappedId } from "./discriminator.ts";
import { nameOf } from "./components.ts";
import { outside } from "./dynamic-scope.ts";
import type { Target } from "./references.ts";
import { discriminatorOf } from "./subtypes.ts";

/**
 * Lowers a base with a discriminator to the union of the schemas that extend it by `allOf`, and of those that its mapping
 * names. The base itself is a member where the mapping names it, or where its property lists values that belong to no
 * other. `undefined` for any other schema.
 *
 * By the letter a discriminator beside no union has no part in validation; but a value that names its schema and is
 * then not one of it helps nobody, and a reply could otherwise not hold what the subtype adds.
 * @see https://spec.openapis.org/oas/v3.1.1.html#models-with-polymorphism-support
 */
export function lowerSubtypes(cx: Context, base: Target): Type | undefined {
  const { value: schema, span } = base;
  const property = discriminatorOf(schema);
  const subtypes = cx.subtypes.of(base);
  if (!isObject(schema) || property === undefined || subtypes.length === 0) return undefined;
  if (getOwn(schema, "oneOf") !== undefined || getOwn(schema, "anyOf") !== undefined) return undefined;

  const targets = new Map(subtypes.map((target) => [target.id, target]));
  for (const target of mappedTargets(cx, base)) targets.set(target.id, target);
  const fixed = literalsOf(cx, schema, span, property);
  const members = [...targets.values()].map((target): Member => ({
    value: target.value,
    span: target.span,
    target,
  }));
  const found = lowerDiscriminator(cx, schema, span, members);
  if (found === undefined) return undefined;
  const left = isArray(fixed) ? fixed.filter((one) => !found.mapping.some(({ value }) => value === one)) : [];
  const withBase = left.length > 0 && !targets.has(base.id);
  const discriminator = withBase
    ? { ...found, mapping: [...found.mapping, ...left.map((value) => ({ value, member: members.length }))] }
    : found;

  const types = [...targets.values(), ...(withBase ? [base] : [])].map((target): Type => {
    const itself = target.id === base.id || discriminatorOf(target.value) === property;
    return {
      kind: "ref",
      target: cx.typeId(target, "json", cx.dynamic ?? outside, itself && cx.subtypes.isBase(target)),
      span: target.span,
    };
  });
  const names = [...targets.values()].map((target) => quote(nameOf(target.span))).join(", ");
  report(
    cx,
    "VG2056",
    keySpan(span, "discriminator"),
    `this base stands for its subtypes ${names.length > 200 ? `${names.slice(0, 199)}…` : names}`,
    { hint: "list the subtypes in oneOf to say so in the contract" },
  );
  const docs = docsOf(schema);
  const union: UnionType = {
    kind: "union",
    mode: "any",
    members: types,
    discriminator,
    span,
    ...(docs && { docs }),
  };
  return isNullable(cx, schema) ? { kind: "nullable", inner: union, span, ...(docs && { docs }) } : union;
}

/** The schemas that the mapping of a base names. */
function mappedTargets(cx: Context, base: Target): Target[] {
  const value = isObject(base.value) ? getOwn(base.value, "discriminator") : undefined;
  if (!isObject(value)) return [];
  const at = childSpan(base.span, "discriminator");
  const mapping = getOwn(value, "mapping");
  const named = isObject(mapping)
    ? Object.entries(mapping).map(([key, ref]) => ({ ref, span: childSpan(childSpan(at, "mapping"), key) }))
    : [];
  const fallback = text(value, "defaultMapping");
  if (fallback !== undefined) named.push({ ref: fallback, span: childSpan(at, "defaultMapping") });
  return named.flatMap(({ ref, span }) => {
    const id = typeof ref === "string" ? mappedId(cx, ref, span) : undefined;
    const target = id === undefined ? undefined : cx.subtypes.named(id);
    return target === undefined ? [] : [target];
  });
}
