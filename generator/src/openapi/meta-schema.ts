import { createRequire } from "node:module";
import type { AnySchemaObject, ErrorObject, ValidateFunction } from "ajv";
import { names20, prepare20 } from "./v2/meta-schema.ts";
import type { Version } from "./version.ts";

type Json = { [key: string]: unknown };

const require = createRequire(import.meta.url);

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A compiled schema of documents, with what messages need to know about it. */
export interface DocumentValidator {
  readonly validate: ValidateFunction;
  /** The name of the object of the specification that a subschema describes. */
  readonly nameOf: (schema: object | undefined) => string | undefined;
  /** Fields that the object of that name has. */
  readonly fieldsOf: (name: string) => readonly string[];
}

/**
 * OAI's schema of 3.0 documents, rewritten so that a fault is reported once and where it is, with the same verdict:
 * choices between an object and a Reference Object are decided by `$ref`, security schemes by `type`, parameters by
 * `in`. It is written in draft 4, of which only `exclusiveMinimum` differs in what it uses.
 */
function prepare30(schema: Json): Json {
  const reference = { $ref: "#/definitions/Reference" };
  const isReference = { type: "object", required: ["$ref"] };
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isRecord(value)) return value;
    const out: Json = {};
    for (const key of Object.keys(value)) if (key !== "id" && key !== "$schema") out[key] = visit(value[key]);
    if (out["exclusiveMinimum"] === true) {
      out["exclusiveMinimum"] = out["minimum"];
      delete out["minimum"];
    }
    const choice = value["oneOf"];
    const isRef = (item: unknown): boolean => isRecord(item) && item["$ref"] === reference.$ref;
    if (Array.isArray(choice) && choice.some(isRef)) {
      const others = choice.filter((item) => !isRef(item)) as Json[];
      const object = others.find((item) => item["$ref"] !== undefined) ?? {};
      const boolean = others.some((item) => item["type"] === "boolean");
      delete out["oneOf"];
      const rest: Json = { if: isReference, then: reference, else: visit(object) as Json };
      return boolean ? { ...out, if: { type: "boolean" }, else: rest } : { ...out, ...rest };
    }
    return out;
  };
  const out = visit(schema) as Json;
  const definitions = out["definitions"] as { [name: string]: Json };
  const branch = (field: string, value: string, then: unknown): Json => ({
    if: { required: [field], properties: { [field]: { enum: [value] } } },
    then,
  });
  definitions["SecurityScheme"] = {
    type: "object",
    required: ["type"],
    properties: { type: { enum: ["apiKey", "http", "oauth2", "openIdConnect"] } },
    allOf: [
      branch("type", "apiKey", { $ref: "#/definitions/APIKeySecurityScheme" }),
      branch("type", "http", { $ref: "#/definitions/HTTPSecurityScheme" }),
      branch("type", "oauth2", { $ref: "#/definitions/OAuth2SecurityScheme" }),
      branch("type", "openIdConnect", { $ref: "#/definitions/OpenIdConnectSecurityScheme" }),
    ],
  };
  const http = definitions["HTTPSecurityScheme"]!;
  delete http["oneOf"];
  http["if"] = { required: ["bearerFormat"] };
  http["then"] = { properties: { scheme: { pattern: "^[Bb][Ee][Aa][Rr][Ee][Rr]$" } } };
  const locations = (schema["definitions"] as { [name: string]: Json })["ParameterLocation"]![
    "oneOf"
  ] as Json[];
  definitions["ParameterLocation"] = {
    properties: { in: { enum: ["path", "query", "header", "cookie"] } },
    allOf: locations.map((location) => {
      const { in: place, ...properties } = location["properties"] as { in: { enum: string[] } } & Json;
      return branch("in", place.enum[0]!, { ...location, properties });
    }),
  };
  return out;
}

/** An object of OpenAPI's own vocabulary: these fields, extensions, and nothing else. */
function extensible(properties: Json, more: Json = {}): Json {
  return {
    type: "object",
    properties,
    patternProperties: { "^x-": true },
    additionalProperties: false,
    ...more,
  };
}

/**
 * What OpenAPI adds to the vocabularies of JSON Schema.
 * @see https://spec.openapis.org/oas/3.1/meta/base
 * @see https://spec.openapis.org/oas/3.2/meta/2026-02-26
 */
function vocabulary(version: Version): Json {
  const text = { type: "string" };
  const later = version === "3.2";
  return {
    discriminator: extensible(
      {
        propertyName: text,
        mapping: { type: "object", additionalProperties: text },
        ...(later && { defaultMapping: text }),
      },
      { required: ["propertyName"] },
    ),
    externalDocs: extensible(
      { url: { ...text, format: "uri-reference" }, description: text },
      { required: ["url"] },
    ),
    xml: extensible(
      {
        name: text,
        namespace: { ...text, format: later ? "iri" : "uri" },
        prefix: text,
        attribute: { type: "boolean" },
        wrapped: { type: "boolean" },
        ...(later && { nodeType: { enum: ["element", "attribute", "text", "cdata", "none"] } }),
      },
      later ? { dependentSchemas: { nodeType: { properties: { attribute: false, wrapped: false } } } } : {},
    ),
  };
}

/**
 * OAI's schema of documents since 3.1 with its place for Schema Objects bound to the dialect of OpenAPI: the
 * vocabularies of JSON Schema 2020-12 and OpenAPI's own, as one schema. `$dynamicRef`, by which both are composed, is
 * replaced by what it resolves to here.
 * @see https://spec.openapis.org/oas/3.1/dialect/base
 */
function prepareSince31(schema: Json, version: Version): { root: Json; dialect: Json } {
  const id = `urn:volo-gen:schema-object:${version}`;
  const bind = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(bind);
    if (!isRecord(value)) return value;
    if (value["$dynamicRef"] === "#meta") return { $ref: id };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bind(inner)]));
  };
  const properties: Json = {};
  const defs: Json = {};
  for (const name of [
    "core",
    "applicator",
    "unevaluated",
    "validation",
    "meta-data",
    "format-annotation",
    "content",
  ]) {
    const part = require(`ajv/dist/refs/json-schema-2020-12/meta/${name}.json`) as Json;
    Object.assign(properties, bind(part["properties"]));
    Object.assign(defs, bind(part["$defs"] ?? {}));
  }
  Object.assign(properties, vocabulary(version));
  const dialect: Json = { $id: id, type: ["object", "boolean"], properties, $defs: defs };
  const root = bind(schema) as Json;
  (root["$defs"] as Json)["schema"] = { $ref: id };
  return { root, dialect };
}

const names: Readonly<Record<string, string>> = {
  "map-of-strings": "map of texts",
  info: "info object",
  Info: "info object",
  paths: "paths",
  Paths: "paths",
  APIKeySecurityScheme: "security scheme",
  HTTPSecurityScheme: "security scheme",
  OAuth2SecurityScheme: "security scheme",
  OpenIdConnectSecurityScheme: "security scheme",
  ParameterLocation: "parameter",
  XML: "XML object",
  ...names20,
};

/** `PathItem` and `path-item` as people say it. */
function humanName(definition: string): string {
  return (
    names[definition] ??
    definition
      .replace(/-or-reference$/, "")
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .replaceAll("-", " ")
      .toLowerCase()
  );
}

/** Names each definition and collects the fields that it mentions, also in its conditions. */
function index(
  roots: readonly { readonly schema: Json; readonly name: string }[],
): Pick<DocumentValidator, "nameOf" | "fieldsOf"> {
  const byNode = new WeakMap<object, string>();
  const fields = new Map<string, Set<string>>();
  const root = roots.find(({ name }) => name === "document")?.schema;
  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) return value.forEach((item) => visit(item, name));
    if (!isRecord(value)) return;
    if (!byNode.has(value)) byNode.set(value, name);
    for (const key of Object.keys(value)) {
      const inner = value[key];
      if (key === "$defs" || key === "definitions") {
        for (const [definition, schema] of Object.entries(inner as Json)) {
          // Definitions inside a definition are its conditions.
          visit(schema, value === root ? humanName(definition) : name);
        }
      } else if (key === "properties" && isRecord(inner)) {
        let set = fields.get(name);
        if (set === undefined) fields.set(name, (set = new Set()));
        for (const field of Object.keys(inner)) set.add(field);
        visit(inner, name);
      } else visit(inner, name);
    }
  };
  for (const { schema, name } of roots) visit(schema, name);
  return {
    nameOf: (schema) => (schema === undefined ? undefined : byNode.get(schema)),
    fieldsOf: (name) => [...(fields.get(name) ?? [])],
  };
}

const compiled = new Map<Version, Promise<DocumentValidator>>();

/** The validator of a version; ajv is loaded and the schema compiled on first use. */
export function documentValidator(version: Version): Promise<DocumentValidator> {
  let validator = compiled.get(version);
  if (validator === undefined) compiled.set(version, (validator = compile(version)));
  return validator;
}

async function compile(version: Version): Promise<DocumentValidator> {
  const [{ Ajv2020 }, formats] = await Promise.all([import("ajv/dist/2020.js"), import("ajv-formats")]);
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    verbose: true,
    logger: false,
    validateSchema: false,
    addUsedSchema: false,
    inlineRefs: false,
    meta: false,
  });
  formats.default.default(ajv, { mode: "fast", formats: ["email", "uri", "uri-reference"] });
  // These two are checked where patterns and contents are lowered.
  ajv.addFormat("regex", true);
  ajv.addFormat("media-range", true);
  ajv.addFormat("iri", true);
  const published = require(`@seriousme/openapi-schema-validator/schemas/v${version}/schema.json`) as Json;
  if (version === "2.0" || version === "3.0") {
    const schema = version === "2.0" ? prepare20(published) : prepare30(published);
    return { validate: ajv.compile(schema as AnySchemaObject), ...index([{ schema, name: "document" }]) };
  }
  const { root, dialect } = prepareSince31(published, version);
  ajv.addSchema(dialect as AnySchemaObject);
  return {
    validate: ajv.compile(root as AnySchemaObject),
    ...index([
      { schema: dialect, name: "schema" },
      { schema: root, name: "document" },
    ]),
  };
}

export type { ErrorObject };
