import type { Operation, PathTemplate, SecurityScheme } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { isSplit, mediaTypeOf, typesOf } from "../contract.ts";
import { defaultUrl } from "../servers.ts";
import type { GeneratedFile } from "../file.ts";
import { takesRequest } from "../request.ts";
import { operationComment, routeComment } from "../types/docs.ts";
import { stemOf } from "../types/operations.ts";
import { TypePrinter } from "../types/print.ts";
import { BodyWriter } from "./bodies.ts";
import { ParameterWriter } from "./parameters.ts";
import { ReplyReader } from "./replies.ts";
import type { SharedReplies } from "./shared.ts";

/** How an operation is called: its parameters and the type of its result. */
export interface Signature {
  /** `req: GetPetRequest`, with `= {}` where a caller may leave it out. */
  readonly request: Code;
  readonly options: Code;
  readonly result: Code;
}

/** The signature of an operation as one file prints it; `req` is the name of its first parameter. */
export function signatureOf(op: Operation, contract: Contract, file: GeneratedFile, req: Code): Signature {
  const types = typesOf(contract, op);
  const request = file.from("types", types.requestInit, "type");
  const reply = file.from("types", types.reply, "type");
  const body = types.success(new TypePrinter(file, contract.types));
  return {
    request: types.requestOptional ? code`${req}: ${request} = {}` : code`${req}: ${request}`,
    options: code`options?: ${file.runtimeType("CallOptions")}`,
    result: code`${file.runtimeType("ReplyPromise")}<${body}, ${reply}>`,
  };
}

/** How the functions of a sender know where to: the type of their parameter `to`, and the address that it stands for. */
export interface SenderPlan {
  readonly type: (op: Operation) => Code;
  readonly address: (op: Operation) => Code;
  /** The operation as comments call it. */
  readonly comment: (op: Operation) => Operation;
}

/** Prints the functions that send a request and read its reply: two an operation, so that bundlers drop the others. */
export class OperationPrinter {
  readonly #file: GeneratedFile;
  readonly #contract: Contract;
  readonly #schemes: readonly SecurityScheme[];
  readonly #parameters: ParameterWriter;
  readonly #bodies: BodyWriter;
  readonly #replies: ReplyReader;
  readonly #sender: SenderPlan | undefined;

  /** @param sender given when the API makes the requests: their paths are their receivers' business */
  constructor(
    file: GeneratedFile,
    contract: Contract,
    codec: Codec,
    schemes: readonly SecurityScheme[],
    taken: ReadonlySet<string>,
    sender?: SenderPlan,
    shared?: SharedReplies,
  ) {
    this.#sender = sender;
    this.#file = file;
    this.#contract = contract;
    this.#schemes = schemes;
    this.#parameters = new ParameterWriter(file, contract, codec);
    this.#bodies = new BodyWriter(file, contract.types, codec, taken);
    this.#replies = new ReplyReader(file, contract.types, codec, shared);
  }

  add(op: Operation): void {
    const { request, options, result } = signatureOf(
      op,
      this.#contract,
      this.#file,
      // Users may compile with noUnusedParameters.
      takesRequest(op) ? code`req` : code`_req`,
    );
    // The methods of a large contract are these functions, and have their comments.
    const name = identifier(op.name);
    const read = identifier(readerName(op));
    const sender = this.#sender;
    const client =
      sender === undefined
        ? [code`client: ${this.#file.runtimeType("Client")},`]
        : [code`sender: ${this.#file.runtimeType("Sender")},`, code`to: ${sender.type(op)},`];
    const shown = sender === undefined ? op : sender.comment(op);
    const comment = isSplit(this.#contract.api) ? operationComment(shown, true) : routeComment(shown);
    const send = sender === undefined ? code`client.call` : code`sender.send`;
    const body = this.#bodies.write(op);
    const spec = [...this.#spec(op), ...body.properties];
    this.#file.add(code`${comment}export function ${name}(
  ${client}
  ${request},
  ${options},
): ${result} {
  ${[...body.before, code`return ${send}(\n  {\n    ${spec}\n  },\n  options,\n  ${read},\n);`]}
}`);
    const helper = this.#bodies.helper(
      op,
      this.#file.from("types", typesOf(this.#contract, op).requestInit, "type"),
    );
    if (helper !== undefined) this.#file.add(helper);
    const reply = this.#file.from("types", typesOf(this.#contract, op).reply, "type");
    const res = this.#file.runtimeType("ClientReply");
    this.#file.add(
      code`async function ${read}(res: ${res}): Promise<${reply}> {\n  ${this.#replies.statements(op)}\n}`,
    );
  }

  #spec(op: Operation): Code[] {
    const headers = this.#parameters.headers(op);
    const cookies = this.#parameters.cookies(op);
    const accept = [
      ...new Set(
        op.replies.flatMap((reply) => reply.contents.map((one) => mediaTypeOf(one, reply.contents))),
      ),
    ];
    const security = this.#security(op);
    const server = defaultUrl(op.servers ?? []);
    return [
      code`operation: ${literal(op.name)},`,
      code`method: ${literal(op.method)},`,
      ...(this.#sender === undefined ? [] : [code`to: ${this.#sender.address(op)},`]),
      code`path: ${this.#parameters.target(this.#sender === undefined ? op : { ...op, path: noPath })},`,
      ...(server === undefined ? [] : [code`server: ${literal(server)},`]),
      ...(headers === undefined ? [] : [code`headers: ${headers},`]),
      ...(cookies === undefined ? [] : [code`cookies: ${cookies},`]),
      ...(accept.length === 0 ? [] : [code`accept: ${literal(accept.join(", "))},`]),
      ...(security === undefined ? [] : [code`security: ${security},`]),
    ];
  }

  #security(op: Operation): Code | undefined {
    if (op.security.length === 0) return undefined;
    const ways = op.security.map((requirement) => {
      const names = requirement.schemes.flatMap((needed) => {
        const scheme = this.#schemes.find((one) => one.name === needed.scheme);
        return scheme === undefined ? [] : [literal(scheme.property)];
      });
      return code`[${join(names, ", ")}]`;
    });
    return code`${this.#file.runtime("secured")}(${join(ways, ", ")})`;
  }
}

const noPath: PathTemplate = { text: "", segments: [] };

/** The function that reads the replies of an operation. */
export function readerName(op: Operation): string {
  return `read${stemOf(op)}Reply`;
}
