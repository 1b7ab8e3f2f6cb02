/**
 * The URL of a server with the values of its variables, as they are.
 *
 * @throws {TypeError} when a value makes another URL than a server's out of it: one with a query or a fragment, or none
 */
export function serverUrl(template: string, variables: Readonly<Record<string, string | undefined>>): string {
  const url = template.replace(/\{([^{}]*)\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? "") : "",
  );
  if (/[?#\s\\]/.test(url) || !URL.canParse(url, "https://relative.invalid/"))
    throw new TypeError("a variable has a value that cannot stand in the URL of a server");
  return url.replace(/\/+$/, "");
}
