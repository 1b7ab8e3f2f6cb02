import type { Code } from "../source/codes.ts";
import { didYouMean, nearest } from "../source/suggest.ts";
import type { JsonData } from "../source/value.ts";
import { isArray, isObject } from "../source/value.ts";
import { quote, show } from "./context.ts";
import type { DocumentValidator, ErrorObject } from "./meta-schema.ts";
import type { Version } from "./version.ts";
import { dialectOf } from "./version.ts";

/** One fault in our words. */
interface Fault {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The key of the faulty node to point at, when the key is the fault. */
  readonly key?: string;
  /** The lowering says it better where it gets there, which it does not in components that nothing uses. */
  readonly deferred?: true;
}

/** Fields without which a contract is still complete. */
const descriptive: ReadonlySet<string> = new Set(["description", "info", "summary", "title", "version"]);

const article = (name: string): string => (/^[aeiou]/i.test(name) ? `an ${name}` : `a ${name}`);

const typeNames: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  string: "a text",
};

function kindOf(value: JsonData): string {
  if (value === null) return "null";
  if (isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  return show(value);
}

function alternatives(items: readonly string[]): string {
  return items.length < 3 && !items[1]?.includes(" or ") ? items.join(" or ") : items.join(", ");
}

function list(items: readonly unknown[]): string {
  return items.map((item) => JSON.stringify(item)).join(", ");
}

/** Fields of a schema whose keys are the author's. */
const named: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "properties",
  "schemas",
]);

/** Whether a fault in a schema is that of a keyword's value, and not of a schema that is none. */
function isKeyword(path: readonly string[]): boolean {
  const [owner, last] = path.slice(-2);
  return last !== undefined && !/^\d+$/.test(last) && (owner === undefined || !named.has(owner));
}

/** Keywords that only repeat what a deeper error says. */
const echoes: ReadonlySet<string> = new Set(["if", "dependentSchemas", "propertyNames", "allOf", "$ref"]);

/** Says what the errors of a validator mean: one fault in the author's words for each. */
export class Translator {
  readonly #validator: DocumentValidator;
  readonly #version: Version;
  readonly #types: readonly string[];
  /** Instance paths with an error that is not about unknown fields. */
  readonly #faulty: ReadonlySet<string>;

  constructor(validator: DocumentValidator, version: Version, errors: readonly ErrorObject[]) {
    this.#validator = validator;
    this.#version = version;
    this.#types = Object.keys(typeNames).filter((name) => version !== "3.0" || name !== "null");
    const faulty = new Set<string>();
    for (const { instancePath, keyword } of errors) {
      if (keyword === "unevaluatedProperties" || keyword === "if") continue;
      // A fault below leaves the fields of every object around it unevaluated.
      for (let at = instancePath; !faulty.has(at); at = at.slice(0, at.lastIndexOf("/"))) {
        faulty.add(at);
        if (at === "") break;
      }
    }
    this.#faulty = faulty;
  }

  /** `undefined`: nothing to say, because another error or the lowering says it better. */
  translate(error: ErrorObject, path: readonly string[]): Fault | undefined {
    if (echoes.has(error.keyword) || error.propertyName !== undefined) return this.#propertyName(error);
    const name = this.#validator.nameOf(error.parentSchema as object | undefined) ?? "object";
    const data = error.data as JsonData;
    const params = error.params as { [key: string]: unknown };
    const last = path[path.length - 1];
    // The version has been judged already.
    if (path.length === 1 && (last === "openapi" || last === "swagger")) return undefined;
    switch (error.keyword) {
      case "required":
        return this.#required(name, String(params["missingProperty"]), data, error.schemaPath);
      case "additionalProperties":
      case "unevaluatedProperties":
        return this.#unknown(
          error,
          name,
          String(params["additionalProperty"] ?? params["unevaluatedProperty"]),
          data,
        );
      case "type": {
        if (error.schemaPath.includes("/anyOf/")) return undefined;
        const types = [params["type"]].flat() as string[];
        const hint =
          last === "type" && name === "schema" && isArray(data)
            ? "lists of types exist from OpenAPI 3.1 on; here write nullable: true or oneOf"
            : typeof data === "string" &&
                types.some((t) => t === "boolean" || t === "number" || t === "integer") &&
                /^(?:true|false|-?[\d.]+)$/.test(data)
              ? "remove the quotes"
              : (last === "exclusiveMinimum" || last === "exclusiveMaximum") && name === "schema"
                ? dialectOf(this.#version) === "3.0"
                  ? 'in OpenAPI 3.0 it is true beside "minimum" or "maximum"'
                  : "from OpenAPI 3.1 on it is the bound itself"
                : undefined;
        const prose = descriptive.has(last ?? "") && (typeof data === "number" || typeof data === "boolean");
        if (prose && name !== "schema" && types[0] === "string") {
          return {
            code: "VG2017",
            message: `${this.#subject(path)} must be a text, not ${kindOf(data)}`,
            hint: "put it in quotes",
          };
        }
        return {
          code: name === "schema" && isKeyword(path) ? "VG2250" : "VG2013",
          message: `${this.#subject(path)} must be ${alternatives(types.map((t) => typeNames[t] ?? t))}, not ${kindOf(data)}`,
          hint,
        };
      }
      case "enum":
      case "const": {
        // Types of schemas and the rule of path parameters are checked where they are lowered.
        if (name === "schema" && (last === "type" || path[path.length - 2] === "type")) {
          return {
            code: "VG2040",
            message: `there is no type ${show(data)}`,
            hint: typeof data === "string" ? didYouMean(data, this.#types) : undefined,
            deferred: true,
          };
        }
        if (this.#version === "2.0" && name === "parameter" && last === "type" && data === "object") {
          return { code: "VG2107", message: "a parameter other than the body cannot be an object" };
        }
        // Said where parameters are lowered.
        if (data === "multi" && name === "collection format" && !path.includes("headers")) return undefined;
        if (last === "required" && name !== "schema") {
          const message = "a path parameter must be marked as required";
          return { code: "VG2029", message, hint: "write required: true", deferred: true };
        }
        const allowed =
          error.keyword === "const" ? [params["allowedValue"]] : (params["allowedValues"] as unknown[]);
        return {
          code: "VG2013",
          message: `${this.#subject(path)} must be ${allowed.length > 1 ? "one of " : ""}${list(allowed)}, not ${kindOf(data)}`,
          hint:
            typeof data === "string"
              ? didYouMean(
                  data,
                  allowed.filter((a) => typeof a === "string"),
                )
              : undefined,
        };
      }
      case "anyOf":
        if (last === "type") {
          const names = isArray(data) ? data : [data];
          if (names.length > 0 && names.every((n) => typeof n === "string")) {
            return new Set(names).size === names.length
              ? undefined
              : { code: "VG2013", message: '"type" lists a type twice' };
          }
          const onlyNull = names.every((n) => n === null || typeof n === "string");
          return {
            code: onlyNull ? "VG2251" : "VG2250",
            message: `"type" must be the name of a type or a list of names, not ${show(data)}`,
            hint: names.includes(null) ? 'write "null" in quotes' : undefined,
          };
        }
        return {
          code: "VG2010",
          message: `${article(name)} needs one of the fields "paths", "components" and "webhooks"`,
        };
      case "oneOf":
      case "not":
        return this.#exclusive(name, data, error);
      case "format":
        return {
          code: "VG2014",
          message: `${this.#subject(path)} is not ${this.#format(String(params["format"]))}: ${show(data)}`,
        };
      case "pattern":
        if (name === "token" && typeof data === "string") return this.#token(data, last);
        return {
          code: "VG2013",
          message: `${this.#subject(path)} has a form that is not allowed: ${show(data)}`,
          hint:
            name === "parameter" && last === "name" ? "a path parameter is named without braces" : undefined,
        };
      case "uniqueItems":
        return {
          code: "VG2013",
          message: `${this.#subject(path)} holds the same item twice, at ${String(params["j"])} and ${String(params["i"])}`,
          // Parameters and tags that are equal are reported by name.
          ...((last === "parameters" || last === "tags") && { deferred: true }),
        };
      case "contains":
        return {
          code: "VG2120",
          message: 'at most one parameter may be in "querystring": it takes the whole query',
          deferred: true,
        };
      case "minProperties":
        if (last === "responses")
          return { code: "VG2031", message: "the operation declares no response", deferred: true };
        return { code: "VG2013", message: `${this.#subject(path)} must not be empty` };
      case "minItems":
        return {
          code: name === "schema" ? "VG2016" : "VG2013",
          message: `${this.#subject(path)} must not be empty`,
        };
      case "maxProperties":
        return {
          code: "VG2013",
          message: `${this.#subject(path)} must not have more than ${String(params["limit"])} entries`,
        };
      case "minimum":
      case "exclusiveMinimum":
        return {
          code: "VG2013",
          message: `${this.#subject(path)} must be ${error.keyword === "minimum" ? "at least" : "more than"} ${String(params["limit"])}, not ${kindOf(data)}`,
        };
      case "false schema":
        return { code: "VG2013", message: `${this.#subject(path)} is not allowed here` };
      default:
        return {
          code: "VG2013",
          message: `${this.#subject(path)} is wrong: ${error.message ?? error.keyword}`,
        };
    }
  }

  #subject(path: readonly string[]): string {
    const last = path[path.length - 1];
    if (last === undefined) return "the document";
    const owner = path[path.length - 2];
    return /^\d+$/.test(last) && owner !== undefined ? `item ${last} of ${quote(owner)}` : quote(last);
  }

  #format(format: string): string {
    return format === "email" ? "an e-mail address" : format === "uri" ? "an absolute URL" : "a URL";
  }

  #propertyName(error: ErrorObject): Fault | undefined {
    if (error.propertyName === undefined || error.keyword === "format" || error.keyword === "propertyNames")
      return undefined;
    const key = error.propertyName;
    if (error.keyword === "not") {
      const message = `the method ${quote(key)} has a field of its own`;
      return {
        code: "VG2123",
        message,
        hint: `write it as ${quote(key.toLowerCase())}`,
        key,
        deferred: true,
      };
    }
    return {
      code: "VG2112",
      message: `the name ${quote(key)} may hold only letters, digits, ".", "-" and "_"`,
      key,
    };
  }

  /** A name that is no token (RFC 9110 §5.6.2): the value of `name`, or a key of the object that `owner` holds. */
  #token(token: string, owner: string | undefined): Fault {
    const isMethod = owner === "additionalOperations";
    return {
      code: isMethod ? "VG2122" : "VG2025",
      message: `${quote(token)} is not a legal ${isMethod ? "method of HTTP" : "name of a header"}`,
      ...(owner !== "name" && { key: token }),
      deferred: true,
    };
  }

  #required(name: string, field: string, data: JsonData, schemaPath: string): Fault | undefined {
    if ((name === "operation" && field === "responses") || name === "responses")
      return { code: "VG2031", message: "the operation declares no response", deferred: true };
    if (/SchemaXORContent|ExampleXORExamples|\/(?:oneOf|anyOf)\//.test(schemaPath)) return undefined;
    if (field === "required" && name === "parameter") {
      const message = "a path parameter must be marked as required";
      return { code: "VG2029", message, hint: "add required: true", deferred: true };
    }
    if (this.#version === "2.0" && field === "type" && name === "parameter") {
      const has = isObject(data) && Object.hasOwn(data, "schema");
      return {
        code: "VG2107",
        message: 'a parameter other than the body needs the field "type"',
        hint: has ? 'write what stands in "schema" into the parameter itself' : undefined,
      };
    }
    const keys = isObject(data)
      ? Object.keys(data).filter((key) => !this.#validator.fieldsOf(name).includes(key))
      : [];
    const misspelled = nearest(field, keys);
    return {
      code:
        name === "document" && field === "paths" ? "VG2018" : descriptive.has(field) ? "VG2011" : "VG2010",
      message: `${article(name)} needs the field ${quote(field)}`,
      hint: misspelled === undefined ? undefined : `${quote(misspelled)} looks like it`,
    };
  }

  #unknown(error: ErrorObject, name: string, field: string, data: JsonData): Fault | undefined {
    if (name === "responses") {
      const message = `${quote(field)} is not a status of a response`;
      return { code: "VG2027", message, key: field, deferred: true };
    }
    if (name === "operation" && field === "$ref") {
      return { code: "VG2131", message: "an operation cannot be a reference", key: field, deferred: true };
    }
    const fields = this.#validator.fieldsOf(name);
    if (name === "paths") {
      return { code: "VG2024", message: `the path ${quote(field)} must start with "/"`, key: field };
    }
    if (
      error.keyword === "unevaluatedProperties" &&
      [...fields, ...this.#validator.fieldsOf("examples")].includes(field) &&
      this.#faulty.has(error.instancePath)
    )
      return undefined;
    if (this.#version === "2.0" && name === "parameter" && field === "schema") {
      const typed = isObject(data) && Object.hasOwn(data, "type");
      return typed ? { code: "VG2012", message: 'only the body has a "schema"', key: field } : undefined;
    }
    if (fields.includes(field)) {
      return {
        code: "VG2012",
        message: `the field ${quote(field)} is not allowed in this ${name}`,
        key: field,
      };
    }
    if (this.#version === "2.0" && name === "schema" && later30.has(field)) {
      return {
        code: "VG2100",
        message: `${quote(field)} is a keyword from OpenAPI 3.0 on`,
        hint: field === "nullable" ? "in OpenAPI 2.0 write x-nullable: true" : undefined,
        key: field,
      };
    }
    const taken = new Set(isObject(data) ? Object.keys(data) : []);
    const later = dialectOf(this.#version) === "3.0" && name === "schema" && newer.has(field);
    const hint = later
      ? "it is a keyword from OpenAPI 3.1 on"
      : didYouMean(
          field,
          fields.filter((f) => !taken.has(f)),
        );
    // A constant means the same everywhere; what is generated takes it.
    const code = later && field === "const" ? "VG2145" : "VG2012";
    return { code, message: `${article(name)} has no field ${quote(field)}`, hint, key: field };
  }

  #exclusive(name: string, data: JsonData, error: ErrorObject): Fault | undefined {
    const has = (key: string): boolean => isObject(data) && Object.hasOwn(data, key);
    if (name === "schema xorcontent" || name === "parameter" || name === "header") {
      const owner = name === "header" || /header/i.test(error.schemaPath) ? "header" : "parameter";
      if (!has("schema") && !has("content"))
        return { code: "VG2015", message: `${article(owner)} needs "schema" or "content"` };
      if (has("schema") && has("content")) {
        return error.keyword === "not" && name === "schema xorcontent"
          ? undefined
          : { code: "VG2015", message: '"schema" and "content" exclude each other' };
      }
      if (error.keyword === "not") return undefined;
      const stray = ["style", "explode", "allowReserved", "example", "examples"].filter(has);
      return {
        code: "VG2015",
        message: `${list(stray)} cannot stand beside "content"`,
        ...(stray[0] !== undefined && { key: stray[0] }),
      };
    }
    if (name === "parameters") {
      const message = 'parameters in "query" and in "querystring" exclude each other';
      return { code: "VG2121", message, deferred: true };
    }
    for (const [a, b] of exclusivePairs) {
      if (has(a) && has(b)) return { code: "VG2015", message: `"${a}" and "${b}" exclude each other` };
    }
    if (name === "link") return { code: "VG2015", message: 'a link needs "operationRef" or "operationId"' };
    return { code: "VG2013", message: `this ${name} is not in a form that is allowed` };
  }
}

const exclusivePairs: readonly (readonly [string, string])[] = [
  ["example", "examples"],
  ["value", "externalValue"],
  ["value", "dataValue"],
  ["value", "serializedValue"],
  ["serializedValue", "externalValue"],
  ["operationId", "operationRef"],
  ["identifier", "url"],
];

/** Keywords of OpenAPI 3.0 that 2.0 does not have. */
const later30: ReadonlySet<string> = new Set([
  "anyOf",
  "deprecated",
  "not",
  "nullable",
  "oneOf",
  "writeOnly",
]);

/** Keywords of JSON Schema that OpenAPI 3.0 does not have. */
const newer: ReadonlySet<string> = new Set([
  "$comment",
  "$defs",
  "$id",
  "$schema",
  "const",
  "contains",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
  "dependentRequired",
  "dependentSchemas",
  "else",
  "examples",
  "if",
  "maxContains",
  "minContains",
  "patternProperties",
  "prefixItems",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
