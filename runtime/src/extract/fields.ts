import type { Fault } from "../http/problem.ts";
import { HttpError } from "../http/problem.ts";
import type { Parse } from "./values.ts";

/** Takes note of what is wrong with a field; the pointer leads to the value of a list. */
export type NoteFault = (message: string, pointer?: string) => undefined;

/**
 * How the values of one name are read; made by {@link maybe}, {@link withDefault} and {@link list}. A bare {@link Parse}
 * stands for exactly one value.
 */
export class Field<out T> {
  /** Gives the value for the texts of a name, in the order of arrival; what is wrong with them is noted. */
  readonly read: (texts: readonly string[], note: NoteFault) => T | undefined;

  constructor(read: (texts: readonly string[], note: NoteFault) => T | undefined) {
    this.read = read;
  }
}

/** A field that may be absent: undefined then. */
export function maybe<T>(parse: Parse<T>): Field<T | undefined> {
  return new Field((texts, note) => (texts.length === 0 ? undefined : one(parse, texts, note)));
}

/** A field with a value for when it is absent. */
export function withDefault<T>(parse: Parse<T>, value: NoInfer<T>): Field<T> {
  return new Field((texts, note) => (texts.length === 0 ? value : one(parse, texts, note)));
}

/** A field that may occur any number of times: a list of its values, in the order of arrival. */
export function list<T>(parse: Parse<T>): Field<T[]> {
  return new Field((texts, note) => {
    const values: T[] = [];
    for (const [index, text] of texts.entries()) {
      const value = parse(text);
      if (value === undefined) note("is not valid", `/${index}`);
      else values.push(value);
    }
    return values;
  });
}

/** Fields by name. */
export type FieldTable = Readonly<Record<string, Parse<unknown> | Field<unknown>>>;

/** The values that a table of fields gives. */
export type FieldsOf<F extends FieldTable> = {
  -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : F[K] extends Parse<infer T> ? T : never;
};

export interface FieldOptions {
  /** Whether names that are not in the table are refused; default false: they are ignored. */
  closed?: boolean;
}

/** Decoded texts by name, in the order of arrival. */
export type TextsByName = ReadonlyMap<string, readonly string[]>;

/** Notes a fault of a field. */
export type FieldFault = (name: string, message: string, pointer?: string) => undefined;

/** Reads every field of a table, and notes every fault. */
export function readFields(
  table: FieldTable,
  texts: TextsByName,
  options: FieldOptions | undefined,
  fault: FieldFault,
): Record<string, unknown> {
  const entries = Object.entries(table).map(([name, field]): [string, unknown] => {
    const note: NoteFault = (message, pointer) => fault(name, message, pointer);
    const values = texts.get(name) ?? [];
    return [name, field instanceof Field ? field.read(values, note) : required(field, values, note)];
  });
  if (options?.closed === true) {
    for (const name of texts.keys()) if (!Object.hasOwn(table, name)) fault(name, "is not allowed");
  }
  // Unlike assigning, this makes a property of every name, `__proto__` included.
  return Object.fromEntries(entries);
}

function required(parse: Parse<unknown>, texts: readonly string[], note: NoteFault): unknown {
  return texts.length === 0 ? note("is required") : one(parse, texts, note);
}

function one<T>(parse: Parse<T>, texts: readonly string[], note: NoteFault): T | undefined {
  if (texts.length > 1) return note("occurs more than once");
  return parse(texts[0] ?? "") ?? note("is not valid");
}

/** The error for all faults of a request together. */
export function faulty(errors: readonly Fault[]): HttpError {
  return new HttpError(400, { detail: "The request is not valid.", errors });
}

/** A name as a JSON pointer (RFC 6901 §3). */
export function pointerTo(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
