import type { ReplySpec } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { groupNamespaces } from "../contract.ts";
import { GeneratedFile } from "../file.ts";
import { sharedReply } from "../shared-reply.ts";
import { TypePrinter } from "../types/print.ts";
import { ReplyReader } from "./replies.ts";

/** The file of a large contract with what its operations have in common: each error that is defined once. */
export class SharedReplies {
  readonly file: GeneratedFile = new GeneratedFile("client/shared", [], groupNamespaces);
  readonly #contract: Contract;
  readonly #replies: ReplyReader;
  readonly #printer: TypePrinter;
  readonly #declared = new Set<string>();

  constructor(contract: Contract, codec: Codec) {
    this.#contract = contract;
    this.#replies = new ReplyReader(this.file, contract.types, codec);
    this.#printer = new TypePrinter(this.file, contract.types);
  }

  /** `return basicErrorReply(res, 404);`: reads an error that is defined once; `undefined` for an operation's own. */
  read(spec: ReplySpec, status: Code, file: GeneratedFile): Code | undefined {
    const shared = sharedReply(spec, this.#contract.types);
    if (shared === undefined) return undefined;
    const { name, content } = shared;
    if (!this.#declared.has(name)) {
      this.#declared.add(name);
      const res = this.file.runtimeType("ClientReply");
      const reply = code`${this.file.runtimeType("Reply")}<S, ${this.#printer.print(content.type, "replyRead")}>`;
      const head = code`export async function ${identifier(name)}<const S extends number>`;
      const body = this.#replies.read(spec, code`status`);
      this.file.add(code`${head}(res: ${res}, status: S): Promise<${reply}> {\n  ${body}\n}`);
    }
    return code`return ${file.from(this.file.path, name, "value")}(res, ${status});`;
  }
}
