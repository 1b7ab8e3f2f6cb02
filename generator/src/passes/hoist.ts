import { isBare } from "../ir/bare.ts";
import { statusText } from "../ir/status.ts";
import { mapCallbacks } from "../ir/outgoing.ts";
import { mapParts } from "../ir/walk.ts";
import type { Api, Content, FieldEncoding, Header, NamedType, Operation, Type, TypeId } from "../ir/index.ts";
import type { Span } from "../source/span.ts";
import { pointerOf } from "../source/span.ts";

/**
 * Names every inline type of a body, parameter or header that needs functions in the codec, so that emitters only meet
 * references and bare scalars there. A definition that many operations share is named once: its place in the source is
 * its identity.
 */
export function hoist(api: Api): Api {
  const hoisted = new Hoisted(api);
  const operations = new Map<Operation, Operation>();
  for (const group of api.groups) {
    for (const op of group.operations) {
      if (!operations.has(op)) operations.set(op, hoistOperation(op, hoisted));
    }
  }
  const webhooks = api.webhooks?.map((op) => hoistOperation(op, hoisted));
  return {
    ...api,
    ...(webhooks && { webhooks }),
    groups: api.groups.map((group) => ({
      ...group,
      operations: group.operations.map((op) => operations.get(op) ?? op),
    })),
    types: [...api.types.map((named) => hoisted.inside(named)), ...hoisted.types],
  };
}

class Hoisted {
  readonly #byId = new Map<TypeId, NamedType>();

  readonly #bodies = new Set<TypeId>();
  readonly #hints: ReadonlyMap<TypeId, string>;

  constructor({ types }: Api) {
    this.#hints = new Map(types.map(({ id, hint }) => [id, hint]));
  }

  get types(): readonly NamedType[] {
    return [...this.#byId.values()];
  }

  /** The type of a body of named parts or fields: each of them is written by itself, so those that are JSON get names. */
  fields(type: Type, hint: string): Type {
    if (type.kind === "ref") this.#bodies.add(type.target);
    if (type.kind === "object") {
      const properties = type.properties.map((property) => {
        const inner = this.#part(property.type, `${hint} ${property.name}`);
        return inner === property.type ? property : { ...property, type: inner };
      });
      return properties.some((one, i) => one !== type.properties[i]) ? { ...type, properties } : type;
    }
    if (type.kind === "array" || type.kind === "tuple")
      return mapParts(type, (item) => this.#part(item, `${hint} item`));
    return type.kind === "intersection" ? mapParts(type, (part) => this.fields(part, hint)) : type;
  }

  /** A named type, its fields named as well where it is the body of a form. */
  inside(named: NamedType): NamedType {
    if (!this.#bodies.has(named.id)) return named;
    const type = this.fields(named.type, named.hint);
    return type === named.type ? named : { ...named, type };
  }

  #part(type: Type, hint: string): Type {
    if (type.kind === "array") return mapParts(type, (item) => this.#part(item, `${hint} item`));
    if (!isStructured(type)) return type;
    return this.name(type, "body", hint);
  }

  /** The type itself when the codec needs nothing of its own for it, otherwise a reference to a named type. */
  name(type: Type, origin: NamedType["origin"], hint: string): Type {
    const refined = type.refinements !== undefined && type.refinements.length > 0;
    if (isBare(type) || (type.kind === "ref" && !refined)) return type;
    if (type.kind === "stream") return { ...type, items: this.name(type.items, origin, `${hint} item`) };
    const list = origin === "body" ? this.#list(type) : undefined;
    if (list !== undefined) return list;
    const id = `${origin} ${placeOf(type.span)}`;
    if (!this.#byId.has(id)) this.#byId.set(id, { id, hint, name: "", type, origin, span: type.span });
    return {
      kind: "ref",
      target: id,
      span: type.span,
      ...(type.docs && { docs: type.docs }),
      ...(type.default !== undefined && { default: type.default }),
    };
  }

  /** Lists of one named type are one list, wherever they stand: it is called after what it holds. */
  #list(type: Type): Type | undefined {
    if (type.kind !== "array" || type.as !== undefined || type.items.kind !== "ref") return undefined;
    if (type.default !== undefined) return undefined;
    const { items, span } = type;
    const bare = [...(type.refinements ?? []), ...(items.refinements ?? [])].length === 0;
    const hint = this.#hints.get(items.target);
    const limited = Object.values(type.constraints).some((limit) => limit !== undefined);
    if (!bare || limited || hint === undefined || items.default !== undefined) return undefined;
    const id = `list ${items.target}`;
    if (!this.#byId.has(id)) {
      const list: Type = { kind: "array", items, constraints: {}, span };
      this.#byId.set(id, { id, hint: `${hint} list`, name: "", type: list, origin: "body", span });
    }
    return { kind: "ref", target: id, span, ...(type.docs && { docs: type.docs }) };
  }
}

/** Whether a value of the type is written as JSON where it stands alone. */
function isStructured(type: Type): boolean {
  switch (type.kind) {
    case "object":
    case "map":
    case "intersection":
    case "tuple":
      return true;
    case "union":
      return type.members.some(isStructured);
    case "nullable":
      return isStructured(type.inner);
    default:
      return false;
  }
}

/** A type as it is where everything is text: numbers are not told from texts of numbers there. */
function withoutTexts(type: Type): Type {
  if (type.kind === "integer" || type.kind === "number") {
    if (type.text === undefined) return type;
    const { text: _, ...plain } = type;
    return plain;
  }
  return type.kind === "array" || type.kind === "nullable" ? mapParts(type, withoutTexts) : type;
}

/** The identity of a definition: where it stands. */
export function placeOf(span: Span): string {
  const at = span.kind === "node" ? pointerOf(span) : `${span.start}-${span.end}`;
  return `${span.file.path}#${at}`;
}

function hoistOperation(op: Operation, hoisted: Hoisted): Operation {
  const parameters = op.parameters.map((parameter) => {
    const hint =
      parameter.shared === undefined ? `${op.hint} ${parameter.name}` : `${parameter.shared} parameter`;
    const isText =
      parameter.encoding.kind === "style" &&
      parameter.places?.some(({ source }) => source === "body") !== true;
    const type = hoisted.name(isText ? withoutTexts(parameter.type) : parameter.type, "parameter", hint);
    return type === parameter.type ? parameter : { ...parameter, type };
  });
  const body = op.body && {
    ...op.body,
    // Nobody sees a hidden body: its type has no name.
    contents:
      op.body.hidden === true
        ? op.body.contents
        : hoistContents(op.body.contents, `${op.body.shared ?? op.hint} body`, hoisted),
  };
  const replies = op.replies.map((reply) => {
    const stem = reply.shared ?? `${op.hint} ${statusText(reply.status)}`;
    return {
      ...reply,
      headers: hoistHeaders(reply.headers, stem, hoisted),
      contents: hoistContents(reply.contents, `${stem} body`, hoisted),
    };
  });
  const done = { ...op, parameters, ...(body && { body }), replies };
  return mapCallbacks(done, (one) => hoistOperation(one, hoisted));
}

/** The first media type has the plain name. */
function hoistContents(contents: readonly Content[], hint: string, hoisted: Hoisted): readonly Content[] {
  return contents.map((content, i) => ({
    ...content,
    type: hoisted.name(
      content.format === "multipart" || content.format === "form"
        ? hoisted.fields(content.type, hint)
        : content.type,
      "body",
      i === 0 ? hint : `${hint} ${content.mediaType}`,
    ),
    encoding: content.encoding.map((field): FieldEncoding => ({
      ...field,
      headers: hoistHeaders(field.headers, `${hint} ${field.field}`, hoisted),
    })),
  }));
}

function hoistHeaders(headers: readonly Header[], stem: string, hoisted: Hoisted): readonly Header[] {
  return headers.map((header) => {
    const hint = header.shared === undefined ? `${stem} ${header.name}` : `${header.shared} header`;
    const type = hoisted.name(
      header.content === undefined ? withoutTexts(header.type) : header.type,
      "header",
      hint,
    );
    return type === header.type ? header : { ...header, type };
  });
}
