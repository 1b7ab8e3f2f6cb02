/** JSON data as it was read; whole numbers beyond 2^53 are bigints. Keys such as `__proto__` are only data. */
export type JsonData = string | number | bigint | boolean | null | readonly JsonData[] | JsonObject;

/** An object of a document. Read it with {@link getOwn}: its prototype is not part of the document. */
export interface JsonObject {
  readonly [key: string]: JsonData;
}

/** True for an object of the document, false for an array or a scalar. */
export function isObject(value: JsonData | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for an array of the document. */
export function isArray(value: JsonData | undefined): value is readonly JsonData[] {
  return Array.isArray(value);
}

/** An own property; what an object inherits is not part of the document. */
export function getOwn(object: JsonObject, key: string): JsonData | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets an own property, whatever its name: assigning `__proto__` would change the prototype. */
export function setOwn(object: { [key: string]: JsonData }, key: string, value: JsonData): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else object[key] = value;
}
