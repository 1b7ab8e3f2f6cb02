import type { Assertion, JsonValue } from "../../ir/index.ts";
import { isObject } from "../../source/value.ts";
import type { Json } from "./describe.ts";
import { expressionText, pathText } from "./expression.ts";

/**
 * Conditions of the author's, each as an object: `test` is the condition with names on the wire, in which `$` is the value
 * at `at`; `text` is how it was written, where that is something else, and stands alone when `test` has no words for it.
 *
 * @param implied the keywords of the schema that only repeat a condition, by its place in the list.
 */
export function assertionsOf(
  assertions: readonly Assertion[],
  implied: ReadonlyMap<Assertion, readonly string[]> = new Map(),
): readonly JsonValue[] {
  return assertions.map((assertion): Json => {
    const { text, at, message } = assertion;
    const said = message?.kind === "literal" && typeof message.value === "string" ? message.value : undefined;
    const test = ruleText(assertion, said === undefined);
    const place = at === undefined ? "" : pathText(at);
    const keywords = implied.get(assertion) ?? [];
    return {
      ...(test !== undefined && { test }),
      ...(test !== text && { text }),
      ...(place !== "" && { at: place }),
      ...(said !== undefined && { message: said }),
      ...(keywords.length > 0 && { implies: keywords }),
    };
  });
}

/** The condition, and its message as well when that is no plain text. */
function ruleText({ test, at, message }: Assertion, withMessage: boolean): string | undefined {
  const condition = expressionText(test, at);
  if (message === undefined || !withMessage) return condition;
  const said = expressionText(message, at);
  return condition === undefined || said === undefined ? undefined : `${condition}; msg: ${said}`;
}

/** The types that keywords of JSON Schema say something of. */
const typesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["minimum", ["integer", "number"]],
  ["maximum", ["integer", "number"]],
  ["exclusiveMinimum", ["integer", "number"]],
  ["exclusiveMaximum", ["integer", "number"]],
  ["minLength", ["string"]],
  ["maxLength", ["string"]],
  ["pattern", ["string"]],
  ["minItems", ["array"]],
  ["maxItems", ["array"]],
  ["minProperties", ["object"]],
  ["maxProperties", ["object"]],
]);

/** A schema, and what conditions say in its words besides. */
export interface Implied {
  readonly schema: Json;
  readonly keywords: ReadonlyMap<Assertion, readonly string[]>;
}

/** Says in words of JSON Schema what conditions say of a value as a whole, or of its properties. */
export function withImplied(schema: Json, assertions: readonly Assertion[]): Implied {
  const keywords = new Map<Assertion, readonly string[]>();
  const declared = schema["properties"];
  const properties = new Map(isObject(declared) ? Object.entries(declared) : []);
  let whole = schema;
  for (const assertion of assertions) {
    const { at, implies } = assertion;
    const [name, ...others] = at?.keys ?? [];
    if (implies === undefined || others.length > 0) continue;
    const place = name === undefined ? whole : properties.get(name);
    if (!isObject(place)) continue;
    const added = fitting(place, implies);
    keywords.set(assertion, Object.keys(added));
    if (name === undefined) whole = { ...whole, ...added };
    else properties.set(name, { ...place, ...added });
  }
  const isChanged = properties.size > 0 && keywords.size > 0;
  return {
    schema: isChanged ? { ...whole, properties: Object.fromEntries(properties) } : whole,
    keywords,
  };
}

/** The keywords that say something of a schema's values and are not taken. */
function fitting(schema: Json, implies: NonNullable<Assertion["implies"]>): Json {
  const { type } = schema;
  // Digits in a string are not compared with bounds.
  const isText = schema["x-volo-number"] !== undefined;
  return Object.fromEntries(
    Object.entries(implies).filter(
      ([key]) =>
        !isText &&
        !Object.hasOwn(schema, key) &&
        typeof type === "string" &&
        typesOf.get(key)?.includes(type) === true,
    ),
  );
}
