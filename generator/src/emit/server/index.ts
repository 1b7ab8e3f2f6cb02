import type { Group, Operation, SecurityScheme } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, docComment, commentText, identifier, join, literal } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { fileStem, groupNamespaces, isSplit } from "../contract.ts";
import { GeneratedFile } from "../file.ts";
import { baseOf, depthOf, descendsFrom, homeOf, ownOperations } from "../inherited.ts";
import { operationsOf } from "../types/index.ts";
import { EndpointPrinter } from "./endpoint.ts";
import type { RouterPlan, RoutesPlan } from "./router.ts";
import {
  declareErrorWriter,
  declareRouter,
  declareRoutes,
  errorWriterName,
  routerName,
  routesName,
} from "./router.ts";
import { sharedError } from "../errors.ts";
import { schemesOf } from "../security.ts";
import { declareSecurity, schemesConstant } from "./security.ts";
import { SharedEndpointParts } from "./shared.ts";
import type { Generics } from "./service.ts";
import { declareService, genericsOf } from "./service.ts";

/**
 * Emits the server of a contract: what handlers implement, the routers, and the endpoints between them. A contract with
 * many operations gets a file for each group, and `server` exports what they declare.
 *
 * @param path the file that exports everything
 */
export function emitServer(contract: Contract, codec: Codec, path: string = "server"): GeneratedFile[] {
  return new ServerEmitter(contract, codec, path).emit();
}

class ServerEmitter {
  readonly #contract: Contract;
  readonly #codec: Codec;
  readonly #schemes: readonly SecurityScheme[];
  readonly #split: boolean;
  readonly #path: string;
  readonly #shared: SharedEndpointParts | undefined;

  constructor(contract: Contract, codec: Codec, path: string) {
    this.#path = path;
    this.#contract = contract;
    this.#codec = codec;
    this.#schemes = schemesOf(contract.api, operationsOf(contract.api));
    this.#split = isSplit(contract.api);
    this.#shared = this.#split ? new SharedEndpointParts(contract, codec, `${path}/shared`) : undefined;
  }

  emit(): GeneratedFile[] {
    const { api } = this.#contract;
    const main = new GeneratedFile(this.#path, this.#declared());
    const groups = new Map(api.groups.map((group) => [group, this.#split ? this.#groupFile(group) : main]));
    const others = [...groups.values()].filter((file) => file !== main);
    this.#security(main, others);
    this.#errors(main, others);
    if (api.grouped) {
      const basesFirst = [...groups].toSorted(([a], [b]) => depthOf(a, api) - depthOf(b, api));
      for (const [group, file] of basesFirst) this.#group(group, file);
      this.#whole(main, groups);
    } else {
      for (const group of api.groups) this.#single(group, main);
    }
    if (this.#shared !== undefined && this.#shared.file.statements.length > 0) others.push(this.#shared.file);
    return [main, ...others];
  }

  /** Where the types of security and the constant `schemes` are declared. */
  get #securityFile(): string {
    return this.#split ? `${this.#path}/security` : this.#path;
  }

  get #secured(): boolean {
    return this.#schemes.length > 0;
  }

  /** The type parameters of what stands for some operations; none for callers that nobody asks for. */
  #generics(file: GeneratedFile, operations: readonly Operation[]): Generics {
    const secured = schemesOf(this.#contract.api, operations).length > 0;
    return genericsOf(this.#contract, secured, file, this.#securityFile);
  }

  /** Where the function that writes errors is declared. */
  get #errorsFile(): string {
    return this.#split ? `${this.#path}/errors` : this.#path;
  }

  #errors(main: GeneratedFile, others: GeneratedFile[]): void {
    const { api } = this.#contract;
    const errors = sharedError(api);
    if (errors === undefined) return;
    const file = this.#split ? new GeneratedFile(this.#errorsFile, [errorWriterName(api.name)]) : main;
    declareErrorWriter(errors, this.#contract, this.#codec, file, this.#split);
    if (file !== main) others.push(file);
  }

  #security(main: GeneratedFile, others: GeneratedFile[]): void {
    if (!this.#secured) return;
    const { api } = this.#contract;
    if (!this.#split) {
      declareSecurity(api, this.#schemes, main);
      main.add(schemesConstant(this.#schemes, main));
      return;
    }
    const names = [`${api.name}Principals`, `${api.name}Security`];
    const file = new GeneratedFile(this.#securityFile, [...names, "schemes"]);
    declareSecurity(api, this.#schemes, file);
    file.add(code`export ${schemesConstant(this.#schemes, file)}`);
    others.push(file);
    main.reexport(this.#securityFile, names, "type");
  }

  #groupFile(group: Group): GeneratedFile {
    return new GeneratedFile(this.#fileOf(group), groupDeclarations(group), groupNamespaces);
  }

  /** A group: its interface, its router, its endpoints. */
  #group(group: Group, file: GeneratedFile): void {
    const { api } = this.#contract;
    const generics = this.#generics(file, group.operations);
    const service = identifier(`${group.name}Service`);
    const base = baseOf(group, api);
    const extended =
      base &&
      code`${file.from(this.#fileOf(base), `${base.name}Service`, "type")}${this.#generics(file, base.operations).passed}`;
    declareService(
      `${group.name}Service`,
      group.docs,
      ownOperations(group, api),
      this.#contract,
      this.#schemes,
      generics,
      file,
      extended,
    );
    const routes = identifier(routesName(group.name));
    this.#router({ stem: group.name, operations: group.operations, routes, service }, generics, file);
    this.#endpoints(group, service, file);
  }

  /** The whole of a contract with groups: their interfaces and rows together. */
  #whole(main: GeneratedFile, groups: ReadonlyMap<Group, GeneratedFile>): void {
    const { api } = this.#contract;
    const generics = this.#generics(main, operationsOf(api));
    const bases: Code[] = [];
    const rows: Code[] = [];
    const extended = new Set(api.groups.map((group) => baseOf(group, api)));
    for (const [group, file] of groups) {
      if (!extended.has(group)) this.#member(group, file, main, bases, rows);
      if (file === main) continue;
      const types = [`${group.name}Service`, `${group.name}Operation`, `${group.name}RouterOptions`];
      main.reexport(file.path, types, "type");
      main.reexport(file.path, [routerName(group.name)], "value");
    }
    const name = identifier(`${api.name}Service`);
    const comment = this.#serviceComment();
    main.add(code`${comment}export interface ${name}${generics.declared}\n  extends ${join(bases, ", ")} {}`);
    const plan = {
      stem: api.name,
      operations: operationsOf(api),
      routes: code`[\n  ${rows}\n]`,
      service: name,
    };
    this.#router(plan, generics, main);
  }

  /** A group in the whole of the contract; what it extends comes with it. */
  #member(group: Group, file: GeneratedFile, main: GeneratedFile, bases: Code[], rows: Code[]): void {
    const service = main.from(file.path, `${group.name}Service`, "type");
    bases.push(code`${service}${this.#generics(main, group.operations).passed}`);
    rows.push(code`...${main.from(file.path, routesName(group.name), "value")},`);
  }

  /** A contract without groups. */
  #single(group: Group, main: GeneratedFile): void {
    const { api } = this.#contract;
    const generics = this.#generics(main, group.operations);
    const service = identifier(`${api.name}Service`);
    declareService(
      `${api.name}Service`,
      { description: this.#serviceWords() },
      group.operations,
      this.#contract,
      this.#schemes,
      generics,
      main,
    );
    const { operations } = group;
    const routes = operations.length === 0 ? code`[]` : identifier(routesName(api.name));
    this.#router({ stem: api.name, operations, routes, service }, generics, main);
    if (operations.length > 0) this.#endpoints({ ...group, name: api.name }, service, main);
  }

  #router(plan: RouterPlan, generics: Generics, file: GeneratedFile): void {
    declareRouter(plan, this.#contract, generics, file, this.#securityFile, this.#errorsFile);
  }

  #endpoints(group: Group, service: Code, file: GeneratedFile): void {
    const { api } = this.#contract;
    const base = api.grouped ? baseOf(group, api) : undefined;
    const inherited = base && file.from(this.#fileOf(base), routesName(base.name), "value");
    const isOwn = (op: Operation): boolean => this.#homeOf(op, group).name === group.name;
    const plan: RoutesPlan = {
      inherited: inherited === undefined ? [] : [inherited],
      operations: base === undefined ? group.operations : ownOperations(group, api),
      endpoint: (op) =>
        isOwn(op) ? identifier(op.name) : file.from(this.#fileOf(this.#homeOf(op, group)), op.name, "value"),
    };
    declareRoutes(group.name, plan, service, this.#schemes, this.#contract, file, this.#split);
    const printer = new EndpointPrinter(file, this.#contract, this.#codec, this.#shared);
    for (const op of group.operations.filter(isOwn)) {
      // Services that have it without extending this one call it as well.
      const others = api.grouped ? api.groups : [];
      const isElsewhere = others.some(
        (other) => other.operations.includes(op) && !descendsFrom(other, this.#homeOf(op, group), api),
      );
      const handlers = isElsewhere ? code`Pick<${service}, ${literal(op.name)}>` : service;
      printer.add(op, handlers, isElsewhere && this.#split);
    }
  }

  /** The group whose file has the endpoint of an operation. */
  #homeOf(op: Operation, group: Group): Group {
    const { api } = this.#contract;
    return (api.grouped ? homeOf(op, api) : undefined) ?? group;
  }

  /** The file of a group. */
  #fileOf(group: Group): string {
    return this.#split ? `${this.#path}/${fileStem(group)}` : this.#path;
  }

  #serviceWords(): string {
    const { api } = this.#contract;
    const router = routerName(api.name);
    return `The operations of ${api.source}: implement this and pass it to {@link ${router}}.`;
  }

  #serviceComment(): Code {
    return docComment([commentText(this.#serviceWords())]);
  }

  #declared(): string[] {
    const { api } = this.#contract;
    const names = ["Service", "Principals", "Security", "Operation", "RouterOptions"].map(
      (end) => api.name + end,
    );
    names.push(routerName(api.name), routesName(api.name), errorWriterName(api.name), "schemes");
    if (this.#split) return names;
    return [...names, ...api.groups.flatMap(groupDeclarations)];
  }
}

/** Names that the code of a group declares. */
function groupDeclarations(group: Group): string[] {
  const types = [`${group.name}Service`, `${group.name}Operation`, `${group.name}RouterOptions`];
  const functions = group.operations.flatMap((op: Operation) => [op.name, `${op.name}Body`]);
  return [...types, routerName(group.name), routesName(group.name), ...functions];
}
