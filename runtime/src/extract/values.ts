import { cookieValue } from "../http/cookie.ts";
import { HttpError } from "../http/problem.ts";
import type { Fault } from "../http/problem.ts";
import { decodePathValue, decodeQueryValue, splitQuery } from "../http/query.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Extractor } from "./extractor.ts";

/**
 * Makes a value of the text of a parameter.
 * @returns undefined when the text does not stand for one
 */
export type Parse<out T> = (text: string) => T | undefined;

/** A path parameter by its name, of several the innermost; 400 when it cannot be parsed. */
export function path(name: string): Extractor<string>;
export function path<T>(name: string, parse: Parse<T>): Extractor<T>;
export function path<T>(name: string, parse?: Parse<T>): Extractor<T | string> {
  return (_req, cx) => {
    const index = cx.matched?.names.lastIndexOf(name) ?? -1;
    const raw = cx.params[index];
    if (raw === undefined) throw new Error(`The route ${cx.route} has no parameter {${name}}.`);
    return parsed("path", name, decodePathValue(raw), parse);
  };
}

/**
 * A query parameter; 400 when it occurs twice or cannot be parsed.
 * @param fallback its value when it is absent; without one, absence is a 400 as well
 */
export function query(name: string): Extractor<string>;
export function query<T>(name: string, parse: Parse<T>, fallback?: T): Extractor<T>;
export function query<T>(name: string, parse?: Parse<T>, fallback?: T): Extractor<T | string> {
  return (req) => {
    const values = queryValues(req, name);
    if (values.length > 1) throw refused("query", name, "occurs more than once");
    return found("query", name, values[0], parse, fallback);
  };
}

/** Every value of a query parameter, in the order of arrival; none is an empty list. 400 when one cannot be parsed. */
export function queryAll(name: string): Extractor<string[]>;
export function queryAll<T>(name: string, parse: Parse<T>): Extractor<T[]>;
export function queryAll<T>(name: string, parse?: Parse<T>): Extractor<(T | string)[]> {
  return (req) => queryValues(req, name).map((value) => parsed("query", name, value, parse));
}

/** A header field, several ones joined with ", "; 400 when it is absent without a fallback or cannot be parsed. */
export function header(name: string): Extractor<string>;
export function header<T>(name: string, parse: Parse<T>, fallback?: T): Extractor<T>;
export function header<T>(name: string, parse?: Parse<T>, fallback?: T): Extractor<T | string> {
  return (req) => found("header", name, req.headers.get(name), parse, fallback);
}

/** A cookie, undecoded; 400 when it is absent without a fallback or cannot be parsed. */
export function cookie(name: string): Extractor<string>;
export function cookie<T>(name: string, parse: Parse<T>, fallback?: T): Extractor<T>;
export function cookie<T>(name: string, parse?: Parse<T>, fallback?: T): Extractor<T | string> {
  return (req) => found("cookie", name, cookieValue(req.headers.get("cookie") ?? "", name), parse, fallback);
}

function queryValues(req: HttpRequest, name: string): string[] {
  const values: string[] = [];
  for (const pair of splitQuery(req.query)) {
    if (decodeQueryValue(pair.name) !== name) continue;
    const value = decodeQueryValue(pair.value);
    if (value === undefined) throw refused("query", name, "has a malformed escape");
    values.push(value);
  }
  return values;
}

function found<T>(
  where: Fault["in"],
  name: string,
  text: string | undefined,
  parse: Parse<T> | undefined,
  fallback: T | undefined,
): T | string {
  if (text !== undefined) return parsed(where, name, text, parse);
  if (fallback === undefined) throw refused(where, name, "is required");
  return fallback;
}

function parsed<T>(
  where: Fault["in"],
  name: string,
  text: string | undefined,
  parse: Parse<T> | undefined,
): T | string {
  if (text === undefined) throw refused(where, name, "has a malformed escape");
  if (parse === undefined) return text;
  const value = parse(text);
  if (value === undefined) throw refused(where, name, "is not valid");
  return value;
}

function refused(where: Fault["in"], name: string, message: string): HttpError {
  return new HttpError(400, {
    detail: `The ${where} parameter ${name} ${message}.`,
    errors: [{ in: where, name, pointer: "", message }],
  });
}
