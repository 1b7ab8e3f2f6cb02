import type { Assertion, Operation, Parameter, TypeTable, ValuePath } from "../../ir/index.ts";
import { formatPointer } from "../../source/resolve.ts";
import { pathsOf } from "../../ir/expressions.ts";
import type { AssertionPlace, Root } from "../assertion/index.ts";
import { printAssertion } from "../assertion/index.ts";
import type { Code } from "../code.ts";
import { code, join, literal, member } from "../code.ts";
import type { GeneratedFile } from "../file.ts";

/** Prints the conditions between the parts of a request, after these have been read into `req`. */
export class AssertionWriter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #patterns = new Map<string, Code>();

  constructor(file: GeneratedFile, types: TypeTable) {
    this.#file = file;
    this.#types = types;
  }

  /** Statements that add a fault for each condition that does not hold. */
  statements(op: Operation): Code[] {
    return (op.assertions ?? []).map((assertion) => this.#statement(op, assertion));
  }

  #statement(op: Operation, assertion: Assertion): Code {
    const { locals, holds, message } = printAssertion(assertion, this.#place(op));
    const at = assertion.at ?? { from: "body", keys: [] };
    const others = pathsOf(assertion.test).filter((path) => !isSamePart(path, at));
    const values = join(
      [
        placeOf(at),
        literal(formatPointer(at.keys)),
        message,
        ...unique(others.map((path) => code`[${placeOf(path)}]`)),
      ],
      ", ",
    );
    const fails = /^\w+\([^()]*\)$/.test(holds) ? code`!${holds}` : code`!(${holds})`;
    return code`{\n  ${[...locals, code`if (${fails}) x.violated(${values});`]}\n}`;
  }

  #place(op: Operation): AssertionPlace {
    return {
      types: this.#types,
      runtime: (name) => this.#file.runtime(name),
      pattern: (source) => this.#pattern(op, source),
      root: (path) => rootOf(op, path),
    };
  }

  #pattern(op: Operation, source: string): Code {
    let name = this.#patterns.get(source);
    if (name === undefined) {
      name = this.#file.claim(`${op.name}Pattern`);
      this.#patterns.set(source, name);
      this.#file.add(code`const ${name} = /* @__PURE__ */ new RegExp(${literal(source)}, "u");`);
    }
    return name;
  }
}

function rootOf(op: Operation, path: ValuePath): Root {
  switch (path.from) {
    case "self":
      throw new Error("the assertion of an operation is about the parts of a request");
    case "body": {
      const [content, ...others] = op.body?.contents ?? [];
      return { code: code`req.body`, type: others.length === 0 ? content?.type : undefined };
    }
    case "parameter": {
      const parameter = parameterOf(op, path);
      return { code: member(code`req`, parameter.property), type: parameter.type };
    }
  }
}

function parameterOf(op: Operation, path: ValuePath & { readonly from: "parameter" }): Parameter {
  const found = op.parameters.find(({ source, name }) => source === path.source && name === path.name);
  if (found === undefined) throw new Error(`${op.name} has no ${path.source} parameter ${path.name}`);
  return found;
}

function isSamePart(a: ValuePath, b: ValuePath): boolean {
  if (a.from === "parameter" && b.from === "parameter") return a.source === b.source && a.name === b.name;
  return a.from === b.from;
}

/** `"query", "limit"`, as faults name a part of a request. */
function placeOf(path: ValuePath): Code {
  return path.from === "parameter"
    ? code`${literal(path.source)}, ${literal(path.name)}`
    : code`"body", undefined`;
}

function unique(values: readonly Code[]): readonly Code[] {
  return [...new Set(values)];
}
