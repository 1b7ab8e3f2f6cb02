import type { Diagnostics } from "../../source/diagnostic.ts";
import type { Field, Method, StructDefinition, TypeNode } from "../ast.ts";
import type { Module } from "../program.ts";
import { underlying } from "../program.ts";
import { shortened } from "../syntax/shortened.ts";
import { checkEnum } from "./enums.ts";
import type { Evaluator } from "./evaluator.ts";
import { ExceptionTypes } from "./exception-types.ts";
import type { Services } from "./services.ts";
import { meaningText } from "./texts.ts";
import type { Types } from "./types.ts";

/** What definitions are checked with. */
export interface Parts {
  readonly types: Types;
  readonly evaluator: Evaluator;
  readonly services: Services;
  readonly diagnostics: Diagnostics;
}

/** Reports what is wrong with the definitions of files: every type is looked up and every value computed. */
export function checkDefinitions(modules: readonly Module[], parts: Parts): void {
  const exceptions = new ExceptionTypes();
  for (const module of modules) {
    const checks = new Checks(module, parts, exceptions);
    for (const definition of module.document.definitions) {
      switch (definition.kind) {
        case "typedef":
          parts.types.settle({ definition, module });
          break;
        case "const":
          checks.type(definition.type);
          parts.evaluator.valueOf({ definition, module });
          break;
        case "enum":
          checkEnum(definition, parts.diagnostics);
          break;
        case "service":
          parts.services.check(definition, module);
          for (const method of definition.methods) checks.method(method);
          break;
        default:
          checks.struct(definition);
      }
    }
  }
}

/** The checks of one file. */
class Checks {
  readonly #module: Module;
  readonly #types: Types;
  readonly #evaluator: Evaluator;
  readonly #diagnostics: Diagnostics;
  readonly #exceptions: ExceptionTypes;

  constructor(module: Module, parts: Parts, exceptions: ExceptionTypes) {
    this.#module = module;
    this.#types = parts.types;
    this.#evaluator = parts.evaluator;
    this.#diagnostics = parts.diagnostics;
    this.#exceptions = exceptions;
  }

  /** Checks the type of a value. */
  type(node: TypeNode): void {
    const exception = this.#exceptions.in(this.#types.resolve(node, this.#module));
    if (exception === undefined) return;
    const message = `\`${exception}\` is an exception: as the type of a value it is taken as a struct`;
    this.#diagnostics.add("VG3132", message, { span: node.span });
  }

  struct(definition: StructDefinition): void {
    const what = `${definition.kind} \`${definition.name.text}\``;
    for (const field of definition.fields) this.type(field.type);
    this.#fields(definition.fields, "field", what);
    if (definition.kind !== "union") return;
    for (const { name, requiredness } of definition.fields) {
      if (requiredness !== "required") continue;
      const message = `a member of a union cannot be required: \`${name.text}\` is taken as optional`;
      this.#diagnostics.add("VG3113", message, { span: name.span });
    }
    const [first, second] = definition.fields.filter(({ value }) => value !== undefined);
    if (first === undefined || second === undefined) return;
    this.#diagnostics.add("VG3114", `${what} has more than one default`, {
      span: second.name.span,
      related: [{ message: "the first one", span: first.name.span }],
    });
  }

  method(method: Method): void {
    const what = `method \`${method.name.text}\``;
    if (method.result !== undefined) this.type(method.result);
    for (const parameter of method.parameters) this.type(parameter.type);
    this.#fields(method.parameters, "parameter", what);
    this.#fields(method.throws, "exception", what);
    for (const field of method.throws) {
      const type = this.#types.resolve(field.type, this.#module);
      const under = underlying(type);
      const isException = under.kind === "struct" && under.struct.definition.kind === "exception";
      if (isException || under.kind === "missing") continue;
      const message = `${what} throws ${meaningText(type)}, which is no exception`;
      this.#diagnostics.add("VG3115", message, { span: field.type.span });
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

  /** Checks names, ids and defaults of fields. @param noun what the fields are. @param what what they belong to. */
  #fields(fields: readonly Field[], noun: "field" | "parameter" | "exception", what: string): void {
    const names = new Map<string, Field>();
    const ids = new Map<number, Field>();
    for (const field of fields) {
      this.#evaluator.defaultOf(field, this.#module);
      const { text, span } = field.name;
      if (text.includes(".")) {
        const message = `the declared name \`${shortened(text)}\` must not contain a dot`;
        this.#diagnostics.add("VG3015", message, { span });
      }
      const twin = names.get(text);
      if (twin !== undefined) {
        this.#diagnostics.add("VG3118", `${noun} \`${text}\` is declared twice in ${what}`, {
          span,
          related: [{ message: "the first one", span: twin.name.span }],
        });
      }
      names.set(text, twin ?? field);
      // An id that was left out is counted in one way here and in another one elsewhere: it clashes with nothing.
      if (field.idSpan === undefined) continue;
      const same = ids.get(field.id);
      if (same?.idSpan !== undefined) {
        this.#diagnostics.add("VG3119", `field id ${field.id} is taken by \`${same.name.text}\` in ${what}`, {
          span: field.idSpan,
          related: [{ message: "the first one", span: same.idSpan }],
        });
      }
      ids.set(field.id, same ?? field);
    }
  }
}
