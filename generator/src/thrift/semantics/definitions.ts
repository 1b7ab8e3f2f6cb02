import type { Diagnostics } from "../../source/diagnostic.ts";
import type { EnumDefinition, Field, Method, StructDefinition } from "../ast.ts";
import type { Module, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Services } from "./services.ts";
import type { Types } from "./types.ts";

const int32 = 2n ** 31n;

/** Reports what is wrong with the definitions of a file: every type is looked up and every value computed. */
export function checkDefinitions(
  module: Module,
  types: Types,
  evaluator: Evaluator,
  services: Services,
  diagnostics: Diagnostics,
): void {
  const checks = new Checks(module, types, evaluator, diagnostics);
  for (const definition of module.document.definitions) {
    switch (definition.kind) {
      case "typedef":
        types.target({ definition, module });
        break;
      case "const":
        types.resolve(definition.type, module);
        evaluator.valueOf({ definition, module });
        break;
      case "enum":
        checks.enum(definition);
        break;
      case "service":
        services.check(definition, module);
        for (const method of definition.methods) checks.method(method);
        break;
      default:
        checks.struct(definition);
    }
  }
}

class Checks {
  readonly #module: Module;
  readonly #types: Types;
  readonly #evaluator: Evaluator;
  readonly #diagnostics: Diagnostics;

  constructor(module: Module, types: Types, evaluator: Evaluator, diagnostics: Diagnostics) {
    this.#module = module;
    this.#types = types;
    this.#evaluator = evaluator;
    this.#diagnostics = diagnostics;
  }

  enum(definition: EnumDefinition): void {
    const names = new Map<string, EnumDefinition["members"][number]>();
    const values = new Map<bigint, EnumDefinition["members"][number]>();
    for (const member of definition.members) {
      const { text, span } = member.name;
      const first = names.get(text);
      if (first !== undefined) {
        this.#diagnostics.add("VG3111", `\`${text}\` is declared twice in enum \`${definition.name.text}\``, {
          span,
          related: [{ message: "the first one", span: first.name.span }],
        });
      }
      names.set(text, first ?? member);
      if (member.value < -int32 || member.value >= int32) {
        this.#diagnostics.add("VG3112", `the value ${member.value} of \`${text}\` does not fit 32 bits`, {
          span,
        });
      }
      const twin = values.get(member.value);
      if (twin !== undefined && first === undefined) {
        this.#diagnostics.add(
          "VG3401",
          `\`${text}\` has the same value as \`${twin.name.text}\`, ${member.value}`,
          {
            span,
            related: [{ message: "the first one", span: twin.name.span }],
          },
        );
      }
      values.set(member.value, twin ?? member);
    }
  }

  struct(definition: StructDefinition): void {
    const what = `${definition.kind} \`${definition.name.text}\``;
    this.#fields(definition.fields, what);
    if (definition.kind !== "union") return;
    for (const field of definition.fields.filter(({ requiredness }) => requiredness === "required")) {
      this.#diagnostics.add(
        "VG3113",
        `a member of a union cannot be required: \`${field.name.text}\` is taken as optional`,
        {
          span: field.name.span,
        },
      );
    }
    const [, second] = definition.fields.filter(({ value }) => value !== undefined);
    if (second !== undefined) {
      this.#diagnostics.add("VG3114", `${what} has more than one default`, { span: second.name.span });
    }
  }

  method(method: Method): void {
    const module = this.#module;
    const what = `method \`${method.name.text}\``;
    if (method.result !== undefined) this.#types.resolve(method.result, module);
    this.#fields(method.parameters, what);
    this.#fields(method.throws, what);
    for (const field of method.throws) {
      const type = underlying(this.#types.resolve(field.type, module));
      const isException = type.kind === "struct" && type.struct.definition.kind === "exception";
      if (isException || type.kind === "missing") continue;
      this.#diagnostics.add("VG3115", `${what} throws ${nameOf(type)}, which is no exception`, {
        span: field.type.span,
      });
    }
    if (!method.oneway) return;
    if (method.result !== undefined) {
      this.#diagnostics.add("VG3116", `${what} is oneway and cannot have a result`, {
        span: method.result.span,
      });
    }
    const [thrown] = method.throws;
    if (thrown !== undefined) {
      this.#diagnostics.add("VG3117", `${what} is oneway and cannot throw`, { span: thrown.span });
    }
  }

  #fields(fields: readonly Field[], what: string): void {
    const names = new Map<string, Field>();
    const ids = new Map<number, Field>();
    for (const field of fields) {
      this.#types.resolve(field.type, this.#module);
      this.#evaluator.defaultOf(field, this.#module);
      const { text, span } = field.name;
      const twin = names.get(text);
      if (twin !== undefined) {
        this.#diagnostics.add("VG3118", `field \`${text}\` is declared twice in ${what}`, {
          span,
          related: [{ message: "the first one", span: twin.name.span }],
        });
      }
      names.set(text, twin ?? field);
      const same = ids.get(field.id);
      // What was left out is counted in one way here and in another one elsewhere: it clashes with nothing.
      if (same?.idSpan !== undefined && field.idSpan !== undefined) {
        this.#diagnostics.add("VG3119", `field id ${field.id} is taken by \`${same.name.text}\` in ${what}`, {
          span: field.idSpan,
          related: [{ message: "the first one", span: same.idSpan }],
        });
      }
      ids.set(field.id, same ?? field);
    }
  }
}

function nameOf(type: Exclude<ResolvedType, { kind: "typedef" }>): string {
  switch (type.kind) {
    case "struct":
      return `the ${type.struct.definition.kind} \`${type.struct.definition.name.text}\``;
    case "enum":
      return `the enum \`${type.enum.definition.name.text}\``;
    case "base":
      return `\`${type.name}\``;
    default:
      return `a ${type.kind}`;
  }
}
