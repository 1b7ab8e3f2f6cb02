// Readers change a value that a check has accepted into what handlers see. They work in place: the value comes from a
// JSON parser, so nobody else holds it.

import { setOwn } from "./check/json.ts";

/** Replaces each element, from the index `from` on, by what `read` makes of it; gives back the same array. */
export function eachItem(v: unknown, read: (item: unknown) => unknown, from = 0): unknown[] {
  const items = v as unknown[];
  for (let i = from; i < items.length; i++) items[i] = read(items[i]);
  return items;
}

/** Replaces the value of each own property by what `read` makes of it; gives back the same object. */
export function eachValue(v: unknown, read: (value: unknown) => unknown): { [name: string]: unknown } {
  const object = v as { [name: string]: unknown };
  for (const name of Object.keys(object)) setOwn(object, name, read(object[name]));
  return object;
}
