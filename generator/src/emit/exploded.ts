import type { Api, Operation, Parameter, TypeTable } from "../ir/index.ts";
import type { Code } from "./code.ts";
import { literal } from "./code.ts";
import { fieldsOfType } from "./shape.ts";

/**
 * The names in the query that belong to the other parameters of an operation, and not to an exploded object of any
 * properties; `n[` stands for all names that begin so.
 *
 * @param credentials names of credentials in the query, see {@link queryCredentials}.
 */
export function otherNames(
  op: Operation,
  parameter: Parameter,
  types: TypeTable,
  credentials: readonly string[],
): Code[] {
  const names = op.parameters
    .filter((other) => other.source === "query" && other !== parameter)
    .flatMap((other) => {
      const { encoding } = other;
      if (encoding.kind === "style" && encoding.style === "deepObject")
        return [literal(other.name), literal(`${other.name}[`)];
      if (!isExploded(other)) return [literal(other.name)];
      const { properties } = fieldsOfType(other.type, types, "request");
      return [other.name, ...properties.map((property) => property.name)].map((name) => literal(name));
    });
  return [...names, ...credentials.map((name) => literal(name))];
}

/** The names of API keys that stand in the query: they are no properties of anything. */
export function queryCredentials(api: Api): readonly string[] {
  return api.securitySchemes.flatMap((scheme) =>
    scheme.kind === "apiKey" && scheme.in === "query" ? [scheme.parameter] : [],
  );
}

/** Whether the properties of an object stand in the query as parameters of their own. */
export function isExploded({ source, encoding }: Parameter): boolean {
  return source === "query" && encoding.kind === "style" && encoding.style === "form" && encoding.explode;
}
