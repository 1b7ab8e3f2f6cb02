import type { Operation } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, commentText, identifier, literal } from "../code.ts";
import type { Contract } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { call as callCode } from "../layout.ts";
import { operationComment } from "../types/docs.ts";
import { operationsOf } from "../types/index.ts";
import { signatureOf } from "./operation.ts";

/**
 * Declares the class of a client with a method for each operation.
 *
 * @param connect the function that makes what the functions of operations take.
 */
export function declareClass(contract: Contract, connect: Code, main: GeneratedFile): void {
  const { api } = contract;
  const options = identifier(`${api.name}ClientOptions`);
  const methods = operationsOf(api).map((op: Operation) => {
    const { request, options: call, result } = signatureOf(op, contract, main, code`req`);
    const name = identifier(op.name);
    return code`${operationComment(op, true)}${callCode(name, [request, call])}: ${result} {\n  return ${name}(this.client, req, options);\n}`;
  });
  main.add(code`${classComment(contract)}export class ${identifier(`${api.name}Client`)} {
  /** What the functions of operations take. */
  readonly client: ${main.runtimeType("Client")};

  constructor(options: ${options} = {}) {
    this.client = ${connect}(options, ${main.runtime("explain")});
  }
${methods.map((method) => code`\n  ${method}`)}
}`);
}

/**
 * Declares the class of a client whose functions stand in modules by group: its methods are those functions, so that
 * nothing of a thousand operations is said twice.
 *
 * @param modules the files of the groups.
 */
export function declareDerivedClass(
  contract: Contract,
  connect: Code,
  modules: readonly GeneratedFile[],
  main: GeneratedFile,
): void {
  const { api } = contract;
  const name = identifier(`${api.name}Client`);
  const options = identifier(`${api.name}ClientOptions`);
  const namespaces = modules.map(({ path }) => main.namespace(path));
  const bases = namespaces.map(
    (namespace) => code`${main.runtimeType("ClientMethods")}<typeof ${namespace}>`,
  );
  main.add(code`${classComment(contract)}export interface ${name} extends
  ${bases.map((base, i) => (i < bases.length - 1 ? code`${base},` : code`${base} {`))}
  /** What the functions of operations take. */
  readonly client: ${main.runtimeType("Client")};
}`);
  const type = code`${main.runtimeType("ClientClass")}<${options}, ${name}>`;
  const made = callCode(main.runtime("clientClass"), [
    literal(`${api.name}Client`),
    code`(options?: ${options}) => ${connect}(options, ${main.runtime("explain")})`,
    code`[\n  ${namespaces.map((namespace) => code`${namespace},`)}\n]`,
  ]);
  main.add(code`export const ${name}: ${type} = /* @__PURE__ */ ${made};`);
}

function classComment({ api }: Contract): Code {
  return code`/** Typed client of ${commentText(api.source.replaceAll("\n", " "))}. */\n`;
}
