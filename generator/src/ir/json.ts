/** A JSON value; whole numbers beyond 2^53 are bigints. */
export type JsonValue =
  string | number | bigint | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
