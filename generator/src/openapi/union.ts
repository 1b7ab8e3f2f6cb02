import type { Discriminator, Type, UnionType } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { acceptedTypes } from "./accepted.ts";
import { jsonTypes } from "./json-types.ts";
import type { Context } from "./context.ts";
import { quote, report, text } from "./context.ts";
import { isMappingUri } from "./references.ts";
import { idOf } from "./resources.ts";
import type { Scope } from "./scope.ts";
import { refOf } from "./structure.ts";

/** A member of a union as it is written. */
interface Member {
  readonly value: JsonData;
  readonly span: NodeSpan;
}

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

/** The name by which a member is known without a mapping: that of the schema it refers to. */
function implicitName(cx: Context, member: Member): string | undefined {
  const ref = refOf(member.value);
  const target = ref === undefined ? undefined : cx.references.target(ref, member.span);
  if (target === undefined) return undefined;
  const key = target.span.key;
  return typeof key === "string" ? key : target.span.file.name.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
}

/**
 * The values that a schema allows for a property: by `const` or `enum`, in the schema itself, behind references or in
 * `allOf`. `undefined` when any text is allowed, `"absent"` when no such property is declared.
 */
function literalsOf(
  cx: Context,
  value: JsonData,
  span: NodeSpan,
  property: string,
  seen: Set<JsonData>,
): readonly string[] | undefined | "absent" {
  if (!isObject(value) || seen.has(value)) return "absent";
  seen.add(value);
  const ref = refOf(value);
  if (ref !== undefined) {
    const target = cx.references.target(ref, span);
    const found = target === undefined ? "absent" : literalsOf(cx, target.value, target.span, property, seen);
    if (found !== "absent" || cx.version === "3.0") return found;
  }
  let open = false;
  const properties = getOwn(value, "properties");
  const own = isObject(properties) ? getOwn(properties, property) : undefined;
  if (own !== undefined) {
    const node = cx.references.follow(own, childSpan(childSpan(span, "properties"), property));
    const schema = node?.value;
    if (isObject(schema)) {
      const constant = cx.version === "3.0" ? undefined : getOwn(schema, "const");
      const list = constant === undefined ? getOwn(schema, "enum") : [constant];
      if (isArray(list)) return list.filter((item) => typeof item === "string");
    }
    open = true;
  }
  for (const key of ["allOf", "oneOf", "anyOf"]) {
    const members = getOwn(value, key);
    if (!isArray(members)) continue;
    const at = childSpan(span, key);
    const union: string[] = [];
    let isUnion = members.length > 0;
    for (const [i, member] of members.entries()) {
      const found = literalsOf(cx, member, childSpan(at, i), property, seen);
      if (key === "allOf") {
        if (isArray(found)) return found;
        open ||= found === undefined;
      } else if (isArray(found)) union.push(...found);
      else {
        isUnion = false;
        open ||= found === undefined;
      }
    }
    if (key !== "allOf" && isUnion) return union;
  }
  return open ? undefined : "absent";
}

/** The ids of the schemas that a member stands for: its target, and what that is a union of. */
function idsOf(cx: Context, value: JsonData, span: NodeSpan, out: Set<string>): void {
  const ref = refOf(value);
  const target = ref === undefined ? undefined : cx.references.target(ref, span);
  if (target !== undefined) {
    if (out.has(target.id)) return;
    out.add(target.id);
    return idsOf(cx, target.value, target.span, out);
  }
  if (!isObject(value)) return;
  for (const key of ["oneOf", "anyOf"]) {
    const members = getOwn(value, key);
    if (isArray(members))
      members.forEach((member, i) => idsOf(cx, member, childSpan(childSpan(span, key), i), out));
  }
}

/**
 * Lowers a Discriminator Object beside `oneOf` or `anyOf`. A member answers to the values that the mapping gives it; a
 * member without any answers to the values that its own schema allows, else to the name of its schema.
 * @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
 */
function lowerDiscriminator(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  members: readonly Member[],
): Discriminator | undefined {
  const value = getOwn(schema, "discriminator");
  if (!isObject(value)) return undefined;
  const at = childSpan(span, "discriminator");
  const property = text(value, "propertyName");
  if (property === undefined) return undefined;

  const literals = members.map((m) => literalsOf(cx, m.value, m.span, property, new Set()));
  let usable = true;
  members.forEach((member, i) => {
    if (literals[i] !== "absent") return;
    // A broken reference was reported already.
    const ref = refOf(member.value);
    if (ref !== undefined && cx.references.target(ref, member.span) === undefined) return;
    usable = false;
    report(
      cx,
      "VG2054",
      childSpan(at, "propertyName"),
      `the property ${quote(property)} that tells the members apart is not declared in every one of them`,
      {
        related: [{ message: "not declared in this member", span: member.span }],
      },
    );
  });

  const mapping = new Map<string, number>();
  const mapped = new Set<number>();
  const explicit = getOwn(value, "mapping");
  if (isObject(explicit)) {
    const idSets = members.map((m) => {
      const ids = new Set<string>();
      idsOf(cx, m.value, m.span, ids);
      return ids;
    });
    const mappingAt = childSpan(at, "mapping");
    for (const key of Object.keys(explicit)) {
      const ref = explicit[key];
      if (typeof ref !== "string") continue;
      const here = childSpan(mappingAt, key);
      const target = mappingTarget(cx, ref, here, members);
      if (target === undefined) {
        // A broken URI was reported where references are resolved.
        if (!isMappingUri(ref)) {
          report(cx, "VG2055", here, `there is no schema ${quote(ref)} for this value`, {
            hint: didYouMean(ref, schemaNames(cx)),
          });
        }
        continue;
      }
      // The member itself before a union that holds it.
      const direct = members.findIndex((m) => {
        const r = refOf(m.value);
        return r !== undefined && cx.references.target(r, m.span)?.id === target;
      });
      const index = direct >= 0 ? direct : idSets.findIndex((ids) => ids.has(target));
      if (index < 0) {
        report(cx, "VG2055", here, `${quote(ref)} is not a member of this union`);
        continue;
      }
      mapping.set(key, index);
      mapped.add(index);
    }
  }
  members.forEach((member, i) => {
    if (mapped.has(i)) return;
    const name = implicitName(cx, member);
    const own = literals[i];
    // A schema that fixes its own value knows better than the name of the schema.
    const values =
      isArray(own) && own.length > 0 && (name === undefined || !own.includes(name))
        ? own
        : name === undefined
          ? []
          : [name];
    if (values.length === 0) usable = false;
    for (const v of values) if (!mapping.has(v)) mapping.set(v, i);
  });
  if (!usable) return undefined;
  return { property, mapping: [...mapping].map(([v, member]) => ({ value: v, member })), span: at };
}

function schemaNames(cx: Context): string[] {
  const root = cx.references.entry.value;
  const components = isObject(root) ? getOwn(root, "components") : undefined;
  const schemas = isObject(components) ? getOwn(components, "schemas") : undefined;
  return isObject(schemas) ? Object.keys(schemas) : [];
}

/** The id of the schema that a mapping names: by name first, then by URI. */
function mappingTarget(
  cx: Context,
  ref: string,
  span: NodeSpan,
  members: readonly Member[],
): string | undefined {
  const named = members.find((m) => implicitName(cx, m) === ref);
  if (named !== undefined) {
    const target = cx.references.target(refOf(named.value)!, named.span);
    if (target !== undefined) return target.id;
  }
  if (schemaNames(cx).includes(ref)) {
    const { file } = cx.references.entry;
    const at = childSpan(
      childSpan({ kind: "node", file, parent: undefined, key: undefined }, "components"),
      "schemas",
    );
    return idOf(childSpan(at, ref));
  }
  return isMappingUri(ref) ? cx.references.target(ref, span)?.id : undefined;
}
