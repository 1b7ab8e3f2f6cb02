import type { Api, Operation, TypeTable } from "../../ir/index.ts";
import { mirrorTypes, outgoingOperations } from "../../ir/outgoing.ts";
import { Usage } from "../../ir/usage.ts";
import { GeneratedFile } from "../file.ts";
import { isExported, nameIn } from "../type-of.ts";
import { declareTypes } from "./named.ts";
import type { OperationTypes } from "./operations.ts";
import { declareOperation, stemOf } from "./operations.ts";
import { TypePrinter } from "./print.ts";
import { RequestTypes } from "./requests.ts";

/** The file `types` and how it calls what each operation takes and gives. */
export interface EmittedTypes {
  readonly file: GeneratedFile;
  readonly operations: ReadonlyMap<Operation, OperationTypes>;
}

/** Emits the types of a contract: named ones in the author's order, then those of each operation. */
export function emitTypes(api: Api): EmittedTypes {
  const file = new GeneratedFile("types", declaredNames(api));
  const types = typeTable(api);
  const printer = new TypePrinter(file, types);
  declareTypes(api.types, new Usage(api, types), printer);
  const operations = new Map<Operation, OperationTypes>();
  const requests = new RequestTypes(printer);
  for (const op of operationsOf(api)) operations.set(op, declareOperation(op, requests, printer));
  const outgoing = outgoingOperations(api);
  if (outgoing.length > 0) {
    const mirrored = new TypePrinter(file, mirrorTypes(types));
    const others = new RequestTypes(mirrored);
    for (const op of outgoing) operations.set(op, declareOperation(op, others, mirrored));
  }
  return { file, operations };
}

/** Every operation once, in the order of the groups. */
export function operationsOf(api: Api): readonly Operation[] {
  return [...new Set(api.groups.flatMap((group) => group.operations))];
}

export function typeTable(api: Api): TypeTable {
  return new Map(api.types.map((named) => [named.id, named]));
}

function* declaredNames(api: Api): Generator<string> {
  for (const named of api.types) {
    if (!isExported(named)) continue;
    for (const view of ["requestRead", "requestWrite", "replyRead", "replyWrite"] as const)
      yield nameIn(named, view);
  }
  for (const op of [...operationsOf(api), ...outgoingOperations(api)]) {
    for (const { declared } of op.parameters) if (declared !== undefined) yield declared;
    for (const suffix of ["Request", "RequestInit", "Reply", "ReplyInit"]) yield stemOf(op) + suffix;
  }
}
