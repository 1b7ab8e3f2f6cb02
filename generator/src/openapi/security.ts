import type { OAuthFlow, SecurityScheme } from "../ir/api.ts";
import type { SecurityRequirement } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { docsOf, quote, report, text } from "./context.ts";
import { nameOf } from "./components.ts";
import { checkAlternative, checkPractice, checkUrl } from "./security-check.ts";
import { isMappingUri } from "./references.ts";
import { isToken } from "./token.ts";

const flowKinds: readonly OAuthFlow["kind"][] = [
  "implicit",
  "password",
  "clientCredentials",
  "authorizationCode",
  "deviceAuthorization",
];

const urlKeys = ["authorizationUrl", "deviceAuthorizationUrl", "tokenUrl", "refreshUrl"];

/**
 * Lowers the schemes of Components, those of other documents that requirements name by URI, and one for each name that
 * is not defined: a requirement is never dropped.
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object
 */
export function lowerSecuritySchemes(
  cx: Context,
  schemes: JsonData | undefined,
  span: NodeSpan,
): SecurityScheme[] {
  const own = isObject(schemes) ? schemes : {};
  const out: SecurityScheme[] = [];
  const add = (name: string, value: JsonData, at: NodeSpan): void => {
    const node = cx.references.follow(value, at);
    if (node === undefined || !isObject(node.value)) return;
    out.push(lowerScheme(cx, name, node.value, node.span) ?? assumedScheme(name, node.span));
  };
  for (const name of Object.keys(own)) add(name, own[name]!, childSpan(span, name));
  const known = Object.keys(own);
  for (const [written, at] of cx.references.requirements) {
    const name = schemeName(cx, written, at, Object.keys(own));
    if (known.includes(name)) continue;
    known.push(name);
    const target = cx.references.target(written, at);
    if (target !== undefined) add(name, target.value, target.span);
    else if (!isMappingUri(written)) out.push(assumedScheme(name, at));
  }
  return out;
}

/** Stands for a scheme that is not defined, or not as it has to be, which was reported: never for none at all. */
export function assumedScheme(name: string, span: NodeSpan): SecurityScheme {
  return { name, property: "", kind: "http", scheme: "bearer", span };
}

/** The name of a scheme that a requirement names or leads to by its URI; names come first. */
function schemeName(cx: Context, written: string, span: NodeSpan, defined: readonly string[]): string {
  if (defined.includes(written)) return written;
  const target = cx.references.target(written, span);
  return target === undefined ? written : nameOf(target.span);
}

function lowerScheme(
  cx: Context,
  name: string,
  value: JsonObject,
  span: NodeSpan,
): SecurityScheme | undefined {
  const docs = docsOf(value);
  const common = { name, property: "", ...(docs && { docs }), span };
  checkPractice(cx, value, span);
  switch (text(value, "type")) {
    case "apiKey": {
      const place = text(value, "in");
      const parameter = text(value, "name");
      if (parameter === undefined || (place !== "query" && place !== "header" && place !== "cookie"))
        return undefined;
      if (place !== "query" && !isToken(parameter)) {
        report(
          cx,
          "VG2025",
          childSpan(span, "name"),
          `${quote(parameter)} is not a legal name of a ${place}`,
        );
        return undefined;
      }
      return { ...common, kind: "apiKey", in: place, parameter };
    }
    case "http": {
      const scheme = text(value, "scheme");
      const bearerFormat = text(value, "bearerFormat");
      if (scheme === undefined) return undefined;
      if (!isToken(scheme)) {
        report(
          cx,
          "VG2201",
          childSpan(span, "scheme"),
          `${quote(scheme)} is no scheme of HTTP authentication`,
          {
            hint: 'write e.g. "basic" or "bearer"; for a key in a header of its own use the type "apiKey"',
          },
        );
        return undefined;
      }
      return {
        ...common,
        kind: "http",
        scheme: scheme.toLowerCase(),
        ...(bearerFormat !== undefined && { bearerFormat }),
      };
    }
    case "oauth2": {
      const flows = getOwn(value, "flows");
      const metadataUrl = text(value, "oauth2MetadataUrl");
      checkUrl(cx, value, "oauth2MetadataUrl", span);
      return {
        ...common,
        kind: "oauth2",
        flows: isObject(flows) ? lowerFlows(cx, flows, childSpan(span, "flows")) : [],
        ...(metadataUrl !== undefined && { metadataUrl }),
      };
    }
    case "openIdConnect": {
      const url = text(value, "openIdConnectUrl");
      checkUrl(cx, value, "openIdConnectUrl", span);
      return url === undefined ? undefined : { ...common, kind: "openIdConnect", url };
    }
    case "mutualTLS":
      return { ...common, kind: "mutualTLS" };
    default:
      return undefined;
  }
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#oauth-flows-object */
function lowerFlows(cx: Context, flows: JsonObject, span: NodeSpan): OAuthFlow[] {
  return flowKinds.flatMap((kind) => {
    const flow = getOwn(flows, kind);
    if (!isObject(flow)) return [];
    for (const key of urlKeys) checkUrl(cx, flow, key, childSpan(span, kind));
    const authorizationUrl = text(flow, "authorizationUrl");
    const deviceAuthorizationUrl = text(flow, "deviceAuthorizationUrl");
    const tokenUrl = text(flow, "tokenUrl");
    const refreshUrl = text(flow, "refreshUrl");
    const scopes = getOwn(flow, "scopes");
    return [
      {
        kind,
        ...(authorizationUrl !== undefined && { authorizationUrl }),
        ...(deviceAuthorizationUrl !== undefined && { deviceAuthorizationUrl }),
        ...(tokenUrl !== undefined && { tokenUrl }),
        ...(refreshUrl !== undefined && { refreshUrl }),
        scopes: isObject(scopes)
          ? Object.keys(scopes).map((name) => ({ name, description: text(scopes, name) ?? "" }))
          : [],
      },
    ];
  });
}

/**
 * Lowers a list of alternatives; each names all schemes that it needs.
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
 */
export function lowerSecurity(
  cx: Context,
  list: JsonData | undefined,
  span: NodeSpan,
  schemes: readonly SecurityScheme[],
  defined: readonly string[],
): SecurityRequirement[] {
  if (!isArray(list)) return [];
  const out: SecurityRequirement[] = [];
  list.forEach((item, i) => {
    const at = childSpan(span, i);
    if (!isObject(item)) return;
    const needs: { scheme: string; scopes: string[]; span: NodeSpan }[] = [];
    for (const written of Object.keys(item)) {
      const here = keySpan(at, written);
      const name = schemeName(cx, written, here, defined);
      // A broken URI was reported where references are resolved.
      const isBroken = cx.references.version === "3.2" && isMappingUri(written);
      if (name === written && !defined.includes(name) && !isBroken) {
        report(cx, "VG2070", here, `the security scheme ${quote(name)} is not defined`, {
          hint:
            didYouMean(name, defined) ??
            (defined.length === 0 ? "define it in components.securitySchemes" : undefined),
        });
      }
      if (!schemes.some((s) => s.name === name)) continue;
      const list = item[written];
      const scopes = isArray(list) ? list.filter((s) => typeof s === "string") : [];
      checkScopes(
        cx,
        schemes.find((s) => s.name === name),
        scopes,
        childSpan(at, written),
      );
      needs.push({ scheme: name, scopes, span: childSpan(at, written) });
    }
    const requirement: SecurityRequirement = { schemes: needs, span: at };
    checkAlternative(cx, requirement, schemes);
    out.push(requirement);
  });
  return out;
}

function checkScopes(
  cx: Context,
  scheme: SecurityScheme | undefined,
  scopes: readonly string[],
  span: NodeSpan,
): void {
  if (scheme?.kind !== "oauth2") {
    const [first] = scopes;
    if (
      first !== undefined &&
      scheme !== undefined &&
      scheme.kind !== "openIdConnect" &&
      cx.version === "3.0"
    ) {
      report(
        cx,
        "VG2203",
        childSpan(span, 0),
        `${quote(scheme.name)} is a scheme without scopes, and ${quote(first)} is asked of it`,
        {
          hint: "write an empty list, or follow OpenAPI 3.1, where these are roles",
        },
      );
    }
    return;
  }
  const known = new Set(scheme.flows.flatMap((flow) => flow.scopes.map((s) => s.name)));
  scopes.forEach((scope, i) => {
    if (known.has(scope)) return;
    report(
      cx,
      "VG2071",
      childSpan(span, i),
      `the scheme ${quote(scheme.name)} does not define the scope ${quote(scope)}`,
      {
        hint: didYouMean(scope, known),
      },
    );
  });
}
