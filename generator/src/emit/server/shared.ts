import type { Operation, Parameter, ReplySpec } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { groupNamespaces, lowerFirst } from "../contract.ts";
import { GeneratedFile } from "../file.ts";
import { sharedReply } from "../shared-reply.ts";
import { shapesOf } from "../shape.ts";
import { TypePrinter } from "../types/print.ts";
import { ParameterReader } from "./parameters.ts";
import { ReplyWriter } from "./replies.ts";

/** The file of a large contract with what its endpoints have in common: each parameter and error that is defined once. */
export class SharedEndpointParts {
  readonly file: GeneratedFile;
  readonly #contract: Contract;
  readonly #parameters: ParameterReader;
  readonly #replies: ReplyWriter;
  readonly #printer: TypePrinter;
  readonly #declared = new Set<string>();

  constructor(contract: Contract, codec: Codec, path: string) {
    this.file = new GeneratedFile(path, [], groupNamespaces);
    this.#contract = contract;
    this.#parameters = new ParameterReader(this.file, contract, codec);
    this.#replies = new ReplyWriter(this.file, contract.types, codec);
    this.#printer = new TypePrinter(this.file, contract.types);
  }

  /** `ownerParam(x, 0)`: reads a parameter that is defined once; `undefined` for an operation's own. */
  parameter(op: Operation, parameter: Parameter, file: GeneratedFile): Code | undefined {
    const { declared } = parameter;
    if (declared === undefined || parameter.places !== undefined || this.#dependsOnOthers(parameter))
      return undefined;
    const name = lowerFirst(declared);
    const inPath = parameter.source === "path";
    this.#declare(name, () => {
      const type = this.#printer.print(parameter.type, "requestRead");
      const absent = parameter.required || parameter.default !== undefined ? code`` : code` | undefined`;
      const index = inPath ? code`, index: number` : code``;
      const exchange = this.file.runtimeType("Exchange");
      const value = this.#parameters.checked(op, parameter, code`index`);
      return code`export function ${identifier(name)}(x: ${exchange}${index}): ${type}${absent} {\n  return ${value};\n}`;
    });
    const index = inPath ? code`, ${this.#parameters.pathIndex(op, parameter)}` : code``;
    return code`${file.from(this.file.path, name, "value")}(x${index})`;
  }

  /** `return basicErrorReply(x, reply);`: writes an error that is defined once; `undefined` for an operation's own. */
  reply(spec: ReplySpec, file: GeneratedFile): Code | undefined {
    const shared = sharedReply(spec, this.#contract.types);
    if (shared === undefined) return undefined;
    this.#declare(shared.name, () => {
      const exchange = this.file.runtimeType("Exchange");
      const body = this.#printer.print(shared.content.type, "replyWrite");
      const reply = code`${this.file.runtimeType("Reply")}<number, ${body}>`;
      const response = this.file.runtimeType("HttpResponse");
      const statements = this.#replies.write(spec, code`reply.status`);
      return code`export function ${identifier(shared.name)}(x: ${exchange}, reply: ${reply}): ${response} {\n  ${statements}\n}`;
    });
    return code`return ${file.from(this.file.path, shared.name, "value")}(x, reply);`;
  }

  #declare(name: string, print: () => Code): void {
    if (this.#declared.has(name)) return;
    this.#declared.add(name);
    this.file.add(print());
  }

  /** An exploded object takes the parameters of the query that are nobody else's in the operation. */
  #dependsOnOthers({ source, encoding, type }: Parameter): boolean {
    if (source !== "query" || encoding.kind !== "style" || !encoding.explode) return false;
    return encoding.style === "form" && shapesOf(type, this.#contract.types).includes("fields");
  }
}
