import type { Field, StructDefinition } from "../ast.ts";
import type { Declared, Program } from "../program.ts";

const owners = new WeakMap<Program, ReadonlyMap<Field, Declared<StructDefinition>>>();

/** The struct, union or exception that a field is one of; `undefined` for arguments and exceptions of methods. */
export function ownerOf(program: Program, field: Field): Declared<StructDefinition> | undefined {
  let known = owners.get(program);
  if (known === undefined) {
    known = new Map(
      program.structs.flatMap((declared) =>
        declared.definition.fields.map((one) => [one, declared] as const),
      ),
    );
    owners.set(program, known);
  }
  return known.get(field);
}
