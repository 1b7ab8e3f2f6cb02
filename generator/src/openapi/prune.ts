import type { OperationFilter } from "../ir/operation-filter.ts";
import { parsePointer } from "../source/resolve.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject, setOwn } from "../source/value.ts";
import { factsOf } from "./filter.ts";
import { operationFields } from "./method.ts";
import { refOf, sectionNames } from "./structure.ts";
import type { Version } from "./version.ts";

type Mutable = { [key: string]: JsonData };

/**
 * A document with the operations that a filter admits and with what of its components they need: what they refer to, the
 * subtypes of what has a discriminator, and the security schemes that they ask for. What stays keeps its place, so that
 * positions stay right. Path items behind a reference are left to the lowering.
 *
 * @param targets Further references into the document, which other files and anchors make.
 */
export function pruneDocument(
  version: Version,
  document: JsonObject,
  filter: OperationFilter,
  targets: readonly string[] = [],
): JsonObject {
  const out = copyOf(document);
  for (const key of ["paths", "webhooks"]) {
    const items = getOwn(document, key);
    if (isObject(items)) setOwn(out, key, filterItems(version, items, key === "paths", filter));
  }
  return new Pruner(version, document).prune(out, targets);
}

/** The tags that operations of a document use; only what is printed needs this, because the others have positions. */
export function pruneTags(version: Version, document: JsonData): JsonData {
  const tags = isObject(document) ? getOwn(document, "tags") : undefined;
  if (!isObject(document) || !isArray(tags)) return document;
  const used = new Set<JsonData>();
  for (const key of ["paths", "webhooks"]) {
    const items = getOwn(document, key);
    if (!isObject(items)) continue;
    for (const item of Object.values(items)) {
      if (isObject(item) && refOf(item) !== undefined) return document;
      for (const [, operation] of operationsOf(version, item)) {
        const own = getOwn(operation, "tags");
        if (isArray(own)) for (const tag of own) used.add(tag);
      }
    }
  }
  return { ...document, tags: tags.filter((tag) => isObject(tag) && used.has(getOwn(tag, "name") ?? null)) };
}

function operationsOf(version: Version, item: JsonData): [method: string, operation: JsonObject][] {
  if (!isObject(item)) return [];
  const own = Object.keys(item).flatMap((key): [string, JsonData][] =>
    operationFields(version).has(key) ? [[key, item[key]!]] : [],
  );
  const more = version === "3.2" ? getOwn(item, "additionalOperations") : undefined;
  const all = [...own, ...(isObject(more) ? Object.entries(more) : [])];
  return all.filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}

function filterItems(
  version: Version,
  items: JsonObject,
  havePaths: boolean,
  filter: OperationFilter,
): JsonObject {
  const out: Mutable = {};
  for (const path of Object.keys(items)) {
    const item = items[path]!;
    if (!isObject(item) || refOf(item) !== undefined || path.startsWith("x-")) {
      setOwn(out, path, item);
      continue;
    }
    const operations = operationsOf(version, item);
    const dropped = new Set<JsonData>(
      operations
        .filter(
          ([method, operation]) =>
            !filter.admits(factsOf(havePaths ? path : undefined, method, operation, item), operation),
        )
        .map(([, operation]) => operation),
    );
    if (dropped.size === 0) setOwn(out, path, item);
    else if (dropped.size < operations.length) setOwn(out, path, without(item, dropped));
  }
  return out;
}

/** A path item without some of its operations. */
function without(item: JsonObject, dropped: ReadonlySet<JsonData>): JsonObject {
  const out: Mutable = {};
  for (const key of Object.keys(item)) {
    const value = item[key]!;
    if (dropped.has(value)) continue;
    const isMap = key === "additionalOperations" && isObject(value);
    setOwn(out, key, isMap ? without(value, dropped) : value);
  }
  return out;
}

function copyOf(value: JsonObject): Mutable {
  const out: Mutable = {};
  for (const key of Object.keys(value)) setOwn(out, key, value[key]!);
  return out;
}

/** Finds out which components are needed. */
class Pruner {
  readonly #version: Version;
  readonly #document: JsonObject;
  /** Where the components are: the key of their container, none in 2.0. */
  readonly #container: readonly string[];
  readonly #sections: readonly string[];
  /** Needed components by section. */
  readonly #needed = new Map<string, Set<string>>();
  readonly #pending: JsonData[] = [];

  constructor(version: Version, document: JsonObject) {
    this.#version = version;
    this.#document = document;
    this.#container = version === "2.0" ? [] : ["components"];
    this.#sections = [
      ...sectionNames(version),
      version === "2.0" ? "securityDefinitions" : "securitySchemes",
    ];
  }

  prune(out: Mutable, targets: readonly string[]): JsonObject {
    const components = this.#components();
    if (components === undefined) return out;
    for (const key of Object.keys(out)) {
      const isPruned = this.#container.length > 0 ? key === "components" : this.#sections.includes(key);
      if (!isPruned && key !== "security") this.#pending.push(out[key]!);
    }
    this.#requirements(out);
    for (const target of targets) this.#reference(target);
    do {
      for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) this.#scan(next);
      this.#subtypes(components);
    } while (this.#pending.length > 0);
    const kept = this.#container.length === 0 ? out : copyOf(components);
    for (const section of new Set(this.#sections)) {
      const all = getOwn(components, section);
      const names = this.#needed.get(section);
      if (!isObject(all)) continue;
      const entries: Mutable = {};
      for (const name of Object.keys(all)) if (names?.has(name)) setOwn(entries, name, all[name]!);
      setOwn(kept, section, entries);
      if (Object.keys(entries).length === 0) delete kept[section];
    }
    if (this.#container.length > 0) setOwn(out, "components", kept);
    return out;
  }

  #components(): JsonObject | undefined {
    if (this.#container.length === 0) return this.#document;
    const value = getOwn(this.#document, "components");
    return isObject(value) ? value : undefined;
  }

  /** The schemes of the operations; those of the document count for operations without requirements of their own. */
  #requirements(out: Mutable): void {
    if (this.#allSayTheirOwn(out)) delete out["security"];
    const security = getOwn(out, "security");
    if (security !== undefined) this.#schemes(security);
  }

  #allSayTheirOwn(out: Mutable): boolean {
    return ["paths", "webhooks"].every((key) => {
      const items = getOwn(out, key);
      return Object.values(isObject(items) ? items : {}).every(
        (item) =>
          refOf(item) === undefined &&
          operationsOf(this.#version, item).every(([, op]) => getOwn(op, "security") !== undefined),
      );
    });
  }

  #schemes(security: JsonData): void {
    if (!isArray(security)) return;
    for (const requirement of security) {
      if (isObject(requirement)) for (const name of Object.keys(requirement)) this.#scheme(name);
    }
  }

  #scheme(name: string): void {
    for (const section of ["securitySchemes", "securityDefinitions"]) this.#need(section, name);
  }

  #need(section: string, name: string): void {
    const components = this.#components();
    const all = components && getOwn(components, section);
    if (!this.#sections.includes(section) || !isObject(all) || !Object.hasOwn(all, name)) return;
    let names = this.#needed.get(section);
    if (names === undefined) this.#needed.set(section, (names = new Set()));
    if (names.has(name)) return;
    names.add(name);
    this.#pending.push(all[name]!);
  }

  /** Follows everything that could be a reference; what only looks like one keeps too much, never too little. */
  #scan(root: JsonData): void {
    const stack: JsonData[] = [root];
    for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
      if (isArray(value)) stack.push(...value);
      if (!isObject(value)) continue;
      for (const key of Object.keys(value)) {
        const inner = value[key]!;
        if (key === "security") this.#schemes(inner);
        else if (key === "mapping" && isObject(inner))
          for (const ref of Object.values(inner)) this.#mapping(ref);
        else if ((key === "$ref" || key === "$dynamicRef") && typeof inner === "string")
          this.#reference(inner);
        if (typeof inner === "object" && inner !== null) stack.push(inner);
      }
    }
  }

  #mapping(ref: JsonData): void {
    if (typeof ref !== "string") return;
    this.#need("schemas", ref);
    if (ref.includes("#")) this.#reference(ref);
  }

  #reference(ref: string): void {
    if (!ref.startsWith("#/")) return;
    let pointer: string;
    try {
      pointer = decodeURIComponent(ref.slice(1));
    } catch {
      // The malformed reference is reported where references are resolved.
      return;
    }
    const keys = parsePointer(pointer) ?? [];
    const [section, name] = keys.slice(this.#container.length);
    if (section === undefined || name === undefined) return;
    if (this.#container.every((key, i) => keys[i] === key)) this.#need(section, name);
  }

  /** Subtypes refer to what they extend, and not the reverse. */
  #subtypes(components: JsonObject): void {
    const section = this.#container.length === 0 ? "definitions" : "schemas";
    const all = getOwn(components, section);
    if (!isObject(all)) return;
    const prefix = ["#", ...this.#container, section].join("/");
    const bases = new Set(
      [...(this.#needed.get(section) ?? [])].filter((name) => {
        const schema = all[name];
        return isObject(schema) && getOwn(schema, "discriminator") !== undefined;
      }),
    );
    if (bases.size === 0) return;
    for (const name of Object.keys(all)) {
      const schema = all[name];
      const members = isObject(schema) ? getOwn(schema, "allOf") : undefined;
      if (!isArray(members)) continue;
      const extendsBase = members.some((member) => {
        const ref = refOf(member);
        return ref?.startsWith(`${prefix}/`) === true && bases.has(ref.slice(prefix.length + 1));
      });
      if (extendsBase) this.#need(section, name);
    }
  }
}
