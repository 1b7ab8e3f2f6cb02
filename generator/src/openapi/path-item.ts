import type { Operation, PathTemplate } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { lowerCallbacks } from "./callback.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";
import { factsOf } from "./filter.ts";
import type { Surroundings, TaggedOperation } from "./operation.ts";
import type { MethodEntry } from "./method.ts";
import { methodsOf } from "./method.ts";
import { checkSharedParameters, lowerOperation } from "./operation.ts";
import { lowerParameters } from "./parameter.ts";
import { lowerPath } from "./path.ts";
import { lowerOwnServers } from "./server.ts";
import { refOf } from "./structure.ts";
import { aliasRoute } from "./volo/aliases.ts";
import { withRest } from "./volo/rest.ts";

/** A path item as it is written, or one that it refers to. */
interface Layer {
  readonly value: JsonObject;
  readonly span: NodeSpan;
}

/**
 * Lowers the operations of a path. A path item may refer to another one and add fields to it.
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-item-object
 */
export function lowerPathItem(
  cx: Context,
  key: string,
  item: JsonData,
  span: NodeSpan,
  around: Omit<Surroundings, "path" | "parameters">,
): TaggedOperation[] {
  const path = lowerPath(cx, key, span);
  return path === undefined ? [] : lowerItem(cx, path, item, span, around);
}

/**
 * Lowers the operations of a path item whose requests the API makes: a webhook, or a callback. Nobody but them may say
 * what credentials they have: those of the document are asked of the API's callers.
 */
export function lowerOutgoingItem(
  cx: Context,
  path: PathTemplate,
  item: JsonData,
  span: NodeSpan,
  around: Omit<Surroundings, "path" | "parameters">,
  kind: "webhook" | "callback",
): Operation[] {
  const lowered = lowerItem(cx, path, item, span, { ...around, security: [], outgoing: kind });
  return lowered.map(({ operation }) => {
    const { servers, ...rest } = operation;
    if (servers?.[0] !== undefined) {
      const message = "servers of webhooks and callbacks have no effect: whoever receives them says where";
      report(cx, "VG2214", servers[0].span as NodeSpan, message);
    }
    return rest;
  });
}

type ItemSurroundings = Omit<Surroundings, "path" | "parameters"> & {
  readonly outgoing?: "webhook" | "callback";
};

function lowerItem(
  cx: Context,
  path: PathTemplate,
  item: JsonData,
  span: NodeSpan,
  around: ItemSurroundings,
): TaggedOperation[] {
  const layers = layersOf(cx, item, span);
  const fields = fieldsOf(cx, layers);
  const server = fields.get("servers");
  const servers = (server && lowerOwnServers(cx, server.value, server.span)) ?? around.servers;
  const owner = fields.get("parameters");
  const parameters =
    owner === undefined
      ? []
      : lowerParameters(cx, getOwn(owner.value, "parameters"), childSpan(owner.span, "parameters"));
  const methods = new Map<string, MethodEntry>();
  for (const entry of layers.flatMap((layer) => methodsOf(cx, layer.value, layer.span)))
    if (!methods.has(entry.method)) methods.set(entry.method, entry);
  const own = isObject(item) ? item : {};
  const shown = around.outgoing === "webhook" ? undefined : path.text;
  // Whoever wants an operation wants its callbacks.
  const wanted = ({ method, value }: MethodEntry): boolean =>
    around.outgoing === "callback" || cx.filter?.admits(factsOf(shown, method, value, own), value) !== false;
  // What an item without operations says has no effect.
  if (methods.size > 0) checkSharedParameters(cx, path, parameters);
  return [...methods.values()].filter(wanted).flatMap(({ method, value, span: at }) => {
    const alias = around.aliases && aliasRoute(cx, method, withRest(cx, path, value, at), value, at);
    if (alias !== undefined) {
      around.aliases?.push(alias);
      return [];
    }
    const within = { ...around, path, parameters, ...(servers && { servers }) };
    const lowered = lowerOperation(cx, method, value, at, within);
    return [{ ...lowered, operation: withCallbacks(cx, value, at, lowered.operation, around) }];
  });
}

/** A path item and those that it refers to, the nearest first. */
function layersOf(cx: Context, item: JsonData, span: NodeSpan): Layer[] {
  const layers: Layer[] = [];
  let next: { readonly value: JsonData; readonly span: NodeSpan } | undefined = { value: item, span };
  while (next !== undefined && isObject(next.value) && !layers.some((l) => l.value === next?.value)) {
    layers.push({ value: next.value, span: next.span });
    const ref = refOf(next.value);
    next = ref === undefined ? undefined : cx.references.target(ref, next.span);
  }
  return layers;
}

/** Where each field of a path item comes from: what stands beside a reference wins, which no specification says. */
function fieldsOf(cx: Context, layers: readonly Layer[]): ReadonlyMap<string, Layer> {
  const fields = new Map<string, Layer>();
  for (const layer of layers) {
    for (const key of Object.keys(layer.value)) {
      if (key === "$ref") continue;
      const first = fields.get(key);
      if (first === undefined) fields.set(key, layer);
      // Texts and extensions do not change what is generated.
      else if (key !== "summary" && key !== "description" && !key.startsWith("x-")) {
        report(
          cx,
          "VG2130",
          keySpan(first.span, key),
          `${quote(key)} stands beside "$ref" and in the path item that it leads to: which counts is not defined`,
          { related: [{ message: "the other one", span: keySpan(layer.span, key) }] },
        );
      }
    }
  }
  return fields;
}

function withCallbacks(
  cx: Context,
  value: JsonObject,
  span: NodeSpan,
  operation: Operation,
  around: ItemSurroundings,
): Operation {
  if (around.outgoing !== undefined) {
    if (isObject(getOwn(value, "callbacks"))) {
      report(
        cx,
        "VG2212",
        keySpan(span, "callbacks"),
        "callbacks of a webhook or of a callback are not generated",
      );
    }
    return operation;
  }
  const callbacks = lowerCallbacks(cx, value, span, operation, (item, at, path) =>
    lowerOutgoingItem(cx, path, item, at, around, "callback"),
  );
  return callbacks.length === 0 ? operation : { ...operation, callbacks };
}
