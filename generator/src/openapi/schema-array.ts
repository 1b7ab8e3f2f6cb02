import type { ArrayConstraints, Refinement, Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isArray } from "../source/value.ts";
import { declaredTypes, hasInPlace } from "./accepted.ts";
import type { Context } from "./context.ts";
import { flag, report, versionName } from "./context.ts";
import { jsonTypes } from "./json-types.ts";
import { checkBounds, count } from "./schema-bounds.ts";
import type { Scope } from "./scope.ts";
import { jsonScope } from "./scope.ts";

/** @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1 */
export function lowerArray(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope): Type {
  const minItems = count(schema, "minItems");
  const maxItems = count(schema, "maxItems");
  checkBounds(cx, span, "minItems", minItems, "maxItems", maxItems);
  const constraints: ArrayConstraints = {
    ...(minItems !== undefined && minItems > 0 && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
    ...(flag(schema, "uniqueItems") === true && { uniqueItems: true }),
  };
  const mode = scope.mode === "part" ? "part" : "json";
  const inner: Scope = { ...jsonScope, mode };
  const items = getOwn(schema, "items");
  const refinements: Refinement[] = [];
  let rest: Type = { kind: "unknown", span };
  if (isArray(items)) {
    // Only 2.0 takes this over from draft 4 of JSON Schema; the structure of other versions refuses it.
    const at = childSpan(span, "items");
    const first = items.map((item, i) => cx.schema(item, childSpan(at, i), inner));
    return { kind: "tuple", items: first, rest, constraints, span };
  }
  let open = items === undefined;
  if (items !== undefined) rest = cx.schema(items, childSpan(span, "items"), inner);
  else if (cx.version === "3.0" && declaredTypes(schema) === jsonTypes.array) {
    report(cx, "VG2058", span, `an array of ${versionName(cx)} needs "items"`, {
      hint: "items: {} stands for items of any type",
    });
  }
  if (cx.version === "3.0")
    return { kind: "array", items: rest, ...(open && { open: true as const }), constraints, span };

  const contains = getOwn(schema, "contains");
  if (contains !== undefined) {
    const min = count(schema, "minContains") ?? 1;
    const max = count(schema, "maxContains");
    checkBounds(cx, span, "minContains", min, "maxContains", max);
    const type = cx.schema(contains, childSpan(span, "contains"));
    refinements.push({
      kind: "contains",
      type,
      min,
      ...(max !== undefined && { max }),
      span: childSpan(span, "contains"),
    });
  }
  const unevaluated = getOwn(schema, "unevaluatedItems");
  if (unevaluated !== undefined && items === undefined && !hasInPlace(schema)) {
    const type = cx.schema(unevaluated, childSpan(span, "unevaluatedItems"), inner);
    if (contains === undefined) {
      rest = type;
      open = false;
    } else if (type.kind !== "unknown")
      refinements.push({ kind: "unevaluatedItems", type, span: childSpan(span, "unevaluatedItems") });
  }
  const extra = refinements.length > 0 ? { refinements } : {};
  const prefix = getOwn(schema, "prefixItems");
  if (isArray(prefix)) {
    const at = childSpan(span, "prefixItems");
    const first = prefix.map((item, i) => cx.schema(item, childSpan(at, i), inner));
    return {
      kind: "tuple",
      items: first,
      rest,
      ...(open && { open: true as const }),
      constraints,
      span,
      ...extra,
    };
  }
  return { kind: "array", items: rest, ...(open && { open: true as const }), constraints, span, ...extra };
}
