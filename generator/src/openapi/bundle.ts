import { childSpan, pathOf, rootSpan } from "../source/span.ts";
import type { NodeSpan } from "../source/span.ts";
import { formatFragment } from "../source/resolve.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject, setOwn } from "../source/value.ts";
import { nameOf } from "./components.ts";
import type { References, Target } from "./references.ts";
import { isMappingUri } from "./references.ts";
import type { Resource } from "./resources.ts";
import { idOf } from "./resources.ts";
import type { Kind } from "./structure.ts";
import { sectionOf, walk } from "./structure.ts";

/** A self-contained document. */
export interface Bundle {
  readonly value: JsonData;
  /** Where a node of the bundle was written. */
  readonly spanOf: (path: readonly (string | number)[]) => NodeSpan;
}

type Mutable = { [key: string]: JsonData };

/** What becomes of one object of the document. */
interface Change {
  readonly ref?: string;
  readonly inline?: Target & { readonly kind: Kind };
  readonly mapping?: JsonObject;
  readonly security?: JsonData;
  /** It loses its `$id`. */
  readonly anonymous?: true;
}

/** True for a schema with an identifier and dynamic anchors. */
function isGeneric(resource: Resource): boolean {
  return (
    isObject(resource.value) &&
    getOwn(resource.value, "$id") !== undefined &&
    [...resource.anchors.values()].some((anchor) => anchor.dynamic)
  );
}

/** The span of a path in a document, with indexes where the document has arrays. */
function spanIn(root: NodeSpan, value: JsonData, path: readonly (string | number)[]): NodeSpan {
  let span = root;
  let at: JsonData | undefined = value;
  for (const key of path) {
    const index: string | number = isArray(at) ? Number(key) : key;
    span = childSpan(span, index);
    at = isArray(at) ? at[Number(key)] : isObject(at) ? getOwn(at, String(key)) : undefined;
  }
  return span;
}

function valueAt(document: JsonData, keys: readonly string[]): JsonData | undefined {
  let at: JsonData | undefined = document;
  for (const key of keys) at = isObject(at) ? getOwn(at, key) : undefined;
  return at;
}

/** The members of an object in an object of their own; none of anything else. */
function copyOf(value: JsonData | undefined): Mutable {
  const out: Mutable = {};
  if (isObject(value)) for (const key of Object.keys(value)) setOwn(out, key, value[key]!);
  return out;
}

/**
 * Makes a document of many files self-contained: what it refers to in other files moves into its components (in 2.0
 * its definitions, parameters and responses) under a name from its file or key, and references follow it. Nothing is
 * written in place of a reference, except path items before OpenAPI 3.1, which has no place for them.
 */
export function bundleDocument(references: References): Bundle {
  const { entry, version } = references;
  const root = rootSpan(entry.file);
  if (references.external.size === 0) {
    return { value: entry.value, spanOf: (path) => spanIn(root, entry.value, path) };
  }
  return new Bundler(references).bundle(version, root);
}

class Bundler {
  readonly #references: References;
  /** The new pointer of each target in another file. */
  readonly #moved = new Map<string, readonly string[]>();
  readonly #taken = new Map<string, Set<string>>();

  constructor(references: References) {
    this.#references = references;
  }

  bundle(version: References["version"], root: NodeSpan): Bundle {
    const { entry, external } = this.#references;
    const document = isObject(entry.value) ? entry.value : {};
    const moves: {
      /** The keys that lead from the root to the section, and the name in it. */
      readonly path: readonly string[];
      readonly kind: Kind;
      readonly target: Target;
    }[] = [];
    for (const { kind, target: part } of external.values()) {
      const whole = this.#references.resources.of(part.span);
      // What a generic schema holds means something only inside of it.
      const target = isGeneric(whole) ? this.#references.targetAt(whole.value, whole.span) : part;
      if (this.#moved.has(target.id) || target.span.file === entry.file) continue;
      const section = sectionOf(version, kind);
      if (section === undefined) continue;
      const path = [...section, this.#claim(section, nameOf(target.span), valueAt(document, section))];
      this.#moved.set(target.id, path);
      moves.push({ path, kind, target });
    }

    const origins = new Map<string, { readonly span: NodeSpan; readonly value: JsonData }>();
    const out = copyOf(this.#rewrite("document", document, root, origins, []));
    // The sections that something moves into are copied once; others stay as they are.
    const opened = new Map<string, Mutable>();
    const open = (keys: readonly string[]): Mutable => {
      const last = keys.at(-1);
      if (last === undefined) return out;
      const id = JSON.stringify(keys);
      let section = opened.get(id);
      if (section === undefined) {
        const parent = open(keys.slice(0, -1));
        section = copyOf(getOwn(parent, last));
        opened.set(id, section);
        setOwn(parent, last, section);
      }
      return section;
    };
    for (const { path, kind, target } of moves) {
      origins.set(JSON.stringify(path), { span: target.span, value: target.value });
      const value = this.#rewrite(kind, target.value, target.span, origins, path);
      setOwn(open(path.slice(0, -1)), path.at(-1) ?? "", value);
    }
    return {
      value: out,
      spanOf: (path) => {
        for (let length = path.length; length > 0; length--) {
          const origin = origins.get(JSON.stringify(path.slice(0, length)));
          if (origin !== undefined) return spanIn(origin.span, origin.value, path.slice(length));
        }
        return spanIn(root, entry.value, path);
      },
    };
  }

  #claim(section: readonly string[], wanted: string, given: JsonData | undefined): string {
    const key = section.join("/");
    let taken = this.#taken.get(key);
    if (taken === undefined) {
      taken = new Set(isObject(given) ? Object.keys(given) : []);
      this.#taken.set(key, taken);
    }
    const base = wanted.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^_+|_+$/g, "") || "item";
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
    taken.add(name);
    return name;
  }

  /** A copy of a value in which references lead to where their targets moved. */
  #rewrite(
    kind: Kind,
    value: JsonData,
    span: NodeSpan,
    origins: Map<string, { readonly span: NodeSpan; readonly value: JsonData }>,
    path: readonly (string | number)[],
  ): JsonData {
    const changes = new Map<JsonData, Change>();
    const change = (node: JsonData, more: Change): void => {
      changes.set(node, { ...changes.get(node), ...more });
    };
    walk(this.#references.version, kind, value, span, {
      reference: (of, ref, holder, at) => {
        const target = this.#references.target(ref, at);
        if (target === undefined) return;
        const moved = this.#refTo(target, at);
        if (moved !== undefined) change(holder, { ref: moved });
        else if (
          (of === "pathItem" || of === "operation") &&
          target.span.file !== this.#references.entry.file
        )
          change(holder, { inline: { ...target, kind: of } });
      },
      enter: (of, object, at) => {
        if (of === "discriminator") {
          const mapping = this.#mapping(object, at);
          if (mapping !== undefined) change(object, { mapping });
        } else if (of === "schema") {
          const resource = this.#references.resources.at(object);
          if (resource !== undefined && !isGeneric(resource)) change(object, { anonymous: true });
        } else if (of === "document" || of === "operation") {
          const security = this.#security(object, at);
          if (security !== undefined) change(object, { security });
        }
      },
    });
    if (changes.size === 0) return value;
    const copy = (node: JsonData, at: readonly (string | number)[]): JsonData => {
      if (isArray(node)) return node.map((item, i) => copy(item, [...at, i]));
      if (!isObject(node)) return node;
      const change = changes.get(node);
      const out: Mutable = {};
      if (change?.inline !== undefined && isObject(change.inline.value)) {
        origins.set(JSON.stringify(at), { span: change.inline.span, value: change.inline.value });
        const inlined = this.#rewrite(
          change.inline.kind,
          change.inline.value,
          change.inline.span,
          origins,
          at,
        );
        for (const key of Object.keys(inlined as JsonObject)) setOwn(out, key, (inlined as JsonObject)[key]!);
      }
      for (const key of Object.keys(node)) {
        if (key === "$ref" && change?.inline !== undefined) continue;
        if (key === "$id" && change?.anonymous === true) continue;
        if (key === "$ref" && change?.ref !== undefined) setOwn(out, key, change.ref);
        else if (key === "mapping" && change?.mapping !== undefined) setOwn(out, key, change.mapping);
        else if (key === "security" && change?.security !== undefined) setOwn(out, key, change.security);
        else setOwn(out, key, copy(node[key]!, [...at, key]));
      }
      return out;
    };
    return copy(value, path);
  }

  /**
   * The new reference to a target from a place. Schemas lose their identifiers, so that references are pointers, except
   * for those with dynamic anchors: what these mean depends on the resources on the way.
   */
  #refTo(target: Target, from: NodeSpan): string | undefined {
    const around = this.#references.resources.of(from);
    if (!isGeneric(around)) return this.#pointerOf(target);
    const resource = this.#references.resources.of(target.span);
    if (resource === around) return formatFragment(pathOf(target.span).slice(pathOf(resource.span).length));
    return isGeneric(resource) && !resource.uri.startsWith("file:")
      ? resource.uri + formatFragment(pathOf(target.span).slice(pathOf(resource.span).length))
      : this.#pointerOf(target);
  }

  /** Requirements by URI name the component that the scheme has become. */
  #security(owner: JsonObject, span: NodeSpan): JsonData | undefined {
    const list = getOwn(owner, "security");
    if (!isArray(list) || this.#references.version !== "3.2") return undefined;
    const at = childSpan(span, "security");
    return list.map((alternative) => {
      if (!isObject(alternative)) return alternative;
      const out: Mutable = {};
      for (const key of Object.keys(alternative)) {
        const target = isMappingUri(key) ? this.#references.target(key, at) : undefined;
        const name = target && this.#moved.get(target.id)?.at(-1);
        setOwn(out, name ?? key, alternative[key]!);
      }
      return out;
    });
  }

  /** The new pointer to a target; `undefined` when the old reference still leads there. */
  #pointerOf(target: Target): string | undefined {
    const moved = this.#moved.get(target.id);
    if (moved !== undefined) return formatFragment([...moved]);
    const whole = this.#references.resources.of(target.span);
    const place = this.#moved.get(idOf(whole.span));
    if (isGeneric(whole) && place !== undefined)
      return formatFragment([...place, ...pathOf(target.span).slice(pathOf(whole.span).length)]);
    if (target.span.file !== this.#references.entry.file) return undefined;
    const pointer = target.id.slice(target.id.indexOf("#") + 1);
    return formatFragment(
      pointer
        .split("/")
        .slice(1)
        .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~")),
    );
  }

  #mapping(discriminator: JsonObject, span: NodeSpan): JsonObject | undefined {
    const mapping = getOwn(discriminator, "mapping");
    if (!isObject(mapping)) return undefined;
    const out: Mutable = {};
    for (const key of Object.keys(mapping)) {
      const ref = mapping[key]!;
      const target =
        typeof ref === "string" && isMappingUri(ref) ? this.#references.target(ref, span) : undefined;
      setOwn(out, key, (target && this.#pointerOf(target)) ?? ref);
    }
    return out;
  }
}
