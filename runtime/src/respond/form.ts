import { HttpResponse } from "../http/response.ts";

/**
 * A reply of `application/x-www-form-urlencoded` fields, as OAuth and older protocols want them.
 * @param fields pairs, or a record in which a list stands for several fields of one name
 * @param status default 200
 */
export function form(
  fields: Iterable<readonly [string, string]> | Readonly<Record<string, string | readonly string[]>>,
  status: number = 200,
): HttpResponse {
  const text = new URLSearchParams();
  for (const [name, value] of Symbol.iterator in fields ? fields : Object.entries(fields)) {
    for (const each of typeof value === "string" ? [value] : value) text.append(name, each);
  }
  return new HttpResponse(status, ["content-type", "application/x-www-form-urlencoded"], text.toString());
}
