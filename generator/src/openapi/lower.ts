import type { Api } from "../ir/api.ts";
import { apiName } from "../ir/api-name.ts";
import type { Operation, SecurityRequirement } from "../ir/operation.ts";
import type { JsonValue } from "../ir/json.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, rootSpan } from "../source/span.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { Context, Int64 } from "./context.ts";
import { docsOf, report, text } from "./context.ts";
import { breakCycles } from "./cycles.ts";
import { checkDialect } from "./dialect.ts";
import type { DynamicScope } from "./dynamic-scope.ts";
import { checkDefaults, checkExamples } from "./defaults.ts";
import type { OpenApiDocument } from "./document.ts";
import { checkEndless } from "./endless.ts";
import { NamedTypes } from "./named-types.ts";
import { checkTypePlaces } from "./own-type.ts";
import type { TaggedOperation } from "./operation.ts";
import { checkLinks } from "./link.ts";
import { lowerPathItem } from "./path-item.ts";
import { lowerSchema } from "./schema.ts";
import { checkUse } from "./security-check.ts";
import { lowerSecurity, lowerSecuritySchemes } from "./security.ts";
import { lowerServers } from "./server.ts";
import { PatternCosts } from "../expression/slow-pattern.ts";
import type { Surface } from "./surface.ts";
import { checkTags, groupByTag } from "./tags.ts";
import { lowerSwagger } from "./v2/lower.ts";
import { reportDeferred } from "./validate.ts";
import { dialectOf, hasJsonSchema } from "./version.ts";
import type { AliasRoute } from "./volo/aliases.ts";
import { withAliases } from "./volo/aliases.ts";
import { lowerConstants } from "./volo/constants.ts";
import { inStatedOrder } from "./volo/order.ts";
import { lowerWebhooks } from "./webhook.ts";

/** How a document is lowered. */
export interface LowerOptions {
  /** PascalCase name of the API. Default: the stem of the entry file. */
  readonly name?: string;
  /** How int64 is held in TypeScript. Default: `number`. */
  readonly int64?: Int64;
}

/** A contract and the document that describes it. */
export interface Lowered {
  readonly api: Api;
  /** Self-contained: what other files define stands in its components. */
  readonly document: JsonValue;
}

/** A text of Info; YAML makes numbers of unquoted versions. */
function written(about: JsonObject, key: string): string | undefined {
  const value = getOwn(about, key);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : text(about, key);
}

/** What a document of 3.x offers. */
function lowerSurface(cx: Context, openapi: JsonObject, root: NodeSpan): Surface {
  const components = getOwn(openapi, "components");
  const schemesAt = childSpan(childSpan(root, "components"), "securitySchemes");
  const schemeValues = isObject(components) ? getOwn(components, "securitySchemes") : undefined;
  const schemeNames = isObject(schemeValues) ? Object.keys(schemeValues) : [];
  const schemes = lowerSecuritySchemes(cx, schemeValues, schemesAt);
  const security = lowerSecurity(
    cx,
    getOwn(openapi, "security"),
    childSpan(root, "security"),
    schemes,
    schemeNames,
  );

  const lowered: TaggedOperation[] = [];
  const aliases: AliasRoute[] = [];
  const ids = new Map();
  const paths = getOwn(openapi, "paths");
  if (isObject(paths)) {
    const at = childSpan(root, "paths");
    for (const path of Object.keys(paths)) {
      if (!path.startsWith("/")) continue;
      lowered.push(
        ...lowerPathItem(cx, path, paths[path]!, childSpan(at, path), {
          security,
          schemes,
          schemeNames,
          ids,
          aliases,
        }),
      );
    }
  }
  const operations = inStatedOrder(cx, openapi, root, withAliases(cx, lowered, aliases));
  checkLinks(
    cx,
    operations.map(({ operation }) => operation),
  );
  const servers = lowerServers(cx, getOwn(openapi, "servers"), childSpan(root, "servers"));
  const webhooks =
    cx.version === "3.0"
      ? []
      : lowerWebhooks(cx, getOwn(openapi, "webhooks"), childSpan(root, "webhooks"), {
          security,
          schemes,
          schemeNames,
          ids,
        });
  reportOutgoing(cx, security, webhooks, operations);
  const all = operations.flatMap(({ operation }) => [
    operation,
    ...(operation.callbacks ?? []).flatMap((callback) => callback.operations),
  ]);
  checkUse(cx, schemes, schemeNames, [...all, ...webhooks], servers);
  return { schemes, operations, servers, webhooks };
}

/** Says that credentials for the whole document are not asked of the API itself. */
function reportOutgoing(
  cx: Context,
  security: readonly SecurityRequirement[],
  webhooks: readonly Operation[],
  operations: readonly TaggedOperation[],
): void {
  const [first] = security;
  if (first === undefined) return;
  const callbacks = operations.flatMap(({ operation }) => operation.callbacks ?? []);
  if (webhooks.length === 0 && callbacks.length === 0) return;
  report(
    cx,
    "VG2213",
    first.span as NodeSpan,
    "these credentials are asked of callers, not of the API when it calls webhooks and callbacks",
    { hint: "operations of webhooks and callbacks say for themselves what credentials they carry" },
  );
}

/**
 * Lowers an OpenAPI document to the intermediate representation. Faults are diagnostics; what is wrong in one place
 * does not keep the rest from being lowered and checked.
 * @see https://spec.openapis.org/oas/v3.1.1.html#openapi-object
 */
export function lowerOpenApi(
  document: OpenApiDocument,
  diagnostics: Diagnostics,
  options: LowerOptions = {},
): Lowered {
  const { references, version } = document;
  const { value, file } = references.entry;
  const named = new NamedTypes(references);
  const shared = {
    version: dialectOf(version),
    swagger: version === "2.0",
    references,
    diagnostics,
    int64: options.int64 ?? "number",
    ...(document.filter && { filter: document.filter }),
    typeId: named.idFor,
    subtypes: named.subtypes,
    defaults: [],
    examples: [],
    memo: { accepted: new WeakMap(), binaryParts: new WeakMap(), jsonData: new WeakMap() },
    patterns: new PatternCosts(),
  };
  const within = (dynamic: DynamicScope | undefined): Context => {
    const inner: Context = {
      ...shared,
      dynamic,
      within,
      schema: (value, span, scope) => lowerSchema(inner, value, span, scope),
    };
    return inner;
  };
  const cx = within(undefined);
  const root = rootSpan(file);
  const openapi = isObject(value) ? value : {};
  const {
    schemes,
    operations,
    servers,
    webhooks = [],
  } = cx.swagger ? lowerSwagger(cx, openapi, root) : lowerSurface(cx, openapi, root);
  const dialect = text(openapi, "jsonSchemaDialect");
  if (dialect !== undefined && hasJsonSchema(version)) {
    checkDialect(cx, dialect, childSpan(root, "jsonSchemaDialect"));
  }
  checkTags(cx, getOwn(openapi, "tags"), root);
  const stated = lowerConstants(cx, openapi, root);
  const types = breakCycles(cx, named.lower(cx));
  checkTypePlaces(cx, named);
  checkEndless(cx, types);
  checkDefaults(cx, types);
  checkExamples(cx, types);
  const constants = stated.flatMap(({ constant, owner }) => (owner.default === undefined ? [] : [constant]));
  reportDeferred(document.deferred, diagnostics);
  document.filter?.report(diagnostics);

  const info = getOwn(openapi, "info");
  const about = isObject(info) ? info : {};
  const docs = docsOf({
    ...about,
    ...(getOwn(openapi, "externalDocs") !== undefined && { externalDocs: getOwn(openapi, "externalDocs")! }),
  });
  const stem = file.name.replace(/^.*\//, "").replace(/\.(?:json|ya?ml)$/i, "");
  const name = options.name ?? apiName(stem);
  const api: Api = {
    name,
    source: file.name,
    title: written(about, "title") ?? name,
    version: written(about, "version") ?? "",
    ...(docs && { docs }),
    servers,
    ...groupByTag(cx, operations, getOwn(openapi, "tags"), name, root),
    ...(webhooks.length > 0 && { webhooks }),
    types,
    ...(constants.length > 0 && { constants }),
    securitySchemes: schemes,
    span: root,
  };
  return { api, document: document.bundle };
}
