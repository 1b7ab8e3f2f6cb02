import type { Diagnostics } from "../source/diagnostic.ts";
import type { LoadedDocument } from "../source/load.ts";
import { resolveUri, uriOf } from "../source/resolve.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, pathOf, pointerOf, rootSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Version } from "./version.ts";
import { hasJsonSchema } from "./version.ts";

/** A place that a plain-name fragment names. */
export interface Anchor {
  readonly value: JsonData;
  readonly span: NodeSpan;
  /** Named by `$dynamicAnchor`. */
  readonly dynamic: boolean;
}

/**
 * A document, or a schema in it that has an identifier of its own: what the fragments of references are relative to.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-4.3.5
 */
export interface Resource {
  /** File and pointer. */
  readonly id: string;
  /** By which references name it; absolute, without a fragment. */
  readonly uri: string;
  /** Where relative references are looked for when nothing that was read has their URI. */
  readonly location: string;
  readonly value: JsonData;
  readonly span: NodeSpan;
  readonly anchors: Map<string, Anchor>;
}

/** The resources of one document. */
interface Index {
  readonly value: JsonData;
  root: Resource;
  /** Resources below the root, by their schema. */
  readonly nested: Map<JsonObject, Resource>;
}

/** The identity of a node: its file as users write it, and its pointer. */
export function idOf(span: NodeSpan): string {
  return `${span.file.name}#${pointerOf(span)}`;
}

/**
 * The identifiers of all documents of a run: `$self`, `$id`, `$anchor` and `$dynamicAnchor`.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-8.2
 * @see https://spec.openapis.org/oas/v3.2.0.html#establishing-the-base-uri
 */
export class Resources {
  readonly #version: Version;
  readonly #diagnostics: Diagnostics;
  readonly #documents = new Map<string, Index>();
  readonly #byUri = new Map<string, Resource>();
  readonly #registered = new WeakSet<JsonObject>();
  readonly #identified = new WeakMap<JsonObject, Resource>();
  /** Some schema has a dynamic anchor. */
  hasDynamicAnchors = false;

  constructor(version: Version, diagnostics: Diagnostics) {
    this.#version = version;
    this.#diagnostics = diagnostics;
  }

  /** Makes a document known under the place where it was found, and under the URI that it gives itself. */
  add(document: LoadedDocument): Resource {
    const known = this.#documents.get(document.file.path);
    if (known !== undefined) return known.root;
    const { value, file } = document;
    const span = rootSpan(file);
    const place = uriOf(file);
    let uri = place;
    const self = isObject(value) && this.#version === "3.2" ? getOwn(value, "$self") : undefined;
    if (typeof self === "string") {
      const resolved = resolveUri(self, place);
      if (resolved === undefined) this.#malformed(self, childSpan(span, "$self"));
      else uri = resolved;
    }
    const root: Resource = {
      id: idOf(span),
      uri,
      location: place,
      value,
      span,
      anchors: new Map(),
    };
    this.#documents.set(file.path, { value, root, nested: new Map() });
    this.#name(place, root);
    this.#name(uri, root);
    return root;
  }

  /** Makes a document known under the URI by which it was asked for. */
  alias(uri: string, resource: Resource): void {
    this.#name(uri, resource);
  }

  /** Takes note of the identifiers of a schema; those of the schemas around it are known already. */
  register(value: JsonObject, span: NodeSpan): void {
    if (!hasJsonSchema(this.#version) || this.#registered.has(value)) return;
    this.#registered.add(value);
    const id = getOwn(value, "$id");
    if (typeof id === "string") this.#identify(id, value, span);
    for (const keyword of ["$anchor", "$dynamicAnchor"] as const) {
      const name = getOwn(value, keyword);
      if (typeof name === "string") this.#anchor(name, keyword === "$dynamicAnchor", value, span);
    }
  }

  /** The resource that a node belongs to. */
  of(span: NodeSpan): Resource {
    const index = this.#documents.get(span.file.path);
    if (index === undefined) throw new Error(`unreachable: ${span.file.name} was not read`);
    if (index.nested.size === 0) return index.root;
    let resource = index.root;
    let value: JsonData | undefined = index.value;
    for (const key of pathOf(span)) {
      value = isArray(value) ? value[Number(key)] : isObject(value) ? getOwn(value, String(key)) : undefined;
      if (isObject(value)) resource = index.nested.get(value) ?? resource;
    }
    return resource;
  }

  /** The resource that a schema is the root of. */
  at(value: JsonObject): Resource | undefined {
    return this.#identified.get(value);
  }

  /** True for a schema with an identifier of its own below the root of its document. */
  isNested(value: JsonData, span: NodeSpan): boolean {
    return isObject(value) && this.#documents.get(span.file.path)?.nested.has(value) === true;
  }

  /** The resource of a URI; one of the file that asks comes first. */
  find(uri: string, from: NodeSpan): Resource | undefined {
    const index = this.#documents.get(from.file.path);
    if (index?.root.uri === uri) return index.root;
    for (const resource of index?.nested.values() ?? []) if (resource.uri === uri) return resource;
    return this.#byUri.get(uri);
  }

  /** Every place that a dynamic anchor of a name stands for. */
  *dynamicAnchors(name: string): Iterable<Anchor> {
    for (const { root, nested } of this.#documents.values()) {
      for (const { anchors } of [root, ...nested.values()]) {
        const anchor = anchors.get(name);
        if (anchor?.dynamic === true) yield anchor;
      }
    }
  }

  #identify(id: string, value: JsonObject, span: NodeSpan): void {
    const around = this.of(span);
    const uri = resolveUri(id, around.uri);
    if (uri === undefined) return this.#malformed(id, childSpan(span, "$id"));
    // An identifier that is absolute says nothing about where the files beside it are.
    const location = resolveUri(id, around.location);
    const index = this.#documents.get(span.file.path);
    const same = this.find(uri, span);
    if (same !== undefined && same.span.file === span.file && same.value !== value) {
      this.#diagnostics.add("VG2126", `the URI ${JSON.stringify(uri)} identifies two schemas`, {
        span: childSpan(span, "$id"),
        related: [{ message: "the first one", span: same.span }],
      });
      return;
    }
    const resource: Resource = {
      id: idOf(span),
      uri,
      location:
        location === undefined || resolveUri(id, undefined) !== undefined ? around.location : location,
      value,
      span,
      anchors: value === around.value ? around.anchors : new Map(),
    };
    this.#identified.set(value, resource);
    if (index !== undefined) {
      if (span.parent === undefined) index.root = resource;
      else index.nested.set(value, resource);
    }
    this.#name(uri, resource);
    if (span.parent === undefined) this.#byUri.set(uriOf(span.file), resource);
  }

  #anchor(name: string, dynamic: boolean, value: JsonObject, span: NodeSpan): void {
    const { anchors } = this.of(span);
    const first = anchors.get(name);
    if (first !== undefined && first.value !== value) {
      this.#diagnostics.add(
        "VG2127",
        `the anchor ${JSON.stringify(name)} names two schemas of one resource`,
        {
          span: childSpan(span, dynamic ? "$dynamicAnchor" : "$anchor"),
          related: [{ message: "the first one", span: first.span }],
          hint: dynamic ? "give each of them an $id" : undefined,
        },
      );
      return;
    }
    anchors.set(name, { value, span, dynamic });
    if (dynamic) this.hasDynamicAnchors = true;
  }

  #name(uri: string, resource: Resource): void {
    if (!this.#byUri.has(uri)) this.#byUri.set(uri, resource);
  }

  #malformed(uri: string, span: NodeSpan): void {
    this.#diagnostics.add("VG1014", `the identifier ${JSON.stringify(uri)} is not a URI`, { span });
  }
}
