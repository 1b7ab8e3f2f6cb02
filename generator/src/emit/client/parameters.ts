import type { Operation, Parameter, TypeTable } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, join, literal, member, propertyKey, templateText } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import { delimitedStyle } from "../delimited.ts";
import type { GeneratedFile } from "../file.ts";
import { call, record } from "../layout.ts";
import { shapesOf } from "../shape.ts";

/** Prints how the parameters of a request are written. */
export class ParameterWriter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;

  constructor(file: GeneratedFile, types: TypeTable, codec: Codec) {
    this.#file = file;
    this.#types = types;
    this.#codec = codec;
  }

  /** Path and query as a template literal, or as a string when they hold no parameter. */
  target(op: Operation): Code {
    const path = this.#path(op);
    const query = op.parameters.filter((parameter) => parameter.source === "query");
    if (query.length === 0) {
      const fixed = op.path.segments.every((segment) => segment.every((part) => part.kind === "literal"));
      return fixed ? literal(op.path.text) : code`\`${path}\``;
    }
    const written = call(
      this.#file.runtime("queryString"),
      query.map((parameter) => this.#query(parameter)),
    );
    return code`\`${path}\${${written}}\``;
  }

  /** The header fields of the operation's parameters; `undefined` when it has none. */
  headers(op: Operation): Code | undefined {
    const rows = op.parameters
      .filter((parameter) => parameter.source === "header")
      .map((parameter) => code`${propertyKey(parameter.name.toLowerCase())}: ${this.#header(parameter)}`);
    return rows.length === 0 ? undefined : record(rows);
  }

  /** The cookies of the operation's parameters; `undefined` when it has none. */
  cookies(op: Operation): Code | undefined {
    const cookies = op.parameters
      .filter((parameter) => parameter.source === "cookie")
      .map((parameter) => {
        const { style, explode } = styleOf(parameter);
        const how = style === "form" && explode ? code`` : code`, ${literal(style)}, ${literal(explode)}`;
        return code`${this.#file.runtime("cookieParam")}(${literal(parameter.name)}, ${this.#value(parameter)}${how})`;
      });
    if (cookies.length === 0) return undefined;
    return code`${this.#file.runtime("cookieString")}(${join(cookies, ", ")})`;
  }

  #path(op: Operation): Code {
    const segments = op.path.segments.map((segment) => {
      const parts = segment.map((part) => {
        if (part.kind === "literal") return templateText(part.text);
        const parameter = op.parameters.find((one) => one.source === "path" && one.name === part.name);
        return parameter === undefined ? code`` : code`\${${this.#pathValue(parameter)}}`;
      });
      return join(parts, "");
    });
    return code`/${segments.reduce((all, next) => code`${all}/${next}`)}`;
  }

  #pathValue(parameter: Parameter): Code {
    const { style, explode } = styleOf(parameter);
    const value = this.#value(parameter);
    if (style === "simple" && this.#isScalar(parameter))
      return code`${this.#file.runtime("pathValue")}(${value})`;
    const how = code`${literal(parameter.name)}, ${value}, ${literal(style)}, ${literal(explode)}`;
    return code`${this.#file.runtime("pathParam")}(${how})`;
  }

  #query(parameter: Parameter): Code {
    const { style, explode, allowReserved } = styleOf(parameter);
    const place = code`${literal(parameter.name)}, ${this.#value(parameter)}`;
    if (parameter.encoding.kind === "content" || (this.#isScalar(parameter) && !allowReserved)) {
      return code`${this.#file.runtime("queryValue")}(${place})`;
    }
    const usual = style === "form" && explode;
    const how = allowReserved
      ? code`, ${literal(style)}, ${literal(explode)}, true`
      : usual
        ? code``
        : code`, ${literal(style)}, ${literal(explode)}`;
    return code`${this.#file.runtime("queryParam")}(${place}${how})`;
  }

  #header(parameter: Parameter): Code {
    const value = this.#value(parameter);
    const kind = resolve(parameter.type, this.#types)?.kind;
    const isText = kind === "string";
    if (isText || parameter.encoding.kind === "content") return value;
    const { encoding } = parameter;
    const delimited = encoding.kind === "style" ? delimitedStyle(encoding.style) : undefined;
    if (delimited !== undefined)
      return code`${this.#file.runtime("headerItems")}(${value}, ${literal(delimited)})`;
    const write = this.#file.runtime(
      parameter.required && kind !== "unknown" ? "headerValue" : "optionalHeader",
    );
    return styleOf(parameter).explode ? code`${write}(${value}, true)` : code`${write}(${value})`;
  }

  /** The property of the request, as something that the runtime can write. */
  #value(parameter: Parameter): Code {
    const value = member(code`req`, parameter.property);
    const { encoding } = parameter;
    if (encoding.kind === "content" && /[/+]json\b/.test(encoding.mediaType)) {
      const written = code`${this.#codec.write(this.#file, parameter.type, "request")}(${value})`;
      return parameter.required ? written : code`${value} === undefined ? undefined : ${written}`;
    }
    const type = resolve(parameter.type, this.#types);
    if (type?.kind === "unknown") return code`${value} as ${this.#file.runtimeType("ParameterValue")}`;
    if (type?.kind !== "bytes") return value;
    const encode = this.#file.runtime(type.encoding === "base64" ? "toBase64" : "toBase64Url");
    return parameter.required ? code`${encode}(${value})` : code`${value} && ${encode}(${value})`;
  }

  #isScalar(parameter: Parameter): boolean {
    if (parameter.encoding.kind === "content") return true;
    const isUnknown = resolve(parameter.type, this.#types)?.kind === "unknown";
    return !isUnknown && shapesOf(parameter.type, this.#types).every((shape) => shape === "scalar");
  }
}

function styleOf(parameter: Parameter): { style: string; explode: boolean; allowReserved: boolean } {
  const { encoding, source } = parameter;
  if (encoding.kind === "style") return encoding;
  return {
    style: source === "path" || source === "header" ? "simple" : "form",
    explode: false,
    allowReserved: false,
  };
}
