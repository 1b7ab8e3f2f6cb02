import type { Parameter, ParameterStyle } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan, pathOf } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { isArray, isObject } from "../../source/value.ts";
import { sharedName } from "../components.ts";
import type { Context } from "../context.ts";
import { docsOf, flag, quote, report, text } from "../context.ts";
import { refOf } from "../structure.ts";
import { authorName } from "../volo/names.ts";
import { isToken } from "../token.ts";
import type { Collection } from "./collection.ts";
import { lowerValue } from "./collection.ts";

/** Where a parameter of 2.0 stands. */
export type Place = "path" | "query" | "header" | "formData" | "body";

const places: readonly Place[] = ["path", "query", "header", "formData", "body"];

/** A parameter as it is written, behind its reference. */
export interface Input {
  readonly place: Place;
  readonly name: string;
  readonly value: JsonObject;
  /** Where it is defined. */
  readonly span: NodeSpan;
  /** Where it is listed. */
  readonly at: NodeSpan;
  /** The author's name for one that is defined for several operations. */
  readonly shared: string | undefined;
}

/** Identity of a parameter in an operation; header names have no case. */
function keyOf({ place, name }: Input): string {
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

/** The parameters of a list, each once; one that is listed twice is reported. */
export function readInputs(cx: Context, list: JsonData | undefined, span: NodeSpan): Input[] {
  if (!isArray(list)) return [];
  const found = new Map<string, Input>();
  list.forEach((item, i) => {
    const at = childSpan(span, i);
    const repaired = ofSchema(cx, item, at);
    const node = repaired ?? cx.references.follow(item, at);
    if (node === undefined || !isObject(node.value)) return;
    const name = text(node.value, "name");
    const place = places.find((one) => one === text(node.value as JsonObject, "in"));
    // Reported by the validation of the document.
    if (name === undefined || place === undefined) return;
    const input: Input = {
      place,
      name,
      value: node.value,
      span: node.span,
      at,
      shared: repaired === undefined ? sharedName(item, cx, at) : undefined,
    };
    const first = found.get(keyOf(input));
    if (first === undefined) found.set(keyOf(input), input);
    else {
      report(cx, "VG2023", at, `the ${place} parameter ${quote(name)} is declared twice`, {
        related: [{ message: "the first declaration", span: first.at }],
      });
    }
  });
  return [...found.values()];
}

/** A parameter beside whose name stands a reference to a schema: it was reported, and the schema is taken as its type. */
function ofSchema(
  cx: Context,
  item: JsonData,
  span: NodeSpan,
): { readonly value: JsonData; readonly span: NodeSpan } | undefined {
  const ref = refOf(item);
  if (ref === undefined || !isObject(item) || !Object.hasOwn(item, "in")) return undefined;
  const target = cx.references.target(ref, span);
  const isSchema = target !== undefined && pathOf(target.span)[0] === "definitions";
  return isSchema ? { value: { ...item, schema: { $ref: ref } }, span } : undefined;
}

/** The parameters of an operation override those of its path item by place and name. */
export function mergeInputs(outer: readonly Input[], inner: readonly Input[]): Input[] {
  const own = new Map(inner.map((input) => [keyOf(input), input]));
  const kept = outer.map((input) => {
    const replacement = own.get(keyOf(input));
    own.delete(keyOf(input));
    return replacement ?? input;
  });
  return [...kept, ...own.values()];
}

/** Header parameters that other fields of a document describe. */
const ignoredHeaders: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** Lowers a parameter of the path, the query or the header. */
export function lowerParameter(cx: Context, input: Input): Parameter | undefined {
  const { place, name, value, span, at, shared } = input;
  if (place === "formData" || place === "body") return undefined;
  if (place === "header" && ignoredHeaders.has(name.toLowerCase())) {
    report(cx, "VG2026", at, `the header parameter ${quote(name)} is ignored: other fields describe it`, {
      hint:
        name.toLowerCase() === "authorization"
          ? "describe it in securityDefinitions"
          : 'it follows from "consumes" and "produces"',
    });
    return undefined;
  }
  if (place === "header" && !isToken(name)) {
    report(cx, "VG2025", childSpan(span, "name"), `${quote(name)} is not a legal name of a header`);
    return undefined;
  }
  let required = flag(value, "required") === true;
  if (place === "path" && !required) {
    report(cx, "VG2029", span, `the path parameter ${quote(name)} must be marked as required`, {
      hint: "add required: true",
    });
    required = true;
  }
  const { type, collection } = lowerValue(cx, value, span);
  const docs = docsOf(value);
  const alias = authorName(cx, value, span);
  return {
    source: place,
    name,
    ...(alias !== undefined && { alias }),
    property: "",
    required,
    encoding: { kind: "style", ...styleOf(cx, place, collection, span), allowReserved: false },
    ...(shared !== undefined && { shared }),
    allowEmpty: place === "query" && flag(value, "allowEmptyValue") === true,
    type,
    ...(type.default !== undefined && { default: type.default }),
    ...(docs && { docs }),
    span,
  };
}

/** @see https://spec.openapis.org/oas/v2.0.html#parameter-object */
function styleOf(
  cx: Context,
  place: "path" | "query" | "header",
  collection: Collection,
  span: NodeSpan,
): { style: ParameterStyle; explode: boolean } {
  const plain = place === "query" ? "form" : "simple";
  if (collection === "csv") return { style: plain, explode: false };
  if (collection === "tabDelimited" && place === "path") {
    report(
      cx,
      "VG2101",
      childSpan(span, "collectionFormat"),
      'the format "tsv" does not exist in the path: servers refuse control characters there',
      { hint: 'without "collectionFormat" the items are separated by commas' },
    );
    return { style: plain, explode: false };
  }
  if (collection !== "multi") return { style: collection, explode: false };
  if (place !== "query") {
    report(
      cx,
      "VG2101",
      childSpan(span, "collectionFormat"),
      'the format "multi" exists only in the query and in forms: a name cannot be repeated here',
      { hint: 'without "collectionFormat" the items are separated by commas' },
    );
  }
  return { style: plain, explode: place === "query" };
}
