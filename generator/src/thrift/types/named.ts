import { walkType } from "../../ir/walk.ts";
import type { EnumType, NamedType, Overlay } from "../../ir/type.ts";
import type { Constant } from "../../ir/api.ts";
import type { FieldBinding } from "../annotations/field.ts";
import { aliasOf } from "../annotations/alias.ts";
import { bindField } from "../annotations/field.ts";
import { docsOf } from "../annotations/docs.ts";
import { overlayOf } from "../annotations/overlay.ts";
import type { EnumDefinition, StructDefinition } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { Declared } from "../program.ts";
import { lowerObject } from "./object.ts";
import { lowerType, typeIdOf } from "./type.ts";
import { wireValue } from "./values.ts";

/**
 * Named types by their identity and whatever these refer to, in the author's order, those of the entry first.
 *
 * @param used identities of what messages hold, as references have them.
 * @param declared identities of what is only declared, in which less is a fault.
 * @param isPart whether a field of a struct of this identity is part of its type. Default: always.
 */
export function namedTypes(
  cx: ThriftContext,
  used: Iterable<string>,
  declared: Iterable<string> = [],
  isPart: (binding: FieldBinding, id: string) => boolean = () => true,
): NamedType[] {
  const { program } = cx;
  const structs = new Map(program.structs.map((one) => [typeIdOf(one), one]));
  const enums = new Map(program.enums.map((one) => [typeIdOf(one), one]));
  const found = new Map<string, NamedType>();
  const add = (scope: ThriftContext, ids: Iterable<string>): void => {
    const pending = [...ids];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      const own = id;
      if (found.has(own)) continue;
      const struct = structs.get(own);
      const one = enums.get(own);
      const named =
        struct !== undefined
          ? lowerStruct(scope, struct, (binding) => isPart(binding, own))
          : one !== undefined
            ? lowerEnum(scope, one)
            : undefined;
      if (named === undefined) continue;
      found.set(own, named);
      walkType(named.type, (type) => {
        if (type.kind === "ref") pending.push(type.target);
      });
    }
  };
  add(cx, used);
  add({ ...cx, unsent: true }, declared);
  const places = new Map(program.modules.map((module, i) => [module, i]));
  const placeOf = ({ module }: Declared<unknown>): number => places.get(module) ?? places.size;
  const order = [...program.enums, ...program.structs].toSorted(
    (a, b) => placeOf(a) - placeOf(b) || a.definition.span.start - b.definition.span.start,
  );
  return order.flatMap((one) => found.get(typeIdOf(one)) ?? []);
}

/** The identities of all types that the entry file defines. */
export function declaredTypes(cx: ThriftContext): readonly string[] {
  return [...cx.program.enums, ...cx.program.structs].filter(({ module }) => module.isEntry).map(typeIdOf);
}

function lowerStruct(
  cx: ThriftContext,
  struct: Declared<StructDefinition>,
  isPart: (binding: FieldBinding) => boolean,
): NamedType {
  const { definition, module } = struct;
  const owner = definition.kind === "union" ? "union" : "struct";
  const bindings = definition.fields
    .map((field) => bindField(cx, field, module))
    .filter((binding) => !binding.skipped && !binding.hiddenInJson && isPart(binding));
  const docs = docsOf(definition.docs, definition.annotations);
  const type = lowerObject(cx, bindings, definition.name.span, docs, owner);
  return named(struct, type, overlayOf(cx, definition.annotations, "openapi.schema"));
}

function lowerEnum(cx: ThriftContext, declared: Declared<EnumDefinition>): NamedType {
  const { definition } = declared;
  const { enumValues, openEnums } = cx.options;
  const docs = docsOf(definition.docs, definition.annotations);
  const type: EnumType = {
    kind: "enum",
    members: definition.members.map((member) => {
      const memberDocs = docsOf(member.docs, member.annotations);
      return {
        value: enumValues === "name" ? member.name.text : Number(member.value),
        name: member.name.text,
        ...(memberDocs && { docs: memberDocs }),
        span: member.name.span,
      };
    }),
    ...(openEnums && { open: true }),
    ...(enumValues === "number" && { names: true }),
    ...(docs && { docs }),
    span: definition.name.span,
  };
  return named(declared, type, overlayOf(cx, definition.annotations, "openapi.schema"));
}

function named(
  declared: Declared<StructDefinition | EnumDefinition>,
  type: NamedType["type"],
  overlay: Overlay | undefined,
): NamedType {
  const { name, annotations } = declared.definition;
  const alias = aliasOf(annotations);
  return {
    id: typeIdOf(declared),
    hint: name.text,
    ...(alias !== undefined && { alias }),
    name: "",
    type: overlay === undefined ? type : { ...type, overlay },
    origin: "declared",
    ...(declared.definition.kind === "exception" && { exception: { className: "" } }),
    span: name.span,
  };
}

/** The constants of the entry file. */
export function lowerConstants(cx: ThriftContext): readonly Constant[] {
  return cx.program.constants
    .filter(({ module }) => module.isEntry)
    .flatMap((constant): Constant[] => {
      const { definition, module } = constant;
      const value = cx.program.valueOf(constant);
      if (value === undefined) return [];
      const resolved = cx.program.resolve(definition.type, module);
      const docs = docsOf(definition.docs, definition.annotations);
      return [
        {
          hint: definition.name.text,
          name: "",
          type: lowerType(cx, resolved),
          value: wireValue(cx, value, resolved),
          ...(docs && { docs }),
          span: definition.name.span,
        },
      ];
    });
}
