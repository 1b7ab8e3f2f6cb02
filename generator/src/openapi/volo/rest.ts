import type { PathPart, PathTemplate } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { quote } from "../context.ts";
import { refuse } from "./refuse.ts";

const key = "x-volo-rest";

/** The path of an operation whose last parameter takes the rest of the path, slashes included (`x-volo-rest: name`). */
export function withRest(cx: Context, path: PathTemplate, value: JsonObject, span: NodeSpan): PathTemplate {
  const name = getOwn(value, key);
  if (name === undefined) return path;
  const last = path.segments.at(-1)?.at(-1);
  if (last?.kind !== "parameter" || last.name !== name) {
    refuse(cx, key, name, `the parameter at the end of ${quote(path.text)}`, span);
    return path;
  }
  const rest: PathPart = { ...last, kind: "rest" };
  const segments = path.segments.map((parts, i) =>
    i === path.segments.length - 1 ? [...parts.slice(0, -1), rest] : parts,
  );
  return { text: `${path.text.slice(0, -(last.name.length + 2))}{*${last.name}}`, segments };
}
