import type { NamedType } from "../ir/type.ts";
import { childSpan } from "../source/span.ts";
import type { NodeSpan } from "../source/span.ts";
import type { Context } from "./context.ts";
import { report, show } from "./context.ts";
import type { Misfit } from "./misfit.ts";
import { misfit } from "./misfit.ts";

/** Checks every default against its own type and drops those that do not fit. */
export function checkDefaults(cx: Context, types: readonly NamedType[]): void {
  const options = { types: new Map(types.map((type) => [type.id, type.type])), oneSided: false };
  for (const { owner, type, span, what = "default" } of cx.defaults) {
    if (owner.default === undefined) continue;
    const fault = misfit(owner.default, type, options);
    if (fault === undefined) continue;
    report(cx, "VG2045", placeOf(fault, span), sentence(what, fault));
    delete owner.default;
  }
}

/** Checks every example against the type that it is one of. */
export function checkExamples(cx: Context, types: readonly NamedType[]): void {
  const options = { types: new Map(types.map((type) => [type.id, type.type])), oneSided: true };
  for (const { value, type, span } of cx.examples) {
    const fault = misfit(value, type, options);
    if (fault !== undefined) report(cx, "VG2223", placeOf(fault, span), sentence("example", fault));
  }
}

function placeOf({ path }: Misfit, span: NodeSpan): NodeSpan {
  return path.reduce<NodeSpan>(childSpan, span);
}

function sentence(what: string, { path, value, reason }: Misfit): string {
  return path.length === 0
    ? `the ${what} ${show(value)} does not fit: it is ${reason}`
    : `the ${what} does not fit: ${show(value)} is ${reason}`;
}
