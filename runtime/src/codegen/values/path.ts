import { decodePathValue } from "../../http/query.ts";
import { misplaced, malformed } from "./defect.ts";
import type { Defect } from "./defect.ts";
import { decodeExploded, splitAssignments, splitList, splitPairs } from "./delimited.ts";
import type { Fields } from "./delimited.ts";
import { delimitedList } from "./joined.ts";
import type { PathDelimitedStyle } from "./joined.ts";

/** Styles of path parameters (RFC 6570 §3.2.2, §3.2.5 and §3.2.7). */
export type PathStyle = "simple" | "label" | "matrix";

/** Styles of lists in the path. */
export type PathListStyle = PathStyle | PathDelimitedStyle;

/** A scalar: `5`, `.5` or `;n=5`. */
export function pathScalar(raw: string, name: string, style: PathStyle): string | Defect {
  if (style === "simple") return decodePathValue(raw) ?? malformed;
  const text = style === "label" ? unlabelled(raw) : matrixValue(raw, name);
  return text === undefined ? misplaced : (decodePathValue(text) ?? malformed);
}

/** An array: `a,b` with the separator of the style, `.a,b` (`.a.b` exploded) or `;n=a,b` (`;n=a;n=b` exploded). */
export function pathList(
  raw: string,
  name: string,
  style: PathListStyle,
  explode: boolean,
): string[] | Defect {
  if (style === "simple") return splitList(raw, ",", decodePathValue);
  if (style === "label") {
    const text = unlabelled(raw);
    return text === undefined ? misplaced : splitList(text, explode ? "." : ",", decodePathValue);
  }
  if (style !== "matrix") return delimitedList(raw, style, decodePathValue);
  if (!explode) {
    const text = matrixValue(raw, name);
    return text === undefined ? misplaced : splitList(text, ",", decodePathValue);
  }
  if (raw === "") return [];
  const parts: string[] = [];
  for (const part of raw.slice(1).split(";")) {
    const value = matrixValue(";" + part, name);
    if (value === undefined) return misplaced;
    parts.push(value);
  }
  return decodeExploded(parts, decodePathValue);
}

/** An object: `k,v` (`k=v` exploded), `.k,v` (`.k=v.k=v` exploded) or `;n=k,v` (`;k=v;k=v` exploded). */
export function pathFields(raw: string, name: string, style: PathStyle, explode: boolean): Fields | Defect {
  if (style === "matrix" && !explode) {
    const text = matrixValue(raw, name);
    return text === undefined ? misplaced : splitPairs(text, ",", decodePathValue);
  }
  const separator = style === "simple" ? "," : style === "label" ? "." : ";";
  let text: string | undefined = raw;
  if (style !== "simple") text = raw === "" ? "" : raw.startsWith(separator) ? raw.slice(1) : undefined;
  if (text === undefined) return misplaced;
  return explode
    ? splitAssignments(text, separator, decodePathValue)
    : splitPairs(text, ",", decodePathValue);
}

function unlabelled(raw: string): string | undefined {
  return raw === "" ? "" : raw.startsWith(".") ? raw.slice(1) : undefined;
}

/** What follows `;name=`; "" after `;name` alone, as RFC 6570 writes empty values. */
function matrixValue(raw: string, name: string): string | undefined {
  if (!raw.startsWith(";")) return undefined;
  const equals = raw.indexOf("=");
  const rawName = equals === -1 ? raw.slice(1) : raw.slice(1, equals);
  if (rawName !== name && decodePathValue(rawName) !== name) return undefined;
  return equals === -1 ? "" : raw.slice(equals + 1);
}
