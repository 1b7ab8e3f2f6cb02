import type { Api, Content, Operation, ReplySpec, TypeTable } from "../ir/index.ts";
import { resolve } from "../ir/view.ts";
import { mediaTypeOf, namesContentType } from "./contract.ts";
import { operationsOf } from "./types/index.ts";

/** The reply by which every operation of a contract tells of an error that it does not name. */
export interface SharedError {
  readonly reply: ReplySpec;
  readonly content: Content;
}

/**
 * The shape that a contract has for all errors: each operation declares it for every status that is no other (`default`),
 * or for all errors of callers and all of servers (`4XX` and `5XX`). `undefined` when some operation does not.
 */
export function sharedError(api: Api): SharedError | undefined {
  const operations = operationsOf(api);
  let shared: SharedError | undefined;
  for (const op of operations) {
    for (const one of remainingErrors(op) ?? [undefined]) {
      if (one === undefined || (shared !== undefined && identity(one) !== identity(shared))) return undefined;
      shared ??= one;
    }
  }
  return shared;
}

/** The replies that cover every error which an operation does not list; `undefined` when it has none of one shape. */
function remainingErrors(op: Operation): readonly SharedError[] | undefined {
  const rest = op.replies.filter(({ status }) => status.kind === "default");
  const ranges = op.replies.filter(
    ({ status }) => status.kind === "range" && (status.hundred === 4 || status.hundred === 5),
  );
  const replies = ranges.length === 2 ? ranges : [...ranges, ...rest];
  if (rest.length === 0 && ranges.length < 2) return undefined;
  const found: SharedError[] = [];
  for (const reply of replies) {
    const [content] = reply.contents;
    if (content?.format !== "json" || namesContentType(reply.contents)) return undefined;
    // What a framework knows of an error says nothing about headers of the contract.
    if (reply.headers.some((header) => header.required)) return undefined;
    found.push({ reply, content });
  }
  return found;
}

function identity({ content }: SharedError): string {
  const { type } = content;
  return `${mediaTypeOf(content, [content])} ${type.kind === "ref" ? `to ${type.target}` : type.kind}`;
}

/** Whether problem details, as the runtime makes them, are such a reply already (RFC 9457). */
export function isProblem({ content }: SharedError, types: TypeTable): boolean {
  if (content.mediaType !== "application/problem+json") return false;
  const type = resolve(content.type, types);
  if (type?.kind !== "object" || type.additional === "closed") return false;
  const known: Readonly<Record<string, string>> = { title: "string", status: "integer" };
  return type.properties.every(
    ({ name, required, type: inner }) => !required || resolve(inner, types)?.kind === known[name],
  );
}
