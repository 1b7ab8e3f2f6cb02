import type { Assertion, ValuePath } from "../../ir/assertion.ts";
import type { Parameter } from "../../ir/operation.ts";
import type { Refinement } from "../../ir/type.ts";
import type { ThriftContext } from "../context.ts";
import { absentPasses, rulesOf } from "../rules/index.ts";
import type { Locations } from "./assertions.ts";
import { fieldsOf, relocate } from "./assertions.ts";
import type { Part } from "./request.ts";

/**
 * Puts the rules of a request's fields where these are: at the parameter when it is all that they look at, at the operation
 * when they look at several parts. Rules inside the body are at its object.
 */
export function placeRules(
  cx: ThriftContext,
  parts: readonly Part[],
): { readonly parameters: readonly Parameter[]; readonly assertions: readonly Assertion[] } {
  const locations = new Map(
    parts.flatMap((part): [string, ValuePath][] => {
      const place = locationOf(part);
      return place === undefined ? [] : [[part.binding.bodyName, place]];
    }),
  );
  const between: Assertion[] = [];
  const parameters = parts.flatMap((part): Parameter[] => {
    const { binding, parameter } = part;
    const own: Refinement[] = [];
    const alone: Locations = new Map([[binding.bodyName, { from: "self", keys: [] }]]);
    for (const assertion of rulesOf(cx, binding).assertions) {
      const fields = [...fieldsOf(assertion)];
      const isOwn = fields.every((key) => key === binding.bodyName);
      // What a parameter's type says is not asked of an absent one.
      if (parameter !== undefined && isOwn && absentPasses(assertion.test, binding)) {
        own.push({ kind: "assert", ...relocate(assertion, alone) });
      } else if (parameter !== undefined || !fields.every((key) => locations.get(key)?.from === "body")) {
        between.push(relocate(assertion, locations));
      }
    }
    if (parameter === undefined) return [];
    if (own.length === 0) return [parameter];
    const { type } = parameter;
    return [{ ...parameter, type: { ...type, refinements: [...(type.refinements ?? []), ...own] } }];
  });
  return { parameters, assertions: between };
}

function locationOf({ places, parameter }: Part): ValuePath | undefined {
  if (parameter === undefined) {
    const place =
      places.find(({ source }) => source === "body") ?? places.find(({ source }) => source === "form");
    return place && { from: "body", keys: [place.name] };
  }
  const { source, name } = parameter;
  if (source === "url" || source === "querystring") return undefined;
  return { from: "parameter", source, name, keys: [] };
}
