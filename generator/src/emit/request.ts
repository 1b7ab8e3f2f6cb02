import type { Operation, Parameter, PathTemplate, RequestBody } from "../ir/index.ts";

/** The body as handlers and callers know it; `undefined` when there is none, or none that they know. */
export function shownBody({ body }: Operation): RequestBody | undefined {
  return body?.hidden === true ? undefined : body;
}

/** The names of the parameters of a path, in its order. */
function namesIn(path: PathTemplate): readonly string[] {
  return path.segments.flat().flatMap((part) => (part.kind === "literal" ? [] : [part.name]));
}

/** The names of an operation's path parameters: those of its own path, then those of which its aliases alone have a place. */
export function pathNames(op: Operation): readonly string[] {
  const names = new Set(namesIn(op.path));
  if (op.aliases === undefined) return [...names];
  const places = op.parameters.flatMap((one) => [one, ...(one.places ?? [])]);
  const read = new Set(places.flatMap(({ source, name }) => (source === "path" ? [name] : [])));
  for (const name of op.aliases.flatMap(({ path }) => namesIn(path))) if (read.has(name)) names.add(name);
  return [...names];
}

/**
 * The place of each path parameter of an operation in the path of one of its routes, -1 for one that is not there;
 * `undefined` when the path has each at its place.
 */
export function pathPlaces(op: Operation, path: PathTemplate): readonly number[] | undefined {
  const own = namesIn(path);
  const places = pathNames(op).map((name) => own.indexOf(name));
  return places.length === own.length && places.every((place, i) => place === i) ? undefined : places;
}

/** Whether callers give a parameter: not what the request tells by itself, and not what their route has no place for. */
export function isGiven(op: Operation, parameter: Parameter): boolean {
  if (parameter.source === "url") return false;
  return parameter.source !== "path" || namesIn(op.path).includes(parameter.name);
}

/** Whether callers must give a parameter that readers may do without: their route has a place for it. */
export function isNeeded(op: Operation, parameter: Parameter): boolean {
  return parameter.required || (parameter.source === "path" && isGiven(op, parameter));
}

/** Whether handlers get anything of a request. */
export function hasRequest(op: Operation): boolean {
  return op.parameters.length > 0 || shownBody(op) !== undefined || op.body?.raw !== undefined;
}

/** Whether callers give anything. */
export function takesRequest(op: Operation): boolean {
  return shownBody(op) !== undefined || op.parameters.some((parameter) => isGiven(op, parameter));
}

/** Whether some parameter may be read from the body. */
export function readsPlaces(op: Operation): boolean {
  return op.parameters.some(({ places }) => places?.some(isInBody) === true);
}

/** The names of the fields of the form that parameters are read from. */
export function formPlaces(op: Operation): readonly string[] {
  const places = op.parameters.flatMap((parameter) => parameter.places ?? []);
  return [...new Set(places.flatMap(({ source, name }) => (source === "form" ? [name] : [])))];
}

function isInBody({ source }: { readonly source: string }): boolean {
  return source === "form" || source === "body";
}
