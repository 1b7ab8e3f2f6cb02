import type { SecurityScheme } from "../../ir/api.ts";
import type { Operation, PathTemplate, SecurityRequirement } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isObject } from "../../source/value.ts";
import { fitBody, fitReplies } from "../bodies.ts";
import { bodyLimit } from "../body-limit.ts";
import type { Context } from "../context.ts";
import { docsOf } from "../context.ts";
import { authorName } from "../volo/names.ts";
import { factsOf } from "../filter.ts";
import { methodsOf } from "../method.ts";
import type { TaggedOperation } from "../operation.ts";
import { checkPath, checkSharedParameters, operationHint, tagOf } from "../operation.ts";
import { lowerPath } from "../path.ts";
import { checkUse } from "../security-check.ts";
import { lowerSecurity } from "../security.ts";
import { refOf } from "../structure.ts";
import type { Surface } from "../surface.ts";
import { lowerBody } from "./body.ts";
import { mediaTypes } from "./media-types.ts";
import type { Input } from "./parameter.ts";
import { lowerParameter, mergeInputs, readInputs } from "./parameter.ts";
import { lowerReplies } from "./response.ts";
import { lowerSecurityDefinitions } from "./security.ts";
import { lowerOperationServers, lowerServers } from "./servers.ts";

/** What an operation takes over from the document around it. */
interface Surroundings {
  readonly document: JsonObject;
  readonly root: NodeSpan;
  readonly security: readonly SecurityRequirement[];
  readonly schemes: readonly SecurityScheme[];
  /** Names of all security schemes, also of those that could not be lowered. */
  readonly schemeNames: readonly string[];
  /** Operations by operationId. */
  readonly ids: Map<string, NodeSpan>;
}

/**
 * Lowers a document of OpenAPI 2.0 (Swagger): what callers see of it. Its schemas are lowered like those of 3.0.
 * @see https://spec.openapis.org/oas/v2.0.html
 */
export function lowerSwagger(cx: Context, document: JsonObject, root: NodeSpan): Surface {
  const definitions = getOwn(document, "securityDefinitions");
  const schemes = lowerSecurityDefinitions(cx, definitions, childSpan(root, "securityDefinitions"));
  const schemeNames = isObject(definitions) ? Object.keys(definitions) : [];
  const security = lowerSecurity(
    cx,
    getOwn(document, "security"),
    childSpan(root, "security"),
    schemes,
    schemeNames,
  );
  const around: Surroundings = { document, root, security, schemes, schemeNames, ids: new Map() };
  const operations: TaggedOperation[] = [];
  const paths = getOwn(document, "paths");
  if (isObject(paths)) {
    const at = childSpan(root, "paths");
    for (const key of Object.keys(paths)) {
      if (key.startsWith("/"))
        operations.push(...lowerPathItem(cx, key, paths[key]!, childSpan(at, key), around));
    }
  }
  const servers = lowerServers(document, root, {
    list: getOwn(document, "schemes"),
    span: childSpan(root, "schemes"),
  });
  const all = operations.map(({ operation }) => operation);
  checkUse(cx, schemes, schemeNames, all, servers);
  return { schemes, operations, servers };
}

/** @see https://spec.openapis.org/oas/v2.0.html#path-item-object */
function lowerPathItem(
  cx: Context,
  key: string,
  item: JsonData,
  span: NodeSpan,
  around: Surroundings,
): TaggedOperation[] {
  const path = lowerPath(cx, key, span);
  if (path === undefined || !isObject(item)) return [];
  const out: TaggedOperation[] = [];
  const seen = new Set<string>();
  const layers: { readonly value: JsonData; readonly span: NodeSpan }[] = [{ value: item, span }];
  if (refOf(item) !== undefined) {
    const target = cx.references.follow(item, span);
    if (target !== undefined) layers.push(target);
  }
  for (const layer of layers) {
    if (!isObject(layer.value)) continue;
    const inputs = readInputs(cx, getOwn(layer.value, "parameters"), childSpan(layer.span, "parameters"));
    const shared = inputs.flatMap((input) => lowerParameter(cx, input) ?? []);
    checkSharedParameters(cx, path, shared);
    for (const { method, value, span: at } of methodsOf(cx, layer.value, layer.span)) {
      // What stands beside the reference wins.
      if (seen.has(method)) continue;
      seen.add(method);
      if (cx.filter?.admits(factsOf(key, method, value, item), value) === false) continue;
      out.push(lowerOperation(cx, method, value, at, path, inputs, around));
    }
  }
  return out;
}

/** @see https://spec.openapis.org/oas/v2.0.html#operation-object */
function lowerOperation(
  cx: Context,
  method: string,
  value: JsonObject,
  span: NodeSpan,
  path: PathTemplate,
  shared: readonly Input[],
  around: Surroundings,
): TaggedOperation {
  const { document, root } = around;
  const own = readInputs(cx, getOwn(value, "parameters"), childSpan(span, "parameters"));
  const inputs = mergeInputs(shared, own);
  const lowered = inputs.flatMap((input) => {
    const parameter = lowerParameter(cx, input);
    return parameter === undefined ? [] : [{ parameter, isOwn: own.includes(input) }];
  });
  const parameters = checkPath(
    cx,
    path,
    lowered.map(({ parameter }) => parameter),
    lowered.filter(({ isOwn }) => isOwn).map(({ parameter }) => parameter),
    span,
  );
  const owners = [
    { value, span },
    { value: document, span: root },
  ];
  const given = fitBody(cx, method, lowerBody(cx, inputs, mediaTypes(cx, "consumes", owners), span));
  const limit = bodyLimit(cx, value, span);
  const body =
    given === undefined || limit === undefined
      ? given
      : { ...given, contents: given.contents.map((content) => ({ ...content, limit })) };
  const responses = lowerReplies(
    cx,
    getOwn(value, "responses"),
    childSpan(span, "responses"),
    { ...span, at: "key" },
    mediaTypes(cx, "produces", owners),
  );
  const replies = fitReplies(cx, method, responses);
  const security = getOwn(value, "security");
  const servers = lowerOperationServers(document, root, value, span);
  const docs = docsOf(value);
  const alias = authorName(cx, value, span);
  const operation: Operation = {
    hint: operationHint(cx, method, value, span, { path, ids: around.ids }),
    ...(alias !== undefined && { alias }),
    name: "",
    method,
    path,
    parameters,
    ...(body && { body }),
    replies,
    ...(servers && { servers }),
    security:
      security === undefined
        ? around.security
        : lowerSecurity(cx, security, childSpan(span, "security"), around.schemes, around.schemeNames),
    ...(docs && { docs }),
    span,
  };
  return { operation, tag: tagOf(cx, value, span) };
}
