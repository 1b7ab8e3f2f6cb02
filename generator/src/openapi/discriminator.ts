import type { Discriminator } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, rootSpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { quote, report, text } from "./context.ts";
import type { Target } from "./references.ts";
import { isMappingUri } from "./references.ts";
import { idOf } from "./resources.ts";
import { refOf, sectionOf } from "./structure.ts";
import { discriminatorOf } from "./subtypes.ts";

/** A member of a union. */
export interface Member {
  readonly value: JsonData;
  readonly span: NodeSpan;
  /** The schema itself, where no reference leads to it. */
  readonly target?: Target;
}

/** The schema with a name that a member is. */
function targetOf(cx: Context, { value, span, target }: Member): Target | undefined {
  if (target !== undefined) return target;
  const ref = refOf(value);
  return ref === undefined ? undefined : cx.references.target(ref, span);
}

/** The name by which a member is known without a mapping: that of the schema it refers to. */
function implicitName(cx: Context, member: Member): string | undefined {
  const target = targetOf(cx, member);
  if (target === undefined) return undefined;
  const key = target.span.key;
  return typeof key === "string" ? key : target.span.file.name.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
}

/**
 * The values that a schema allows for a property: by `const` or `enum`, in the schema itself, behind references or in
 * `allOf`. `undefined` when any text is allowed, `"absent"` when no such property is declared.
 */
export function literalsOf(
  cx: Context,
  value: JsonData,
  span: NodeSpan,
  property: string,
  seen: Set<JsonData> = new Set(),
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
      const constant = getOwn(schema, "const");
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
 * Lowers a Discriminator Object. A member answers to the values that the mapping gives it; a member without any answers to
 * the values that its own schema allows, else to the name of its schema. `defaultMapping` (3.2) names the member for
 * values that are absent or belong to no other.
 * @see https://spec.openapis.org/oas/v3.2.0.html#discriminator-object
 */
export function lowerDiscriminator(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  members: readonly Member[],
): Discriminator | undefined {
  const property = discriminatorOf(schema);
  if (property === undefined) return undefined;
  const at = childSpan(span, "discriminator");
  const value = getOwn(schema, "discriminator");
  const object = isObject(value) ? value : {};

  const literals = members.map((m) => literalsOf(cx, m.value, m.span, property));
  const fallbackName = text(object, "defaultMapping");
  const fallback =
    fallbackName === undefined
      ? undefined
      : mappedMember(cx, fallbackName, childSpan(at, "defaultMapping"), members);

  let usable = true;
  members.forEach((member, i) => {
    if (literals[i] !== "absent" || i === fallback) return;
    // A broken reference was reported already.
    if (refOf(member.value) !== undefined && targetOf(cx, member) === undefined) return;
    usable = false;
    const message = `the property ${quote(property)} that tells the members apart is not declared in every one of them`;
    const related = [{ message: "not declared in this member", span: member.span }];
    report(cx, "VG2054", isObject(value) ? childSpan(at, "propertyName") : at, message, { related });
  });

  const mapping = new Map<string, number>();
  const explicit = getOwn(object, "mapping");
  if (isObject(explicit)) {
    const mappingAt = childSpan(at, "mapping");
    for (const key of Object.keys(explicit)) {
      const ref = explicit[key];
      if (typeof ref !== "string") continue;
      const here = childSpan(mappingAt, key);
      const index = mappedMember(cx, ref, here, members);
      if (index === undefined) continue;
      const own = literals[index];
      if (isArray(own) && !own.includes(key)) {
        const allowed = own.map((one) => quote(one)).join(", ");
        report(
          cx,
          "VG2144",
          here,
          `the schema of ${quote(key)} allows only ${allowed} for ${quote(property)}`,
        );
      }
      mapping.set(key, index);
    }
  }
  const mapped = new Set(mapping.values());
  members.forEach((member, i) => {
    if (mapped.has(i)) return;
    const values = ownValues(implicitName(cx, member), i, literals);
    if (values.length === 0 && i !== fallback) usable = false;
    for (const one of values) if (!mapping.has(one)) mapping.set(one, i);
  });
  if (!usable) return undefined;
  return {
    property,
    mapping: [...mapping].map(([one, member]) => ({ value: one, member })),
    ...(fallback !== undefined && { fallback }),
    span: at,
  };
}

/** The values of a member that no mapping names. */
function ownValues(
  name: string | undefined,
  index: number,
  literals: readonly (readonly string[] | undefined | "absent")[],
): readonly string[] {
  const own = literals[index];
  if (!isArray(own) || own.length === 0) return name === undefined ? [] : [name];
  if (name !== undefined && own.includes(name)) return [name];
  const shared = literals.some(
    (other, i) => i !== index && isArray(other) && own.some((one) => other.includes(one)),
  );
  // A schema that fixes a value of its own knows better than the name of the schema.
  if (!shared) return own;
  // A base lists the values of all: the one that differs from the name in case only is meant.
  const same = own.filter((one) => one.toLowerCase() === name?.toLowerCase());
  return same.length === 1 ? same : name === undefined ? [] : [name];
}

function schemaSection(cx: Context): { readonly names: readonly string[]; readonly span: NodeSpan } {
  const { entry, version } = cx.references;
  let node: JsonData | undefined = entry.value;
  let span = rootSpan(entry.file);
  for (const key of sectionOf(version, "schema") ?? []) {
    node = isObject(node) ? getOwn(node, key) : undefined;
    span = childSpan(span, key);
  }
  return { names: isObject(node) ? Object.keys(node) : [], span };
}

/** The index of the member that a mapping names; a name that leads to none is reported. */
function mappedMember(
  cx: Context,
  ref: string,
  span: NodeSpan,
  members: readonly Member[],
): number | undefined {
  const id = mappedId(cx, ref, span, members);
  if (id === undefined) {
    // A broken URI was reported where references are resolved.
    if (!isMappingUri(ref)) {
      const hint = didYouMean(ref, schemaSection(cx).names);
      report(cx, "VG2055", span, `there is no schema ${quote(ref)} for this value`, { hint });
    }
    return undefined;
  }
  // The member itself before a union that holds it.
  const direct = members.findIndex((member) => targetOf(cx, member)?.id === id);
  if (direct >= 0) return direct;
  const index = members.findIndex((member) => {
    const ids = new Set<string>();
    idsOf(cx, member.value, member.span, ids);
    return ids.has(id);
  });
  if (index >= 0) return index;
  report(cx, "VG2055", span, `${quote(ref)} is not a member of this union`);
  return undefined;
}

/** The id of the schema that a mapping names: by name first, then by URI. */
export function mappedId(
  cx: Context,
  ref: string,
  span: NodeSpan,
  members: readonly Member[] = [],
): string | undefined {
  const named = members.find((member) => implicitName(cx, member) === ref);
  const target = named && targetOf(cx, named);
  if (target !== undefined) return target.id;
  const section = schemaSection(cx);
  if (section.names.includes(ref)) return idOf(childSpan(section.span, ref));
  return isMappingUri(ref) ? cx.references.target(ref, span)?.id : undefined;
}
