import type { Operation, Parameter, ParameterPlace, TypeTable, ValueContent } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, join, literal, propertyKey } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { delimitedStyle } from "../delimited.ts";
import type { GeneratedFile } from "../file.ts";
import { FormFields, usualDepth } from "../form-reader.ts";
import { holdsOwnType } from "../../ir/own.ts";
import { holdsBigint } from "../bigint.ts";
import { otherNames, queryCredentials } from "../exploded.ts";
import { call } from "../layout.ts";
import type { Shape } from "../shape.ts";
import { fieldsOfType, levelsOf, shapesOf } from "../shape.ts";
import { Conversions } from "../convert.ts";
import { pathNames } from "../request.ts";
import type { SharedEndpointParts } from "./shared.ts";

/** Prints how the parameters of a request are read and checked. */
export class ParameterReader {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #conversions: Conversions;
  readonly #fields: FormFields;
  readonly #credentials: readonly string[];
  readonly #shared: SharedEndpointParts | undefined;

  /** @param shared what endpoints have in common; without it, everything is printed in place. */
  constructor(file: GeneratedFile, contract: Contract, codec: Codec, shared?: SharedEndpointParts) {
    const { types } = contract;
    this.#file = file;
    this.#shared = shared;
    this.#types = types;
    this.#codec = codec;
    this.#credentials = queryCredentials(contract.api);
    this.#conversions = new Conversions(file, types, "request");
    this.#fields = new FormFields(types, this.#conversions, "request");
  }

  /** `limit: x.optional("query", "limit", …)`: a property of the request object. */
  property(op: Operation, parameter: Parameter): Code {
    if (parameter.source === "url") return code`${propertyKey(parameter.property)}: x.url(),`;
    const value =
      this.#shared?.parameter(op, parameter, this.#file) ??
      this.checked(op, parameter, this.pathIndex(op, parameter));
    return code`${propertyKey(parameter.property)}: ${value},`;
  }

  /**
   * `x.optional("query", "limit", …)`: the value of a parameter.
   *
   * @param index its place among the parameters of the path, when it is one of them.
   */
  checked(op: Operation, parameter: Parameter, index: Code): Code {
    const is = this.#codec.is(this.#file, parameter.type, "request");
    const schema = this.#codec.schema(this.#file, parameter.type, "request");
    const read = this.#codec.read(this.#file, parameter.type, "request");
    const place =
      parameter.places === undefined
        ? [literal(sourceOf(parameter)), literal(parameter.name), this.#value(op, parameter, is, index)]
        : [code`...${this.#first(op, parameter, parameter.places, is)}`];
    const check = read === undefined ? [is, schema] : [is, schema, read];
    if (parameter.required) return call(code`x.required`, [...place, ...check]);
    if (parameter.default === undefined) return call(code`x.optional`, [...place, ...check]);
    const wire = literal(parameter.default);
    // The default fits the contract, which is all that is known of a value; a type of the user may say more.
    const literally = holdsOwnType(parameter.type, this.#types) ? code`${wire} as never` : wire;
    const fallback = read === undefined ? literally : code`${read}(${wire})`;
    return call(code`x.withDefault`, [...place, fallback, ...check]);
  }

  /** The place of a parameter among those of the path. */
  pathIndex(op: Operation, { name }: Pick<Parameter, "name">): Code {
    return code`${pathNames(op).indexOf(name)}`;
  }

  /** `x.first("query", "id", ["query", "id", () => …], …)`: the first of the places that has the parameter. */
  #first(op: Operation, parameter: Parameter, places: readonly ParameterPlace[], is: Code): Code {
    const formats = new Set(op.body?.contents.map(({ format }) => format));
    const rows = places.flatMap(({ source, name }): Code[] => {
      const row = (value: Code): Code[] => [code`[${literal(source)}, ${literal(name)}, () => ${value}]`];
      switch (source) {
        case "body":
          return formats.has("json") ? row(code`x.field(document, ${literal(name)})`) : [];
        case "form":
          if (!formats.has("form") && !formats.has("multipart")) return [];
          return row(code`form && ${this.#fields.value(name, parameter.type)}`);
        default: {
          const there = { ...parameter, source, name, encoding: encodingAt(parameter, source) };
          return row(this.#value(op, there, is, this.pathIndex(op, there)));
        }
      }
    });
    return call(code`x.first`, [literal(sourceOf(parameter)), literal(parameter.name), ...rows]);
  }

  /** The unchecked value, converted from text as far as the type asks for it. */
  #value(op: Operation, parameter: Parameter, is: Code, index: Code): Code {
    const { source, encoding, type } = parameter;
    if (encoding.kind === "content") return this.#content(op, parameter, encoding, index);
    const shapes = shapesOf(type, this.#types);
    const deep = encoding.style === "deepObject" && source === "query";
    if (!deep && shapes.includes("list") && shapes.includes("scalar")) {
      // A single text may be the scalar or a list of one: the check knows.
      const list = this.#conversions.list(type, this.#read(op, parameter, "list", index));
      return code`${this.#file.runtime("listOrOne")}(${list}, ${is})`;
    }
    const wanted = deep && shapes.includes("fields") ? shapes.filter((shape) => shape !== "list") : shapes;
    const values = wanted.map((shape) => {
      const raw = this.#read(op, parameter, shape, index);
      if (deep && shape !== "scalar") return this.#conversions.deep(type, raw);
      if (shape === "fields") return this.#conversions.fields(type, raw);
      if (shape === "list") return this.#conversions.list(type, raw);
      const text = parameter.allowEmpty ? code`${this.#file.runtime("unlessEmpty")}(${raw}, ${is})` : raw;
      return this.#conversions.scalar(type, is)?.call(text) ?? text;
    });
    return values.reduce((all, next) => code`${all} ?? ${next}`);
  }

  /** A document of a media type. */
  #content(op: Operation, parameter: Parameter, content: ValueContent, index: Code): Code {
    const source = literal(sourceOf(parameter));
    const name = literal(parameter.name);
    const text = this.#read(op, parameter, "scalar", index);
    switch (content.format) {
      case "json":
        return code`x.content(${source}, ${name}, ${text}${holdsBigint(parameter.type, this.#types) ? code`, { bigint: ${this.#file.runtime("exactNumbers")} }` : code``})`;
      case "form": {
        // A form without fields leaves no query.
        const whole = parameter.source === "querystring" && parameter.required;
        const fields = this.#fields.object(parameter.type, content.fields);
        const object = fields.startsWith("{") ? code`(${fields})` : fields;
        return code`x.contentForm(${source}, ${name}, ${whole ? code`${text} ?? ""` : text}, (form) => ${object})`;
      }
      case "text":
        return this.#conversions.scalar(parameter.type)?.call(text) ?? text;
    }
  }

  #read(op: Operation, parameter: Parameter, shape: Shape, index: Code): Code {
    const { source } = parameter;
    const style = parameter.encoding.kind === "style" ? parameter.encoding.style : undefined;
    const explode = parameter.encoding.kind === "style" && parameter.encoding.explode;
    const name = literal(parameter.name);
    switch (source) {
      case "path": {
        const place = code`${index}, ${name}`;
        if (shape === "scalar") {
          return style === undefined || style === "simple"
            ? code`x.path(${place})`
            : code`x.path(${place}, ${literal(style)})`;
        }
        const how = code`${literal(style ?? "simple")}, ${literal(explode)}`;
        return shape === "list" ? code`x.pathList(${place}, ${how})` : code`x.pathFields(${place}, ${how})`;
      }
      case "query": {
        if (shape === "scalar") return code`x.query(${name})`;
        if (style === "deepObject") {
          const levels = levelsOf(parameter.type, this.#types);
          return levels > usualDepth ? code`x.queryDeep(${name}, ${levels})` : code`x.queryDeep(${name})`;
        }
        const how = code`${name}, ${literal(style ?? "form")}, ${literal(explode)}`;
        if (shape === "list") return code`x.queryList(${how})`;
        return style === "form" && explode
          ? code`x.queryFields(${how}, ${this.#exploded(op, parameter)})`
          : code`x.queryFields(${how})`;
      }
      case "url":
        return code`x.url()`;
      case "querystring":
        // A form is decoded field by field.
        return parameter.encoding.kind === "content" && parameter.encoding.format === "form"
          ? code`x.querystring()`
          : code`x.queryText(${name})`;
      case "header": {
        const field = literal(parameter.name.toLowerCase());
        const delimited = delimitedStyle(style);
        if (shape === "scalar") return code`x.header(${field})`;
        return shape === "list"
          ? code`x.headerList(${field}${delimited === undefined ? code`` : code`, ${literal(delimited)}`})`
          : code`x.headerFields(${field}, ${literal(explode)})`;
      }
      case "cookie": {
        const how = literal(style ?? "form");
        // Text in a cookie is as it is: to escape it is the application's business (appendix D of the specification, version 3.1.1).
        if (parameter.encoding.kind === "content" && parameter.encoding.format === "text")
          return code`x.cookie(${name}, "cookie")`;
        if (shape === "scalar")
          return style === "cookie" ? code`x.cookie(${name}, ${how})` : code`x.cookie(${name})`;
        if (shape === "list") return code`x.cookieList(${name}, ${how}, ${literal(explode)})`;
        const names = fieldsOfType(parameter.type, this.#types, "request").properties.map((property) =>
          literal(property.name),
        );
        return code`x.cookieFields(${name}, ${how}, ${literal(explode)}, [${join(names, ", ")}])`;
      }
    }
  }

  /** Which parameters of the query belong to an exploded object: its properties, or all that are nobody else's. */
  #exploded(op: Operation, parameter: Parameter): Code {
    const { properties, rest } = fieldsOfType(parameter.type, this.#types, "request");
    if (rest === undefined)
      return code`[${join(
        properties.map((property) => literal(property.name)),
        ", ",
      )}]`;
    return code`undefined, [${join(otherNames(op, parameter, this.#types, this.#credentials), ", ")}]`;
  }
}

/** Where faults of a parameter are found. */
function sourceOf({ source }: Parameter): "path" | "query" | "header" | "cookie" {
  return source === "querystring" || source === "url" ? "query" : source;
}

/** How a parameter is written in a place that is not its own: as such places usually have it. */
function encodingAt(
  { source: own, encoding }: Parameter,
  source: ParameterPlace["source"],
): Parameter["encoding"] {
  if (encoding.kind === "content" || source === own) return encoding;
  const style = source === "query" || source === "cookie" ? "form" : "simple";
  return { kind: "style", style, explode: source === "query", allowReserved: false };
}
