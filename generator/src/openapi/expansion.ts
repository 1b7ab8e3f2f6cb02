import type { Diagnostics } from "../source/diagnostic.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { References } from "./references.ts";
import { refOf } from "./structure.ts";

/** Schemas that may apply to one value, one by way of the other. */
const DEPTH = 256;
/** Schemas that one schema comes to when each that applies to the same value is written out. */
const SIZE = 50_000;

interface Place {
  readonly value: JsonObject;
  readonly span: NodeSpan;
}

/** What a schema comes to when references in place are written out. */
interface Extent {
  readonly depth: number;
  readonly size: number;
}

interface Frame {
  readonly place: Place;
  readonly inner: readonly Place[];
  next: number;
}

/**
 * Refuses schemas that apply so many others to the same value, by references, that nobody could work with them: like an
 * alias bomb in YAML, a few lines can describe more alternatives than there are atoms. `false` after a diagnostic.
 */
export function checkExpansion(references: References, diagnostics: Diagnostics): boolean {
  const known = new Map<JsonObject, Extent>();
  const open = new Set<JsonObject>();
  for (const { value, span } of references.schemas.values()) {
    if (!isObject(value) || known.has(value)) continue;
    const start = { value, span };
    const stack: Frame[] = [{ place: start, inner: inPlace(references, start), next: 0 }];
    open.add(value);
    for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
      const inner = top.inner[top.next++];
      if (inner !== undefined) {
        // Circles are reported where they are found to be circles.
        if (known.has(inner.value) || open.has(inner.value)) continue;
        open.add(inner.value);
        stack.push({ place: inner, inner: inPlace(references, inner), next: 0 });
        continue;
      }
      stack.pop();
      const extent = extentOf(top.inner, known);
      known.set(top.place.value, extent);
      open.delete(top.place.value);
      if (extent.depth <= DEPTH && extent.size <= SIZE) continue;
      // A ring of references was reported as such.
      if (diagnostics.list.some(({ code }) => code === "VG1016")) return false;
      const message =
        extent.depth > DEPTH
          ? `more than ${DEPTH} schemas apply to the same value here, one by way of the other`
          : `written out, more than ${SIZE} schemas apply to the same value here`;
      diagnostics.add("VG2228", message, {
        span: top.place.span,
        hint: "refer to fewer schemas from allOf, anyOf, oneOf and references in place",
      });
      return false;
    }
  }
  return true;
}

function extentOf(inner: readonly Place[], known: ReadonlyMap<JsonObject, Extent>): Extent {
  let depth = 0;
  let size = 1;
  for (const { value } of inner) {
    const extent = known.get(value);
    depth = Math.max(depth, extent?.depth ?? 0);
    size += extent?.size ?? 0;
  }
  return { depth: depth + 1, size };
}

/** The schemas that a schema applies to the same value. */
function inPlace(references: References, { value, span }: Place): Place[] {
  const out: Place[] = [];
  const add = (inner: JsonData | undefined, at: NodeSpan): void => {
    if (isObject(inner)) out.push({ value: inner, span: at });
  };
  const ref = refOf(value);
  if (ref !== undefined) {
    const target = references.target(ref, span);
    if (target !== undefined) add(target.value, target.span);
  }
  for (const key of ["allOf", "anyOf", "oneOf"]) {
    const list = getOwn(value, key);
    if (isArray(list)) list.forEach((item, i) => add(item, childSpan(childSpan(span, key), i)));
  }
  for (const key of ["not", "if", "then", "else"]) add(getOwn(value, key), childSpan(span, key));
  return out;
}
