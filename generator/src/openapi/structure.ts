import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Version } from "./version.ts";
import { dialectOf } from "./version.ts";

/** The objects of the specification that hold or are the target of references. */
export type Kind =
  | "document"
  | "components"
  | "pathItem"
  | "operation"
  | "parameter"
  | "requestBody"
  | "mediaType"
  | "encoding"
  | "response"
  | "header"
  | "example"
  | "link"
  | "callback"
  | "securityScheme"
  | "schema"
  | "discriminator";

/**
 * What a field holds: one object, a list of them, one or a list (`some`), or a map of them (`paths`: only keys that start
 * with a slash).
 */
type Slot = readonly [Kind, "one" | "list" | "some" | "map" | "paths"];

type Fields = Readonly<Record<string, Slot>>;

const operations = Object.fromEntries(
  ["get", "put", "post", "delete", "options", "head", "patch", "trace"].map((method) => [
    method,
    ["operation", "one"] as const,
  ]),
);

const examples: Fields = { examples: ["example", "map"] };

/** @see https://spec.openapis.org/oas/v2.0.html#schema-object */
const schema20: Fields = {
  allOf: ["schema", "list"],
  items: ["schema", "some"],
  properties: ["schema", "map"],
  additionalProperties: ["schema", "one"],
  // Of later versions: refused, but understood when one is lenient.
  oneOf: ["schema", "list"],
  anyOf: ["schema", "list"],
  not: ["schema", "one"],
};

const schema30: Fields = {
  not: ["schema", "one"],
  allOf: ["schema", "list"],
  oneOf: ["schema", "list"],
  anyOf: ["schema", "list"],
  items: ["schema", "one"],
  properties: ["schema", "map"],
  additionalProperties: ["schema", "one"],
  discriminator: ["discriminator", "one"],
  "x-volo-keys": ["schema", "one"],
};

const schema31: Fields = {
  ...schema30,
  prefixItems: ["schema", "list"],
  contains: ["schema", "one"],
  propertyNames: ["schema", "one"],
  patternProperties: ["schema", "map"],
  dependentSchemas: ["schema", "map"],
  if: ["schema", "one"],
  then: ["schema", "one"],
  else: ["schema", "one"],
  unevaluatedItems: ["schema", "one"],
  unevaluatedProperties: ["schema", "one"],
  contentSchema: ["schema", "one"],
  $defs: ["schema", "map"],
};

const base: Readonly<Record<Exclude<Kind, "schema">, Fields>> = {
  document: {
    paths: ["pathItem", "paths"],
    components: ["components", "one"],
    "x-volo-constants": ["mediaType", "map"],
  },
  components: {
    schemas: ["schema", "map"],
    responses: ["response", "map"],
    parameters: ["parameter", "map"],
    examples: ["example", "map"],
    requestBodies: ["requestBody", "map"],
    headers: ["header", "map"],
    securitySchemes: ["securityScheme", "map"],
    links: ["link", "map"],
    callbacks: ["callback", "map"],
  },
  pathItem: { ...operations, parameters: ["parameter", "list"] },
  operation: {
    parameters: ["parameter", "list"],
    requestBody: ["requestBody", "one"],
    responses: ["response", "map"],
    callbacks: ["callback", "map"],
  },
  parameter: { schema: ["schema", "one"], content: ["mediaType", "map"], ...examples },
  requestBody: { content: ["mediaType", "map"] },
  mediaType: { schema: ["schema", "one"], encoding: ["encoding", "map"], ...examples },
  encoding: { headers: ["header", "map"] },
  response: { headers: ["header", "map"], content: ["mediaType", "map"], links: ["link", "map"] },
  header: {
    schema: ["schema", "one"],
    content: ["mediaType", "map"],
    ...examples,
    "x-volo-cookies": ["mediaType", "list"],
  },
  example: {},
  link: {},
  callback: {},
  securityScheme: {},
  discriminator: {},
};

type Structure = Readonly<Record<Kind, Fields>>;

const since31: Structure = {
  ...base,
  document: { ...base.document, webhooks: ["pathItem", "map"] },
  components: { ...base.components, pathItems: ["pathItem", "map"] },
  schema: schema31,
};

/** Encodings by position, which may be nested from 3.2 on. */
const encodings: Fields = {
  encoding: ["encoding", "map"],
  prefixEncoding: ["encoding", "list"],
  itemEncoding: ["encoding", "one"],
};

/** Which fields of which object hold which objects, by version. */
const structures: Readonly<Record<Version, Structure>> = {
  "2.0": {
    ...base,
    document: {
      paths: ["pathItem", "paths"],
      definitions: ["schema", "map"],
      parameters: ["parameter", "map"],
      responses: ["response", "map"],
    },
    components: {},
    operation: { parameters: ["parameter", "list"], responses: ["response", "map"] },
    // The type of other parameters and of headers stands in them and holds no reference.
    parameter: { schema: ["schema", "one"] },
    response: { schema: ["schema", "one"] },
    header: {},
    schema: schema20,
  },
  "3.0": { ...base, schema: schema30 },
  "3.1": since31,
  "3.2": {
    ...since31,
    components: { ...since31.components, mediaTypes: ["mediaType", "map"] },
    pathItem: {
      ...since31.pathItem,
      query: ["operation", "one"],
      additionalOperations: ["operation", "map"],
    },
    mediaType: { ...since31.mediaType, itemSchema: ["schema", "one"], ...encodings },
    encoding: { ...since31.encoding, ...encodings },
  },
};

/** The sections of Components, by the kind of the objects that are kept there. */
const components: Readonly<Partial<Record<Kind, string>>> = {
  schema: "schemas",
  response: "responses",
  parameter: "parameters",
  example: "examples",
  requestBody: "requestBodies",
  header: "headers",
  securityScheme: "securitySchemes",
  link: "links",
  callback: "callbacks",
};

/** Where objects of a kind are kept: the name of an object in Components, in 2.0 of one in the document itself. */
const sections: Readonly<Record<Version, Readonly<Partial<Record<Kind, string>>>>> = {
  "2.0": { schema: "definitions", parameter: "parameters", response: "responses" },
  "3.0": components,
  "3.1": { ...components, pathItem: "pathItems" },
  "3.2": { ...components, pathItem: "pathItems", mediaType: "mediaTypes" },
};

/** The keys that lead from the root of a document to where objects of a kind are kept by name, if there is such a place. */
export function sectionOf(version: Version, kind: Kind): readonly string[] | undefined {
  const section = sections[version][kind];
  if (section === undefined) return undefined;
  return version === "2.0" ? [section] : ["components", section];
}

/** The names of all sections: the last keys that {@link sectionOf} gives. */
export function sectionNames(version: Version): readonly string[] {
  return Object.values(sections[version]);
}

/** True for a kind that may be written as a Reference Object, or carries `$ref` itself. */
function isReferable(version: Version, kind: Kind): boolean {
  // No version lets an operation be a reference, but documents do it: whoever lowers one says so.
  return kind === "pathItem" || kind === "operation" || sections[version][kind] !== undefined;
}

/** The `$ref` of an object that may have one. */
export function refOf(value: JsonData | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const ref = getOwn(value, "$ref");
  return typeof ref === "string" ? ref : undefined;
}

/** The fields of an object of the specification that hold other objects. */
export function fieldsOf(version: Version, kind: Kind): Fields {
  return structures[version][kind];
}

/** What {@link walk} meets. */
export interface Visitor {
  /** Every object of a kind, before what is in it. Answer `false` to leave out what is in it. */
  readonly enter?: (kind: Kind, value: JsonObject, span: NodeSpan) => boolean | void;
  readonly reference: (kind: Kind, ref: string, holder: JsonObject, span: NodeSpan) => void;
}

/**
 * Visits every object of the specification under a node, and nothing that only looks like one: examples, defaults,
 * enumerations and extensions are data, save those of our own that hold schemas.
 */
export function walk(version: Version, kind: Kind, value: JsonData, span: NodeSpan, visitor: Visitor): void {
  if (!isObject(value)) return;
  if (isReferable(version, kind)) {
    const ref = refOf(value);
    if (ref !== undefined) {
      visitor.reference(kind, ref, value, span);
      // Only these two have meaning beside `$ref`.
      if (kind !== "pathItem" && !(kind === "schema" && dialectOf(version) !== "3.0")) return;
    }
  }
  if (visitor.enter?.(kind, value, span) === false) return;
  if (kind === "callback") {
    for (const key of Object.keys(value)) {
      if (!key.startsWith("x-")) walk(version, "pathItem", value[key]!, childSpan(span, key), visitor);
    }
    return;
  }
  const fields = structures[version][kind];
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(fields, key)) continue;
    const [child, shape] = fields[key]!;
    const inner = value[key]!;
    const innerSpan = childSpan(span, key);
    if (shape === "one") walk(version, child, inner, innerSpan, visitor);
    else if (shape === "list") {
      if (isArray(inner))
        inner.forEach((item, i) => walk(version, child, item, childSpan(innerSpan, i), visitor));
    } else if (shape === "some") {
      const items = isArray(inner) ? inner : [inner];
      items.forEach((item, i) =>
        walk(version, child, item, isArray(inner) ? childSpan(innerSpan, i) : innerSpan, visitor),
      );
    } else if (isObject(inner)) {
      for (const name of Object.keys(inner)) {
        if (shape === "paths" && !name.startsWith("/")) continue;
        walk(version, child, inner[name]!, childSpan(innerSpan, name), visitor);
      }
    }
  }
}
