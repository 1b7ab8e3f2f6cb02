import { isArray, isObject, own } from "./json.ts";

/** Tells whether a JSON value fits. */
export type Check = (v: unknown) => boolean;

/** Whether every element fits, from the index `from` on. */
export function every(items: readonly unknown[], is: Check, from = 0): boolean {
  for (let i = from; i < items.length; i++) if (!is(items[i])) return false;
  return true;
}

/** Whether the value of every own property fits; a property that is `undefined` is absent. */
export function everyValue(object: object, is: Check): boolean {
  for (const name of Object.keys(object)) {
    const value = (object as { readonly [name: string]: unknown })[name];
    if (value !== undefined && !is(value)) return false;
  }
  return true;
}

/** Whether the name of every own property fits. */
export function everyKey(object: object, is: Check): boolean {
  for (const name of Object.keys(object)) {
    if ((object as { readonly [name: string]: unknown })[name] !== undefined && !is(name)) return false;
  }
  return true;
}

/** Whether an object has no own properties besides the given ones. */
export function onlyKeys(object: object, names: ReadonlySet<string>): boolean {
  for (const name of Object.keys(object)) {
    if (!names.has(name) && (object as { readonly [name: string]: unknown })[name] !== undefined)
      return false;
  }
  return true;
}

/** Whether a value is an object with an own property of that name. */
export function has(v: unknown, name: string): boolean {
  return isObject(v) && own(v, name) !== undefined;
}

/** Whether between `min` and `max` elements fit; true of anything but an array. */
export function containsIn(v: unknown, is: Check, min: number, max: number): boolean {
  if (!isArray(v)) return true;
  let count = 0;
  for (const item of v) if (is(item) && ++count > max) return false;
  return count >= min;
}

/** Whether exactly one of the checks accepts the value (`oneOf`). */
export function exactlyOne(v: unknown, ...checks: readonly Check[]): boolean {
  let found = false;
  for (const is of checks) {
    if (!is(v)) continue;
    if (found) return false;
    found = true;
  }
  return found;
}
