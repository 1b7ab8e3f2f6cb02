import type { OAuthFlow, SecurityScheme } from "../../ir/api.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { docsOf, quote, report, text } from "../context.ts";
import { assumedScheme } from "../security.ts";
import { isToken } from "../token.ts";

/** The flows of OAuth 2 by their names in 2.0. */
const flows: Readonly<Record<string, OAuthFlow["kind"]>> = {
  implicit: "implicit",
  password: "password",
  application: "clientCredentials",
  accessCode: "authorizationCode",
};

/** @see https://spec.openapis.org/oas/v2.0.html#security-definitions-object */
export function lowerSecurityDefinitions(
  cx: Context,
  definitions: JsonData | undefined,
  span: NodeSpan,
): SecurityScheme[] {
  const own = isObject(definitions) ? definitions : {};
  const names = Object.keys(own);
  const undefinedOnes = [...cx.references.requirements].filter(([name]) => !names.includes(name));
  return [
    ...names.map((name): SecurityScheme => {
      const value = own[name];
      const at = childSpan(span, name);
      return (isObject(value) ? lowerScheme(cx, name, value, at) : undefined) ?? assumedScheme(name, at);
    }),
    ...undefinedOnes.map(([name, at]) => assumedScheme(name, at)),
  ];
}

function lowerScheme(
  cx: Context,
  name: string,
  value: JsonObject,
  span: NodeSpan,
): SecurityScheme | undefined {
  const docs = docsOf(value);
  const common = { name, property: "", ...(docs && { docs }), span };
  switch (text(value, "type")) {
    case "basic":
      return { ...common, kind: "http", scheme: "basic" };
    case "apiKey": {
      const place = text(value, "in");
      const parameter = text(value, "name");
      if (parameter === undefined || (place !== "query" && place !== "header")) return undefined;
      if (place === "header" && !isToken(parameter)) {
        report(cx, "VG2025", childSpan(span, "name"), `${quote(parameter)} is not a legal name of a header`);
        return undefined;
      }
      return { ...common, kind: "apiKey", in: place, parameter };
    }
    case "oauth2":
      return { ...common, kind: "oauth2", flows: lowerFlow(value) };
    default:
      return undefined;
  }
}

function lowerFlow(value: JsonObject): OAuthFlow[] {
  const kind = flows[text(value, "flow") ?? ""];
  if (kind === undefined) return [];
  const authorizationUrl = text(value, "authorizationUrl");
  const tokenUrl = text(value, "tokenUrl");
  const scopes = getOwn(value, "scopes");
  return [
    {
      kind,
      ...(authorizationUrl !== undefined && { authorizationUrl }),
      ...(tokenUrl !== undefined && { tokenUrl }),
      scopes: isObject(scopes)
        ? Object.keys(scopes)
            .filter((scope) => !scope.startsWith("x-"))
            .map((scope) => ({ name: scope, description: text(scopes, scope) ?? "" }))
        : [],
    },
  ];
}
