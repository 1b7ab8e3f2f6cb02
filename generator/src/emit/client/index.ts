import type { Api, Group, Operation, SecurityScheme } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal, propertyKey } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { fileStem, groupNamespaces, isSplit, lowerFirst } from "../contract.ts";
import { GeneratedFile } from "../file.ts";
import { call as callCode, record } from "../layout.ts";
import { schemesOf, schemesTable, schemeWords } from "../security.ts";
import { defaultUrl, ownServers } from "../servers.ts";
import { reservedNames } from "../reserved.ts";
import { operationsOf } from "../types/index.ts";
import { SharedReplies } from "./shared.ts";
import { declareClass, declareDerivedClass } from "./class.ts";
import { OperationPrinter, readerName } from "./operation.ts";
import { declareServers, serversName } from "./servers.ts";

/**
 * Emits the client of a contract: a function for each operation, and one class with a method for each. A contract with
 * many operations gets a file for each group; who imports a function alone bundles nothing of the others.
 */
export function emitClient(contract: Contract, codec: Codec): GeneratedFile[] {
  const { api } = contract;
  const operations = operationsOf(api);
  const schemes = schemesOf(api, operations);
  const split = isSplit(api);
  const servers = serversName(contract);
  const own = [
    ...(servers === undefined ? [] : [servers]),
    ...["Credentials", "ClientOptions", "Client"].map((end) => api.name + end),
    clientFunction(api.name),
  ];
  const main = split
    ? new GeneratedFile("client", own, mainNamespaces(api))
    : new GeneratedFile("client", [...own, ...operations.flatMap(declarations)]);
  declareServers(contract, main);
  declareOptions(contract, schemes, main);
  const files = new Map<Operation, GeneratedFile>();
  const others: GeneratedFile[] = [];
  for (const group of api.groups) {
    const own = group.operations.filter((op) => !files.has(op));
    if (own.length === 0) continue;
    const file = split
      ? new GeneratedFile(groupPath(group), own.flatMap(declarations), groupNamespaces)
      : main;
    if (file !== main) others.push(file);
    for (const op of own) files.set(op, file);
  }
  declareFunction(contract, schemes, main);
  const connect = identifier(clientFunction(api.name));
  if (split) declareDerivedClass(contract, connect, others, main);
  else declareClass(contract, connect, main);
  const shared = split ? new SharedReplies(contract, codec) : undefined;
  for (const file of new Set(files.values())) addOperations(file, contract, codec, schemes, files, shared);
  if (shared !== undefined && shared.file.statements.length > 0) others.push(shared.file);
  return [main, ...others];
}

function groupPath(group: Group): string {
  return `client/${fileStem(group)}`;
}

/** What the class of a contract with many operations imports whole: the functions of each group. */
function mainNamespaces({ groups }: Api): Map<string, string> {
  const names = groups.map((group): [string, string] => {
    const name = lowerFirst(group.name);
    return [groupPath(group), reservedNames.functions.includes(name) ? `${name}_` : name];
  });
  return new Map(names);
}

function addOperations(
  file: GeneratedFile,
  contract: Contract,
  codec: Codec,
  schemes: readonly SecurityScheme[],
  files: ReadonlyMap<Operation, GeneratedFile>,
  shared: SharedReplies | undefined,
): void {
  const taken = new Set(operationsOf(contract.api).map((op) => op.name));
  const printer = new OperationPrinter(file, contract, codec, schemes, taken, undefined, shared);
  for (const [op, own] of files) if (own === file) printer.add(op);
}

/** Names that the code of an operation declares. */
function declarations(op: Operation): string[] {
  return [op.name, `${op.name}Body`, readerName(op)];
}

function declareOptions(contract: Contract, schemes: readonly SecurityScheme[], file: GeneratedFile): void {
  const { name } = contract.api;
  const client = identifier(`${name}Client`);
  const words = schemes.length === 0 ? code`calls, and through what` : code`calls, through what, and as whom`;
  declareCallerOptions(
    {
      stem: name,
      options: `${name}ClientOptions`,
      base: "ClientOptions",
      comment: code`Where a {@link ${client}} ${words}.`,
      member: serversOption(contract),
    },
    schemes,
    file,
  );
}

/** How the options of a client or of a sender are declared. */
export interface CallerOptions {
  /** `Petstore` → `PetstoreCredentials`. */
  readonly stem: string;
  readonly options: string;
  readonly base: "ClientOptions" | "SenderOptions";
  readonly comment: Code;
  /** A property besides credentials. */
  readonly member: Code | undefined;
}

/** Declares the options of who makes requests, with its credentials when some operation asks for them. */
export function declareCallerOptions(
  plan: CallerOptions,
  schemes: readonly SecurityScheme[],
  file: GeneratedFile,
): void {
  const options = identifier(plan.options);
  const base = file.runtimeType(plan.base);
  const { member: servers } = plan;
  if (schemes.length === 0 && servers === undefined) {
    file.add(code`/** ${plan.comment} */\nexport type ${options} = ${base};`);
    return;
  }
  if (schemes.length === 0) {
    file.add(
      code`/** ${plan.comment} */\nexport interface ${options} extends ${base} {\n  ${servers ?? code``}\n}`,
    );
    return;
  }
  const rows = schemes.map((scheme) => {
    const type = code`${file.runtimeType("Credential")}<${credentialType(scheme, file)}>`;
    return code`/** ${schemeWords(scheme)} */\n${propertyKey(scheme.property)}?: ${type} | undefined;`;
  });
  const credentials = identifier(`${plan.stem}Credentials`);
  file.add(
    code`/** Credentials of the contract's security schemes; each may be a function that fetches one. */\nexport interface ${credentials} {\n  ${rows}\n}`,
  );
  file.add(
    code`/** ${plan.comment} */\nexport interface ${options} extends ${base} {\n  /** False when something else adds credentials: a layer, a proxy, a browser's cookies. */\n  readonly auth?: ${credentials} | false | undefined;\n${servers === undefined ? code`` : code`  ${servers}\n`}}`,
  );
}

/** The option that replaces the servers of operations that have their own. */
function serversOption({ api }: Contract): Code | undefined {
  const own = ownServers(operationsOf(api));
  if (own.length === 0) return undefined;
  const names = own.map((op) => code`readonly ${propertyKey(op.name)}?: string | URL | undefined`);
  return code`/** Servers of operations that have their own in the contract (default: that one, unless there is a \`baseUrl\`). */
readonly servers?: { ${join(names, "; ")} } | undefined;`;
}

function credentialType(scheme: SecurityScheme, file: GeneratedFile): Code {
  return scheme.kind === "http" && scheme.scheme === "basic"
    ? file.runtimeType("BasicCredential")
    : code`string`;
}

function clientFunction(name: string): string {
  return `${lowerFirst(name)}Client`;
}

/** What the functions of operations take, for those who do without the class and bundle only what they call. */
function declareFunction(contract: Contract, schemes: readonly SecurityScheme[], main: GeneratedFile): void {
  const { api } = contract;
  const client = main.runtime("Client");
  const baseUrl = defaultUrl(api.servers);
  const info = [
    ...(baseUrl === undefined ? [] : [code`baseUrl: ${literal(baseUrl)}`]),
    ...(schemes.length === 0 ? [] : [code`schemes: ${schemesTable(schemes)}`]),
  ];
  const args = [code`options`, record(info), code`explainReplies`];
  const name = identifier(clientFunction(api.name));
  const type = identifier(`${api.name}Client`);
  const explain = main.runtimeType("Explain");
  main.add(code`/**
 * What the functions of operations take; {@link ${type}} has a method for each of them instead.
 *
 * @param explainReplies \`explain\` of the runtime, for errors that say where a reply breaks the contract; left out, a
 * bundle holds only what it calls
 */
export function ${name}(options: ${identifier(`${api.name}ClientOptions`)} = {}, explainReplies?: ${explain}): ${client} {
  return ${callCode(code`new ${client}`, args)};
}`);
}
