import { CodecFile } from "../../generator/src/emit/codec/index.ts";
import { emitClient } from "../../generator/src/emit/client/index.ts";
import type { Contract } from "../../generator/src/emit/contract.ts";
import { emitExceptions } from "../../generator/src/emit/exceptions.ts";
import { reservedNames } from "../../generator/src/emit/reserved.ts";
import { emitServer } from "../../generator/src/emit/server/index.ts";
import { emitTypes, typeTable } from "../../generator/src/emit/types/index.ts";
import type {
  Api,
  Content,
  Group,
  Header,
  NamedType,
  Operation,
  Parameter,
  ParameterSource,
  PathPart,
  PathTemplate,
  Property,
  ReplySpec,
  Type,
} from "../../generator/src/ir/index.ts";
import { renderFiles } from "../../generator/src/output/render.ts";
import { runPasses } from "../../generator/src/passes/index.ts";
import { Diagnostics } from "../../generator/src/source/diagnostic.ts";
import type { Span } from "../../generator/src/source/span.ts";
import { childSpan, rootSpan } from "../../generator/src/source/span.ts";
import type { Generated } from "./generated.ts";
import { emptyFolder, placed } from "./generated.ts";

// Contracts as front ends hand them over, made by hand: what is printed of them does not depend on a language.

const root = rootSpan({ name: "a.json", path: "/a.json", text: "", format: "json" });
let spans = 0;

/** A place of its own: the pass `hoist` takes things of one place for one thing. */
export function span(): Span {
  return childSpan(root, `x${spans++}`);
}

export const text: Type = { kind: "string", constraints: {}, span: span() };
export const int32: Type = { kind: "integer", as: "number", format: "int32", constraints: {}, span: span() };
export const int64: Type = { kind: "integer", as: "bigint", format: "int64", constraints: {}, span: span() };

export function list(items: Type): Type {
  return { kind: "array", items, constraints: {}, span: span() };
}

export function object(
  properties: Readonly<Record<string, Type>>,
  more: (name: string) => Partial<Property> = () => ({ required: true }),
): Type {
  return {
    kind: "object",
    properties: Object.entries(properties).map(([name, type]): Property => ({
      name,
      type,
      required: false,
      span: span(),
      ...more(name),
    })),
    additional: "open",
    constraints: {},
    span: span(),
  };
}

export function ref(target: string): Type {
  return { kind: "ref", target, span: span() };
}

export function named(name: string, type: Type, more: Partial<NamedType> = {}): NamedType {
  return { id: name, hint: name, name: "", type, origin: "declared", span: span(), ...more };
}

export function exception(name: string, type: Type): NamedType {
  return named(name, type, { exception: { className: "" } });
}

function path(template: string): PathTemplate {
  const part = (one: string): PathPart => {
    const name = /^\{(.*)\}$/.exec(one)?.[1];
    return name === undefined ? { kind: "literal", text: one } : { kind: "parameter", name, span: span() };
  };
  return {
    text: template,
    segments: template
      .slice(1)
      .split("/")
      .map((segment) => [part(segment)]),
  };
}

/** `GET /a/{id}` as a route. */
export function route(words: string): { method: string; path: PathTemplate; span: Span } {
  const [method = "", template = ""] = words.split(" ");
  return { method, path: path(template), span: span() };
}

export function parameter(source: ParameterSource, name: string, more: Partial<Parameter> = {}): Parameter {
  const style = source === "query" || source === "cookie" ? "form" : "simple";
  return {
    source,
    name,
    property: "",
    required: false,
    encoding: { kind: "style", style, explode: source === "query", allowReserved: false },
    allowEmpty: false,
    type: text,
    span: span(),
    ...more,
  };
}

const formats: Readonly<Record<string, Content["format"]>> = {
  "application/json": "json",
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "multipart",
};

export function content(type: Type, mediaType = "application/json"): Content {
  return { mediaType, format: formats[mediaType] ?? "text", type, encoding: [], span: span() };
}

export function contents(type: Type, ...mediaTypes: readonly string[]): Content[] {
  return mediaTypes.map((mediaType) => content(type, mediaType));
}

/** A reply with JSON, or without a body. */
export function reply(status: number | "default", type?: Type, more: Partial<ReplySpec> = {}): ReplySpec {
  return {
    status: status === "default" ? { kind: "default" } : { kind: "exact", status },
    contents: type === undefined ? [] : [content(type)],
    headers: [],
    span: span(),
    ...more,
  };
}

export function cookie(name: string, attributes: string, more: Partial<Header> = {}): Header {
  return {
    name: "Set-Cookie",
    property: "",
    required: true,
    explode: false,
    cookie: { name, attributes },
    type: text,
    span: span(),
    ...more,
  };
}

export function operation(hint: string, at: string, more: Partial<Operation> = {}): Operation {
  return {
    hint,
    name: "",
    ...route(at),
    parameters: [],
    replies: [reply(200, text)],
    security: [],
    ...more,
  };
}

export function group(hint: string, operations: readonly Operation[], more: Partial<Group> = {}): Group {
  return { hint, name: "", operations, span: span(), ...more };
}

/** Prints the code of a contract into a folder of its own. */
export async function printed(
  groups: readonly Group[],
  types: readonly NamedType[] = [],
  name = "Api",
): Promise<Generated> {
  const diagnostics = new Diagnostics(false);
  const base = { name, source: "a.json", title: name, version: "1", servers: [], securitySchemes: [] };
  const grouped = groups.length > 1;
  const given: Api = { ...base, grouped, groups, types, span: span() };
  const api = runPasses(given, reservedNames, diagnostics, { distinctTemplates: false });
  const { file, operations } = emitTypes(api);
  const contract: Contract = { api, types: typeTable(api), operations };
  const codec = new CodecFile(api);
  const files = [
    file,
    codec.file,
    ...emitExceptions(contract),
    ...emitServer(contract, codec),
    ...emitClient(contract, codec),
  ];
  const options = { source: "a.json", importExtension: ".ts" } as const;
  return placed(emptyFolder(), await renderFiles(files, options, diagnostics), diagnostics.list);
}
