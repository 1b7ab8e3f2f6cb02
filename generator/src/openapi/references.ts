import type { Diagnostics } from "../source/diagnostic.ts";
import type { DocumentStore, LoadedDocument } from "../source/load.ts";
import { formatPointer, lookup, parseReference } from "../source/resolve.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, pathOf, pointerOf } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { Kind } from "./structure.ts";
import { refOf, sectionNames, sectionOf, walk } from "./structure.ts";
import type { Version } from "./version.ts";

/** Where a reference leads. */
export interface Target {
  /** File and pointer: what makes two references lead to the same thing. */
  readonly id: string;
  readonly value: JsonData;
  readonly span: NodeSpan;
}

/** One `$ref` as it was written. */
interface Occurrence {
  readonly kind: Kind;
  readonly ref: string;
  readonly span: NodeSpan;
}

/** The identity of a node: its file as users write it, and its pointer. */
export function idOf(span: NodeSpan): string {
  return `${span.file.name}#${pointerOf(span)}`;
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
  readonly #store: DocumentStore;
  readonly #diagnostics: Diagnostics;
  readonly #targets = new Map<string, Map<string, Target | undefined>>();
  readonly #occurrences: Occurrence[] = [];

  private constructor(
    version: Version,
    entry: LoadedDocument,
    store: DocumentStore,
    diagnostics: Diagnostics,
  ) {
    this.version = version;
    this.entry = entry;
    this.bigIntegers = entry.bigIntegers;
    this.#store = store;
    this.#diagnostics = diagnostics;
  }

  /** Loads everything that the entry document refers to, directly or not, and reports what is broken. */
  static async collect(
    version: Version,
    entry: LoadedDocument,
    store: DocumentStore,
    diagnostics: Diagnostics,
  ): Promise<References> {
    const references = new References(version, entry, store, diagnostics);
    await references.#collect();
    references.#checkCycles();
    return references;
  }

  /** The target of a reference that {@link collect} met; `undefined` when it was reported as broken. */
  target(ref: string, from: NodeSpan): Target | undefined {
    return this.#targets.get(from.file.path)?.get(ref);
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
    const found: Occurrence[] = [];
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
          if (kind === "discriminator") this.#mapping(value, span, found);
          return true;
        },
        reference: (kind, ref, holder, span) => {
          if (seenBefore(referring, kind, holder)) return;
          found.push({ kind, ref, span: childSpan(span, "$ref") });
        },
      });
      for (const occurrence of found.splice(0)) {
        const target = await this.#resolve(occurrence);
        if (target === undefined) continue;
        this.#occurrences.push(occurrence);
        const { kind } = occurrence;
        if (kind === "schema" && !this.schemas.has(target.id)) this.schemas.set(target.id, target);
        if (target.span.file !== entry.file && !this.external.has(target.id)) {
          this.external.set(target.id, { kind, target });
        }
        const key = `${kind} ${target.id}`;
        if (expanded.has(key)) continue;
        expanded.add(key);
        pending.push({ kind, ...target });
      }
    }
  }

  #mapping(value: JsonObject, span: NodeSpan, found: Occurrence[]): void {
    const mapping = getOwn(value, "mapping");
    if (!isObject(mapping)) return;
    for (const key of Object.keys(mapping)) {
      const ref = mapping[key];
      // A bare name is looked up among the schemas when the union is lowered.
      if (typeof ref !== "string" || !isMappingUri(ref)) continue;
      found.push({ kind: "schema", ref, span: childSpan(childSpan(span, "mapping"), key) });
    }
  }

  /** Answers from the cache; a broken reference is reported at each place where it is written. */
  async #resolve({ kind, ref, span }: Occurrence): Promise<Target | undefined> {
    const { file } = span;
    let cache = this.#targets.get(file.path);
    if (cache === undefined) this.#targets.set(file.path, (cache = new Map()));
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
    let document: LoadedDocument | undefined = this.#store.get(span.file.path);
    if (reference.document !== "") {
      const location = this.#store.locate(reference.document, span.file, span);
      if (location === undefined) return undefined;
      const reported = this.#store.has(location);
      document = await this.#store.load(location, span);
      if (document === undefined && reported) {
        this.#diagnostics.add("VG1015", `${JSON.stringify(reference.document)} could not be read`, { span });
      }
    }
    if (document === undefined) return undefined;
    this.bigIntegers ||= document.bigIntegers;
    const { fragment } = reference;
    if (fragment.kind === "anchor") {
      this.#diagnostics.add("VG1017", `${JSON.stringify(ref)} refers to an anchor`, {
        span,
        hint: `write a JSON pointer, e.g. "#/components/schemas/${fragment.name}"`,
      });
      return undefined;
    }
    const result = lookup(document, fragment.tokens);
    if (result.found)
      return {
        id: `${document.file.name}#${formatPointer(fragment.tokens)}`,
        value: result.value,
        span: result.span,
      };
    const depth = pathOf(result.parent).length;
    const where = depth === 0 ? document.file.name : `${document.file.name}#${pointerOf(result.parent)}`;
    this.#diagnostics.add(
      "VG1015",
      `the reference ${JSON.stringify(ref)} leads nowhere: there is no ${JSON.stringify(result.token)} in ${where}`,
      { span, hint: didYouMean(result.token, result.siblings) },
    );
    return undefined;
  }

  #checkKind(kind: Kind, target: Target, span: NodeSpan): void {
    const keys = pathOf(target.span);
    const wanted = sectionOf(this.version, kind);
    if (wanted === undefined || keys.length !== wanted.length + 1) return;
    const section = String(keys[wanted.length - 1]);
    if (section === wanted.at(-1) || (wanted.length > 1 && keys[0] !== wanted[0])) return;
    if (!sectionNames(this.version).includes(section)) return;
    this.#diagnostics.add(
      "VG2062",
      `a reference to one of the ${wanted.at(-1)} is needed here, this one leads to one of the ${section}`,
      {
        span,
      },
    );
  }

  /** Chains of references that never arrive. */
  #checkCycles(): void {
    const reported = new Set<string>();
    const clean = new Set<string>();
    for (const { ref, span } of this.#occurrences) {
      const chain: Target[] = [];
      let at = this.target(ref, span);
      while (at !== undefined && !chain.some((t) => t.id === at!.id)) {
        if (clean.has(at.id)) break;
        chain.push(at);
        const next = refOf(at.value);
        if (next === undefined) {
          at = undefined;
          break;
        }
        at = this.target(next, at.span);
      }
      if (at === undefined || clean.has(at.id)) {
        for (const { id } of chain) clean.add(id);
        continue;
      }
      const cycle = chain.slice(chain.findIndex((t) => t.id === at!.id));
      if (cycle.some((t) => reported.has(t.id))) continue;
      for (const { id } of cycle) reported.add(id);
      const first = cycle[0]!;
      this.#diagnostics.add(
        "VG1016",
        `this reference leads back to itself${cycle.length > 1 ? ` after ${cycle.length} steps` : ""}`,
        {
          span: childSpan(first.span, "$ref"),
          related: cycle
            .slice(1)
            .map((t) => ({ message: "by way of this reference", span: childSpan(t.span, "$ref") })),
        },
      );
    }
  }
}
