import type { Docs, Overlay } from "../../ir/type.ts";
import type { TextSpan } from "../../source/span.ts";
import type { Annotation, Field } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { Module, ResolvedType } from "../program.ts";
import { annotationsOf, underlying } from "../program.ts";
import { docsOf } from "./docs.ts";
import type { GoTag } from "./go-tag.ts";
import { parseGoTag } from "./go-tag.ts";
import { casedName } from "./name-case.ts";
import { overlayOf } from "./overlay.ts";

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
  /** Numbers in it are texts in JSON (`api.js_conv`). */
  readonly textual: boolean;
  /** Its text holds JSON, which stands in its place on the wire. */
  readonly dynamic: boolean;
  /** It is sent as events, one after the other. */
  readonly sse: boolean;
  /** Its default by `go.tag`, as text; one of the IDL's own comes first. */
  readonly goDefault?: string;
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
  readonly #places = new Map<FieldSource, FieldPlace>();
  readonly #keys: { key?: string; json?: string } = {};
  #body: string | undefined;
  #gatewayKey: string | undefined;
  readonly #gatewayPlaces: { readonly source: FieldSource; readonly span: TextSpan }[] = [];
  #skipped = false;
  #hiddenInJson = false;
  #textual = false;
  #dynamic = false;
  #sse = false;
  #fallback: string | undefined;

  constructor(cx: ThriftContext, field: Field, module: Module) {
    this.#cx = cx;
    this.#field = field;
    this.#module = module;
  }

  read(): FieldBinding {
    const { name, annotations, docs } = this.#field;
    const type = this.#cx.program.resolve(this.#field.type, this.#module);
    // What is said of a typedef holds for its fields, unless they say otherwise.
    for (const annotation of annotationsOf(type)) this.#ofType(annotation);
    for (const annotation of annotations) this.#annotation(annotation);
    for (const { source, span } of this.#gatewayPlaces) this.#place(source, this.#gatewayKey ?? "", span);
    for (const { key, value } of annotations) {
      if (key.text !== "go.tag" || value === undefined) continue;
      const { tags, faultAt } = parseGoTag(value.text);
      this.#goTag(tags, value.span);
      if (faultAt === undefined) continue;
      const message = "a part of `go.tag` cannot be read, and is ignored with what follows";
      this.#cx.diagnostics.add("VG3207", message, { span: value.span });
    }
    const { key, json } = this.#keys;
    const plain = casedName(name.text, [], annotations);
    const bodyName =
      nonEmpty(this.#body) ?? nonEmpty(key) ?? nonEmpty(this.#gatewayKey) ?? nonEmpty(json) ?? plain;
    const places = [...this.#places.values()];
    const overlay = overlayOf(this.#cx, annotations, "openapi.property");
    const parameterOverlay = overlayOf(this.#cx, annotations, "openapi.parameter");
    const described = docsOf(docs, annotations);
    return {
      field: this.#field,
      module: this.#module,
      type,
      places: places.map((place) => (place.source === "body" ? { ...place, name: bodyName } : place)),
      bodyName,
      skipped: this.#skipped || (this.#hiddenInJson && places.length === 0),
      textual: this.#textual,
      dynamic: this.#dynamic && underlying(type).kind === "base",
      sse: this.#sse,
      ...(described && { docs: described }),
      ...(this.#fallback !== undefined && { goDefault: this.#fallback }),
      ...(overlay && { overlay }),
      ...(parameterOverlay && { parameterOverlay }),
    };
  }

  #ofType({ key, value }: Annotation): void {
    if (key.text === "api.js_conv" || key.text === "agw.js_conv") this.#textual = value?.text !== "false";
  }

  #annotation({ key, value, span }: Annotation): void {
    const name = key.text.toLowerCase();
    const text = value?.text ?? "";
    if (name.startsWith("api.")) this.#ofApi(name.slice("api.".length), text, span);
    const gateway = gateways.find((prefix) => name.startsWith(prefix));
    if (gateway !== undefined) this.#ofGateway(name.slice(gateway.length), text, span);
  }

  #ofApi(name: string, text: string, span: TextSpan): void {
    const source = sources.get(name);
    if (source === "body") this.#body ??= text;
    if (source !== undefined) this.#place(source, text, span);
    else if (name === "key") this.#keys.key = text;
    else if (name === "none") this.#skipped = text !== "false";
    else if (name === "js_conv") this.#textual = text !== "false";
  }

  #ofGateway(name: string, text: string, span: TextSpan): void {
    const isOn = text !== "false";
    switch (name) {
      case "source":
      case "target":
        for (const word of text.split(",").map((one) => one.trim())) this.#gatewayWord(word, span);
        return;
      case "key":
        this.#gatewayKey = text;
        return;
      case "js_conv":
        this.#textual = isOn;
        return;
      case "body_dynamic":
        this.#dynamic = isOn;
        return;
    }
  }

  #gatewayWord(word: string, span: TextSpan): void {
    const source = sources.get(word);
    if (source !== undefined) this.#gatewayPlaces.push({ source, span });
    else if (word === "ignore") this.#skipped = true;
    else if (word === "body_dynamic") this.#dynamic = true;
    else if (word === "sse") this.#sse = true;
  }

  /** Tags have the last word about the places that they name. */
  #goTag(tags: readonly GoTag[], span: TextSpan): void {
    for (const { key, name, value, options } of tags) {
      if (key === "default") this.#fallback = value;
      if (options.includes("string")) this.#textual = true;
      if (key === "json") {
        this.#hiddenInJson = name === "-";
        if (name === "-") this.#places.delete("body");
        else if (name !== "") {
          this.#keys.json = name;
          this.#body = name;
          if (this.#places.size > 0) this.#place("body", name, span);
        }
        continue;
      }
      const source = sources.get(key);
      if (source === undefined) continue;
      this.#places.delete(source);
      if (name !== "-") this.#place(source, name, span);
    }
  }

  #place(source: FieldSource, name: string, span: TextSpan): void {
    if (this.#places.has(source)) return;
    this.#places.set(source, { source, name: nonEmpty(name) ?? this.#field.name.text, span });
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
