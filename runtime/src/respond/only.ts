/**
 * A copy that has the named properties and no others, so that what a record has besides them, today or later, never leaves
 * the server.
 *
 * ```ts
 * get(() => json(only(user, "id", "name")));
 * ```
 */
export function only<T extends object, const K extends keyof T & string>(
  value: T,
  ...names: readonly K[]
): Pick<T, K> {
  const kept = names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, value[name]]);
  return Object.fromEntries(kept) as Pick<T, K>;
}
