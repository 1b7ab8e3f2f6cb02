import type { Operation } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { typesOf } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { hasRequest } from "../request.ts";
import { AssertionWriter } from "./assertions.ts";
import { BodyReader } from "./bodies.ts";
import { ParameterReader } from "./parameters.ts";
import { ReplyWriter } from "./replies.ts";
import type { SharedEndpointParts } from "./shared.ts";

/** Prints the functions that read a request, call its handler and write the reply: straight-line, one an operation. */
export class EndpointPrinter {
  readonly #file: GeneratedFile;
  readonly #contract: Contract;
  readonly #parameters: ParameterReader;
  readonly #bodies: BodyReader;
  readonly #replies: ReplyWriter;
  readonly #assertions: AssertionWriter;

  constructor(file: GeneratedFile, contract: Contract, codec: Codec, shared?: SharedEndpointParts) {
    this.#file = file;
    this.#contract = contract;
    this.#parameters = new ParameterReader(file, contract, codec, shared);
    this.#bodies = new BodyReader(file, contract.types, codec);
    this.#replies = new ReplyWriter(file, contract.types, codec, shared);
    this.#assertions = new AssertionWriter(file, contract.types);
  }

  /** Adds the endpoint of an operation; `service` is the type of the handlers' interface, or of the one handler. */
  add(op: Operation, service: Code, exported: boolean): void {
    const exchange = this.#file.runtimeType("Exchange");
    const response = this.#file.runtimeType("HttpResponse");
    const lines = [
      ...this.#bodies.negotiate(op),
      ...this.#replies.negotiate(op),
      ...this.#bodies.prepare(op),
      ...this.#request(op),
      this.#call(op),
      this.#replies.statements(op),
    ];
    const name = identifier(op.name);
    this.#file.add(
      code`${exported ? code`export ` : code``}async function ${name}(service: ${service}, x: ${exchange}): Promise<${response}> {\n  ${lines}\n}`,
    );
    const helper = this.#bodies.helper(op);
    if (helper !== undefined) this.#file.add(helper);
  }

  #request(op: Operation): Code[] {
    const properties = [
      ...op.parameters.map((parameter) => this.#parameters.property(op, parameter)),
      ...this.#bodies.properties(op),
    ];
    if (properties.length === 0) return [];
    const type = this.#file.from("types", typesOf(this.#contract, op).request, "type");
    return [
      code`const req: ${type} = {\n  ${properties}\n};`,
      ...this.#assertions.statements(op),
      code`x.end();`,
    ];
  }

  #call(op: Operation): Code {
    const request = hasRequest(op) ? code`req` : code`{}`;
    const result = code`await service.${identifier(op.name)}(${request}, x.context())`;
    const { bare, replyInit } = typesOf(this.#contract, op);
    if (bare === undefined) return code`const reply = ${result};`;
    // A bare body has no headers, and those of the contract are optional: the annotation lets them be read.
    const headers = op.replies.some((reply) => reply.headers.length > 0);
    const type = headers ? code`: ${this.#file.from("types", replyInit, "type")}` : code``;
    return code`const reply${type} = x.reply(${result}, ${bare.status});`;
  }
}
