import type { Alias, Document, Node, Pair, ParsedNode, YAMLMap, YAMLSeq } from "yaml";
import { isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { JsonPlace } from "./json-scan.ts";
import type { Limits } from "./limits.ts";
import type { JsonData } from "./value.ts";
import { setOwn } from "./value.ts";
import { explainYaml } from "./yaml-syntax.ts";

/** A fault of a YAML text, at half-open UTF-16 offsets. */
export interface YamlFault {
  readonly code: "VG1002" | "VG1005" | "VG1006" | "VG1007";
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Another place that takes part: the first of two keys. */
  readonly other?: { readonly message: string; readonly start: number; readonly end: number };
}

/** What a YAML text holds. `value` is `undefined` when a fault makes the whole unusable. */
export interface YamlResult {
  readonly value: JsonData | undefined;
  readonly faults: readonly YamlFault[];
}

const messages: Readonly<Record<string, string>> = {
  ALIAS_PROPS: "an alias cannot have an anchor or a tag",
  BAD_ALIAS: "this alias has no name",
  BAD_DIRECTIVE: "this line that starts with % is not a directive of YAML",
  BAD_DQ_ESCAPE: "this is not an escape sequence of YAML",
  BAD_INDENT: "this line is indented differently from its neighbours",
  BAD_PROP_ORDER: "an anchor and a tag must stand before the indicator of the value",
  BAD_SCALAR_START: "a plain text cannot start with this character: put it in quotes",
  BLOCK_AS_IMPLICIT_KEY:
    "a value over several lines cannot be a key: is a colon too many on the line, or quotes missing around the text?",
  BLOCK_IN_FLOW: "an indented block cannot stand between brackets",
  DUPLICATE_KEY: "this key occurs twice",
  IMPOSSIBLE: "this cannot be read",
  KEY_OVER_1024_CHARS: "a key is longer than 1024 characters",
  MISSING_CHAR: "something is missing here: a closing quote or bracket, a comma, a colon or a space",
  MULTILINE_IMPLICIT_KEY:
    "a key must stand on one line: is a colon missing, a space after it, or quotes around the text?",
  MULTIPLE_ANCHORS: "a value cannot have two anchors",
  MULTIPLE_DOCS: "a file must hold one document: this is the start of a second one",
  MULTIPLE_TAGS: "a value cannot have two tags",
  NON_STRING_KEY: "a key must be a text",
  TAB_AS_INDENT: "a tab cannot be used for indentation",
  TAG_RESOLVE_FAILED: "this tag is not known",
  UNEXPECTED_TOKEN: "this was not expected here: is something left over from an edit?",
};

function parse(text: string): Document.Parsed {
  // The library's own duplicate check is quadratic, and its merge keys hide where a value was written.
  return parseDocument(text, {
    uniqueKeys: false,
    merge: false,
    version: "1.2",
    prettyErrors: false,
    logLevel: "error",
    keepSourceTokens: false,
  });
}

function rangeOf(node: Node | null | undefined): { start: number; end: number } {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

/** The merge key of YAML 1.1, which documents still use: `<<: *base`. */
function isMerge(key: unknown): boolean {
  return isScalar(key) && key.value === "<<" && (key.type === undefined || key.type === "PLAIN");
}

function keyText(key: unknown): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? JSON.stringify(key.value));
}

class Budget extends Error {
  readonly start: number;
  readonly end: number;
  constructor(message: string, node: Node | null | undefined) {
    super(message);
    ({ start: this.start, end: this.end } = rangeOf(node));
  }
}

interface Converted {
  readonly value: JsonData;
  /** Number of nodes when every alias is written out. */
  readonly size: number;
  readonly height: number;
}

class Converter {
  readonly faults: YamlFault[] = [];
  readonly #limits: Limits;
  readonly #anchors = new Map<string, { node: Node; result: Converted | undefined }>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  convert(node: Node | null, depth: number): Converted {
    if (depth > this.#limits.depth) throw new Budget(`nested deeper than ${this.#limits.depth} levels`, node);
    if (isAlias(node)) return this.#alias(node, depth);
    const anchor = node !== null && "anchor" in node ? node.anchor : undefined;
    const entry =
      anchor === undefined ? undefined : { node: node!, result: undefined as Converted | undefined };
    if (entry) this.#anchors.set(anchor!, entry);
    const result = isMap(node)
      ? this.#map(node, depth)
      : isSeq(node)
        ? this.#seq(node, depth)
        : { value: this.#scalar(node), size: 1, height: 0 };
    if (result.size > this.#limits.nodes) throw new Budget(`more than ${this.#limits.nodes} values`, node);
    if (entry) entry.result = result;
    return result;
  }

  #fault(code: YamlFault["code"], message: string, node: Node | null | undefined): void {
    this.faults.push({ code, message, ...rangeOf(node) });
  }

  #alias(alias: Alias, depth: number): Converted {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      this.#fault("VG1002", `there is no anchor "&${alias.source}" before this alias`, alias);
      return { value: null, size: 1, height: 0 };
    }
    if (target.result === undefined) {
      this.#fault("VG1007", `the alias "*${alias.source}" stands inside its own anchor`, alias);
      return { value: null, size: 1, height: 0 };
    }
    if (depth + target.result.height > this.#limits.depth) {
      throw new Budget(`nested deeper than ${this.#limits.depth} levels`, alias);
    }
    return target.result;
  }

  #seq(seq: YAMLSeq, depth: number): Converted {
    const value: JsonData[] = [];
    let size = 1;
    let height = 0;
    for (const item of seq.items as (Node | null)[]) {
      const result = this.convert(item, depth + 1);
      value.push(result.value);
      size += result.size;
      height = Math.max(height, result.height + 1);
    }
    return { value, size, height };
  }

  #map(map: YAMLMap, depth: number): Converted {
    const value: { [key: string]: JsonData } = {};
    const keys = new Map<string, Node>();
    const merged: JsonData[] = [];
    let size = 1;
    let height = 0;
    for (const pair of map.items as Pair<Node | null, Node | null>[]) {
      const key = isAlias(pair.key) ? (this.#anchors.get(pair.key.source)?.node ?? null) : pair.key;
      if (isScalar(key) && key.anchor !== undefined) {
        const text = keyText(key);
        if (text !== undefined)
          this.#anchors.set(key.anchor, { node: key, result: { value: text, size: 1, height: 0 } });
      }
      const result = this.convert(pair.value, depth + 1);
      size += result.size;
      height = Math.max(height, result.height + 1);
      if (isMerge(key)) {
        merged.push(...(Array.isArray(result.value) ? (result.value as JsonData[]) : [result.value]));
        if (merged.some((m) => typeof m !== "object" || m === null || Array.isArray(m))) {
          this.#fault("VG1007", "the merge key `<<` takes a mapping or a list of mappings", pair.value);
        }
        continue;
      }
      const text = keyText(key);
      if (text === undefined) {
        this.#fault("VG1007", "a key must be a text: JSON has no other keys", pair.key ?? map);
        continue;
      }
      const first = keys.get(text);
      if (first !== undefined) {
        this.faults.push({
          code: "VG1005",
          message: `the key ${JSON.stringify(text)} occurs twice in this object`,
          ...rangeOf(pair.key),
          other: { message: "the first occurrence", ...rangeOf(first) },
        });
      } else keys.set(text, pair.key!);
      setOwn(value, text, result.value);
    }
    for (const source of merged) {
      if (typeof source !== "object" || source === null || Array.isArray(source)) continue;
      for (const [key, item] of Object.entries(source as { [key: string]: JsonData })) {
        if (!Object.hasOwn(value, key)) setOwn(value, key, item);
      }
    }
    return { value, size, height };
  }

  #scalar(node: Node | null): JsonData {
    if (!isScalar(node)) return null;
    const { value } = node;
    if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
    if (typeof value === "number") {
      if (!Number.isFinite(value)) {
        this.#fault("VG1007", `${node.source ?? "this number"} is not a number of JSON`, node);
        return 0;
      }
      if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(node.source ?? "")) {
        return BigInt(node.source!.replace(/^\+/, ""));
      }
      return value;
    }
    if (value === undefined) return null;
    this.#fault("VG1007", "this value has no counterpart in JSON", node);
    return null;
  }
}

/**
 * Reads a YAML 1.2 text with the core schema (YAML 1.2.2 §10.3) and the merge keys of YAML 1.1, as JSON data.
 * Bounded in time and memory: aliases are counted as if they were written out.
 */
export function parseYaml(text: string, limits: Limits): YamlResult {
  let document: Document.Parsed;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      value: undefined,
      faults: [{ code: "VG1006", message: "the file is nested too deeply", start: 0, end: 0 }],
    };
  }
  const faults: YamlFault[] = [];
  for (const fault of [
    ...document.errors,
    ...document.warnings.filter((w) => w.code === "TAG_RESOLVE_FAILED"),
  ]) {
    const unresolved = fault.code === "TAG_RESOLVE_FAILED";
    const depth =
      fault.code === "RESOURCE_EXHAUSTION" || /exceed|too deep|maximum depth/i.test(fault.message);
    faults.push({
      code: depth ? "VG1006" : unresolved ? "VG1007" : "VG1002",
      message: depth ? "the file is nested too deeply" : (messages[fault.code] ?? fault.message),
      start: fault.pos[0],
      end: Math.max(fault.pos[1], fault.pos[0] + 1),
    });
  }
  // One fault of syntax makes a parser stumble over what follows.
  if (faults.some((f) => f.code === "VG1006"))
    return { value: undefined, faults: faults.filter((f) => f.code === "VG1006").slice(0, 1) };
  if (document.errors.length > 0) {
    const slip = explainYaml(text);
    const told = slip === undefined ? faults.slice(0, 1) : [{ code: "VG1002", ...slip } as const];
    return { value: undefined, faults: told };
  }
  const converter = new Converter(limits);
  try {
    const { value } = converter.convert(document.contents as ParsedNode | null, 0);
    return { value, faults: [...faults, ...converter.faults] };
  } catch (error) {
    if (!(error instanceof Budget)) throw error;
    const fault = {
      code: "VG1006",
      message: `the file is ${error.message}`,
      start: error.start,
      end: error.end,
    } as const;
    return { value: undefined, faults: [...faults, fault] };
  }
}

/** The places in one well-formed YAML text; the counterpart of `JsonPlaces`. */
export class YamlPlaces {
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #properties = new WeakMap<YAMLMap, Map<string, Pair<Node | null, Node | null>>>();
  #anchors: Map<string, Node> | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#document = parse(text);
  }

  find(path: readonly (string | number)[]): { readonly place: JsonPlace; readonly exact: boolean } {
    let node = this.#document.contents as Node | null;
    let place: JsonPlace = { ...rangeOf(node), scalar: isScalar(node) };
    for (const key of path) {
      const container = this.#resolve(node);
      const next = isMap(container)
        ? this.#property(container, String(key), 0)
        : isSeq(container)
          ? { value: container.items[Number(key)] as Node | null | undefined }
          : undefined;
      if (next === undefined || next.value === undefined) return { place, exact: false };
      node = next.value;
      const keyNode = "key" in next ? next.key : undefined;
      const own = node === null ? rangeOf(keyNode) : rangeOf(node);
      place = {
        ...own,
        scalar: isScalar(node) && !this.#spansLines(own.start, own.end, node),
        ...(keyNode && { key: rangeOf(keyNode) }),
      };
    }
    return { place, exact: true };
  }

  #spansLines(start: number, end: number, node: Node): boolean {
    return (
      isScalar(node) &&
      (node.type === "BLOCK_LITERAL" ||
        node.type === "BLOCK_FOLDED" ||
        this.#text.slice(start, end).includes("\n"))
    );
  }

  #resolve(node: Node | null): Node | null {
    if (!isAlias(node)) return node;
    if (this.#anchors === undefined) {
      this.#anchors = new Map();
      const stack: (Node | null)[] = [this.#document.contents as Node | null];
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        if (at !== null && "anchor" in at && at.anchor !== undefined) this.#anchors.set(at.anchor, at);
        if (isSeq(at)) stack.push(...(at.items as (Node | null)[]));
        else if (isMap(at))
          for (const pair of at.items) stack.push(pair.key as Node | null, pair.value as Node | null);
      }
    }
    return this.#anchors.get(node.source) ?? null;
  }

  /** The own properties of a mapping, remembered: a large one may be asked for each of them. */
  #propertiesOf(map: YAMLMap): ReadonlyMap<string, Pair<Node | null, Node | null>> {
    let known = this.#properties.get(map);
    if (known === undefined) {
      known = new Map();
      for (const pair of map.items as Pair<Node | null, Node | null>[]) {
        const text = isMerge(pair.key) ? undefined : keyText(this.#resolve(pair.key));
        if (text !== undefined) known.set(text, pair);
      }
      this.#properties.set(map, known);
    }
    return known;
  }

  #property(map: YAMLMap, key: string, hops: number): { key: Node; value: Node | null } | undefined {
    const pairs = map.items as Pair<Node | null, Node | null>[];
    const own = this.#propertiesOf(map).get(key);
    if (own?.key) return { key: own.key, value: own.value };
    if (hops > 16) return undefined;
    for (const pair of pairs) {
      if (!isMerge(pair.key)) continue;
      const source = this.#resolve(pair.value);
      for (const item of isSeq(source) ? (source.items as (Node | null)[]) : [source]) {
        const from = this.#resolve(item);
        const found = isMap(from) ? this.#property(from, key, hops + 1) : undefined;
        if (found) return found;
      }
    }
    return undefined;
  }
}
