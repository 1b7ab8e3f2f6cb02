import type { Api, JsonValue, NamedType, Operation, TypeId } from "../../ir/index.ts";
import { operationsOf, typeTable } from "../types/index.ts";
import type { Json } from "./describe.ts";
import { merged, narrated } from "./describe.ts";
import { Operations } from "./operation.ts";
import { record, Schemas } from "./schema.ts";
import { schemeObject, serverObject } from "./servers.ts";

/** Methods that a path item has a field for; others are in none. */
const pathItemMethods: ReadonlySet<string> = new Set([
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "PATCH",
  "TRACE",
]);

/**
 * A contract as an OpenAPI 3.1 document, for pages, mocks and whatever else reads these. What OpenAPI has no words for is
 * in fields `x-volo-…`; what the author wants said about a node has the last word.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApiDocument(api: Api): JsonValue {
  const types = typeTable(api);
  const names = componentNames(api.types);
  const schemas = new Schemas(types, names);
  const exceptions = new Map(
    api.types.filter((one) => one.exception !== undefined).map((one) => [one.id, one]),
  );
  const operations = new Operations(schemas, exceptions);
  const components = {
    ...(names.size > 0 && {
      schemas: record([...names].map(([id, name]) => [name, componentOf(types.get(id), schemas)])),
    }),
    ...(api.securitySchemes.length > 0 && {
      securitySchemes: record(api.securitySchemes.map((scheme) => [scheme.name, schemeObject(scheme)])),
    }),
  };
  const { title: _, externalDocs, ...words } = narrated(api.docs);
  const document: Json = {
    // Items of a stream have words from 3.2 on.
    openapi: hasStreams(api) ? "3.2.0" : "3.1.0",
    info: { title: api.title, version: api.version, ...words },
    ...(externalDocs !== undefined && { externalDocs }),
    ...(api.servers.length > 0 && { servers: api.servers.map(serverObject) }),
    ...(api.grouped && { tags: api.groups.map((group): Json => tagOf(group)) }),
    paths: pathsOf(api, operations),
    ...(Object.keys(components).length > 0 && { components }),
    ...orderOf(api),
    ...(api.constants && {
      "x-volo-constants": record(
        api.constants.map(({ hint, type, value, docs }) => [
          hint,
          { schema: schemas.of(type), value, ...narrated(docs) },
        ]),
      ),
    }),
  };
  return merged(document, api.overlay);
}

function hasStreams(api: Api): boolean {
  return operationsOf(api).some(({ body, replies }) =>
    [...(body?.contents ?? []), ...replies.flatMap(({ contents }) => contents)].some(
      ({ format }) => format === "stream",
    ),
  );
}

function tagOf({ hint, docs, extends: base }: Api["groups"][number]): Json {
  return { name: hint, ...narrated(docs), ...(base !== undefined && { "x-volo-extends": base }) };
}

function componentOf(named: NamedType | undefined, schemas: Schemas): Json {
  if (named === undefined) return {};
  const schema = schemas.component(named.id);
  return {
    ...schema,
    ...(named.alias !== undefined && { "x-volo-name": named.alias }),
    ...(named.exception && { "x-volo-exception": true }),
  };
}

/** The names of components: those of the author, told apart by a number where two have the same. */
function componentNames(types: readonly NamedType[]): ReadonlyMap<TypeId, string> {
  const taken = new Set<string>();
  const names = new Map<TypeId, string>();
  for (const { id, hint, origin } of types) {
    if (origin !== "declared") continue;
    const base = hint.replaceAll(/[^A-Za-z0-9._-]/g, "_");
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}${n}`;
    taken.add(name);
    names.set(id, name);
  }
  return names;
}

/** Paths in the order in which they first come up; routes that lead to the same operation refer to it by its id. */
function pathsOf(api: Api, operations: Operations): Json {
  const paths = new Map<string, Map<string, JsonValue>>();
  const add = (path: string, method: string, document: JsonValue): void => {
    const key = path.replaceAll("{*", "{");
    const item = paths.get(key) ?? new Map<string, JsonValue>();
    paths.set(key, item);
    if (pathItemMethods.has(method)) item.set(method.toLowerCase(), document);
    else
      item.set("x-volo-methods", { ...(item.get("x-volo-methods") as Json | undefined), [method]: document });
  };
  for (const op of operationsOf(api)) {
    const tags = api.grouped ? tagsOf(api, op) : [];
    const document = operations.of(op, tags);
    const rest = restOf(op.path.text);
    add(op.path.text, op.method, rest === undefined ? document : { ...document, "x-volo-rest": rest });
    for (const alias of op.aliases ?? []) {
      const id = `${op.hint}_${alias.method.toLowerCase()}${alias.path.text.replaceAll(/[^A-Za-z0-9]+/g, "_")}`;
      const other = restOf(alias.path.text);
      add(alias.path.text, alias.method, {
        ...document,
        operationId: id,
        ...fittingParameters(document, alias.path.text),
        ...(other !== undefined && { "x-volo-rest": other }),
        "x-volo-alias-of": op.hint,
      });
    }
  }
  return record([...paths].map(([path, item]) => [path, record([...item])]));
}

/** The groups that say themselves that they have an operation: those that inherit it have it anyway. */
function tagsOf(api: Api, op: Operation): readonly string[] {
  const groups = api.groups.filter((group) => group.operations.includes(op));
  const own = groups.filter((group) => {
    const base = groups.find(({ hint }) => hint === group.extends);
    return base === undefined;
  });
  return own.map(({ hint }) => hint);
}

/** A parameter that takes the rest of the path, which templates of OpenAPI do not know. */
function restOf(path: string): string | undefined {
  return /\{\*([^}]*)\}/.exec(path)?.[1];
}

/** The parameters of an operation as another path of it has them. */
function fittingParameters(document: Json, path: string): { readonly parameters?: readonly JsonValue[] } {
  const parameters = document["parameters"] as readonly Json[] | undefined;
  if (parameters === undefined) return {};
  const names = new Set([...path.matchAll(/\{\*?([^}]*)\}/g)].map(([, name]) => name ?? ""));
  const there = parameters.flatMap((one): Json[] => {
    if (one["in"] === "path") return isOneOf(names, one["name"]) ? [one] : [];
    const places = (one["x-volo-places"] ?? []) as readonly Json[];
    const inPath = places.find((place) => place["in"] === "path" && isOneOf(names, place["name"]));
    if (inPath === undefined) return [one];
    const { style: _, explode: __, ...rest } = one;
    return [{ ...rest, name: inPath["name"] ?? "", in: "path", required: true }];
  });
  return { parameters: there };
}

function isOneOf(names: ReadonlySet<string>, name: JsonValue | undefined): boolean {
  return typeof name === "string" && names.has(name);
}

/** The order of the operations, where it is not that of the paths: those of one path stand together. */
function orderOf(api: Api): Json {
  const operations = operationsOf(api);
  const paths = new Map<string, string[]>();
  for (const { path, hint } of operations) {
    const ids = paths.get(path.text) ?? [];
    paths.set(path.text, ids);
    ids.push(hint);
  }
  const written = [...paths.values()].flat();
  const isSame = operations.every(({ hint }, i) => hint === written[i]);
  return isSame ? {} : { "x-volo-order": operations.map(({ hint }) => hint) };
}
