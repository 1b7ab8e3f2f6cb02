import type { Fault } from "../http/problem.ts";
import { decodeQueryValue, splitQuery } from "../http/query.ts";
import type { Extractor } from "./extractor.ts";
import { faulty, readFields } from "./fields.ts";
import type { FieldFault, FieldOptions, FieldsOf, FieldTable } from "./fields.ts";

/**
 * The parameters of the query as an object. A parser stands for a parameter that is required and occurs once; see
 * {@link maybe}, {@link withDefault} and {@link list} for others. 400 names every parameter that is wrong.
 *
 * ```ts
 * get([queryObject({ page: withDefault(integer, 1), tag: list(text) })], ({ page, tag }) => …);
 * ```
 */
export function queryObject<const F extends FieldTable>(
  table: F,
  options?: FieldOptions,
): Extractor<FieldsOf<F>> {
  return (req) => {
    const faults: Fault[] = [];
    const fault: FieldFault = (name, message, pointer = "") =>
      void faults.push({ in: "query", name, pointer, message });
    const texts = new Map<string, string[]>();
    for (const pair of splitQuery(req.query)) {
      const name = decodeQueryValue(pair.name);
      // Nobody asks for what the table does not name, so its value need not be readable.
      const wanted = name === undefined || options?.closed === true || Object.hasOwn(table, name);
      if (!wanted) continue;
      const value = decodeQueryValue(pair.value);
      if (name === undefined || value === undefined) fault(name ?? pair.name, "has a malformed escape");
      else addText(texts, name, value);
    }
    // What is malformed is not absent as well.
    const malformed = new Set(faults.map(({ name }) => name));
    const values = readFields(table, texts, options, (name, message, pointer) =>
      malformed.has(name) ? undefined : fault(name, message, pointer),
    );
    if (faults.length > 0) throw faulty(faults);
    return values as FieldsOf<F>;
  };
}

/** Adds a text to those of its name. */
export function addText(texts: Map<string, string[]>, name: string, text: string): void {
  const known = texts.get(name);
  if (known === undefined) texts.set(name, [text]);
  else known.push(text);
}
