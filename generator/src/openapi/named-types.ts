import type { NamedType, Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, rootSpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { isBinary } from "./binary.ts";
import { nameOf } from "./components.ts";
import { authorName } from "./volo/names.ts";
import { ownTypeOf } from "./own-type.ts";
import type { Context } from "./context.ts";
import { report } from "./context.ts";
import type { DynamicScope } from "./dynamic-scope.ts";
import { enterScope, outside, specialise } from "./dynamic-scope.ts";
import type { Mode, Scope } from "./scope.ts";
import type { References, Target } from "./references.ts";
import { idOf } from "./resources.ts";
import { lowerSchema } from "./schema.ts";
import { sectionOf } from "./structure.ts";
import { Subtypes } from "./subtypes.ts";
import { lowerSubtypes } from "./polymorphism.ts";
import { anyType } from "./json-types.ts";

interface Entry {
  readonly target: Target;
  readonly mode: Mode;
  /** What dynamic references below lead to. */
  readonly scope: DynamicScope;
  /** The scope is not the one that the schema has by itself. */
  readonly special: boolean;
  /** The base itself, which its subtypes extend; see {@link Subtypes}. */
  readonly base: boolean;
  readonly order: number;
  type: Type | undefined;
}

/** How many types dynamic references may make of the schemas of a document. */
const mostSpecials = 1000;

/** In the order in which the variants of a schema are declared. */
const modes: readonly Mode[] = ["json", "multipart", "part", "event"];

/**
 * The id of a variant of a schema: one whose fields may be raw bytes, one whose data may be a document, one in another
 * dynamic scope, or one that stands for itself and not for its subtypes.
 */
function variantId(id: string, mode: Mode, key?: string, base = false): string {
  const variant = (mode === "json" ? id : `${id}?${mode}`) + (base ? "?base" : "");
  return key === undefined ? variant : `${variant} with ${key}`;
}

/**
 * The schemas that have a name: those of Components and every target of a reference. A schema that is used as a
 * multipart body and holds raw bytes there is another type than the same schema in JSON, and so is one of events whose data
 * is JSON.
 */
export class NamedTypes {
  readonly #references: References;
  #specials = 0;
  /** The first schema that was not specialised because there are too many. */
  #overflow: Target | undefined;
  readonly #entries = new Map<string, Entry>();
  readonly #order = new Map<string, number>();
  readonly #used = new Set<string>();
  readonly #urgent: Entry[] = [];
  readonly #idle: Entry[] = [];
  readonly subtypes: Subtypes;

  /** Puts the schemas into their order: Components first, then targets of references as they were met. */
  constructor(references: References) {
    this.#references = references;
    const components = componentSchemas(references);
    for (const target of [...components, ...references.schemas.values()]) {
      if (!this.#order.has(target.id)) this.#order.set(target.id, this.#order.size);
    }
    for (const target of components) this.#add(target, "json", outside, false);
    const named = new Map(
      [...components, ...references.schemas.values()].map((target) => [target.id, target]),
    );
    this.subtypes = new Subtypes(references, named);
  }

  #add(target: Target, mode: Mode, from: DynamicScope, base: boolean): string {
    let { scope, key } = specialise(this.#references, target, from);
    // Names that are bound independently multiply: a short document could ask for more types than memory holds.
    if (key !== undefined && !this.#entries.has(variantId(target.id, mode, key, base))) {
      if (this.#specials++ >= mostSpecials) {
        this.#overflow ??= target;
        ({ scope, key } = specialise(this.#references, target, outside));
      }
    }
    const id = variantId(target.id, mode, key, base);
    if (!this.#entries.has(id)) {
      const order = this.#order.get(target.id) ?? this.#order.size;
      const entry: Entry = {
        target,
        mode,
        scope,
        special: key !== undefined,
        base,
        order: (order * modes.length + modes.indexOf(mode)) * 2 + Number(base),
        type: undefined,
      };
      this.#entries.set(id, entry);
      this.#idle.push(entry);
    }
    return id;
  }

  /** The id for a reference; the type becomes part of the API. */
  readonly idFor = (target: Target, mode: Mode, from: DynamicScope, base = false): string => {
    const id = this.#add(target, mode, from, base);
    if (!this.#used.has(id)) {
      this.#used.add(id);
      this.#urgent.push(this.#entries.get(id)!);
    }
    return id;
  };

  /** Lowers every schema that was asked for, and those that they ask for. */
  lower(cx: Context): NamedType[] {
    // Operations were lowered first, so that it is known which schemas are multipart bodies only.
    for (let entry = this.#next(); entry !== undefined; entry = this.#next()) {
      const { value, span } = entry.target;
      const scope: Scope = { types: anyType, mode: entry.mode };
      if (entry.mode === "json" && isBinary(cx, value, span, "json") && isObject(value)) {
        entry.type = { kind: "binary", span };
      } else {
        // The resource of the schema itself is entered by the scope of its entry.
        const inner = cx.within(enterScope(this.#references, entry.scope, span));
        const union = entry.mode === "json" && !entry.base ? lowerSubtypes(inner, entry.target) : undefined;
        entry.type = union ?? lowerSchema(inner, entry.base ? cx.subtypes.plain(value) : value, span, scope);
      }
    }
    if (this.#overflow !== undefined) {
      const message = `dynamic references make more than ${mostSpecials} types of the schemas of this document`;
      report(cx, "VG2135", this.#overflow.span, message);
    }
    return [...this.#entries]
      .filter(
        ([id, entry]) =>
          entry.type !== undefined && (entry.mode !== "json" || this.#used.has(id) || !this.#hasVariant(id)),
      )
      .sort(([, a], [, b]) => a.order - b.order)
      .map(([id, { target, type, mode, scope, special, base }]) => ({
        id,
        hint: (special ? this.#specialName(target, scope) : nameOf(target.span)) + (base ? " base" : ""),
        ...aliasOf(cx, target, special || base),
        name: "",
        type: type!,
        ...(!base && ownTypeOf(cx, target, special || mode !== "json")),
        ...(isException(target.value) && { exception: { className: "" } }),
        origin: "declared" as const,
        span: target.span,
      }));
  }

  /** Whether a schema has a name of its own and a type that is called so. */
  has(span: NodeSpan): boolean {
    return this.#order.has(idOf(span));
  }

  /** `List of Pet`: the name of a generic schema and of what its anchors lead to. */
  #specialName(target: Target, scope: DynamicScope): string {
    const names = [...scope.values()]
      // What its own anchors lead to distinguishes nothing.
      .filter(
        ({ span }) => this.#references.resources.of(span) !== this.#references.resources.of(target.span),
      )
      .map(({ value, span }) => nameOf(this.#references.follow(value, span)?.span ?? span));
    return [nameOf(target.span), ...new Set(names)].join(" of ");
  }

  #hasVariant(id: string): boolean {
    return modes.some((mode) => mode !== "json" && this.#used.has(variantId(id, mode)));
  }

  /** Schemas that nothing refers to come last: by then their multipart variants are known. */
  #next(): Entry | undefined {
    for (const list of [this.#urgent, this.#idle]) {
      for (let entry = list.pop(); entry !== undefined; entry = list.pop()) {
        if (entry.type !== undefined) continue;
        if (list === this.#urgent || !this.#hasVariant(entry.target.id)) return entry;
      }
    }
    return undefined;
  }
}

function componentSchemas(references: References): Target[] {
  const { value, file } = references.entry;
  let schemas: JsonData | undefined = value;
  let at: NodeSpan = rootSpan(file);
  for (const key of sectionOf(references.version, "schema") ?? []) {
    schemas = isObject(schemas) ? getOwn(schemas, key) : undefined;
    at = childSpan(at, key);
  }
  if (!isObject(schemas)) return [];
  const all = schemas;
  return Object.keys(all).map((name) => {
    const span = childSpan(at, name);
    return { id: idOf(span), value: all[name]!, span };
  });
}

/** The author's name of a schema; what is made of it besides has a name of its own. */
function aliasOf(cx: Context, { value, span }: Target, derived: boolean): { readonly alias?: string } {
  const alias = derived || !isObject(value) ? undefined : authorName(cx, value, span);
  return alias === undefined ? {} : { alias };
}

/** Whether a schema describes what is thrown (`x-volo-exception`). */
function isException(value: JsonData): boolean {
  return isObject(value) && getOwn(value, "x-volo-exception") === true;
}
