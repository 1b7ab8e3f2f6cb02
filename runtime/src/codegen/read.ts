// Readers change a value that a check has accepted into what handlers see. They work in place: the value comes from a
// JSON parser, so nobody else holds it.

import { setOwn } from "./check/json.ts";

/** Replaces each element, from the index `from` on, by what `read` makes of it; gives back the same array. */
export function eachItem(v: unknown, read: (item: unknown) => unknown, from = 0): unknown[] {
  const items = v as unknown[];
  for (let i = from; i < items.length; i++) items[i] = read(items[i]);
  return items;
}

/** The elements of an array as a set, each as `read` makes it. */
export function toSet(v: unknown, read?: (item: unknown) => unknown): Set<unknown> {
  return new Set(read === undefined ? (v as unknown[]) : eachItem(v, read));
}

/** The own properties of an object as a map, their names and values as `readKey` and `readValue` make them. */
export function toMap(
  v: unknown,
  readKey?: (name: string) => unknown,
  readValue?: (value: unknown) => unknown,
): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  for (const [name, value] of Object.entries(v as object)) {
    map.set(readKey === undefined ? name : readKey(name), readValue === undefined ? value : readValue(value));
  }
  return map;
}

/** Replaces the value of each own property by what `read` makes of it; gives back the same object. */
export function eachValue(v: unknown, read: (value: unknown) => unknown): { [name: string]: unknown } {
  const object = v as { [name: string]: unknown };
  for (const name of Object.keys(object)) setOwn(object, name, read(object[name]));
  return object;
}
