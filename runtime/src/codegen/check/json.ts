/** A JSON object whose properties are not known yet. */
export type JsonObject = { [name: string]: unknown };

/** Whether a JSON value is an object: neither `null` nor an array. */
export function isObject(v: unknown): v is JsonObject {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

/** Whether a JSON value is an array. */
export function isArray(v: unknown): v is unknown[] {
  return Array.isArray(v);
}

/** Whether a JSON value is a string. */
export function isString(v: unknown): v is string {
  return typeof v === "string";
}

/** Whether a JSON value is `true` or `false`. */
export function isBoolean(v: unknown): v is boolean {
  return typeof v === "boolean";
}

/** Whether a JSON value is `null`. */
export function isNull(v: unknown): v is null {
  return v === null;
}

/** Whether there is a value at all: the check of a schema without assertions. */
export function isAny(v: unknown): v is unknown {
  return v !== undefined;
}

/**
 * The own property of an object, for names that every object inherits (`constructor`, `toString`, `__proto__` …): reading
 * those directly would find the prototype's.
 */
export function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as JsonObject)[name] : undefined;
}

/**
 * Sets a property as data whatever its name: assigning `__proto__` would change the prototype instead.
 */
export function setOwn(object: object, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (object as JsonObject)[name] = value;
  }
}

/** Whether the number of properties is within `min` and `max`; a property that is `undefined` is absent. */
export function countIn(object: object, min: number, max: number): boolean {
  let count = 0;
  for (const name in object) {
    if (Object.hasOwn(object, name) && (object as JsonObject)[name] !== undefined && ++count > max)
      return false;
  }
  return count >= min;
}

/** Whether two JSON values are equal (JSON Schema 2020-12 core §4.2.2): the order of properties does not count. */
export function jsonEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return sameNumber(a, b);
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!jsonEquals(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  let rest = 0;
  for (const name of Object.keys(b)) if (own(b, name) !== undefined) rest++;
  for (const name of Object.keys(a)) {
    const value = own(a, name);
    if (value === undefined) continue;
    if (!jsonEquals(value, own(b, name))) return false;
    rest--;
  }
  return rest === 0;
}

/** Whether a number and a bigint stand for the same digits; the lossless reader gives either. */
function sameNumber(a: unknown, b: unknown): boolean {
  if (typeof a === "bigint") return typeof b === "number" && String(a) === String(b);
  return typeof a === "number" && typeof b === "bigint" && String(a) === String(b);
}

/** Arrays up to this length are compared pair by pair when they hold scalars only. */
const fewItems = 8;

/**
 * Whether no two elements are equal as JSON values (`uniqueItems`). Takes time in proportion to the size of the array,
 * whatever it holds.
 */
export function unique(items: readonly unknown[]): boolean {
  const length = items.length;
  if (length < 2) return true;
  if (length <= fewItems && items.every(isScalar)) {
    for (let i = 1; i < length; i++) {
      for (let j = 0; j < i; j++) if (items[i] === items[j]) return false;
    }
    return true;
  }
  const scalars = new Set<unknown>();
  const others = new Set<string>();
  for (const item of items) {
    const seen = isScalar(item) ? scalars : others;
    const key = isScalar(item) ? item : canonical(item);
    if (seen.has(key as string)) return false;
    seen.add(key as string);
  }
  return true;
}

function isScalar(v: unknown): boolean {
  return typeof v !== "object" || v === null;
}

/** The same text for equal JSON values, and only for them. */
function canonical(v: unknown): string {
  if (typeof v !== "object" || v === null) return typeof v === "string" ? JSON.stringify(v) : String(v);
  if (Array.isArray(v)) return `[${v.map(canonical).join()}]`;
  const names = Object.keys(v).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(own(v, name))}`).join()}}`;
}
