import type { Assertion, Type } from "../../ir/index.ts";
import { pathsOf } from "../../ir/expressions.ts";
import type { AssertionPlace } from "../assertion/index.ts";
import { assertionBody, messageOf } from "../assertion/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, indent, join, literal } from "../code.ts";
import type { Place } from "./scope.ts";
import { inside } from "./scope.ts";

/** A function that tells whether a value of a type, which it has been found to be, passes an assertion of the author's. */
export function assertionFunction(type: Type, assertion: Assertion, place: Place): Code {
  const at = partPlace(assertion, place);
  return functionOf(
    `is${at.hint}Accepted`,
    "boolean",
    assertionBody(assertion, assertionPlace(type, at)),
    at,
  );
}

/** `{ is: isOrderCountAccepted, at: ["count"], message: "…" }`, as the runtime's `explain` reads it. */
export function assertionSchema(type: Type, assertion: Assertion, place: Place): Code {
  // While repeated schemas are looked for, nothing is declared.
  if (!place.scope.repeats.isComplete) return literal(assertion.text);
  const at = partPlace(assertion, place);
  const message = messageOf(assertion, assertionPlace(type, at));
  const text = "text" in message ? message.text : functionOf(`say${at.hint}`, "string", message.body, at);
  const keys = assertion.at?.keys ?? [];
  const others = pathsOf(assertion.test).map((path) => names(path.keys));
  const beside = [...new Set(others)].filter((one) => one !== names(keys));
  return code`{ ${join(
    [
      code`is: ${assertionFunction(type, assertion, place)}`,
      ...(keys.length === 0 ? [] : [code`at: ${names(keys)}`]),
      ...(beside.length === 0 ? [] : [code`beside: [${join(beside, ", ")}]`]),
      code`message: ${text}`,
    ],
    ", ",
  )} }`;
}

function names(keys: readonly string[]): Code {
  return literal([...keys]);
}

function partPlace(assertion: Assertion, place: Place): Place {
  return (assertion.at?.keys ?? []).reduce(inside, place);
}

function functionOf(name: string, result: "boolean" | "string", body: Code, place: Place): Code {
  const v = /\bv\b/.test(body.replaceAll(/"(?:[^"\\]|\\.)*"/g, "")) ? identifier("v") : identifier("_v");
  return place.scope.function(name, code`(${v}: unknown): ${identifier(result)} {\n${indent(body)}\n}`);
}

function assertionPlace(type: Type, place: Place): AssertionPlace {
  const { scope } = place;
  return {
    types: scope.types,
    runtime: (name) => scope.file.runtime(name),
    pattern: (source) => scope.pattern(source, place),
    root: (path) => {
      if (path.from !== "self") throw new Error("the assertion of a type is about its values");
      return { code: identifier("v"), type };
    },
  };
}
