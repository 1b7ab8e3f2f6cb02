import type { Api, Content, Group, Operation, PartEncoding, Type, TypeTable } from "../ir/index.ts";
import { isLarge } from "../ir/size.ts";
import type { OperationTypes } from "./types/operations.ts";

/** What the emitters of servers and clients know of a contract. */
export interface Contract {
  readonly api: Api;
  readonly types: TypeTable;
  readonly operations: ReadonlyMap<Operation, OperationTypes>;
  /** The API makes these requests, so that whoever serves them chooses where. */
  readonly outgoing?: boolean;
}

/** Whether the operations of each group get files of their own. */
export function isSplit(api: Api): boolean {
  return api.grouped && api.groups.length > 1 && isLarge(api);
}

/** What the file of a group imports whole, and how it calls that. */
export const groupNamespaces: ReadonlyMap<string, string> = new Map([
  ["codec", "codec"],
  ["types", "t"],
]);

/** How an operation's types are called. */
export function typesOf(contract: Contract, op: Operation): OperationTypes {
  const types = contract.operations.get(op);
  if (types === undefined) throw new Error(`no types were emitted for the operation ${op.name}`);
  return types;
}

/** `Petstore` → `petstore`. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `Pets` → `pets`, `SecurityAdvisories` → `security-advisories`: the stem of a group's file. */
export function fileStem(group: Group): string {
  const stem = group.name.replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2-").toLowerCase();
  return devices.test(stem) || otherStems.has(stem) ? `${stem}-group` : stem;
}

/** Files that stand beside those of the groups. */
const otherStems: ReadonlySet<string> = new Set(["security", "shared"]);

/** Names that stand for devices in the file systems of Windows, whatever their extension. */
const devices = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9])$/;

/**
 * The media type that is printed for one of several contents. Tools declare any type at all for JSON or text: unless
 * another content has it already, that is sent as the type which the codec writes.
 */
export function mediaTypeOf(content: Content, contents: readonly Content[]): string {
  if (content.mediaType !== "*/*") return content.mediaType;
  const plain =
    content.format === "json" ? "application/json" : content.format === "text" ? "text/plain" : "*/*";
  return contents.some((other) => other.mediaType === plain) ? content.mediaType : plain;
}

/** Whether a body is typed together with its media type: there are several, or one that stands for many. */
export function namesContentType(contents: readonly Content[]): boolean {
  return contents.length > 1 || contents.some((content) => mediaTypeOf(content, contents).includes("*"));
}

/** Whether the contents of a body, of which there are several, are one and the same type in other clothes. */
export function isAlike(contents: readonly Content[]): boolean {
  const [first, ...others] = contents;
  if (first === undefined || others.length === 0) return false;
  if (contents.some(({ mediaType, encoding }) => mediaType.includes("*") || encoding.some(hasHeaders)))
    return false;
  return others.every(({ type }) => type === first.type || isSameReference(type, first.type));
}

function hasHeaders({ headers }: PartEncoding): boolean {
  return headers.length > 0;
}

/** Whether two references stand at one place of the contract. */
function isSameReference(a: Type, b: Type): boolean {
  return a.kind === "ref" && b.kind === "ref" && a.target === b.target && a.span === b.span;
}

/**
 * Whether TypeScript cannot tell a content from another one by its media type, because a wildcard of one covers the other,
 * and their bodies are of different types.
 */
export function isCovered(content: Content, contents: readonly Content[]): boolean {
  const own = mediaTypeOf(content, contents);
  return contents.some((other) => {
    const mediaType = mediaTypeOf(other, contents);
    return other.type !== content.type && (covers(own, mediaType) || covers(mediaType, own));
  });
}

function covers(range: string, mediaType: string): boolean {
  return range === "*/*" || (range.endsWith("/*") && mediaType.startsWith(range.slice(0, -1)));
}
