type Json = { [key: string]: unknown };

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the schema of 2.0 takes from draft 4 of JSON Schema, by its pointer there, in today's words. */
const draft4: Readonly<Record<string, Json>> = {
  "/properties/title": { type: "string" },
  "/properties/description": { type: "string" },
  "/properties/default": {},
  "/properties/multipleOf": { type: "number", exclusiveMinimum: 0 },
  "/properties/maximum": { type: "number" },
  "/properties/exclusiveMaximum": { type: "boolean" },
  "/properties/minimum": { type: "number" },
  "/properties/exclusiveMinimum": { type: "boolean" },
  "/properties/pattern": { type: "string" },
  "/properties/uniqueItems": { type: "boolean" },
  "/properties/enum": { type: "array", minItems: 1 },
  "/properties/type": {
    if: { type: "array" },
    then: { type: "array", minItems: 1, items: { type: "string" } },
    else: { type: "string" },
  },
  "/definitions/positiveInteger": { type: "integer", minimum: 0 },
  "/definitions/positiveIntegerDefault0": { type: "integer", minimum: 0 },
  "/definitions/stringArray": { type: "array", minItems: 1, uniqueItems: true, items: { type: "string" } },
};

const draft4Id = "http://json-schema.org/draft-04/schema#";

const isReference: Json = { type: "object", required: ["$ref"] };

const to = (definition: string): Json => ({ $ref: `#/definitions/${definition}` });

/** A choice that one field decides: a fault is reported once, by the alternative that was meant. */
function byField(field: string, alternatives: Readonly<Record<string, Json>>): Json {
  return {
    type: "object",
    required: [field],
    properties: { [field]: { enum: Object.keys(alternatives) } },
    allOf: Object.entries(alternatives).map(([value, then]) => ({
      if: { required: [field], properties: { [field]: { const: value } } },
      then,
    })),
  };
}

/**
 * The published schema of 2.0 documents, rewritten so that a fault is reported once and where it is, with the same
 * verdict but for extensions of scopes: choices are decided by `$ref`, `in`, `type` and `flow`. Values of `enum` that occur twice and patterns are
 * judged where they are lowered.
 * @see https://spec.openapis.org/oas/2.0/schema/2017-08-27
 */
export function prepare20(schema: Json): Json {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isRecord(value)) return value;
    const ref = value["$ref"];
    if (typeof ref === "string" && ref.startsWith(draft4Id)) return draft4[ref.slice(draft4Id.length)] ?? {};
    const out: Json = {};
    for (const key of Object.keys(value)) if (key !== "id" && key !== "$schema") out[key] = visit(value[key]);
    // Descriptions of the schema itself say nothing about documents.
    if (typeof out["description"] === "string") delete out["description"];
    return out;
  };
  const out = visit(schema) as Json;
  const definitions = out["definitions"] as { [name: string]: Json };
  const properties = (name: string): Json => (definitions[name]?.["properties"] ?? {}) as Json;

  definitions["parameter"] = byField("in", {
    body: to("bodyParameter"),
    path: to("pathParameterSubSchema"),
    query: to("queryParameterSubSchema"),
    header: to("headerParameterSubSchema"),
    formData: to("formDataParameterSubSchema"),
  });
  for (const place of ["path", "query", "header", "formData"]) {
    const parameter = definitions[`${place}ParameterSubSchema`];
    // The rule of path parameters is checked where they are lowered.
    if (parameter !== undefined) parameter["required"] = ["name", "in", "type"];
  }
  const parameters = definitions["parametersList"] ?? {};
  parameters["items"] = { if: isReference, then: to("jsonReference"), else: to("parameter") };
  definitions["responseValue"] = { if: isReference, then: to("jsonReference"), else: to("response") };
  properties("response")["schema"] = {
    if: { required: ["type"], properties: { type: { const: "file" } } },
    then: to("fileSchema"),
    else: to("schema"),
  };
  properties("schema")["items"] = {
    if: { type: "array" },
    then: { type: "array", minItems: 1, items: to("schema") },
    else: to("schema"),
  };
  properties("schema")["additionalProperties"] = { if: { type: "boolean" }, then: true, else: to("schema") };
  // The text of the specification lets scopes be extended; its schema forgets it.
  const scopes = definitions["oauth2Scopes"] ?? {};
  scopes["patternProperties"] = { "^x-": {} };
  const schemes = definitions["securityDefinitions"] ?? {};
  schemes["additionalProperties"] = byField("type", {
    basic: to("basicAuthenticationSecurity"),
    apiKey: to("apiKeySecurity"),
    oauth2: byField("flow", {
      implicit: to("oauth2ImplicitSecurity"),
      password: to("oauth2PasswordSecurity"),
      application: to("oauth2ApplicationSecurity"),
      accessCode: to("oauth2AccessCodeSecurity"),
    }),
  });
  return out;
}

/** The definitions of the published schema as people say them. */
export const names20: Readonly<Record<string, string>> = {
  bodyParameter: "parameter",
  definitions: "definitions",
  fileSchema: "schema",
  formDataParameterSubSchema: "parameter",
  headerParameterSubSchema: "parameter",
  jsonReference: "reference",
  pathParameterSubSchema: "parameter",
  primitivesItems: "items object",
  queryParameterSubSchema: "parameter",
  responseValue: "response",
  apiKeySecurity: "security scheme",
  basicAuthenticationSecurity: "security scheme",
  oauth2AccessCodeSecurity: "security scheme",
  oauth2ApplicationSecurity: "security scheme",
  oauth2ImplicitSecurity: "security scheme",
  oauth2PasswordSecurity: "security scheme",
  securityDefinitions: "security scheme",
  securityRequirement: "security requirement",
};
