import type {
  Content,
  Header,
  Operation,
  ReplySpec,
  RequestBody,
  StatusPattern,
  View,
} from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal, templateText } from "../code.ts";
import type { GeneratedFile } from "../file.ts";
import { isReadView } from "../../ir/view.ts";
import { isAlike, mediaTypeOf, namesContentType } from "../contract.ts";
import { assigned } from "../layout.ts";
import { isGiven, isNeeded, shownBody } from "../request.ts";
import { headerMembers } from "./headers.ts";
import { partHeadersLine } from "./part-headers.ts";
import type { TypePrinter } from "./print.ts";
import type { RequestTypes } from "./requests.ts";
import { variantLines } from "./print.ts";

/** The identifiers of what an operation takes and gives; reader's and writer's are the same when the shapes are. */
export interface OperationTypes {
  readonly request: string;
  readonly requestInit: string;
  /** Whether a caller may leave out the whole request. */
  readonly requestOptional: boolean;
  readonly reply: string;
  readonly replyInit: string;
  /** The reply whose body may be given bare: the only success, of one media type, without required headers. */
  readonly bare: BareReply | undefined;
  /** The type of what a successful call gives, as clients read it. */
  readonly success: (printer: TypePrinter) => Code;
}

export interface BareReply {
  readonly status: number;
  /** `undefined` when the reply has no body. */
  readonly content: Content | undefined;
}

/** `getPet` → `GetPet`. */
export function stemOf(op: Operation): string {
  return op.name.charAt(0).toUpperCase() + op.name.slice(1);
}

/** Declares the request and the replies of an operation and tells how they are called. */
export function declareOperation(
  op: Operation,
  requests: RequestTypes,
  printer: TypePrinter,
): OperationTypes {
  const request = requests.declare(op);
  const reply = declareReply(op, printer);
  return {
    request: request[0],
    requestInit: request[1],
    requestOptional:
      shownBody(op)?.required !== true && !op.parameters.some((p) => isGiven(op, p) && isNeeded(op, p)),
    reply: reply[0],
    replyInit: reply[1],
    bare: bareReply(op, printer),
    success: (at) => successType(op, at),
  };
}

/** Declares what readers of a reply see, and what its writers give when that differs. */
function declareReply(op: Operation, printer: TypePrinter): readonly [reply: string, replyInit: string] {
  const reply = `${stemOf(op)}Reply`;
  const init = `${stemOf(op)}ReplyInit`;
  const read = replyType(op, "replyRead", printer);
  const written = replyType(op, "replyWrite", printer);
  printer.file.add(code`export type ${identifier(reply)} ${assigned(read)};`);
  if (read === written) return [reply, reply];
  const comment = writerComment(reply, code`handlers give it`);
  printer.file.add(code`${comment}export type ${identifier(init)} ${assigned(written)};`);
  return [reply, init];
}

/** The comment of what writers give, where it differs from what readers see. */
export function writerComment(name: string, how: Code): Code {
  return code`/** {@link ${identifier(name)}} as ${how}. */\n`;
}

/** A body of several media types: each type with its media type. */
export function bodyVariants(body: RequestBody, view: View, printer: TypePrinter): Code[] {
  const one = alikeBody(body, view, printer);
  if (one !== undefined) {
    const absent = isReadView(view) ? code`contentType?: undefined` : one.contentType;
    return [
      code`{ ${join([one.contentType, one.body], "; ")} }`,
      ...(body.required ? [] : [code`{ ${absent}; body?: undefined }`]),
    ];
  }
  const variants = body.contents.map((content) => {
    const type = printer.print(content.type, view);
    const headers = partHeadersLine(content, view, printer);
    const members = [
      code`contentType: ${mediaTypeType(mediaTypeOf(content, body.contents))}`,
      code`body: ${type}`,
      ...(headers === undefined ? [] : [headers]),
    ];
    return code`{ ${join(members, "; ")} }`;
  });
  if (!body.required) variants.push(code`{ contentType?: undefined; body?: undefined }`);
  return variants;
}

/**
 * The members of a body that is of one type whatever its media type, which callers then need not choose: the first one is
 * the contract's choice. `undefined` for any other body.
 */
export function alikeBody(
  { contents }: RequestBody,
  view: View,
  printer: TypePrinter,
): { readonly contentType: Code; readonly body: Code } | undefined {
  const [first] = contents;
  if (first === undefined || !isAlike(contents)) return undefined;
  const names = join(
    contents.map(({ mediaType }) => literal(mediaType)),
    " | ",
  );
  return {
    contentType: isReadView(view) ? code`contentType: ${names}` : code`contentType?: ${names} | undefined`,
    body: code`body: ${printer.print(first.type, view)}`,
  };
}

/** A media type as a literal type; one with a wildcard as a pattern. */
export function mediaTypeType(mediaType: string): Code {
  if (!mediaType.includes("*")) return literal(mediaType);
  const chunks = mediaType.split("*").map(templateText);
  return code`\`${chunks.reduce((all, next) => code`${all}\${string}${next}`)}\``;
}

function replyType(op: Operation, view: View, printer: TypePrinter): Code {
  const variants = op.replies.flatMap((reply) => replyVariants(op, reply, view, printer));
  if (variants.length === 0) return code`never`;
  const distinct = [...new Set(variants)];
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? only : variantLines(distinct);
}

function replyVariants(op: Operation, reply: ReplySpec, view: View, printer: TypePrinter): Code[] {
  const headers = headersType(reply.headers, view, printer);
  const contents: readonly (Content | undefined)[] =
    reply.contents.length === 0 ? [undefined] : reply.contents;
  return contents.map((content) => {
    const body = content === undefined ? code`undefined` : printer.print(content.type, view);
    const contentType =
      content !== undefined && namesContentType(reply.contents)
        ? mediaTypeType(mediaTypeOf(content, reply.contents))
        : undefined;
    return variantType(op, reply.status, [body, headers, contentType], printer);
  });
}

/** `Reply<200, Pet>` with as many arguments as say something. */
function variantType(
  op: Operation,
  status: StatusPattern,
  [body, headers, contentType]: readonly [Code, Code | undefined, Code | undefined],
  printer: TypePrinter,
): Code {
  const { file } = printer;
  const rest: Code[] = [];
  if (contentType !== undefined) rest.push(body, headers ?? file.runtimeType("NoHeaders"), contentType);
  else if (headers !== undefined) rest.push(body, headers);
  else if (body !== "undefined") rest.push(body);
  const [name, first] = statusType(op, status, file);
  return code`${name}<${join([first, ...rest], ", ")}>`;
}

function statusType(op: Operation, status: StatusPattern, file: GeneratedFile): readonly [Code, Code] {
  if (status.kind !== "default") return [file.runtimeType("Reply"), statusesOf(op, status, file)];
  const declared = declaredStatuses(op, file);
  return [file.runtimeType("DefaultReply"), declared.length === 0 ? code`never` : join(declared, " | ")];
}

/** The type of the statuses that a reply stands for. */
export function statusesOf(op: Operation, status: StatusPattern, file: GeneratedFile): Code {
  if (status.kind === "exact") return code`${status.status}`;
  if (status.kind === "range") {
    const range = code`${file.runtimeType("StatusRange")}<${status.hundred}>`;
    const inside = exactStatuses(op).filter((exact) => Math.floor(exact / 100) === status.hundred);
    return without(
      range,
      inside.map((exact) => code`${exact}`),
    );
  }
  return without(file.runtimeType("HttpStatus"), declaredStatuses(op, file));
}

function without(type: Code, excluded: readonly Code[]): Code {
  return excluded.length === 0 ? type : code`Exclude<${type}, ${join(excluded, " | ")}>`;
}

function exactStatuses(op: Operation): number[] {
  return op.replies.flatMap((reply) => (reply.status.kind === "exact" ? [reply.status.status] : []));
}

function declaredStatuses(op: Operation, file: GeneratedFile): Code[] {
  const ranges = op.replies.flatMap((reply) => (reply.status.kind === "range" ? [reply.status.hundred] : []));
  return [
    ...exactStatuses(op).map((exact) => code`${exact}`),
    ...ranges.map((hundred) => code`${file.runtimeType("StatusRange")}<${hundred}>`),
  ];
}

function headersType(headers: readonly Header[], view: View, printer: TypePrinter): Code | undefined {
  if (headers.length === 0) return undefined;
  return code`{ ${join(headerMembers(headers, view, printer), "; ")} }`;
}

/** The statuses of a reply that mean success. */
export function isSuccess(status: StatusPattern): boolean {
  if (status.kind === "exact") return status.status >= 200 && status.status < 300;
  return status.kind === "range" && status.hundred === 2;
}

/**
 * The media types that a caller can choose among for a reply of success; empty when any would do, because one of them
 * stands for many.
 */
export function offersOf(op: Operation): readonly string[] {
  const types = op.replies
    .filter((reply) => isSuccess(reply.status))
    .flatMap((reply) => reply.contents.map((one) => mediaTypeOf(one, reply.contents)));
  return types.some((type) => type.includes("*")) ? [] : [...new Set(types)];
}

function bareReply(op: Operation, printer: TypePrinter): BareReply | undefined {
  const successes = op.replies.filter((reply) => isSuccess(reply.status));
  const [reply] = successes;
  if (successes.length !== 1 || reply?.status.kind !== "exact") return undefined;
  if (reply.headers.some((header) => header.required) || namesContentType(reply.contents)) return undefined;
  const [content] = reply.contents;
  // A bare `unknown` would swallow the other replies: whatever a handler returns would compile.
  if (content !== undefined && printer.print(content.type, "replyWrite") === "unknown") return undefined;
  return { status: reply.status.status, content };
}

function successType(op: Operation, printer: TypePrinter): Code {
  const successes = op.replies.filter((reply) => isSuccess(reply.status));
  if (successes.length === 0) return code`never`;
  const members = successes.flatMap((reply) => reply.contents.map((content) => content.type));
  const bodies = printer.print({ kind: "union", members, mode: "any", span: op.span }, "replyRead");
  if (!successes.some((reply) => reply.contents.length === 0) || bodies === "unknown") return bodies;
  return bodies === "never" ? code`undefined` : join([bodies, code`undefined`], " | ");
}
