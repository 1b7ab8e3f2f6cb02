import type { Operation } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, commentText, identifier } from "../code.ts";
import { declareCallerOptions } from "../client/index.ts";
import { OperationPrinter, readerName, signatureOf } from "../client/operation.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { lowerFirst } from "../contract.ts";
import { GeneratedFile } from "../file.ts";
import { call, record } from "../layout.ts";
import { schemesOf, schemesTable } from "../security.ts";
import { operationComment } from "../types/docs.ts";
import { operationsOf } from "../types/index.ts";
import type { Addresses } from "./address.ts";

/** A file and what of it users import. */
export interface Exported {
  readonly path: string;
  readonly types: readonly string[];
  readonly values: readonly string[];
}

/** Emits who makes the requests: a function for each, and a class whose methods call them. */
export function emitSender(
  contract: Contract,
  codec: Codec,
  path: string,
  addresses: Addresses,
): { readonly file: GeneratedFile; readonly exports: Exported } {
  const { name } = contract.api;
  const operations = operationsOf(contract.api);
  const schemes = schemesOf(contract.api, operations);
  const exports = exportsOf(contract, path, addresses, schemes.length > 0);
  const own = operations.flatMap((op) => [op.name, `${op.name}Body`, readerName(op)]);
  const file = new GeneratedFile(path, [...exports.types, ...exports.values, ...own]);
  declareCallerOptions(
    {
      stem: name,
      options: `${name}Options`,
      base: "SenderOptions",
      comment: code`How {@link ${identifier(name)}} sends.`,
      member: undefined,
    },
    schemes,
    file,
  );
  const table = schemes.length === 0 ? code`{}` : record([code`schemes: ${schemesTable(schemes)}`]);
  declareSender(contract, table, file);
  declareClass(contract, addresses, file);
  const printer = new OperationPrinter(
    file,
    contract,
    codec,
    schemes,
    new Set(operations.map((op) => op.name)),
    {
      type: addresses.type,
      address: (op) => addresses.address(op, file),
      comment: addresses.comment,
    },
  );
  for (const op of operations) {
    addresses.declare(op, file);
    printer.add(op);
  }
  return { file, exports };
}

function exportsOf(contract: Contract, path: string, addresses: Addresses, secured: boolean): Exported {
  const { name } = contract.api;
  const operations = operationsOf(contract.api);
  const origins = operations.map((op) => addresses.exports(op));
  return {
    path,
    types: [
      `${name}Options`,
      ...(secured ? [`${name}Credentials`] : []),
      ...origins.flatMap(({ types }) => types),
    ],
    values: [
      name,
      senderName(name),
      ...operations.map((op) => op.name),
      ...origins.flatMap(({ values }) => values),
    ],
  };
}

function senderName(name: string): string {
  return `${lowerFirst(name)}Sender`;
}

function declareSender({ api }: Contract, table: Code, file: GeneratedFile): void {
  const sender = file.runtime("Sender");
  const options = identifier(`${api.name}Options`);
  file.add(code`/**
 * What the functions of this file take; {@link ${identifier(api.name)}} has a method for each of them instead.
 *
 * @param explainReplies \`explain\` of the runtime, for errors that say where a reply breaks the contract; left out, a
 * bundle holds only what it calls
 */
export function ${identifier(senderName(api.name))}(options: ${options} = {}, explainReplies?: ${file.runtimeType("Explain")}): ${sender} {
  return ${call(code`new ${sender}`, [code`options`, table, code`explainReplies`])};
}`);
}

function declareClass(contract: Contract, addresses: Addresses, file: GeneratedFile): void {
  const { api } = contract;
  const name = identifier(api.name);
  const methods = operationsOf(api).map((op) => method(op, contract, addresses, file));
  file.add(code`/** Makes the requests that ${commentText(api.source.replaceAll("\n", " "))} promises to others. */
export class ${name} {
  /** What the functions of this file take. */
  readonly sender: ${file.runtimeType("Sender")};

  constructor(options: ${identifier(`${api.name}Options`)} = {}) {
    this.sender = ${identifier(senderName(api.name))}(options, ${file.runtime("explain")});
  }
${methods.map((one) => code`\n  ${one}`)}
}`);
}

function method(op: Operation, contract: Contract, addresses: Addresses, file: GeneratedFile): Code {
  const { request, options, result } = signatureOf(op, contract, file, code`req`);
  const name = identifier(op.name);
  const head = call(name, [code`to: ${addresses.type(op)}`, request, options]);
  return code`${operationComment(addresses.comment(op), true)}${head}: ${result} {\n  return ${name}(this.sender, to, req, options);\n}`;
}
