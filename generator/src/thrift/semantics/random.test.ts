import fc from "fast-check";
import { expect, test } from "vitest";
import { underlying } from "../program.ts";
import type { ResolvedType } from "../program.ts";
import { programOf } from "../testing.ts";

// Programs of few names, so that everything refers to everything: whatever is wrong with them, each question about them
// has an answer.

const name = fc.constantFrom("A", "B", "C", "b.A", "b.B", "b.C");
const own = fc.constantFrom("A", "B", "C");
const type = fc.oneof(
  { maxDepth: 2 },
  fc.constantFrom("bool", "i8", "i32", "i64", "double", "string", "binary", "uuid"),
  name,
  fc.letrec<{ type: string }>((tie) => ({
    type: fc.oneof(
      { depthSize: "small" },
      name,
      tie("type").map((of) => `list<${of}>`),
      tie("type").map((of) => `set<${of}>`),
      tie("type").map((of) => `map<string, ${of}>`),
    ),
  })).type,
);
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      "0",
      "1",
      "300",
      "-1",
      "1.5",
      "'f'",
      "'A'",
      "true",
      "A",
      "B",
      "A.M",
      "b.A",
      "b.A.M",
      "M",
      "c.D",
    ),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    fc
      .array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 })
      .map((entries) => `{${entries.map(([key, item]) => `${key}: ${item}`).join(", ")}}`),
  ),
})).value;
const requiredness = fc.constantFrom("required ", "optional ", "");
const field = fc
  .tuple(
    fc.integer({ min: -1, max: 3 }),
    requiredness,
    type,
    fc.constantFrom("f", "g", "A"),
    fc.option(value),
  )
  .map(
    ([id, how, of, called, preset]) => `${id}: ${how}${of} ${called}${preset === null ? "" : ` = ${preset}`}`,
  );
const fields = fc.array(field, { maxLength: 3 }).map((list) => list.join(", "));
const method = fc
  .tuple(
    fc.constantFrom("", "oneway "),
    fc.oneof(type, fc.constant("void")),
    fc.constantFrom("m", "n"),
    fields,
    fields,
  )
  .map(([how, result, called, taken, thrown]) => `${how}${result} ${called}(${taken}) throws (${thrown})`);
const definition = fc.oneof(
  fc
    .tuple(fc.constantFrom("struct", "union", "exception"), own, fields)
    .map(([kind, called, list]) => `${kind} ${called} { ${list} }`),
  fc
    .tuple(own, fc.array(fc.constantFrom("M", "N", "M = 1", "N = 2147483648"), { maxLength: 3 }))
    .map(([called, members]) => `enum ${called} { ${members.join(", ")} }`),
  fc.tuple(type, own).map(([of, called]) => `typedef ${of} ${called}`),
  fc.tuple(type, own, value).map(([of, called, preset]) => `const ${of} ${called} = ${preset}`),
  fc
    .tuple(own, fc.option(name), fc.array(method, { maxLength: 2 }))
    .map(
      ([called, base, list]) =>
        `service ${called} ${base === null ? "" : `extends ${base}`} { ${list.join("\n")} }`,
    ),
);
const file = fc.array(definition, { maxLength: 6 }).map((list) => list.join("\n"));

test("every question about a program has an answer", () => {
  fc.assert(
    fc.property(file, file, (a, b) => {
      const { program } = programOf({
        "a.thrift": `include "b.thrift"\ninclude "c.thrift"\n${a}`,
        "b.thrift": b,
      });
      for (const { definition: struct, module } of program.structs) {
        for (const one of struct.fields) {
          expect(() => JSON.stringify(program.defaultOf(one, module), bigints)).not.toThrow();
          walk(program.resolve(one.type, module));
        }
      }
      for (const constant of program.constants) {
        expect(() => JSON.stringify(program.valueOf(constant), bigints)).not.toThrow();
      }
      for (const { definition: typedef, module } of program.typedefs)
        walk(program.resolve(typedef.type, module));
      for (const service of program.services) {
        const methods = program.methodsOf(service).map((one) => one.method);
        expect(methods.slice(methods.length - service.definition.methods.length)).toEqual(
          service.definition.methods,
        );
      }
    }),
    { numRuns: 500 },
  );
});

function bigints(_key: string, part: unknown): unknown {
  return typeof part === "bigint" ? String(part) : part;
}

/** Goes through a type as whoever lowers it does: typedefs never lead back to themselves. */
function walk(type: ResolvedType): void {
  const under = underlying(type);
  if (under.kind === "list" || under.kind === "set") walk(under.element);
  else if (under.kind === "map") {
    walk(under.key);
    walk(under.value);
  }
}
