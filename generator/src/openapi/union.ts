import type { Type, UnionType } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { acceptedTypes } from "./accepted.ts";
import { jsonTypes } from "./json-types.ts";
import type { Context } from "./context.ts";
import type { Member } from "./discriminator.ts";
import { lowerDiscriminator } from "./discriminator.ts";
import type { Scope } from "./scope.ts";
import { refOf } from "./structure.ts";

/** True for a schema that accepts null and nothing else. */
function isNullSchema(cx: Context, { value, span }: Member): boolean {
  return refOf(value) === undefined && acceptedTypes(cx, value, span) === jsonTypes.null;
}

/**
 * Lowers `oneOf` or `anyOf`. A member that is only null makes the others nullable, unless another member accepts null
 * as well and `oneOf` therefore refuses it.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1
 */
export function lowerUnion(
  cx: Context,
  keyword: "oneOf" | "anyOf",
  values: readonly JsonData[],
  schema: JsonObject,
  span: NodeSpan,
  scope: Scope,
): Type {
  const at = childSpan(span, keyword);
  const all: Member[] = values.map((value, i) => ({ value, span: childSpan(at, i) }));
  const others = all.filter((member) => !isNullSchema(cx, member));
  const othersTakeNull = others.some((m) => (acceptedTypes(cx, m.value, m.span) & jsonTypes.null) !== 0);
  const single = all.length - others.length === 1;
  const fold = others.length > 0 && single && (keyword === "anyOf" || !othersTakeNull);
  const members = fold ? others : all;
  const types = members.map((member) => cx.schema(member.value, member.span, scope));

  let result: Type;
  if (types.length === 1) result = types[0]!;
  else {
    const discriminator = lowerDiscriminator(cx, schema, span, members);
    const union: UnionType = {
      kind: "union",
      mode: keyword === "oneOf" ? "one" : "any",
      members: types,
      ...(discriminator && { discriminator }),
      span,
    };
    result = union;
  }
  return fold ? { kind: "nullable", inner: result, span } : result;
}
