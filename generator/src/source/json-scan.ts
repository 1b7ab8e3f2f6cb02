/**
 * A scanner of JSON texts (RFC 8259) that knows offsets, which `JSON.parse` does not. It never recurses, so that a
 * hostile nesting costs memory in proportion to the text and no stack.
 */

/** What a pass over a JSON text found out. */
export interface JsonScan {
  /** The first fault of syntax. */
  readonly error?: { readonly offset: number; readonly message: string };
  /** The deepest nesting; scalars have 0. */
  readonly depth: number;
  /** Offset of the opening bracket that first exceeded `maxDepth`. */
  readonly tooDeep?: number;
  readonly nodes: number;
  /** A whole number is written that a double may not hold. */
  readonly bigIntegers: boolean;
  /** Offsets of the second and later occurrences of keys, with the first. */
  readonly duplicates: readonly { readonly key: string; readonly offset: number; readonly first: number }[];
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const numberPattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const wordPattern = /[^\s[\]{},:"]+/y;

/** The offset after white space. */
function skipSpace(text: string, at: number): number {
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === 32 || c === 10 || c === 13 || c === 9) at++;
    else return at;
  }
}

/** The offset after the string that starts at `at`; for a fault at offset `f`, `-f - 1`. */
function skipString(text: string, at: number): number {
  for (let i = at + 1; ; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) return i + 1;
    if (c === BACKSLASH) {
      const escape = i;
      const next = text.charAt(++i);
      if (next === "u") {
        if (!/^[0-9a-fA-F]{4}$/.test(text.slice(i + 1, i + 5))) return -escape - 1;
        i += 4;
      } else if (next === "" || !'"\\/bfnrt'.includes(next)) return -escape - 1;
    } else if (c < 32 || c !== c) return -i - 1;
  }
}

function stringFault(text: string, at: number, start: number): { offset: number; message: string } {
  const c = text.charCodeAt(at);
  if (c !== c) return { offset: start, message: "this string is not closed" };
  if (c === 10 || c === 13) return { offset: start, message: "this string is not closed on its line" };
  if (c < 32) return { offset: at, message: "a control character in a string must be written as an escape" };
  return { offset: at, message: "this is not an escape sequence of JSON" };
}

function show(text: string, at: number): string {
  if (at >= text.length) return "the end of the file";
  wordPattern.lastIndex = at;
  const word = wordPattern.exec(text)?.[0] ?? String.fromCodePoint(text.codePointAt(at) ?? 32);
  return JSON.stringify(word.length > 20 ? word.slice(0, 20) + "…" : word);
}

/** Reads over a whole JSON text. `maxDepth` only sets `tooDeep`, the pass goes on. */
export function scanJson(text: string, maxDepth: number = Infinity): JsonScan {
  const duplicates: { key: string; offset: number; first: number }[] = [];
  // One entry a level: the keys of an object with their offsets, `undefined` for an array.
  const stack: (Map<string, number> | undefined)[] = [];
  let depth = 0;
  let nodes = 0;
  let tooDeep: number | undefined;
  let bigIntegers = false;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const done = (error?: { offset: number; message: string }): JsonScan => ({
    depth,
    nodes,
    bigIntegers,
    duplicates,
    ...(error && { error }),
    ...(tooDeep !== undefined && { tooDeep }),
  });

  // What is expected next: a value, a value or `]`, a key, a key or `}`, or what follows a value.
  let state: "value" | "first item" | "key" | "first key" | "after" = "value";
  for (;;) {
    at = skipSpace(text, at);
    const c = text.charCodeAt(at);
    if (state === "after") {
      const top = stack[stack.length - 1];
      if (stack.length === 0) {
        if (at < text.length)
          return done({ offset: at, message: `expected the end of the file, found ${show(text, at)}` });
        return done();
      }
      if (c === COMMA) {
        at++;
        state = top === undefined ? "value" : "key";
      } else if (c === (top === undefined ? CLOSE_ARRAY : CLOSE_OBJECT)) {
        at++;
        stack.pop();
      } else {
        const close = top === undefined ? "]" : "}";
        return done({
          offset: Math.min(at, text.length),
          message: `expected "," or "${close}", found ${show(text, at)}`,
        });
      }
      continue;
    }
    if (state === "key" || state === "first key") {
      if (c === CLOSE_OBJECT && state === "first key") {
        at++;
        stack.pop();
        state = "after";
        continue;
      }
      if (c !== QUOTE) {
        const message =
          c === CLOSE_OBJECT
            ? 'a comma before "}" is not allowed'
            : `expected a key in double quotes, found ${show(text, at)}`;
        return done({ offset: at, message });
      }
      const end = skipString(text, at);
      if (end < 0) return done(stringFault(text, -end - 1, at));
      const raw = text.slice(at + 1, end - 1);
      const key = raw.includes("\\") ? (JSON.parse(text.slice(at, end)) as string) : raw;
      const keys = stack[stack.length - 1]!;
      const first = keys.get(key);
      if (first === undefined) keys.set(key, at);
      else duplicates.push({ key, offset: at, first });
      at = skipSpace(text, end);
      if (text.charCodeAt(at) !== COLON) {
        return done({ offset: at, message: `expected ":" after the key, found ${show(text, at)}` });
      }
      at++;
      state = "value";
      continue;
    }
    if (c === CLOSE_ARRAY && state === "first item") {
      at++;
      stack.pop();
      state = "after";
      continue;
    }
    nodes++;
    if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      stack.push(c === OPEN_OBJECT ? new Map() : undefined);
      if (stack.length > depth) depth = stack.length;
      if (stack.length > maxDepth) tooDeep ??= at;
      at++;
      state = c === OPEN_OBJECT ? "first key" : "first item";
      continue;
    }
    state = "after";
    if (c === QUOTE) {
      const end = skipString(text, at);
      if (end < 0) return done(stringFault(text, -end - 1, at));
      at = end;
    } else if (text.startsWith("true", at)) at += 4;
    else if (text.startsWith("null", at)) at += 4;
    else if (text.startsWith("false", at)) at += 5;
    else {
      numberPattern.lastIndex = at;
      const match = numberPattern.exec(text);
      if (match === null) {
        if (c === CLOSE_ARRAY && text[at - 1] !== ":") {
          return done({ offset: at, message: 'a comma before "]" is not allowed' });
        }
        return done({
          offset: Math.min(at, text.length),
          message: `expected a value, found ${show(text, at)}`,
        });
      }
      if (match[0].length > 15 && match[1] === undefined && match[2] === undefined) bigIntegers = true;
      at += match[0].length;
    }
    // `01`, `truely`, `1a`: the scalar must end here.
    if (/[\w.+"'-]/.test(text.charAt(at))) {
      return done({ offset: at, message: `expected the end of the value, found ${show(text, at)}` });
    }
  }
}

/** Where a JSON value stands: half-open offsets of the value, and of its key when it is a property. */
export interface JsonPlace {
  readonly start: number;
  readonly end: number;
  /** Whether the value is a text, a number … that stands on one line. */
  readonly scalar: boolean;
  readonly key?: { readonly start: number; readonly end: number };
}

function isScalarAt(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c !== OPEN_OBJECT && c !== OPEN_ARRAY;
}

/** The offset after the value that starts at `at`, in a well-formed text. */
function skipValue(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c === QUOTE) return skipString(text, at);
  if (c !== OPEN_OBJECT && c !== OPEN_ARRAY) {
    while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at++;
    return at;
  }
  let level = 0;
  for (let i = at; ; i++) {
    const d = text.charCodeAt(i);
    if (d === QUOTE) i = skipString(text, i) - 1;
    else if (d === OPEN_OBJECT || d === OPEN_ARRAY) level++;
    else if ((d === CLOSE_OBJECT || d === CLOSE_ARRAY) && --level === 0) return i + 1;
    else if (d !== d) return text.length;
  }
}

/**
 * The places in one well-formed JSON text. A container is read over when a child of it is first asked for and its
 * children are remembered, so that many questions about a large text cost little more than one.
 */
export class JsonPlaces {
  readonly #text: string;
  readonly #root: JsonPlace;
  readonly #children = new Map<number, Map<string, JsonPlace>>();

  constructor(text: string) {
    this.#text = text;
    const start = skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
    this.#root = { start, end: text.trimEnd().length, scalar: isScalarAt(text, start) };
  }

  /** The place of the node under the keys, or of its nearest ancestor that exists; of a repeated key the last. */
  find(path: readonly (string | number)[]): { readonly place: JsonPlace; readonly exact: boolean } {
    let place = this.#root;
    for (const key of path) {
      const next = this.#childrenOf(place).get(String(key));
      if (next === undefined) return { place, exact: false };
      place = next;
    }
    return { place, exact: true };
  }

  #childrenOf(parent: JsonPlace): Map<string, JsonPlace> {
    let children = this.#children.get(parent.start);
    if (children !== undefined) return children;
    children = new Map();
    this.#children.set(parent.start, children);
    const text = this.#text;
    const open = text.charCodeAt(parent.start);
    if (open !== OPEN_OBJECT && open !== OPEN_ARRAY) return children;
    let at = skipSpace(text, parent.start + 1);
    for (let index = 0; at < parent.end - 1; index++) {
      let key: { start: number; end: number } | undefined;
      let name = String(index);
      if (open === OPEN_OBJECT) {
        key = { start: at, end: skipString(text, at) };
        name = JSON.parse(text.slice(key.start, key.end)) as string;
        at = skipSpace(text, skipSpace(text, key.end) + 1);
      }
      const end = skipValue(text, at);
      children.set(name, { start: at, end, scalar: isScalarAt(text, at), ...(key && { key }) });
      at = skipSpace(text, end);
      if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
    }
    return children;
  }
}
