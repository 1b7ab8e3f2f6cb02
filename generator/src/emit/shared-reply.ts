import type { Content, NamedType, ReplySpec, TypeTable } from "../ir/index.ts";
import { lowerFirst, mediaTypeOf, namesContentType } from "./contract.ts";
import { isSuccess } from "./types/operations.ts";

/** A reply that many operations have alike, whatever its status: no success, with the body of one declared type. */
export interface SharedReply {
  readonly content: Content;
  /** `basicErrorReply`; the media type is part of it unless it is plain JSON. */
  readonly name: string;
}

/** What of a reply the operations of a large contract share; `undefined` for what is an operation's own. */
export function sharedReply(reply: ReplySpec, types: TypeTable): SharedReply | undefined {
  const [content] = reply.contents;
  if (content === undefined || isSuccess(reply.status) || reply.headers.length > 0) return undefined;
  if (namesContentType(reply.contents) || content.format !== "json" || content.type.kind !== "ref")
    return undefined;
  const named: NamedType | undefined = types.get(content.type.target);
  if (named?.origin !== "declared") return undefined;
  const mediaType = mediaTypeOf(content, reply.contents);
  const words = mediaType === "application/json" ? [] : mediaType.split(/[^A-Za-z0-9]+/);
  const suffix = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return { content, name: `${lowerFirst(named.name)}Reply${suffix}` };
}
