import type { Operation, Parameter, ParameterStyle, TypeTable } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, join, literal, member, propertyKey, templateText } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { isExploded, otherNames, queryCredentials } from "../exploded.ts";
import { FormWriter } from "../form-writer.ts";
import { call, record } from "../layout.ts";
import { ParameterValues } from "../parameter-value.ts";
import { fieldsOfType, shapesOf } from "../shape.ts";

/** Prints how the parameters of a request are written. */
export class ParameterWriter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #form: FormWriter;
  readonly #values: ParameterValues;
  readonly #credentials: readonly string[];

  constructor(file: GeneratedFile, contract: Contract, codec: Codec) {
    const { types } = contract;
    this.#credentials = queryCredentials(contract.api);
    this.#file = file;
    this.#types = types;
    this.#form = new FormWriter(file, types, codec, "request");
    this.#values = new ParameterValues(file, types, codec);
  }

  /** Path and query as a template literal, or as a string when they hold no parameter. */
  target(op: Operation): Code {
    const path = this.#path(op);
    const whole = op.parameters.find((parameter) => parameter.source === "querystring");
    const query = op.parameters.filter((parameter) => parameter.source === "query");
    if (whole !== undefined) return code`\`${path}\${${this.#querystring(whole)}}\``;
    if (query.length === 0) {
      const fixed = op.path.segments.every((segment) => segment.every((part) => part.kind === "literal"));
      return fixed ? literal(op.path.text) : code`\`${path}\``;
    }
    const written = call(
      this.#file.runtime("queryString"),
      query.map((parameter) => this.#query(op, parameter)),
    );
    return code`\`${path}\${${written}}\``;
  }

  /** The header fields of the operation's parameters; `undefined` when it has none. */
  headers(op: Operation): Code | undefined {
    const rows = op.parameters
      .filter((parameter) => parameter.source === "header")
      .map(
        (parameter) =>
          code`${propertyKey(parameter.name.toLowerCase())}: ${this.#values.header(parameter, valueOf(parameter))}`,
      );
    return rows.length === 0 ? undefined : record(rows);
  }

  /** The cookies of the operation's parameters; `undefined` when it has none. */
  cookies(op: Operation): Code | undefined {
    const cookies = op.parameters
      .filter((parameter) => parameter.source === "cookie")
      .map((parameter) => {
        const how = this.#how(parameter, "form");
        return code`${this.#file.runtime("cookieParam")}(${literal(parameter.name)}, ${this.#values.of(parameter, valueOf(parameter))}${how})`;
      });
    if (cookies.length === 0) return undefined;
    return code`${this.#file.runtime("cookieString")}(${join(cookies, ", ")})`;
  }

  #path(op: Operation): Code {
    if (op.path.text === "") return code``;
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

  #pathValue(given: Parameter): Code {
    // Routes that lack it are not those of clients.
    const parameter = { ...given, required: true };
    const { encoding } = parameter;
    const value = this.#values.of(parameter, valueOf(parameter));
    if (encoding.kind === "content") return code`${this.#file.runtime("pathValue")}(${value})`;
    const { style, explode, allowReserved } = encoding;
    if (style === "simple" && !allowReserved && this.#values.isScalar(parameter))
      return code`${this.#file.runtime("pathValue")}(${value})`;
    const last = allowReserved ? code`, true` : code``;
    const how = code`${literal(parameter.name)}, ${value}, ${literal(style)}, ${literal(explode)}${last}`;
    return code`${this.#file.runtime("pathParam")}(${how})`;
  }

  #query(op: Operation, parameter: Parameter): Code {
    const { encoding } = parameter;
    const place = code`${literal(parameter.name)}, ${this.#values.of(parameter, valueOf(parameter))}`;
    if (encoding.kind === "content" || (this.#values.isScalar(parameter) && !encoding.allowReserved))
      return code`${this.#file.runtime("queryValue")}(${place})`;
    if (isExploded(parameter) && shapesOf(parameter.type, this.#types)[0] === "fields") {
      const others = otherNames(op, parameter, this.#types, this.#credentials);
      const open = fieldsOfType(parameter.type, this.#types, "request").rest !== undefined;
      const last = encoding.allowReserved ? code`, true` : code``;
      if (open && others.length > 0)
        return code`${this.#file.runtime("queryRest")}(${place}, [${join(others, ", ")}]${last})`;
    }
    return code`${this.#file.runtime("queryParam")}(${place}${this.#how(parameter, "form")})`;
  }

  /** What an encoder is told beyond the usual: the style, when it is another one or not exploded. */
  #how({ encoding }: Parameter, usual: ParameterStyle): Code {
    // Text in a cookie is as it is: to escape it is the application's business (appendix D of the specification, version 3.1.1).
    if (encoding.kind === "content") return encoding.format === "text" ? code`, "cookie", false` : code``;
    const { style, explode, allowReserved } = encoding;
    if (allowReserved) return code`, ${literal(style)}, ${literal(explode)}, true`;
    return style === usual && explode ? code`` : code`, ${literal(style)}, ${literal(explode)}`;
  }

  /** The whole query: a form as it is, any other document as one value. */
  #querystring(parameter: Parameter): Code {
    const { encoding, type } = parameter;
    const value = valueOf(parameter);
    const queryString = this.#file.runtime("queryString");
    if (encoding.kind === "content" && encoding.format === "form") {
      const written = call(queryString, this.#form.fields(type, encoding.fields, value));
      return parameter.required ? written : code`${value} === undefined ? "" : ${written}`;
    }
    return code`${queryString}(${this.#file.runtime("queryDocument")}(${this.#values.of(parameter, valueOf(parameter))}))`;
  }
}

/** The property of the request. */
function valueOf(parameter: Parameter): Code {
  return member(code`req`, parameter.property);
}
