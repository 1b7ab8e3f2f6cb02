import type { EnumDefinition, EnumMember, Field, StructDefinition } from "../ast.ts";

/** The members of an enum, by name and by value. */
export interface Members {
  readonly byName: ReadonlyMap<string, EnumMember>;
  readonly byValue: ReadonlyMap<bigint, EnumMember>;
}

const members = new WeakMap<EnumDefinition, Members>();
const fields = new WeakMap<StructDefinition, ReadonlyMap<string, Field>>();

/** The members of an enum; of two with one name or value, the first. */
export function membersOf(definition: EnumDefinition): Members {
  let found = members.get(definition);
  if (found === undefined) {
    const latestFirst = definition.members.toReversed();
    found = {
      byName: new Map(latestFirst.map((member) => [member.name.text, member])),
      byValue: new Map(latestFirst.map((member) => [member.value, member])),
    };
    members.set(definition, found);
  }
  return found;
}

/** The fields of a struct by name; of two with one name, the first. */
export function fieldsOf(definition: StructDefinition): ReadonlyMap<string, Field> {
  let found = fields.get(definition);
  if (found === undefined) {
    found = new Map(definition.fields.toReversed().map((field) => [field.name.text, field]));
    fields.set(definition, found);
  }
  return found;
}
