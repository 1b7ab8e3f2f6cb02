import type { Type } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import type { TypePrinter } from "../types/print.ts";
import type { Changes } from "./changes.ts";
import { isFreeForm } from "./flatten.ts";
import type { Place } from "./scope.ts";

/** What the writers of values and of unions ask each other for. */
export interface Writers {
  readonly printer: TypePrinter;
  readonly changes: Changes;
  /** The text of a value as an expression; `undefined` when it takes statements. */
  expression(type: Type, value: Code, place: Place): Code | undefined;
  /** A function that writes its argument. */
  writer(type: Type, place: Place): Code;
  /** Like {@link Writers.writer} for a type that no inference tells: its parameter has a type annotation. */
  typedWriter(type: Type, place: Place): Code;
}

/** The runtime's writer of a type that needs no other. */
export function scalarWriter(
  type: Type,
):
  | "str"
  | "num"
  | "int"
  | "digits"
  | "numText"
  | "intText"
  | "digitsText"
  | "bool"
  | "base64"
  | "base64url"
  | "json"
  | undefined {
  switch (type.kind) {
    case "string":
      return "str";
    case "number":
      return type.text === "write" ? "numText" : "num";
    case "integer":
      if (type.text === "write") return type.as === "string" ? "digitsText" : "intText";
      return type.as === "string" ? "digits" : "int";
    case "boolean":
      return "bool";
    case "bytes":
      return type.encoding === "base64" ? "base64" : "base64url";
    case "literal":
      if (typeof type.value === "string") return "str";
      return typeof type.value === "number" ? "num" : typeof type.value === "boolean" ? "bool" : "json";
    case "enum":
      if (type.members.every((member) => typeof member.value === "string")) return "str";
      return type.open === true ? "int" : "json";
    case "object":
      return isFreeForm(type) && type.additional !== "closed" ? "json" : undefined;
    case "unknown":
    case "never":
    case "binary":
    case "stream":
      return "json";
    default:
      return undefined;
  }
}
