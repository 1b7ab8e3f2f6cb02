import type { SecurityScheme, Server } from "../ir/api.ts";
import type { Operation, Parameter, PathTemplate, SecurityRequirement } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isArray } from "../source/value.ts";
import { fitBody, fitReplies } from "./bodies.ts";
import { bodyLimit } from "./body-limit.ts";
import type { Context } from "./context.ts";
import { docsOf, quote, report, text } from "./context.ts";
import { authorGroup, authorName } from "./volo/names.ts";
import { layersOf } from "./volo/operations.ts";
import { checkQuerystring, lowerParameters, parameterKey } from "./parameter.ts";
import { pathParameters } from "./path.ts";
import { lowerRequestBody } from "./request-body.ts";
import { lowerResponses } from "./response.ts";
import { lowerSecurity } from "./security.ts";
import { lowerOwnServers } from "./server.ts";
import type { AliasRoute } from "./volo/aliases.ts";
import { lowerAssertions } from "./volo/assertions.ts";
import { withTarget } from "./volo/request.ts";
import { withRest } from "./volo/rest.ts";
import { operationSubjects } from "./volo/subjects.ts";

/** What an operation takes over from the document around it. */
export interface Surroundings {
  readonly path: PathTemplate;
  /** Parameters of the path item. */
  readonly parameters: readonly Parameter[];
  /** Servers of the path item, if it has any of its own. */
  readonly servers?: readonly Server[];
  readonly security: readonly SecurityRequirement[];
  readonly schemes: readonly SecurityScheme[];
  /** Names of all security schemes, also of those that could not be lowered. */
  readonly schemeNames: readonly string[];
  /** Operations by operationId. */
  readonly ids: Map<string, NodeSpan>;
  /** Takes routes of operations that are said elsewhere; absent: there are none. */
  readonly aliases?: AliasRoute[];
}

/** An operation with the tags that group it. */
export interface TaggedOperation {
  readonly operation: Operation;
  readonly tag: { readonly name: string; readonly span: NodeSpan } | undefined;
}

/**
 * Lowers an operation.
 * @param method The method as it is sent.
 * @see https://spec.openapis.org/oas/v3.1.1.html#operation-object
 */
export function lowerOperation(
  cx: Context,
  method: string,
  value: JsonObject,
  span: NodeSpan,
  around: Surroundings,
): TaggedOperation {
  const path = withRest(cx, around.path, value, span);
  const own = lowerParameters(cx, getOwn(value, "parameters"), childSpan(span, "parameters"));
  const merged = mergeParameters(around.parameters, own);
  // Conflicts inside one of the two lists are reported there.
  if (around.parameters.length > 0 && own.length > 0) checkQuerystring(cx, merged);
  const parameters = checkPath(cx, path, merged, own, span);
  const bodyAt = childSpan(span, "requestBody");
  const body = fitBody(
    cx,
    method,
    lowerRequestBody(cx, getOwn(value, "requestBody"), bodyAt, bodyLimit(cx, value, span)),
  );
  const responses = lowerResponses(cx, getOwn(value, "responses"), childSpan(span, "responses"), {
    ...span,
    at: "key",
  });
  const replies = fitReplies(cx, method, responses);
  const security = getOwn(value, "security");
  const servers = lowerOwnServers(cx, value, span) ?? around.servers;
  const docs = docsOf(value);
  const alias = authorName(cx, value, span);
  const assertions = lowerAssertions(cx, value, span, operationSubjects(cx, value, span, parameters));
  const operation: Operation = {
    hint: operationHint(cx, method, value, span, around),
    ...(alias !== undefined && { alias }),
    name: "",
    method,
    path,
    parameters: withTarget(cx, parameters, value, span),
    ...(body && { body }),
    replies,
    ...(servers && { servers }),
    security:
      security === undefined
        ? around.security
        : lowerSecurity(cx, security, childSpan(span, "security"), around.schemes, around.schemeNames),
    ...(assertions.length > 0 && { assertions }),
    ...layersOf(cx, value, span),
    ...(docs && { docs }),
    span,
  };
  return { operation, tag: tagOf(cx, value, span) };
}

/** What an operation is grouped by: the extension `x-volo-group`, otherwise its first tag. */
export function tagOf(cx: Context, value: JsonObject, span: NodeSpan): TaggedOperation["tag"] {
  const group = authorGroup(cx, value, span);
  if (group !== undefined) return { name: group, span: childSpan(span, "x-volo-group") };
  const tags = getOwn(value, "tags");
  const tag = isArray(tags) ? tags[0] : undefined;
  return typeof tag === "string" ? { name: tag, span: childSpan(childSpan(span, "tags"), 0) } : undefined;
}

/** The operationId, or the method and the path of an operation that has none of its own. */
export function operationHint(
  cx: Context,
  method: string,
  value: JsonObject,
  span: NodeSpan,
  around: Pick<Surroundings, "path" | "ids">,
): string {
  const made = `${method} ${around.path.text}`;
  const id = text(value, "operationId");
  if (id === undefined || id.trim() === "") return made;
  const here = childSpan(span, "operationId");
  const first = around.ids.get(id);
  if (first === undefined) {
    around.ids.set(id, here);
    return id;
  }
  report(cx, "VG2020", here, `the operationId ${quote(id)} is used twice`, {
    related: [{ message: "the first operation of this name", span: first }],
  });
  return made;
}

/** The parameters of an operation override those of its path item by place and name. */
function mergeParameters(outer: readonly Parameter[], inner: readonly Parameter[]): Parameter[] {
  const own = new Map(inner.map((p) => [parameterKey(p), p]));
  const kept = outer.map((p) => {
    const key = parameterKey(p);
    const replacement = own.get(key);
    own.delete(key);
    return replacement ?? p;
  });
  return [...kept, ...own.values()];
}

/** Makes template and parameters agree. */
export function checkPath(
  cx: Context,
  path: PathTemplate,
  parameters: readonly Parameter[],
  own: readonly Parameter[],
  span: NodeSpan,
): Parameter[] {
  const names = pathParameters(path);
  const kept = parameters.filter((parameter) => {
    if (parameter.source !== "path" || names.includes(parameter.name)) return true;
    // A parameter of the path item is reported there, once for all operations.
    if (own.includes(parameter)) reportStray(cx, path, parameter);
    return false;
  });
  const declared = new Set(kept.filter((p) => p.source === "path").map((p) => p.name));
  for (const name of names) {
    if (declared.has(name)) continue;
    const stray = parameters.filter((p) => p.source === "path" && !names.includes(p.name)).map((p) => p.name);
    report(
      cx,
      "VG2021",
      { ...span, at: "key" },
      `the path parameter ${quote(name)} of ${quote(path.text)} is not declared`,
      {
        hint:
          didYouMean(name, stray) ??
          `add { name: ${name}, in: path, required: true, schema: … } to "parameters"`,
      },
    );
    kept.push({
      source: "path",
      name,
      property: "",
      required: true,
      encoding: { kind: "style", style: "simple", explode: false, allowReserved: false },
      allowEmpty: false,
      type: { kind: "string", constraints: {}, span },
      span,
    });
  }
  return kept;
}

function reportStray(cx: Context, path: PathTemplate, parameter: Parameter): void {
  const names = pathParameters(path);
  report(
    cx,
    "VG2022",
    parameter.span as NodeSpan,
    `the path ${quote(path.text)} has no parameter ${quote(parameter.name)}`,
    {
      hint:
        didYouMean(parameter.name, names) ??
        (names.length > 0 ? `its parameters are ${names.map((n) => quote(n)).join(", ")}` : undefined),
    },
  );
}

/** Reports path parameters of a path item that its template does not have. */
export function checkSharedParameters(
  cx: Context,
  path: PathTemplate,
  parameters: readonly Parameter[],
): void {
  const names = pathParameters(path);
  for (const parameter of parameters) {
    if (parameter.source === "path" && !names.includes(parameter.name)) reportStray(cx, path, parameter);
  }
}
