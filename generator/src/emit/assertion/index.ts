import type { Assertion, Expression, TypeTable, ValuePath } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, join, literal } from "../code.ts";
import type { RuntimeSymbol } from "../runtime-symbols.ts";
import { ExpressionPrinter } from "./expression.ts";
import type { Root } from "./locals.ts";
import { Locals } from "./locals.ts";

export type { Root } from "./locals.ts";

/** Where assertions are printed. */
export interface AssertionPlace {
  readonly types: TypeTable;
  runtime(name: RuntimeSymbol): Code;
  /** The name of a regular expression with the flag `u`. */
  pattern(source: string): Code;
  /** What a path begins with. */
  root(path: ValuePath): Root;
}

/** The statements of a function that tells whether what an assertion is about passes. */
export function assertionBody(assertion: Assertion, place: AssertionPlace): Code {
  return bodyOf(place, (printer) => printer.passes(assertion.test));
}

/** What a failure says as a literal, or the statements of a function that makes it. */
export function messageOf(
  assertion: Assertion,
  place: AssertionPlace,
): { readonly text: Code } | { readonly body: Code } {
  const { message } = assertion;
  if (message === undefined) return { text: literal(`must satisfy ${assertion.text}`) };
  if (message.kind === "literal" && typeof message.value === "string")
    return { text: literal(message.value) };
  const asked: Expression = message;
  return { body: bodyOf(place, (printer) => printer.message(asked)) };
}

function bodyOf(place: AssertionPlace, print: (printer: ExpressionPrinter) => Code): Code {
  const locals = new Locals(
    place.types,
    (path) => place.root(path),
    (name) => place.runtime(name),
  );
  const result = print(
    new ExpressionPrinter({
      types: place.types,
      runtime: (name) => place.runtime(name),
      pattern: (source) => place.pattern(source),
      value: (path) => locals.value(path),
    }),
  );
  return join([...locals.statements, code`return ${result};`], "\n");
}
