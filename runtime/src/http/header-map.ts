import { HttpError } from "./problem.ts";

/** Read access to header fields; names are compared without regard to case. */
export interface HeadersView extends Iterable<readonly [name: string, value: string]> {
  /** Value of a field, several ones joined as RFC 9110 §5.3 says; undefined when absent. */
  get(name: string): string | undefined;
  /** Every value of a field in the order of arrival. */
  getAll(name: string): readonly string[];
  has(name: string): boolean;
}

const invalidName = /[^!#$%&'*+\-.^_`|~0-9a-z]/;
// HTAB, printable ASCII and obs-text; everything else can split a message or is not representable in it (RFC 9110 §5.5).
// oxlint-disable-next-line no-control-regex
const invalidValue = /[^\t\u0020-\u007e\u0080-\u00ff]/;

/** Header fields to be sent. Names are lower case; a name may occur several times; order is kept. */
export class HeaderMap implements HeadersView {
  /** Whether a value may have characters beyond ASCII, which travel as one byte each (RFC 9110 §5.5, obs-text). */
  isLatin: boolean = false;
  // Name, value, name, value …: what node:http and fetch both take without conversion.
  private readonly fields: string[];

  /**
   * @param flat names and values in turn: `["content-type", "text/plain"]`; copied
   * @throws {HttpError} 500 when a name or value could not be sent as it is
   */
  constructor(flat?: readonly string[]) {
    if (flat?.length === 2) {
      // The usual reply has one field; an array that grows would take room for many.
      const [name = "", value = ""] = flat;
      this.fields = [checkedName(name), this.checked(name, value)];
      return;
    }
    const fields: string[] = [];
    if (flat !== undefined) {
      if (flat.length % 2 !== 0) throw new HttpError(500, "A header has no value.");
      for (let i = 0; i < flat.length; i += 2) {
        fields.push(checkedName(flat[i] ?? ""), this.checked(flat[i] ?? "", flat[i + 1] ?? ""));
      }
    }
    this.fields = fields;
  }

  /** Takes fields from a record, a `Headers`, or any list of pairs. */
  static from(init: HeadersInitLike): HeaderMap {
    if (init instanceof HeaderMap) return new HeaderMap(init.fields);
    const map = new HeaderMap();
    const pairs: Iterable<readonly [string, string]> = isIterable(init) ? init : Object.entries(init);
    for (const [name, value] of pairs) map.append(name, value);
    return map;
  }

  get(name: string): string | undefined {
    const wanted = name.toLowerCase();
    const fields = this.fields;
    let joined: string | undefined;
    for (let i = 0; i < fields.length; i += 2) {
      if (fields[i] !== wanted) continue;
      const value = fields[i + 1] ?? "";
      joined = joined === undefined ? value : `${joined}${wanted === "cookie" ? "; " : ", "}${value}`;
    }
    return joined;
  }

  getAll(name: string): string[] {
    const wanted = name.toLowerCase();
    const fields = this.fields;
    const values: string[] = [];
    for (let i = 0; i < fields.length; i += 2) {
      if (fields[i] === wanted) values.push(fields[i + 1] ?? "");
    }
    return values;
  }

  has(name: string): boolean {
    const wanted = name.toLowerCase();
    const fields = this.fields;
    for (let i = 0; i < fields.length; i += 2) {
      if (fields[i] === wanted) return true;
    }
    return false;
  }

  /**
   * Replaces every value of a field.
   * @throws {HttpError} 500 when the name or value could not be sent as it is
   */
  set(name: string, value: string): this {
    const wanted = checkedName(name);
    this.checked(wanted, value);
    const fields = this.fields;
    for (let i = 0; i < fields.length; i += 2) {
      if (fields[i] !== wanted) continue;
      fields[i + 1] = value;
      this.removeFrom(i + 2, wanted);
      return this;
    }
    fields.push(wanted, value);
    return this;
  }

  /**
   * Adds a value to a field: the way to send two `set-cookie`.
   * @throws {HttpError} 500 when the name or value could not be sent as it is
   */
  append(name: string, value: string): this {
    const wanted = checkedName(name);
    this.fields.push(wanted, this.checked(wanted, value));
    return this;
  }

  /** Removes every value of a field; tells whether there was one. */
  delete(name: string): boolean {
    const before = this.fields.length;
    this.removeFrom(0, name.toLowerCase());
    return this.fields.length < before;
  }

  /** Number of field lines. */
  get size(): number {
    return this.fields.length / 2;
  }

  /** Names and values in turn. The array is the map's own: do not change it. */
  toFlat(): string[] {
    return this.fields;
  }

  *[Symbol.iterator](): Generator<[string, string]> {
    const fields = this.fields;
    for (let i = 0; i < fields.length; i += 2) yield [fields[i] ?? "", fields[i + 1] ?? ""];
  }

  private checked(name: string, value: string): string {
    if (value === lastGoodValue) return value;
    checkValue(name, value);
    if (beyondAscii.test(value)) this.isLatin = true;
    // Remembered only if it says nothing of the map that it was in.
    else lastGoodValue = value;
    return value;
  }

  private removeFrom(start: number, name: string): void {
    const fields = this.fields;
    let end = start;
    for (let i = start; i < fields.length; i += 2) {
      const current = fields[i] ?? "";
      if (current === name) continue;
      fields[end] = current;
      fields[end + 1] = fields[i + 1] ?? "";
      end += 2;
    }
    fields.length = end;
  }
}

/** Whatever header fields can be made of. */
export type HeadersInitLike = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

function isIterable(init: HeadersInitLike): init is Iterable<readonly [string, string]> {
  return Symbol.iterator in init;
}

/**
 * Fields of which a layer's do not stand back behind the reply's own: cookies are independent of each other, and what a reply
 * varies by adds up (RFC 9110 §12.5.5).
 */
const additive: ReadonlySet<string> = new Set(["set-cookie", "vary", "link", "server-timing"]);

/**
 * Adds the fields that layers left for a reply, `cx.pendingHeaders`, to those of the reply itself, which win.
 * @param own the reply's own fields, which are not changed
 * @param add called with each name and value to be added
 */
export function addPendingHeaders(
  own: HeadersView,
  pending: HeadersView | undefined,
  add: (name: string, value: string) => void,
): void {
  if (pending === undefined) return;
  // Looked up before anything is added, in case `add` changes the reply's own.
  const added = [...pending].filter(([name]) => additive.has(name) || !own.has(name));
  for (const [name, value] of added) add(name, value);
}

// Names are few, and they are the program's own: most have been checked before.
const goodNames = new Set<string>();
const goodNamesLimit = 512;

function checkedName(name: string): string {
  if (goodNames.has(name)) return name;
  const lower = name.toLowerCase();
  if (lower.length === 0 || invalidName.test(lower)) {
    throw new HttpError(500, undefined, {
      cause: new TypeError(`Invalid header name ${JSON.stringify(name)}`),
    });
  }
  if (goodNames.size < goodNamesLimit) goodNames.add(lower);
  return lower;
}

// Content types, which every reply has, are constants.
let lastGoodValue = "";

const beyondAscii = /[\u0080-\u00ff]/;

function checkValue(name: string, value: string): void {
  if (typeof value === "string" && !invalidValue.test(value)) return;
  // The value is left out: what fails here is often a secret or came from a stranger.
  throw new HttpError(500, undefined, { cause: new TypeError(`Invalid value of header ${name}`) });
}
