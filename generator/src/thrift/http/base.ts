import type { FieldBinding } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { underlying } from "../program.ts";

/** The fields that carry what belongs to the RPC protocol, by the struct that they are of. */
const names: ReadonlyMap<string, readonly string[]> = new Map([
  ["Base", ["Base", "base"]],
  ["BaseResp", ["BaseResp", "baseResp", "base_resp"]],
]);

/**
 * Whether a field is RPC context and no part of an HTTP message: `255: Base Base` of requests, `255: BaseResp BaseResp` of
 * replies. One that says where it is stays, and so do all with the option `base: "keep"`.
 */
export function isRpcContext(cx: ThriftContext, { field, type, places }: FieldBinding): boolean {
  if (cx.options.base === "keep" || places.length > 0) return false;
  const under = underlying(type);
  if (under.kind !== "struct") return false;
  return names.get(under.struct.definition.name.text)?.includes(field.name.text) === true;
}
