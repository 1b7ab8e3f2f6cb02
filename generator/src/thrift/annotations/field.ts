import type { JsonValue } from "../../ir/json.ts";
import type { Docs, Overlay } from "../../ir/type.ts";
import type { TextSpan } from "../../source/span.ts";
import { nearest } from "../../source/suggest.ts";
import type { Annotation, Field, Literal } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { Module, ResolvedType } from "../program.ts";
import { annotationsOf, underlying } from "../program.ts";
import { ownerOf } from "../rules/owner.ts";
import { spanInside } from "../rules/place.ts";
import { aliasOf } from "./alias.ts";
import { docsOf } from "./docs.ts";
import type { GoTag } from "./go-tag.ts";
import { parseGoTag } from "./go-tag.ts";
import { casedName } from "./name-case.ts";
import { overlayOf } from "./overlay.ts";
import { tagDefault } from "./tag-default.ts";

/** Where a field of a message may be, beyond the place that its method gives it. */
export type FieldSource =
  "path" | "query" | "header" | "cookie" | "form" | "body" | "raw_body" | "raw_uri" | "http_code";

/** A place that an annotation names. */
export interface FieldPlace {
  readonly source: FieldSource;
  /** Name on the wire. */
  readonly name: string;
  readonly span: TextSpan;
}

/** What the annotations of a field say about it. */
export interface FieldBinding {
  readonly field: Field;
  readonly module: Module;
  readonly type: ResolvedType;
  /** The places that are named, in the author's order, each source once; empty: the method decides. */
  readonly places: readonly FieldPlace[];
  /** Its key in JSON. */
  readonly bodyName: string;
  /** It is no part of any message. */
  readonly skipped: boolean;
  /** It is no property of an object in JSON, though it may be in another place of a message. */
  readonly hiddenInJson: boolean;
  /** That of the field, or required because a tag of Go says so. */
  readonly requiredness: Field["requiredness"];
  /** Numbers in it are texts in JSON (`api.js_conv`), or are not; `undefined`: its type decides. */
  readonly textual: boolean | undefined;
  /** Its text holds JSON, which stands in its place on the wire. */
  readonly dynamic: boolean;
  /** It is sent as events, one after the other. */
  readonly sse: boolean;
  /** Its default by `go.tag`, in the form of `Program.defaultOf`; one of the IDL's own comes first. */
  readonly goDefault?: JsonValue;
  /** The identifier that the author wants for it (`pilota.name`). */
  readonly alias?: string;
  readonly docs?: Docs;
  /** For its description as a property. */
  readonly overlay?: Overlay;
  /** For its description as a parameter. */
  readonly parameterOverlay?: Overlay;
}

const sources: ReadonlyMap<string, FieldSource> = new Map<string, FieldSource>([
  ["query", "query"],
  ["path", "path"],
  ["header", "header"],
  ["cookie", "cookie"],
  ["form", "form"],
  ["post", "form"],
  ["file_name", "form"],
  ["body", "body"],
  ["raw_body", "raw_body"],
  ["raw_uri", "raw_uri"],
  ["http_code", "http_code"],
]);

const gateways: readonly string[] = ["agw.", "janus."];

/** What the annotations of a field say; read once. */
export function bindField(cx: ThriftContext, field: Field, module: Module): FieldBinding {
  const known = cx.bindings.get(field);
  if (known !== undefined) return known;
  const binding = new FieldReader(cx, field, module).read();
  cx.bindings.set(field, binding);
  return binding;
}

class FieldReader {
  readonly #cx: ThriftContext;
  readonly #field: Field;
  readonly #module: Module;
  readonly #type: ResolvedType;
  readonly #places = new Map<FieldSource, FieldPlace>();
  /** The name that the field has where no annotation gives one. */
  readonly #plain: string;
  /** Names of the key in JSON, by who gives them. */
  readonly #names: { body?: string; key?: string; json?: string } = {};
  readonly #gatewayPlaces: { readonly source: FieldSource; readonly span: TextSpan }[] = [];
  #skipped = false;
  #hiddenInJson = false;
  #required = false;
  #textual: boolean | undefined;
  #dynamic = false;
  #sse = false;
  #fallback: JsonValue | undefined;

  constructor(cx: ThriftContext, field: Field, module: Module) {
    this.#cx = cx;
    this.#field = field;
    this.#module = module;
    this.#type = cx.program.resolve(field.type, module);
    const owner = ownerOf(cx.program, field)?.definition.annotations ?? [];
    this.#plain = casedName(field.name.text, owner, field.annotations);
  }

  read(): FieldBinding {
    const { annotations, docs, requiredness } = this.#field;
    // What is said of a typedef holds for its fields, unless they say otherwise.
    for (const { key, value } of annotationsOf(this.#type).toReversed()) this.#ofType(key.text, value?.text);
    for (const annotation of annotations) this.#annotation(annotation);
    for (const { source, span } of this.#gatewayPlaces) this.#place(source, this.#names.key, span);
    for (const annotation of annotations) this.#goTag(annotation);
    const { body, key, json } = this.#names;
    // A tag names the same as `api.body` does, and has the last word; neither is said of `api.key`.
    const own = body === undefined ? undefined : (nonEmpty(json) ?? body);
    const bodyName = nonEmpty(own) ?? nonEmpty(key) ?? nonEmpty(json) ?? this.#plain;
    const places = [...this.#places.values()];
    const overlay = overlayOf(this.#cx, annotations, "openapi.property");
    const parameterOverlay = overlayOf(this.#cx, annotations, "openapi.parameter");
    const described = docsOf(docs, annotations);
    const alias = aliasOf(annotations);
    return {
      field: this.#field,
      module: this.#module,
      type: this.#type,
      places: places.map((place) => (place.source === "body" ? { ...place, name: bodyName } : place)),
      bodyName,
      skipped: this.#skipped || (this.#hiddenInJson && places.length === 0),
      hiddenInJson: this.#hiddenInJson,
      requiredness: this.#required ? "required" : requiredness,
      textual: this.#textual,
      dynamic: this.#dynamic && isText(this.#type),
      sse: this.#sse,
      ...(alias !== undefined && { alias }),
      ...(described && { docs: described }),
      ...(this.#fallback !== undefined && { goDefault: this.#fallback }),
      ...(overlay && { overlay }),
      ...(parameterOverlay && { parameterOverlay }),
    };
  }

  #ofType(key: string, value: string | undefined): void {
    const name = key.toLowerCase();
    if (/^(?:api|agw|janus)\.js_conv$/.test(name)) this.#textual = value !== "false";
    if (/^(?:agw|janus)\.body_dynamic$/.test(name)) this.#dynamic = value !== "false";
  }

  #annotation({ key, value, span }: Annotation): void {
    const name = key.text.toLowerCase();
    const text = value?.text ?? "";
    this.#ofType(name, value?.text);
    if (name.startsWith("api.")) this.#ofApi(name.slice("api.".length), text, span);
    const gateway = gateways.find((prefix) => name.startsWith(prefix));
    if (gateway !== undefined) this.#ofGateway(key.text, name.slice(gateway.length), text, span);
  }

  #ofApi(name: string, text: string, span: TextSpan): void {
    const source = sources.get(name);
    if (source === "body") this.#names.body ??= text;
    if (source !== undefined) this.#place(source, text, span);
    else if (name === "key") this.#names.key = text;
    else if (name === "none") this.#skipped = text !== "false";
  }

  #ofGateway(key: string, name: string, text: string, span: TextSpan): void {
    if (name === "key") this.#names.key ??= text;
    if (name !== "source" && name !== "target") return;
    for (const word of text.split(",")) this.#gatewayWord(key, word.trim().toLowerCase(), span);
  }

  #gatewayWord(key: string, word: string, span: TextSpan): void {
    const source = sources.get(word);
    if (source !== undefined) this.#gatewayPlaces.push({ source, span });
    else if (word === "ignore") this.#skipped = true;
    else if (word === "body_dynamic") this.#dynamic = true;
    else if (word === "sse") this.#sse = true;
    else {
      const near = nearest(word, [...sources.keys(), "ignore", "body_dynamic", "sse"]);
      const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
      this.#cx.diagnostics.add("VG3209", `\`${key}\` knows no place \`${word}\`${hint}`, { span });
    }
  }

  #goTag({ key, value }: Annotation): void {
    if (key.text.toLowerCase() !== "go.tag" || value === undefined) return;
    const { tags, faultAt } = parseGoTag(value.text);
    if (faultAt !== undefined) {
      const message = "a part of `go.tag` cannot be read, and is ignored with what follows";
      const span = spanInside(value, faultAt, value.text.length);
      this.#cx.diagnostics.add("VG3207", message, { span });
    }
    // A tag that lists places lists JSON among them; one that is about JSON only gives its name.
    const isList = tags.some((tag) => sources.has(tag.key) && tag.name !== "-");
    for (const tag of tags) this.#tag(tag, isList, value);
  }

  /** Tags have the last word about the places that they name. */
  #tag({ key, name, value, options }: GoTag, isList: boolean, literal: Literal): void {
    const source = sources.get(key);
    if (key === "default") this.#default(value, literal);
    if (key !== "json" && source === undefined) return;
    if (options.includes("required")) this.#required = true;
    if (key !== "json") {
      this.#places.delete(source ?? "body");
      if (source !== undefined && name !== "-") this.#place(source, name, literal.span);
      return;
    }
    if (options.includes("string")) this.#textual = true;
    // `-,` is the name `-`, as in Go's package json.
    this.#hiddenInJson = value === "-";
    if (value === "-") this.#places.delete("body");
    else {
      this.#names.json = name;
      if (isList) this.#place("body", name, literal.span);
    }
  }

  #default(text: string, { span }: Literal): void {
    this.#fallback = tagDefault(text, this.#type);
    if (this.#fallback !== undefined || underlying(this.#type).kind === "missing") return;
    const message = `the default in \`go.tag\` is no value of the type of \`${this.#field.name.text}\``;
    this.#cx.diagnostics.add("VG3210", message, { span });
  }

  /** The first annotation of a source counts. */
  #place(source: FieldSource, text: string | undefined, span: TextSpan): void {
    const name = nonEmpty(text) ?? this.#plain;
    const first = this.#places.get(source);
    if (first === undefined) this.#places.set(source, { source, name, span });
    else if (first.name !== name && source !== "body") {
      const message = `\`${this.#field.name.text}\` has two names in one place: \`${first.name}\` counts`;
      this.#cx.diagnostics.add("VG3404", message, {
        span,
        related: [{ message: "the first one", span: first.span }],
      });
    }
  }
}

function isText(type: ResolvedType): boolean {
  const under = underlying(type);
  return under.kind === "base" && under.name === "string";
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
