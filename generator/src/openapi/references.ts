import { dirname, relative, sep } from "node:path";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { DocumentStore, LoadedDocument } from "../source/load.ts";
import type { Reference } from "../source/resolve.ts";
import { formatFragment, lookup, parseReference, pathOfUri, resolveUri, uriOf } from "../source/resolve.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan, pathOf, pointerOf, rootSpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { knownDocument } from "./known-documents.ts";
import { reportCycles } from "./reference-cycles.ts";
import type { Resource } from "./resources.ts";
import { idOf, Resources } from "./resources.ts";
import type { Kind } from "./structure.ts";
import { refOf, sectionNames, sectionOf, walk } from "./structure.ts";
import { checkWords } from "./volo/words.ts";
import type { Version } from "./version.ts";
import { hasJsonSchema } from "./version.ts";

/** Where a reference leads. */
export interface Target {
  /** File and pointer: what makes two references lead to the same thing. */
  readonly id: string;
  readonly value: JsonData;
  readonly span: NodeSpan;
}

/** An object with an extension that names a type of the user. */
export interface TypedPlace {
  readonly kind: Kind;
  readonly span: NodeSpan;
}

/** One `$ref` as it was written. */
export interface Occurrence {
  readonly kind: Kind;
  readonly ref: string;
  readonly span: NodeSpan;
}

/** A node for a message: its file, and its pointer unless it is the whole file. */
function nameOf(span: NodeSpan): string {
  return pathOf(span).length === 0 ? span.file.name : `${span.file.name}#${pointerOf(span)}`;
}

/** True for a text that names a resource by where its file is on this machine, which no contract should know. */
function isPlace(text: string, { uri, span }: Resource): boolean {
  return (/^file:/i.test(text) || text.includes("\\")) && uri === uriOf(span.file);
}

/** A discriminator's mapping value that is a URI reference and not the name of a schema. */
export function isMappingUri(value: string): boolean {
  return /[#/]|\.(?:json|ya?ml)$/i.test(value);
}

/**
 * Every reference of a document and of the files that it reaches, checked once and answered afterwards without I/O.
 * @see https://spec.openapis.org/oas/v3.1.1.html#reference-object
 */
export class References {
  readonly version: Version;
  readonly entry: LoadedDocument;
  /** Some whole number of the files is a bigint. */
  bigIntegers: boolean;
  /** Targets of references to schemas, in the order in which they were first met. */
  readonly schemas: Map<string, Target> = new Map();
  /** Targets in other files than the entry, with the kind of their first use. */
  readonly external: Map<string, { readonly kind: Kind; readonly target: Target }> = new Map();
  readonly resources: Resources;
  /** Security schemes that are asked for, as they are written, with the first place of each. */
  readonly requirements: Map<string, NodeSpan> = new Map();
  /** Where a type of the user is named, by object in the order in which they were met. */
  readonly typed: TypedPlace[] = [];
  readonly #store: DocumentStore;
  readonly #diagnostics: Diagnostics;
  /** By resource and by the text of the reference. */
  readonly #targets = new Map<string, Map<string, Target | undefined>>();
  readonly #occurrences: Occurrence[] = [];
  /** What some reference leads to. */
  readonly #used = new Set<string>();
  #dynamic = false;

  private constructor(
    version: Version,
    entry: LoadedDocument,
    store: DocumentStore,
    diagnostics: Diagnostics,
    whole: LoadedDocument,
  ) {
    this.version = version;
    this.entry = entry;
    this.bigIntegers = entry.bigIntegers;
    this.#store = store;
    this.#diagnostics = diagnostics;
    this.resources = new Resources(version, diagnostics);
    this.resources.add(whole);
  }

  /**
   * Loads everything that the entry document refers to, directly or not, and reports what is broken.
   * @param whole The entry document before a filter left out parts of it; references may lead into those.
   */
  static async collect(
    version: Version,
    entry: LoadedDocument,
    store: DocumentStore,
    diagnostics: Diagnostics,
    whole: LoadedDocument = entry,
  ): Promise<References> {
    const references = new References(version, entry, store, diagnostics, whole);
    await references.#collect();
    reportCycles(references, references.#occurrences, diagnostics);
    return references;
  }

  /** The target of a reference that {@link collect} met; `undefined` when it was reported as broken. */
  target(ref: string, from: NodeSpan): Target | undefined {
    return this.#targets.get(this.resources.of(from).id)?.get(ref);
  }

  /** What of the entry document some reference leads to, as references inside it. */
  entryTargets(): string[] {
    return this.#occurrences.flatMap(({ ref, span }) => {
      const target = this.target(ref, span);
      return target?.span.file === this.entry.file ? [formatFragment(pathOf(target.span).map(String))] : [];
    });
  }

  /** A node as the target of a reference. */
  targetAt(value: JsonData, span: NodeSpan): Target {
    const id = idOf(span);
    return this.schemas.get(id) ?? { id, value, span };
  }

  /** Some schema has a dynamic reference, and some has a dynamic anchor. */
  get isDynamic(): boolean {
    return this.#dynamic && this.resources.hasDynamicAnchors;
  }

  /**
   * Where a dynamic reference leads at first, and the name that the scope is asked for: without one it is a plain
   * reference. `undefined` when it was reported as broken.
   * @see https://json-schema.org/draft/2020-12/json-schema-core#section-8.2.3.2
   */
  dynamicTarget(
    ref: string,
    from: NodeSpan,
  ): { readonly target: Target; readonly name: string | undefined } | undefined {
    const target = this.target(ref, from);
    if (target === undefined) return undefined;
    const reference = parseReference(ref);
    const name =
      typeof reference !== "string" && reference.fragment.kind === "anchor"
        ? reference.fragment.name
        : undefined;
    const anchor = name === undefined ? undefined : this.resources.of(target.span).anchors.get(name);
    return { target, name: anchor?.dynamic === true && anchor.value === target.value ? name : undefined };
  }

  /**
   * The object behind a node that may be a reference, following chains: itself when it is none.
   * `undefined` when a reference is broken or leads in a circle.
   */
  follow(value: JsonData, span: NodeSpan): { readonly value: JsonData; readonly span: NodeSpan } | undefined {
    let at: { readonly value: JsonData; readonly span: NodeSpan } = { value, span };
    const seen = new Set<JsonData>();
    for (let ref = refOf(at.value); ref !== undefined; ref = refOf(at.value)) {
      if (seen.has(at.value)) return undefined;
      seen.add(at.value);
      const next = this.target(ref, at.span);
      if (next === undefined) return undefined;
      at = next;
    }
    return at;
  }

  async #collect(): Promise<void> {
    const { entry } = this;
    const walked = new Map<Kind, Set<JsonData>>();
    const referring = new Map<Kind, Set<JsonData>>();
    const expanded = new Set<string>();
    const pending: { kind: Kind; value: JsonData; span: NodeSpan }[] = [
      {
        kind: "document",
        value: entry.value,
        span: { kind: "node", file: entry.file, parent: undefined, key: undefined },
      },
    ];
    const root = rootSpan(entry.file);
    const found: Occurrence[] = [];
    const late: Occurrence[] = [];
    // A node is met by way of the document and by way of every reference to it.
    const seenBefore = (map: Map<Kind, Set<JsonData>>, kind: Kind, value: JsonObject): boolean => {
      let set = map.get(kind);
      if (set === undefined) map.set(kind, (set = new Set()));
      if (set.has(value)) return true;
      set.add(value);
      return false;
    };
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      walk(this.version, next.kind, next.value, next.span, {
        enter: (kind, value, span) => {
          if (seenBefore(walked, kind, value)) return false;
          this.#typed(kind, value, span);
          checkWords(this.#diagnostics, this.version, kind, value, span);
          if (kind === "discriminator") this.#mapping(value, span, found);
          if (kind === "schema") this.#schema(value, span, found);
          if (kind === "document" || kind === "operation") this.#security(value, span, found);
          return true;
        },
        reference: (kind, ref, holder, span) => {
          if (seenBefore(referring, kind, holder)) return;
          this.#typed(kind, holder, span);
          found.push({ kind, ref, span: childSpan(span, "$ref") });
        },
      });
      const ready = found.splice(0).filter((occurrence) => {
        // A document that was not read yet may be one that gives itself this URI.
        const isForeign = this.#isForeign(occurrence);
        if (isForeign) late.push(occurrence);
        return !isForeign;
      });
      const isLast = pending.length === 0 && ready.length === 0;
      for (const occurrence of isLast ? late.splice(0) : ready) {
        if (isLast && this.#isIdle(occurrence)) continue;
        const target = await this.#resolve(occurrence);
        if (target === undefined) continue;
        this.#occurrences.push(occurrence);
        const { kind } = occurrence;
        this.#used.add(target.id);
        if (kind === "schema" && !this.schemas.has(target.id)) this.schemas.set(target.id, target);
        if (target.span.file !== entry.file && !this.external.has(target.id)) {
          this.external.set(target.id, { kind, target });
        }
        const key = `${kind} ${target.id}`;
        if (expanded.has(key)) continue;
        expanded.add(key);
        pending.push({ kind, ...target });
      }
      // What was left for last is looked at once more when everything else is known.
      if (pending.length === 0 && late.length > 0)
        pending.push({ kind: "discriminator", value: null, span: root });
    }
  }

  #typed(kind: Kind, value: JsonObject, span: NodeSpan): void {
    if (Object.hasOwn(value, "x-volo-type")) this.typed.push({ kind, span });
    // The type of what is no schema in 2.0 stands in it.
    if (this.version !== "2.0" || (kind !== "parameter" && kind !== "header")) return;
    const items = getOwn(value, "items");
    if (isObject(items)) this.#typed(kind, items, childSpan(span, "items"));
  }

  /**
   * The path of a file that is named in a document, seen from the folder of the entry; `undefined` after a diagnostic when
   * it lies outside the root. Nothing is read.
   */
  fileAt(path: string, span: NodeSpan): string | undefined {
    const location = this.#store.locate(path, span.file, span);
    if (location === undefined) return undefined;
    const way = relative(dirname(this.entry.file.path), location).split(sep).join("/");
    return way.startsWith("../") ? way : `./${way}`;
  }

  /**
   * Reports a reference to a document that may not be fetched, in a component that nothing uses: what is not needed
   * is no reason to refuse the rest. Schemas are generated whether they are used or not.
   */
  #isIdle({ kind, ref, span }: Occurrence): boolean {
    if (!this.#isForeign({ kind, ref, span }) || this.#store.allows(ref)) return false;
    const [first, section, name, last, ...rest] = pathOf(span);
    if (span.file !== this.entry.file || first !== "components" || last !== "$ref" || rest.length > 0)
      return false;
    const isScheme = section === "securitySchemes";
    if (section === "schemas" || this.#used.has(idOf(span.parent ?? span))) return false;
    if (isScheme && this.requirements.has(String(name))) return false;
    this.#diagnostics.add(
      "VG2132",
      `the remote reference ${JSON.stringify(ref)} is not followed: nothing uses it`,
      {
        span,
      },
    );
    return true;
  }

  #mapping(value: JsonObject, span: NodeSpan, found: Occurrence[]): void {
    const mapping = getOwn(value, "mapping");
    for (const key of isObject(mapping) ? Object.keys(mapping) : []) {
      const ref = getOwn(mapping as JsonObject, key);
      // A bare name is looked up among the schemas when the union is lowered.
      if (typeof ref !== "string" || !isMappingUri(ref)) continue;
      found.push({ kind: "schema", ref, span: childSpan(childSpan(span, "mapping"), key) });
    }
    const fallback = getOwn(value, "defaultMapping");
    if (typeof fallback === "string" && isMappingUri(fallback))
      found.push({ kind: "schema", ref: fallback, span: childSpan(span, "defaultMapping") });
  }

  #schema(value: JsonObject, span: NodeSpan, found: Occurrence[]): void {
    this.resources.register(value, span);
    if (!hasJsonSchema(this.version)) return;
    const ref = getOwn(value, "$dynamicRef");
    if (typeof ref !== "string") return;
    this.#dynamic = true;
    found.push({ kind: "schema", ref, span: childSpan(span, "$dynamicRef") });
  }

  /** From 3.2 on a requirement may name a scheme by its URI; the name of a component comes first. */
  #security(value: JsonObject, span: NodeSpan, found: Occurrence[]): void {
    const list = getOwn(value, "security");
    if (!isArray(list)) return;
    for (const [i, alternative] of list.entries()) {
      if (!isObject(alternative)) continue;
      for (const name of Object.keys(alternative)) {
        if (this.requirements.has(name)) continue;
        const at = keySpan(childSpan(childSpan(span, "security"), i), name);
        this.requirements.set(name, at);
        const path = ["components", "securitySchemes", name];
        if (this.version !== "3.2" || !isMappingUri(name)) continue;
        const root = { value: this.entry.value, span: rootSpan(this.entry.file) };
        if (!lookup(root, path).found) found.push({ kind: "securityScheme", ref: name, span: at });
      }
    }
  }

  /** True for a reference to a URI that nothing read so far has. */
  #isForeign({ ref, span }: Occurrence): boolean {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(ref)) return false;
    const uri = resolveUri(ref, undefined);
    return uri !== undefined && this.resources.find(uri, span) === undefined;
  }

  /** Answers from the cache; a broken reference is reported at each place where it is written. */
  async #resolve({ kind, ref, span }: Occurrence): Promise<Target | undefined> {
    const { id } = this.resources.of(span);
    let cache = this.#targets.get(id);
    if (cache === undefined) this.#targets.set(id, (cache = new Map()));
    const cached = cache.get(ref);
    if (cached !== undefined) {
      this.#checkKind(kind, cached, span);
      return cached;
    }
    const target = await this.#find(ref, span);
    cache.set(ref, target);
    if (target !== undefined) this.#checkKind(kind, target, span);
    return target;
  }

  async #find(ref: string, span: NodeSpan): Promise<Target | undefined> {
    const reference = parseReference(ref);
    if (typeof reference === "string") {
      this.#diagnostics.add("VG1014", `the reference ${JSON.stringify(ref)} is malformed: ${reference}`, {
        span,
      });
      return undefined;
    }
    const resource = await this.#resource(reference, span);
    if (resource === undefined) return undefined;
    const { fragment } = reference;
    if (fragment.kind === "anchor") {
      const anchor = resource.anchors.get(fragment.name);
      if (anchor !== undefined) return this.targetAt(anchor.value, anchor.span);
      const schemas = lookup(resource, ["components", "schemas", fragment.name]);
      this.#diagnostics.add(
        "VG1015",
        `the reference ${JSON.stringify(ref)} leads nowhere: there is no anchor ${JSON.stringify(fragment.name)} in ${nameOf(resource.span)}`,
        {
          span,
          hint: schemas.found
            ? `write a JSON pointer: "#/components/schemas/${fragment.name}"`
            : didYouMean(fragment.name, resource.anchors.keys()),
        },
      );
      return undefined;
    }
    const result = lookup(resource, fragment.tokens);
    if (result.found) return this.targetAt(result.value, result.span);
    this.#diagnostics.add(
      "VG1015",
      `the reference ${JSON.stringify(ref)} leads nowhere: there is no ${JSON.stringify(result.token)} in ${nameOf(result.parent)}`,
      { span, hint: didYouMean(result.token, result.siblings) },
    );
    return undefined;
  }

  /** What the part of a reference before its fragment names: something that was read, or else a file to read. */
  async #resource(reference: Reference, span: NodeSpan): Promise<Resource | undefined> {
    const around = this.resources.of(span);
    if (reference.document === "") return around;
    const uri = resolveUri(reference.document, around.uri);
    const known = uri === undefined ? undefined : this.resources.find(uri, span);
    if (known !== undefined && !isPlace(reference.document, known)) return known;
    const shared = uri === undefined ? undefined : knownDocument(uri);
    if (shared !== undefined) return this.#add(shared, uri);
    const from = { ...span.file, path: pathOfUri(around.location) ?? span.file.path };
    const location = this.#store.locate(reference.document, from, span);
    if (location === undefined) return undefined;
    const reported = this.#store.has(location);
    const document = await this.#store.load(location, span);
    if (document === undefined) {
      if (reported) {
        const message = `${JSON.stringify(reference.document)} could not be read`;
        this.#diagnostics.add("VG1015", message, { span });
      }
      return undefined;
    }
    this.bigIntegers ||= document.bigIntegers;
    return this.#add(document, uri);
  }

  /** Makes a document and the identifiers in it known. */
  #add(document: LoadedDocument, uri: string | undefined): Resource {
    const { value, file } = document;
    this.resources.add(document);
    // Without any of these words there is nothing to look for.
    if (hasJsonSchema(this.version) && /\$(?:id|anchor|dynamicAnchor)\b/.test(file.text)) {
      const isOpenApi = isObject(value) && getOwn(value, "openapi") !== undefined;
      walk(this.version, isOpenApi ? "document" : "schema", value, rootSpan(file), {
        enter: (kind, schema, span) => {
          if (kind === "schema") this.resources.register(schema, span);
        },
        reference: () => undefined,
      });
    }
    const root = this.resources.of(rootSpan(file));
    if (uri !== undefined) this.resources.alias(uri, root);
    return root;
  }

  #checkKind(kind: Kind, target: Target, span: NodeSpan): void {
    const keys = pathOf(target.span);
    const wanted = sectionOf(this.version, kind);
    if (wanted === undefined || keys.length !== wanted.length + 1) return;
    const section = String(keys[wanted.length - 1]);
    if (section === wanted.at(-1) || (wanted.length > 1 && keys[0] !== wanted[0])) return;
    if (!sectionNames(this.version).includes(section)) return;
    if (this.version === "2.0" && kind === "parameter" && section === "definitions") {
      this.#diagnostics.add("VG2108", "this reference of a parameter leads to a schema", {
        span,
        hint: "write its type into the parameter, or make it the body",
      });
      return;
    }
    this.#diagnostics.add(
      "VG2062",
      `a reference to one of the ${wanted.at(-1)} is needed here, this one leads to one of the ${section}`,
      {
        span,
      },
    );
  }
}
