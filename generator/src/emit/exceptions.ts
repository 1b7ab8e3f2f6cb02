import type { Api, NamedType, Operation, TypeId } from "../ir/index.ts";
import type { Code } from "./code.ts";
import { code, commentText, docComment, identifier, join, literal } from "./code.ts";
import type { Contract } from "./contract.ts";
import { GeneratedFile } from "./file.ts";
import { call } from "./layout.ts";
import { headerMembers } from "./types/headers.ts";
import { operationsOf } from "./types/index.ts";
import { TypePrinter } from "./types/print.ts";

/** The file of the classes of exceptions. */
const path = "errors";

/** The class of an exception, as a file of the same contract names it. */
export function exceptionClass(named: NamedType, file: GeneratedFile): Code {
  return file.from(path, classNameOf(named), "value");
}

/** The exceptions that an operation declares, each with its statuses in the order of the contract. */
export function exceptionsOf(op: Operation): ReadonlyMap<TypeId, readonly number[]> {
  const found = new Map<TypeId, readonly number[]>();
  for (const { status, exceptions = [] } of op.replies) {
    if (status.kind !== "exact") continue;
    for (const id of exceptions) found.set(id, [...(found.get(id) ?? []), status.status]);
  }
  return found;
}

/**
 * Emits the classes of the exceptions that operations declare, which handlers throw and clients get thrown; nothing when
 * there are none.
 */
export function emitExceptions(contract: Contract): GeneratedFile[] {
  const statuses = new Map<TypeId, Set<number>>();
  for (const op of operationsOf(contract.api)) {
    for (const [id, own] of exceptionsOf(op))
      statuses.set(id, new Set([...(statuses.get(id) ?? []), ...own]));
  }
  const found = contract.api.types.filter(({ id }) => statuses.has(id));
  if (found.length === 0) return [];
  const file = new GeneratedFile(path, found.map(classNameOf));
  const printer = new TypePrinter(file, contract.types);
  for (const named of found) declareClass(named, [...(statuses.get(named.id) ?? [])], contract.api, printer);
  return [file];
}

function declareClass(named: NamedType, statuses: readonly number[], api: Api, printer: TypePrinter): void {
  const { file } = printer;
  const name = classNameOf(named);
  const type = { kind: "ref", target: named.id, span: named.span } as const;
  const status = join(
    statuses.map((one) => code`${one}`),
    " | ",
  );
  const headers = headersOf(named.id, api, printer);
  const more = headers === undefined ? [] : [headers];
  const parent = code`${file.runtime("ContractException")}<${join([status, printer.print(type, "replyRead"), ...more], ", ")}>`;
  const init = code`${file.runtimeType("ExceptionInit")}<${join([status, ...more], ", ")}>`;
  const parameters = [code`body: ${printer.print(type, "replyWrite")}`, code`init?: ${init}`];
  const { description } = named.type.docs ?? {};
  const comment = docComment([
    ...(description === undefined ? [] : [commentText(description)]),
    code`Operations that declare it reply ${statusWords(statuses)}.`,
  ]);
  file.add(code`${comment}export class ${identifier(name)} extends ${parent} {
  override readonly name: string = ${literal(name)};

  ${call(code`constructor`, parameters)} {
    super(${statuses[0] ?? 500}, body, init);
  }
}`);
}

/** The typed headers of the replies that carry an exception; `undefined` when none has any. */
function headersOf(id: TypeId, api: Api, printer: TypePrinter): Code | undefined {
  const replies = operationsOf(api).flatMap((op) => op.replies.filter((one) => one.exceptions?.includes(id)));
  if (replies.every(({ headers }) => headers.length === 0)) return undefined;
  const types = replies.map(({ headers }) =>
    headers.length === 0
      ? printer.file.runtimeType("NoHeaders")
      : code`{ ${join(headerMembers(headers, "replyRead", printer), "; ")} }`,
  );
  return join([...new Set(types)], " | ");
}

function statusWords(statuses: readonly number[]): Code {
  const [last, ...others] = statuses.toReversed().map((status) => code`${status}`);
  if (last === undefined) return code`it`;
  return others.length === 0 ? last : code`${join(others.toReversed(), ", ")} or ${last}`;
}

function classNameOf({ exception, name }: NamedType): string {
  return exception?.className ?? `${name}Error`;
}
