import { locate } from "../source/locate.ts";
import { statusText } from "./status.ts";
import type { Span } from "../source/span.ts";
import type { Api, SecurityScheme, Server } from "./api.ts";
import type { JsonValue } from "./json.ts";
import type { Content, Header, Operation, Parameter, PartEncoding, ReplySpec } from "./operation.ts";
import type { ValuePath } from "./assertion.ts";
import type { Additional, Docs, Refinement, Type } from "./type.ts";

/** How an API is dumped. */
export interface DumpOptions {
  /** Adds `@ file:line:col` to every node. It needs a positioned parse of the sources. Default: `false`. */
  readonly positions?: boolean;
}

/** A JSON value on one line, with bigints as plain digits. */
function json(value: JsonValue): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(json).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value as { readonly [key: string]: JsonValue });
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${json(item)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}

/** A word as it is, any other text in quotes. */
function word(text: string): string {
  return /^[A-Za-z_$][\w$.-]*$/.test(text) ? text : JSON.stringify(text);
}

class Dumper {
  readonly #lines: string[] = [];
  readonly #positions: boolean;
  readonly #types = new Map<string, string>();
  /** Operations of callbacks stand inside other operations. */
  #deeper = 0;

  constructor(api: Api, options: DumpOptions) {
    this.#positions = options.positions === true;
    for (const { id, hint, name } of api.types) this.#types.set(id, name || hint);
  }

  get text(): string {
    return this.#lines.join("\n") + "\n";
  }

  line(depth: number, text: string, span?: Span, docs?: Docs): void {
    let out = "  ".repeat(this.#deeper + depth) + text;
    if (docs?.deprecated === true) out += " deprecated";
    if (docs?.title !== undefined) out += ` title=${JSON.stringify(docs.title)}`;
    if (docs?.description !== undefined) out += ` doc=${JSON.stringify(docs.description)}`;
    if (docs?.link !== undefined) out += ` link=${JSON.stringify(docs.link)}`;
    if (this.#positions && span !== undefined) {
      const { file, line, column } = locate(span);
      out += ` @ ${file.name}:${line}:${column}`;
    }
    this.#lines.push(out);
  }

  api(api: Api): void {
    this.line(
      0,
      `api ${word(api.name)} version=${JSON.stringify(api.version)} source=${JSON.stringify(api.source)}`,
      api.span,
      {
        title: api.title,
        ...api.docs,
      },
    );
    if (api.declared !== undefined) {
      const counts = Object.entries(api.declared).map(([kind, count]) => ` ${word(kind)}=${count}`);
      this.line(1, `declared${counts.join("")}`);
    }
    if (api.overlay !== undefined) this.line(1, `overlay ${json(api.overlay)}`);
    for (const server of api.servers) this.server(server);
    for (const scheme of api.securitySchemes) this.scheme(scheme);
    for (const group of api.groups) {
      this.line(
        1,
        `${api.grouped ? "group" : "operations"} ${word(group.name || group.hint)}${group.extends === undefined ? "" : ` extends ${word(group.extends)}`}`,
        group.span,
        group.docs,
      );
      for (const operation of group.operations) this.operation(operation);
    }
    if (api.webhooks !== undefined) {
      this.line(1, "webhooks");
      for (const operation of api.webhooks) this.operation(operation);
    }
    for (const named of api.types) {
      const views = named.views === undefined ? "" : ` views=${json(named.views)}`;
      const origin = named.origin === "declared" ? "" : ` ${named.origin}`;
      const own = named.own === undefined ? "" : ` own=${json(`${named.own.module}#${named.own.name}`)}`;
      const thrown =
        named.exception === undefined ? "" : ` exception=${word(named.exception.className || named.hint)}`;
      this.type(1, `type ${word(named.name || named.hint)}${origin}${views}${own}${thrown} =`, named.type);
    }
    for (const { name, hint, type, value, docs, span } of api.constants ?? [])
      this.type(1, `constant ${word(name || hint)} = ${json(value)}:`, type, docs, span);
  }

  server(server: Server, depth = 1): void {
    const name = server.name === undefined ? "" : ` ${word(server.name)}`;
    this.line(depth, `server ${JSON.stringify(server.url)}${name}`, server.span, server.docs);
    for (const variable of server.variables) {
      const values = variable.values.length > 0 ? ` of ${json(variable.values)}` : "";
      this.line(
        depth + 1,
        `variable ${word(variable.name)} default=${JSON.stringify(variable.default)}${values}`,
        undefined,
        variable.docs,
      );
    }
  }

  scheme(scheme: SecurityScheme): void {
    let text = `security ${word(scheme.name)} ${scheme.kind}`;
    if (scheme.kind === "apiKey") text += ` ${scheme.in} ${JSON.stringify(scheme.parameter)}`;
    if (scheme.kind === "http")
      text += ` ${scheme.scheme}${scheme.bearerFormat === undefined ? "" : ` ${JSON.stringify(scheme.bearerFormat)}`}`;
    if (scheme.kind === "oauth2" && scheme.metadataUrl !== undefined)
      text += ` metadata=${JSON.stringify(scheme.metadataUrl)}`;
    if (scheme.kind === "openIdConnect") text += ` ${JSON.stringify(scheme.url)}`;
    this.line(1, text, scheme.span, scheme.docs);
    if (scheme.kind !== "oauth2") return;
    for (const flow of scheme.flows)
      this.line(2, `flow ${flow.kind} scopes=${json(flow.scopes.map((s) => s.name))}`);
  }

  operation(operation: Operation): void {
    this.line(
      2,
      `${operation.method} ${operation.path.text} ${word(operation.name || operation.hint)}`,
      operation.span,
      operation.docs,
    );
    for (const alias of operation.aliases ?? [])
      this.line(3, `alias ${alias.method} ${alias.path.text}`, alias.span);
    if (operation.overlay !== undefined) this.line(3, `overlay ${json(operation.overlay)}`);
    if (operation.layers !== undefined) this.line(3, `layers ${operation.layers.map(word).join(" ")}`);
    for (const server of operation.servers ?? []) this.server(server, 3);
    for (const { schemes, span } of operation.security) {
      const needs = schemes.map((s) => word(s.scheme) + (s.scopes.length > 0 ? json(s.scopes) : ""));
      this.line(3, `security ${needs.length > 0 ? needs.join(" + ") : "anonymous"}`, span);
    }
    for (const parameter of operation.parameters) this.parameter(parameter);
    if (operation.body !== undefined) {
      const { body } = operation;
      const hidden = body.hidden === true ? " hidden" : "";
      this.line(3, `body${body.required ? "" : "?"}${hidden}${shared(body.shared)}`, body.span, body.docs);
      if (body.raw !== undefined)
        this.line(4, `raw ${word(body.raw.property || body.raw.hint)} ${body.raw.as}`, body.raw.span);
      for (const content of body.contents) this.content(4, content);
    }
    for (const reply of operation.replies) this.reply(reply);
    for (const { text, at, span } of operation.assertions ?? [])
      this.line(3, `assert ${JSON.stringify(text)}${at === undefined ? "" : ` at ${place(at)}`}`, span);
    for (const { hint, address, operations, span } of operation.callbacks ?? []) {
      this.line(3, `callback ${word(hint)} ${JSON.stringify(address.text)}`, span);
      this.#deeper += 2;
      for (const one of operations) this.operation(one);
      this.#deeper -= 2;
    }
  }

  parameter(parameter: Parameter): void {
    const { encoding } = parameter;
    let head = `${parameter.source} ${word(parameter.name)}${parameter.required ? "" : "?"}`;
    if (parameter.property !== "" && parameter.property !== parameter.name)
      head += ` as ${word(parameter.property)}`;
    head +=
      encoding.kind === "content"
        ? ` ${encoding.mediaType}`
        : ` ${encoding.style}${encoding.explode ? "*" : ""}`;
    if (encoding.kind === "style" && encoding.allowReserved) head += " allowReserved";
    if (parameter.allowEmpty) head += " allowEmpty";
    if (parameter.places !== undefined) {
      const places = parameter.places.map(({ source, name }) => `${source} ${word(name)}`);
      head += ` from [${places.join(", ")}]`;
    }
    if (parameter.default !== undefined) head += ` default=${json(parameter.default)}`;
    this.type(3, `${head}${shared(parameter.shared)}:`, parameter.type, parameter.docs, parameter.span);
  }

  content(depth: number, content: Content): void {
    const limit = content.limit === undefined ? "" : ` limit=${content.limit}`;
    this.type(depth, `${content.mediaType} ${content.format}${limit}:`, content.type);
    for (const field of content.encoding) this.encoding(depth + 1, `encoding ${word(field.field)}`, field);
    content.prefixEncoding?.forEach((part, i) => this.encoding(depth + 1, `encoding ${i}`, part));
    if (content.itemEncoding !== undefined)
      this.encoding(depth + 1, "encoding of items", content.itemEncoding);
  }

  encoding(depth: number, head: string, encoding: PartEncoding): void {
    let text = head;
    if (encoding.contentTypes !== undefined) text += ` ${encoding.contentTypes.join(", ")}`;
    if (encoding.style !== undefined) text += ` ${encoding.style}`;
    if (encoding.explode !== undefined) text += ` explode=${encoding.explode}`;
    if (encoding.allowReserved !== undefined) text += ` allowReserved=${encoding.allowReserved}`;
    this.line(depth, text);
    for (const header of encoding.headers) this.header(depth + 1, header);
  }

  reply(reply: ReplySpec): void {
    this.line(3, `reply ${statusText(reply.status)}${shared(reply.shared)}`, reply.span, reply.docs);
    for (const header of reply.headers) this.header(4, header);
    if (reply.exceptions !== undefined) {
      const names = reply.exceptions.map((id) => word(this.#types.get(id) ?? id));
      this.line(4, `throws ${names.join(", ")}`);
    }
    for (const content of reply.contents) this.content(4, content);
    for (const link of reply.links ?? []) {
      const given = link.parameters.map(({ name, value }) => ` ${word(name)}=${json(value)}`).join("");
      const body = link.body === undefined ? "" : ` body=${json(link.body)}`;
      const target = link.operationId ?? link.operationRef ?? "";
      this.line(4, `link ${word(link.name)} → ${word(target)}${given}${body}`, link.span, link.docs);
    }
  }

  header(depth: number, header: Header): void {
    const how = header.content?.mediaType ?? header.style;
    const { cookie } = header;
    const name =
      cookie === undefined
        ? `header ${word(header.name)}`
        : `cookie ${word(cookie.name)} ${JSON.stringify(cookie.attributes)}`;
    const head = `${name}${header.required ? "" : "?"}${header.explode ? "*" : ""}${how === undefined ? "" : ` ${how}`}${shared(header.shared)}:`;
    this.type(depth, head, header.type, header.docs, header.span);
  }

  /** A type after what it belongs to; its parts on lines of their own, one level deeper. */
  type(
    depth: number,
    prefix: string,
    type: Type,
    docs: Docs | undefined = type.docs,
    span: Span = type.span,
  ): void {
    let text = `${prefix} ${this.#head(type)}`;
    if (type.default !== undefined) text += ` default=${json(type.default)}`;
    if (type.overlay !== undefined) text += ` overlay=${json(type.overlay)}`;
    this.line(depth, text, span, docs);
    const inner = depth + 1;
    switch (type.kind) {
      case "enum":
        for (const member of type.members) {
          const name = member.name === undefined ? "" : ` ${word(member.name)}`;
          this.line(inner, `= ${json(member.value)}${name}`, member.span, member.docs);
        }
        break;
      case "string":
        if (type.content?.type !== undefined) this.type(inner, "content", type.content.type);
        break;
      case "array":
        this.type(inner, "items", type.items);
        break;
      case "tuple":
        type.items.forEach((item, i) => this.type(inner, String(i), item));
        this.type(inner, "rest", type.rest);
        break;
      case "object":
        for (const property of type.properties) {
          const only =
            (property.only === undefined ? "" : ` ${property.only}-only`) +
            (property.given === undefined ? "" : ` given=${property.given}`) +
            (property.nullIsAbsent === true ? " nullIsAbsent" : "") +
            (property.content === undefined ? "" : ` ${property.content}`);
          const head = `.${word(property.name)}${property.required ? "" : "?"}${only}:`;
          this.type(inner, head, property.type, property.docs ?? property.type.docs, property.span);
        }
        for (const pattern of type.patterns ?? [])
          this.type(inner, `/${pattern.pattern}/:`, pattern.type, undefined, pattern.span);
        this.#additional(inner, type.additional);
        break;
      case "map":
        if (type.keys !== undefined) this.type(inner, "keys", type.keys);
        this.type(inner, "values", type.values);
        break;
      case "union":
      case "intersection":
        type.members.forEach((member, i) =>
          this.type(inner, type.kind === "union" ? `| ${i}` : `& ${i}`, member),
        );
        break;
      case "nullable":
        this.type(inner, "inner", type.inner);
        break;
      case "stream":
        this.type(inner, "items", type.items);
        break;
      default:
    }
    for (const refinement of type.refinements ?? []) this.refinement(inner, refinement);
  }

  #additional(depth: number, additional: Additional): void {
    if (typeof additional !== "string") this.type(depth, "additional", additional);
  }

  #head(type: Type): string {
    const words: string[] = [];
    const constraints = "constraints" in type ? Object.entries(type.constraints) : [];
    switch (type.kind) {
      case "integer":
        words.push(type.format ?? "integer");
        if (type.as !== "number") words.push(`as=${type.as}`);
        if (type.text !== undefined) words.push(`text=${type.text}`);
        break;
      case "number":
        words.push(type.format ?? "number");
        if (type.text !== undefined) words.push(`text=${type.text}`);
        break;
      case "enum":
        words.push("enum");
        if (type.open === true) words.push("open");
        if (type.names === true) words.push("names");
        break;
      case "array":
        words.push("array");
        if (type.as !== undefined) words.push(`as=${type.as}`);
        break;
      case "map":
        words.push("map");
        if (type.as !== undefined) words.push(`as=${type.as}`);
        break;
      case "string":
        words.push("string");
        if (type.format !== undefined) words.push(`format=${word(type.format)}`);
        if (type.content !== undefined) words.push(`content=${word(type.content.mediaType)}`);
        break;
      case "bytes":
        words.push(type.encoding);
        break;
      case "literal":
        words.push(`literal ${json(type.value)}`);
        break;
      case "object":
        words.push("object");
        if (type.exactlyOne === true) words.push("exactlyOne");
        if (type.additional === "closed") words.push("closed");
        if (type.requiredExtra !== undefined) words.push(`requires=${json(type.requiredExtra)}`);
        break;
      case "union":
        words.push(type.mode === "one" ? "oneOf" : "anyOf");
        if (type.discriminator !== undefined) {
          const { property, mapping, fallback } = type.discriminator;
          const rows = mapping.map((m) => `${JSON.stringify(m.value)}→${m.member}`);
          if (fallback !== undefined) rows.push(`*→${fallback}`);
          words.push(`by ${word(property)} {${rows.join(", ")}}`);
        }
        if (type.strategy !== undefined) {
          words.push(
            `strategy=${type.strategy.by}${type.strategy.by === "literal" ? `(${word(type.strategy.property)})` : ""}`,
          );
        }
        break;
      case "intersection":
        words.push("allOf");
        break;
      case "ref":
        words.push(`→ ${word(this.#types.get(type.target) ?? type.target)}`);
        break;
      case "binary":
        words.push("binary");
        if (type.contentType !== undefined) words.push(type.contentType);
        break;
      case "stream":
        words.push(`stream ${type.framing}`);
        if (type.json !== undefined) words.push(type.json === true ? "json" : `json=${json(type.json)}`);
        break;
      default:
        words.push(type.kind);
    }
    for (const [key, value] of constraints) words.push(`${key}=${json(value as JsonValue)}`);
    return words.join(" ");
  }

  refinement(depth: number, refinement: Refinement): void {
    switch (refinement.kind) {
      case "if":
        this.type(depth, "if", refinement.if, undefined, refinement.span);
        if (refinement.then !== undefined) this.type(depth, "then", refinement.then);
        if (refinement.else !== undefined) this.type(depth, "else", refinement.else);
        break;
      case "contains": {
        const range = `${refinement.min}..${refinement.max ?? ""}`;
        this.type(depth, `contains ${range}`, refinement.type, undefined, refinement.span);
        break;
      }
      case "dependentRequired":
        this.line(
          depth,
          `dependentRequired ${word(refinement.property)} ${json(refinement.requires)}`,
          refinement.span,
        );
        break;
      case "dependentSchema":
        this.type(
          depth,
          `dependentSchema ${word(refinement.property)}`,
          refinement.type,
          undefined,
          refinement.span,
        );
        break;
      case "assert": {
        const at = refinement.at === undefined ? "" : ` at ${json(refinement.at.keys)}`;
        const message =
          refinement.message?.kind === "literal" ? ` message=${json(refinement.message.value)}` : "";
        this.line(depth, `assert ${JSON.stringify(refinement.text)}${at}${message}`, refinement.span);
        break;
      }
      default:
        this.type(depth, refinement.kind, refinement.type, undefined, refinement.span);
    }
  }
}

function place(path: ValuePath): string {
  const source = path.from === "parameter" ? `${path.source} ${word(path.name)} ` : `${path.from} `;
  return source + json(path.keys);
}

function shared(name: string | undefined): string {
  return name === undefined ? "" : ` (${word(name)})`;
}

/**
 * An API as text: one node a line, children indented, in the order of the model. The same API gives the same text, so
 * that it serves for tests and for looking between two passes.
 */
export function dumpApi(api: Api, options: DumpOptions = {}): string {
  const dumper = new Dumper(api, options);
  dumper.api(api);
  return dumper.text;
}
