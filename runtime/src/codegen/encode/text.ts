/**
 * A value that a parameter can carry; `undefined` is absent. An array or object holds such values, which interfaces cannot
 * say of themselves.
 */
export type ParameterValue = string | number | bigint | boolean | null | undefined | object;

/** A scalar as text. */
export function textOf(v: unknown): string {
  if (typeof v === "number" && !Number.isFinite(v))
    throw new TypeError("a parameter must be a finite number");
  if (typeof v === "object" && v !== null) throw new TypeError("a parameter must not be nested so deeply");
  return String(v);
}

/** Percent-encodes all but the unreserved characters of RFC 3986 §2.3. */
export function escape(v: unknown): string {
  return encodeURIComponent(textOf(v)).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The elements of an array that are there. */
export function elements(v: readonly unknown[]): unknown[] {
  return v.filter((item) => item !== undefined);
}

/** The properties of an object that are there. */
export function entries(v: object): [string, unknown][] {
  return Object.entries(v).filter(([, value]) => value !== undefined);
}

/** `k,v,k2,v2` */
export function pairs(v: object, separator: string, encode: (v: unknown) => string): string {
  return entries(v)
    .map(([name, value]) => encode(name) + separator + encode(value))
    .join(separator);
}

/** `k=v,k2=v2` */
export function assignments(v: object, separator: string, encode: (v: unknown) => string): string {
  return entries(v)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join(separator);
}

/** Whether a value is an array or object, and not a scalar. */
export function isCompound(v: unknown): v is object {
  return typeof v === "object" && v !== null;
}
