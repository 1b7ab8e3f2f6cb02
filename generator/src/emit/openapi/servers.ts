import type { OAuthFlow, SecurityScheme, Server } from "../../ir/api.ts";
import type { Json } from "./describe.ts";
import { narrated } from "./describe.ts";
import { record } from "./schema.ts";

/** A server as OpenAPI has it. */
export function serverObject({ url, variables, docs }: Server): Json {
  const rows = variables.map(({ name, default: value, values, docs: words }): [string, Json] => [
    name,
    { ...(values.length > 0 && { enum: values }), default: value, ...narrated(words) },
  ]);
  return { url, ...narrated(docs), ...(rows.length > 0 && { variables: record(rows) }) };
}

/** A security scheme as OpenAPI has it. */
export function schemeObject(scheme: SecurityScheme): Json {
  const words = narrated(scheme.docs);
  switch (scheme.kind) {
    case "apiKey":
      return { type: "apiKey", in: scheme.in, name: scheme.parameter, ...words };
    case "http":
      return {
        type: "http",
        scheme: scheme.scheme,
        ...(scheme.bearerFormat !== undefined && { bearerFormat: scheme.bearerFormat }),
        ...words,
      };
    case "oauth2":
      return {
        type: "oauth2",
        flows: record(scheme.flows.map((flow) => [flow.kind, flowObject(flow)])),
        ...words,
      };
    case "openIdConnect":
      return { type: "openIdConnect", openIdConnectUrl: scheme.url, ...words };
    case "mutualTLS":
      return { type: "mutualTLS", ...words };
  }
}

function flowObject(flow: OAuthFlow): Json {
  const { authorizationUrl, deviceAuthorizationUrl, tokenUrl, refreshUrl, scopes } = flow;
  return {
    ...(deviceAuthorizationUrl !== undefined && { deviceAuthorizationUrl }),
    ...(authorizationUrl !== undefined && { authorizationUrl }),
    ...(tokenUrl !== undefined && { tokenUrl }),
    ...(refreshUrl !== undefined && { refreshUrl }),
    scopes: record(scopes.map(({ name, description }) => [name, description])),
  };
}
