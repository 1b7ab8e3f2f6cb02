import type { NodeSpan } from "../../source/span.ts";
import { childSpan, keySpan } from "../../source/span.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { report, show } from "../context.ts";

/** What a name of an author may be: an identifier, so that it stands in the output as it was written. */
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The name that `x-volo-name` gives to an operation, a schema, a parameter, a property or a server. */
export function authorName(cx: Context, value: JsonObject, span: NodeSpan): string | undefined {
  const name = getOwn(value, "x-volo-name");
  if (name === undefined) return undefined;
  if (typeof name === "string" && name.length <= 100 && identifier.test(name)) return name;
  report(cx, "VG2116", childSpan(span, "x-volo-name"), `${show(name)} is not a name: write an identifier`, {
    hint: "letters, digits and _ of ASCII, at most 100, and no digit at the beginning",
  });
  return undefined;
}

/** The group that `x-volo-group` puts an operation into, instead of its first tag. */
export function authorGroup(cx: Context, value: JsonObject, span: NodeSpan): string | undefined {
  const group = getOwn(value, "x-volo-group");
  if (group === undefined) return undefined;
  if (typeof group === "string" && group.trim() !== "" && group.length <= 100) return group;
  report(cx, "VG2116", childSpan(span, "x-volo-group"), `${show(group)} is not the name of a group`);
  return undefined;
}

/** Properties are called in code as on the wire, so that objects need no translation. */
export function refuseName(cx: Context, value: JsonObject, span: NodeSpan): void {
  if (getOwn(value, "x-volo-name") === undefined) return;
  report(cx, "VG2116", keySpan(span, "x-volo-name"), "a property cannot have another name than on the wire", {
    hint: "operations, schemas, parameters and servers can",
  });
}
