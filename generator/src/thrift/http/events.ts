import type { Content } from "../../ir/operation.ts";
import type { Property, Type } from "../../ir/type.ts";
import type { TextSpan } from "../../source/span.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { fieldsObject } from "./body.ts";
import { isBase } from "./shape.ts";

/** The fields of an event (HTML, server-sent events), and the base types that they can have. */
const eventFields: ReadonlyMap<string, readonly string[]> = new Map([
  ["id", ["string"]],
  ["event", ["string"]],
  ["data", ["string"]],
  ["retry", ["byte", "i8", "i16", "i32"]],
]);

/**
 * A stream of server-sent events. A result whose fields are those of an event is one; any other result is the JSON in the
 * data of an event.
 *
 * @param whole the type of the result.
 * @param fields those that are sent.
 */
export function eventsOf(
  cx: ThriftContext,
  whole: Type,
  fields: readonly FieldBinding[],
  span: TextSpan,
): Content {
  const isEvent =
    fields.some(({ bodyName }) => bodyName === "data") &&
    fields.every(({ bodyName, type }) => isBase(type, ...(eventFields.get(bodyName) ?? [])));
  const items: Type = isEvent
    ? fieldsObject(
        cx,
        fields.map((binding) => ({ binding, name: binding.bodyName })),
        span,
        "reply",
      )
    : eventWith(whole, span);
  return {
    mediaType: "text/event-stream",
    format: "stream",
    type: { kind: "stream", framing: "sse", items, span },
    encoding: [],
    span,
  };
}

function eventWith(data: Type, span: TextSpan): Type {
  const text: Type = { kind: "string", constraints: {}, span };
  const retry: Type = { kind: "integer", as: "number", constraints: { minimum: 0 }, span };
  const property = (name: string, type: Type, required: boolean): Property => ({
    name,
    type,
    required,
    span,
  });
  return {
    kind: "object",
    properties: [
      property("id", text, false),
      property("event", text, false),
      { ...property("data", data, true), content: "application/json" },
      property("retry", retry, false),
    ],
    additional: "open",
    constraints: {},
    span,
  };
}
