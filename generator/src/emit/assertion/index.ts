import type { Assertion, TypeTable, ValuePath } from "../../ir/index.ts";
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

/** An assertion inside of other statements. */
export interface PrintedAssertion {
  /** Constants that the other two refer to. */
  readonly locals: readonly Code[];
  /** Whether it holds: a boolean. */
  readonly holds: Code;
  /** What a failure says: a text. */
  readonly message: Code;
}

/** Prints an assertion where statements stand. */
export function printAssertion(assertion: Assertion, place: AssertionPlace): PrintedAssertion {
  const { printer, locals } = printerAt(place);
  const holds = printer.passes(assertion.test);
  const message = knownMessage(assertion) ?? printer.message(assertion.message ?? assertion.test);
  return { locals: locals.statements, holds, message };
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
  const text = knownMessage(assertion);
  const asked = assertion.message ?? assertion.test;
  return text === undefined ? { body: bodyOf(place, (printer) => printer.message(asked)) } : { text };
}

function knownMessage({ message, text }: Assertion): Code | undefined {
  if (message === undefined) return literal(`must satisfy ${text}`);
  if (message.kind === "literal" && typeof message.value === "string") return literal(message.value);
  return undefined;
}

function printerAt(place: AssertionPlace): { readonly printer: ExpressionPrinter; readonly locals: Locals } {
  const locals = new Locals(
    place.types,
    (path) => place.root(path),
    (name) => place.runtime(name),
  );
  const printer = new ExpressionPrinter({
    types: place.types,
    runtime: (name) => place.runtime(name),
    pattern: (source) => place.pattern(source),
    value: (path) => locals.value(path),
  });
  return { printer, locals };
}

function bodyOf(place: AssertionPlace, print: (printer: ExpressionPrinter) => Code): Code {
  const { printer, locals } = printerAt(place);
  const result = print(printer);
  return join([...locals.statements, code`return ${result};`], "\n");
}
