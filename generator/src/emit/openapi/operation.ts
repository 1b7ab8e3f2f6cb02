import type {
  Content,
  Header,
  JsonValue,
  NamedType,
  Operation,
  Parameter,
  PartEncoding,
  ReplySpec,
  StatusPattern,
  TypeId,
} from "../../ir/index.ts";
import { statusText } from "../../ir/status.ts";
import { assertionsOf } from "./assertions.ts";
import type { Json } from "./describe.ts";
import { merged, narrated } from "./describe.ts";
import type { Schemas } from "./schema.ts";
import { record } from "./schema.ts";
import { serverObject } from "./servers.ts";

/** Writes operations as OpenAPI 3.1 has them. */
export class Operations {
  readonly #schemas: Schemas;
  readonly #exceptions: ReadonlyMap<TypeId, NamedType>;

  constructor(schemas: Schemas, exceptions: ReadonlyMap<TypeId, NamedType>) {
    this.#schemas = schemas;
    this.#exceptions = exceptions;
  }

  /** An operation, without its method and path. */
  of(op: Operation, tags: readonly string[]): Json {
    const parameters = op.parameters.filter(({ source }) => source !== "url");
    const url = op.parameters.find(({ source }) => source === "url");
    const document: Json = {
      ...(tags.length > 0 && { tags }),
      operationId: op.hint,
      ...(op.alias !== undefined && { "x-volo-name": op.alias }),
      ...narrated(op.docs),
      ...(op.servers && { servers: op.servers.map(serverObject) }),
      ...(parameters.length > 0 && { parameters: parameters.map((one) => this.#parameter(one)) }),
      ...(op.body !== undefined && this.#body(op.body)),
      responses: this.#replies(op.replies),
      ...(op.security.length > 0 && { security: op.security.map(requirement) }),
      ...(op.callbacks && { callbacks: this.#callbacks(op.callbacks) }),
      ...(op.assertions && { "x-volo-assert": assertionsOf(op.assertions) }),
      ...(op.layers && { "x-volo-layers": op.layers }),
      ...(url && { "x-volo-url": targetObject(url, op.parameters) }),
    };
    return merged(document, op.overlay);
  }

  #parameter(parameter: Parameter): Json {
    const { source, name, required, encoding, type, docs, places } = parameter;
    const fallback = parameter.default ?? type.default;
    const schema = this.#schemas.of(fallback === undefined ? type : { ...type, default: fallback });
    const { examples: _, ...words } = narrated(docs);
    const document: Json = {
      name,
      in: source,
      ...words,
      ...(required && { required: true }),
      ...(parameter.alias !== undefined && { "x-volo-name": parameter.alias }),
      ...(parameter.allowEmpty && { allowEmptyValue: true }),
      ...(encoding.kind === "content"
        ? { content: { [encoding.mediaType]: { schema } } }
        : { ...this.#style(source, encoding), schema }),
      ...(places && {
        "x-volo-places": places.map((place): Json => ({ in: place.source, name: place.name })),
      }),
    };
    return merged(document, parameter.overlay);
  }

  /** The style, where it is not the usual one of its place. */
  #style(source: Parameter["source"], encoding: Parameter["encoding"] & { kind: "style" }): Json {
    const usual = source === "path" || source === "header" ? "simple" : "form";
    const { style, explode, allowReserved } = encoding;
    return {
      ...(style !== usual && { style }),
      ...(explode !== (style === "form" || style === "cookie") && { explode }),
      ...(allowReserved && { allowReserved }),
    };
  }

  #body(body: NonNullable<Operation["body"]>): Json {
    const { contents, required, hidden, raw, docs } = body;
    return {
      requestBody: {
        ...narrated(docs),
        ...(required && { required }),
        content: this.#contents(contents),
        ...(hidden && { "x-volo-hidden": true }),
        ...(raw && { "x-volo-raw": { name: raw.hint, as: raw.as, ...narrated(raw.docs) } }),
      },
    };
  }

  #contents(contents: readonly Content[]): Json {
    const first = new Map<TypeId, string>();
    return record(
      contents.map(({ mediaType, ...content }): [string, JsonValue] => {
        const document = this.#content({ mediaType, ...content });
        const id = this.#schemas.inlined(content.type);
        if (id === undefined) return [mediaType, document];
        const other = first.get(id);
        if (other === undefined) first.set(id, mediaType);
        return [mediaType, other === undefined ? document : { ...document, "x-volo-same-as": other }];
      }),
    );
  }

  /** Responses whose body is one and the same type, though it is written out in each, say so. */
  #replies(replies: readonly ReplySpec[]): Json {
    const first = new Map<TypeId, string>();
    return record(
      replies.map((reply): [string, JsonValue] => {
        const key = statusText(reply.status);
        const [content] = reply.contents;
        const id = content && this.#schemas.inlined(content.type);
        const other = id === undefined ? undefined : first.get(id);
        if (id !== undefined && other === undefined) first.set(id, key);
        const document = this.#reply(reply);
        return [key, other === undefined ? document : { ...document, "x-volo-same-as": other }];
      }),
    );
  }

  #content(content: Content): Json {
    const { format, type, encoding, limit } = content;
    const schema = format === "binary" && type.kind === "binary" ? undefined : this.#schemas.of(type);
    const rows = encoding.map((field): [string, JsonValue] => [field.field, this.#encoding(field)]);
    return {
      ...(schema && { [format === "stream" ? "itemSchema" : "schema"]: schema }),
      ...(rows.length > 0 && { encoding: record(rows) }),
      ...(limit !== undefined && { "x-body-limit": limit }),
    };
  }

  #encoding({ contentTypes, style, explode, allowReserved, headers }: PartEncoding): Json {
    return {
      ...(contentTypes && { contentType: contentTypes.join(", ") }),
      ...(style !== undefined && { style }),
      ...(explode !== undefined && { explode }),
      ...(allowReserved !== undefined && { allowReserved }),
      ...(headers.length > 0 && { headers: this.#headers(headers) }),
    };
  }

  #reply(reply: ReplySpec): Json {
    const { contents, headers, links, exceptions } = reply;
    const { summary, ...words } = narrated(reply.docs);
    const thrown = (exceptions ?? []).flatMap((id) => this.#schemas.nameOf(id) ?? []);
    const [first] = exceptions ?? [];
    const exception = first === undefined ? undefined : this.#exceptions.get(first);
    const about =
      words["description"] ?? summary ?? exception?.type.docs?.description ?? reason(reply.status);
    return {
      ...words,
      description: about,
      ...(reply.docs === undefined && { "x-volo-undescribed": true }),
      ...(headers.length > 0 && { headers: this.#headers(headers) }),
      ...(contents.length > 0 && { content: this.#contents(contents) }),
      ...(links && { links: record(links.map((link) => [link.name, linkObject(link)])) }),
      ...(thrown.length > 0 && { "x-volo-exceptions": thrown }),
    };
  }

  /** Cookies share the header that sets them, so that each of them is described inside it. */
  #headers(headers: readonly Header[]): Json {
    const cookies = headers.filter(({ cookie }) => cookie !== undefined);
    const rows = headers
      .filter(({ cookie }) => cookie === undefined)
      .map((header): [string, JsonValue] => [header.name, this.#header(header)]);
    if (cookies.length === 0) return record(rows);
    const described = cookies.map(({ cookie, required, type, docs }): Json => ({
      name: cookie?.name ?? "",
      attributes: cookie?.attributes ?? "",
      ...narrated(docs),
      ...(required && { required }),
      schema: this.#schemas.of(type),
    }));
    const names = cookies.map(({ cookie }) => `\`${cookie?.name ?? ""}\``).join(", ");
    const setCookie = {
      description: `Sets ${names}.`,
      schema: { type: "string" },
      "x-volo-cookies": described,
    };
    return record([...rows, ["Set-Cookie", setCookie]]);
  }

  #header({ required, explode, content, type, docs }: Header): Json {
    const schema = this.#schemas.of(type);
    return {
      ...narrated(docs),
      ...(required && { required }),
      ...(content
        ? { content: { [content.mediaType]: { schema } } }
        : { ...(explode && { explode }), schema }),
    };
  }

  #callbacks(callbacks: NonNullable<Operation["callbacks"]>): Json {
    return record(
      callbacks.map(({ hint, address, operations }) => {
        const methods = operations.map((op): [string, JsonValue] => [
          op.method.toLowerCase(),
          this.of(op, []),
        ]);
        return [hint, { [address.text]: record(methods) }];
      }),
    );
  }
}

/** The parameter that is the target of the request, with its place among the others when it is not the last. */
function targetObject(url: Parameter, parameters: readonly Parameter[]): Json {
  const index = parameters.indexOf(url);
  return { name: url.name, ...narrated(url.docs), ...(index < parameters.length - 1 && { index }) };
}

/** What a reply is when nobody says more: the description is a required field. */
function reason(status: StatusPattern): string {
  if (status.kind === "default") return "Any other status.";
  const hundred = status.kind === "range" ? status.hundred : Math.floor(status.status / 100);
  return hundred === 2
    ? "Success."
    : hundred === 3
      ? "Elsewhere."
      : hundred === 1
        ? "Information."
        : "Failure.";
}

function requirement({ schemes }: Operation["security"][number]): Json {
  return record(schemes.map(({ scheme, scopes }) => [scheme, scopes]));
}

function linkObject({
  operationId,
  operationRef,
  parameters,
  body,
  docs,
}: NonNullable<ReplySpec["links"]>[number]): Json {
  return {
    ...(operationId !== undefined && { operationId }),
    ...(operationRef !== undefined && { operationRef }),
    ...(parameters.length > 0 && { parameters: record(parameters.map(({ name, value }) => [name, value])) }),
    ...(body !== undefined && { requestBody: body }),
    ...narrated(docs),
  };
}
