import type { Api, Operation, Parameter, Type, TypeId, TypeTable } from "../ir/index.ts";
import { outgoingOperations } from "../ir/outgoing.ts";
import { typeTable } from "../ir/usage.ts";
import type { Diagnostics } from "../source/diagnostic.ts";

/**
 * Reports names in the query, or among the cookies, that belong to two parameters: the properties of an exploded object
 * stand there beside the others.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
export function sharedNames(api: Api, diagnostics: Diagnostics): void {
  const types = typeTable(api.types);
  const reported = new Set<Parameter>();
  const operations = new Set(api.groups.flatMap((group) => group.operations));
  for (const op of [...operations, ...outgoingOperations(api)]) {
    for (const source of ["query", "cookie"] as const) check(op, source, types, diagnostics, reported);
  }
}

function check(
  op: Operation,
  source: "query" | "cookie",
  types: TypeTable,
  diagnostics: Diagnostics,
  reported: Set<Parameter>,
): void {
  const owners = new Map<string, Parameter>();
  for (const parameter of op.parameters.filter((one) => one.source === source)) {
    for (const name of namesOf(parameter, types)) {
      const other = owners.get(name);
      if (other === undefined) {
        owners.set(name, parameter);
        continue;
      }
      if (reported.has(parameter) || reported.has(other)) continue;
      reported.add(parameter);
      const where = source === "query" ? "in the query" : "among the cookies";
      diagnostics.add(
        "VG2162",
        `the parameters ${JSON.stringify(other.name)} and ${JSON.stringify(parameter.name)} both have the name ${JSON.stringify(name)} ${where}`,
        {
          span: parameter.span,
          related: [{ message: "the other parameter", span: other.span }],
          hint: "give the object the style deepObject, or explode: false",
        },
      );
    }
  }
}

/** The names that a parameter has on the wire: its own, or those of the properties of an exploded object. */
function namesOf({ name, type, encoding }: Parameter, types: TypeTable): readonly string[] {
  const exploded =
    encoding.kind === "style" &&
    encoding.explode &&
    (encoding.style === "form" || encoding.style === "cookie");
  const properties = exploded ? propertyNames(type, types, new Set()) : [];
  return properties.length === 0 ? [name] : properties;
}

function propertyNames(type: Type, types: TypeTable, seen: Set<TypeId>): readonly string[] {
  switch (type.kind) {
    case "object":
      return type.properties.map((property) => property.name);
    case "nullable":
      return propertyNames(type.inner, types, seen);
    case "intersection":
      return [...new Set(type.members.flatMap((member) => propertyNames(member, types, seen)))];
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || seen.has(type.target)) return [];
      return propertyNames(target.type, types, seen.add(type.target));
    }
    default:
      return [];
  }
}
