import type { NamedType, Type } from "../ir/type.ts";
import type { NodeSpan, Span } from "../source/span.ts";
import type { Context } from "./context.ts";
import { report } from "./context.ts";
import { refOf } from "./structure.ts";

/** The types that a type applies to the same value, through anything that does not step into the value. */
function inPlace(type: Type): { readonly id: string; readonly span: Span }[] {
  const out: { id: string; span: Span }[] = [];
  const visit = (t: Type): void => {
    if (t.kind === "ref") out.push({ id: t.target, span: t.span });
    else if (t.kind === "nullable") visit(t.inner);
    else if (t.kind === "union" || t.kind === "intersection") t.members.forEach(visit);
    for (const r of t.refinements ?? []) {
      if (r.kind === "not" || r.kind === "dependentSchema") visit(r.type);
      else if (r.kind === "if") for (const inner of [r.if, r.then, r.else]) if (inner) visit(inner);
    }
  };
  visit(type);
  return out;
}

/**
 * Reports schemas that apply themselves to the same value: nothing can be decided about a value by them. What breaks
 * the cycle accepts any value, so that later stages end.
 */
export function breakCycles(cx: Context, types: readonly NamedType[]): NamedType[] {
  const byId = new Map(types.map((type) => [type.id, type]));
  const state = new Map<string, "open" | "done">();
  const broken = new Set<string>();
  for (const start of types) {
    if (state.has(start.id)) continue;
    // Depth first without recursion: a chain may be as long as the document.
    const stack: { type: NamedType; edges: { id: string; span: Span }[]; next: number }[] = [];
    const push = (type: NamedType): void => {
      state.set(type.id, "open");
      stack.push({ type, edges: inPlace(type.type), next: 0 });
    };
    push(start);
    for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
      const edge = top.edges[top.next++];
      if (edge === undefined) {
        state.set(top.type.id, "done");
        stack.pop();
        continue;
      }
      const target = byId.get(edge.id);
      if (target === undefined) continue;
      const seen = state.get(edge.id);
      if (seen === undefined) push(target);
      else if (seen === "open" && !broken.has(edge.id)) {
        broken.add(edge.id);
        const ring = stack.slice(stack.findIndex((s) => s.type.id === edge.id)).map((s) => s.type);
        // A ring of bare references is reported where references are resolved.
        if (ring.every((t) => refOf(cx.references.schemas.get(t.id)?.value) !== undefined)) continue;
        report(
          cx,
          "VG2047",
          edge.span as NodeSpan,
          `the schema "${target.hint}" applies itself to the same value, so nothing is decided by it`,
          {
            related: ring.slice(1).map((t) => ({ message: "by way of this schema", span: t.span })),
            hint: "refer to it from a property or from items, or list what it needs",
          },
        );
      }
    }
  }
  if (broken.size === 0) return [...types];
  return types.map((type) =>
    broken.has(type.id) ? { ...type, type: { kind: "unknown", span: type.span } } : type,
  );
}
