import type { Api, JsonValue, NamedType, Operation, TypeId } from "../../ir/index.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import { operationsOf, typeTable } from "../types/index.ts";
import type { Json } from "./describe.ts";
import { merged, narrated } from "./describe.ts";
import { Operations } from "./operation.ts";
import { hasOtherMethods, orderOf, Paths } from "./paths.ts";
import { record, Schemas } from "./schema.ts";
import { schemeObject, serverObject } from "./servers.ts";

/**
 * A contract as an OpenAPI 3.1 document (3.2 where it needs that), for pages, mocks and whatever else reads these. What
 * OpenAPI has no words for is in fields `x-volo-…`; what the author wants said about a node has the last word.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApiDocument(api: Api, diagnostics: Diagnostics): JsonValue {
  const types = typeTable(api);
  const names = componentNames(api.types);
  const schemas = new Schemas(types, names);
  const exceptions = new Map(
    api.types.filter((one) => one.exception !== undefined).map((one) => [one.id, one]),
  );
  const paths = new Paths(new Operations(schemas, exceptions), diagnostics);
  for (const op of operationsOf(api)) paths.add(op, api.grouped ? tagsOf(api, op) : []);
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
    // Items of a stream, and methods of all names, have words from 3.2 on.
    openapi:
      hasStreams(api) || operationsOf(api).some(hasOtherMethods) || schemas.isLater ? "3.2.0" : "3.1.0",
    info: { title: api.title, version: api.version, ...words },
    ...(externalDocs !== undefined && { externalDocs }),
    ...(api.servers.length > 0 && { servers: api.servers.map(serverObject) }),
    ...(api.grouped && { tags: api.groups.map((group): Json => tagOf(group)) }),
    paths: paths.document,
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

/** The groups that say themselves that they have an operation: those that inherit it have it anyway. */
function tagsOf(api: Api, op: Operation): readonly string[] {
  const groups = api.groups.filter((group) => group.operations.includes(op));
  const own = groups.filter((group) => {
    const base = groups.find(({ hint }) => hint === group.extends);
    return base === undefined;
  });
  return own.map(({ hint }) => hint);
}
