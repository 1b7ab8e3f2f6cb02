import type { Code } from "../code.ts";
import { code, identifier, indent, join, templateText } from "../code.ts";

/** Longest piece of a template literal that stands on one line. */
const width = 90;

/** A piece of the text that a writer puts together: known text, or an expression that gives text. */
type Piece = { readonly text: string } | { readonly code: Code };

/** Collects the statements of a writer: text that is known at generation time is merged with what surrounds it. */
export class TextBuilder {
  readonly #variable: Code;
  /** How many further variables the whole function has. */
  readonly #names: { count: number };
  readonly #statements: Code[] = [];
  #pending: Piece[][] = [];
  #started = false;

  /** @param variable holds the text so far. */
  constructor(variable: Code, names: { count: number } = { count: 0 }) {
    this.#variable = variable;
    this.#names = names;
  }

  /** A builder with a variable of its own, which starts empty; see {@link TextBuilder.include}. */
  separate(): TextBuilder {
    const count = ++this.#names.count;
    const inner = new TextBuilder(identifier(count === 1 ? "members" : `members${count}`), this.#names);
    inner.#begin();
    return inner;
  }

  /** Adds the text of a separate builder in braces, without the comma with which it begins. */
  include(inner: TextBuilder): void {
    const statements = inner.statements();
    if (this.#started || this.#pending.length > 0) this.#flush();
    this.#statements.push(...statements);
    this.text("{");
    this.expression(code`${inner.#variable}.slice(1)`);
    this.text("}");
  }

  /** Adds known text. */
  text(value: string): void {
    this.#last().push({ text: value });
  }

  /** Adds what an expression gives. */
  expression(value: Code): void {
    this.#last().push({ code: value });
  }

  /** Says that a long template may be broken here. */
  breakable(): void {
    this.#pending.push([]);
  }

  /** Adds what `then` adds, if the condition holds when the writer runs, otherwise what `otherwise` adds. */
  when(condition: Code, then: (inner: TextBuilder) => void, otherwise?: (inner: TextBuilder) => void): void {
    this.#flush();
    const yes = this.#branch(then);
    const no = otherwise && this.#branch(otherwise);
    if (no === undefined) this.#statements.push(code`if (${condition}) ${yes}`);
    else this.#statements.push(code`if (${condition}) ${yes}\nelse ${no}`);
  }

  /** Adds a statement that adds text by itself. */
  statement(statement: Code): void {
    this.#flush();
    this.#statements.push(statement);
  }

  /** The statements so far; the text is in the variable afterwards. */
  statements(): readonly Code[] {
    this.#flush();
    return this.#statements;
  }

  /** The whole as an expression, if it needs no statement. */
  asExpression(): Code | undefined {
    return this.#statements.length > 0 || this.#started ? undefined : template(this.#pending);
  }

  /** The statements of a function that returns the text. */
  body(): Code {
    const expression = this.asExpression();
    if (expression !== undefined) return code`return ${expression};`;
    const pending = this.#pending.some((line) => line.length > 0);
    if (!this.#started) return join([...this.#statements, code`return ${template(this.#pending)};`], "\n");
    const rest = pending ? code` + ${template(this.#pending)}` : code``;
    return join([...this.#statements, code`return ${this.#variable}${rest};`], "\n");
  }

  /** Starts with nothing, so that what follows may add to the variable. */
  #begin(): void {
    this.#statements.push(code`let ${this.#variable} = "";`);
    this.#started = true;
  }

  #last(): Piece[] {
    const last = this.#pending.at(-1);
    if (last !== undefined) return last;
    const fresh: Piece[] = [];
    this.#pending.push(fresh);
    return fresh;
  }

  #branch(fill: (inner: TextBuilder) => void): Code {
    const inner = new TextBuilder(this.#variable, this.#names);
    inner.#started = true;
    fill(inner);
    const lines = inner.statements();
    const [only] = lines;
    if (lines.length === 1 && only !== undefined && !only.includes("\n") && !only.startsWith("if "))
      return only;
    return code`{\n${indent(join(lines, "\n"))}\n}`;
  }

  #flush(): void {
    if (!this.#pending.some((line) => line.length > 0)) {
      if (!this.#started) this.#begin();
      return;
    }
    const text = template(this.#pending);
    this.#pending = [];
    if (this.#started) this.#statements.push(code`${this.#variable} += ${text};`);
    else this.#statements.push(code`let ${this.#variable} = ${text};`);
    this.#started = true;
  }
}

/** A template literal of the pieces, in as many lines as its length wants. */
function template(groups: readonly (readonly Piece[])[]): Code {
  const lines: Piece[][] = [];
  let length = Infinity;
  for (const group of groups) {
    const added = group.reduce(
      (sum, piece) => sum + ("text" in piece ? piece.text.length : piece.code.length + 3),
      0,
    );
    const line = lines.at(-1);
    if (line === undefined || length + added > width) {
      lines.push([...group]);
      length = added;
    } else {
      line.push(...group);
      length += added;
    }
  }
  const printed = lines.filter((line) => line.length > 0).map(printLine);
  if (printed.length === 0) return code`""`;
  const [first, ...more] = printed;
  if (first === undefined || more.length === 0) return first ?? code`""`;
  return code`${first} +\n${indent(join(more, " +\n"))}`;
}

function printLine(pieces: readonly Piece[]): Code {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && "code" in only) return only.code;
  let known = "";
  const parts: Code[] = [];
  for (const piece of pieces) {
    if ("text" in piece) {
      known += piece.text;
      continue;
    }
    parts.push(templateText(known), code`\${${piece.code}}`);
    known = "";
  }
  parts.push(templateText(known));
  return code`\`${join(parts, "")}\``;
}
