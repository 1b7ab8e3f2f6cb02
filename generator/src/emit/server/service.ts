import type { Docs, Operation, SecurityScheme } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, commentText, docComment, identifier, join, literal } from "../code.ts";
import type { Contract } from "../contract.ts";
import { typesOf } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { call } from "../layout.ts";
import { operationComment } from "../types/docs.ts";
import { offersOf } from "../types/operations.ts";
import { TypePrinter } from "../types/print.ts";
import { contextType } from "./security.ts";

/** Type parameters of services, routers and options, and how they are passed on. */
export interface Generics {
  /** `<Cx extends ServerContext = ServerContext, …>` */
  readonly declared: Code;
  /** The same without defaults, for functions. */
  readonly bounds: Code;
  readonly passed: Code;
  /** `declared` for an interface of these operations: what none of them mentions has a name that says so. */
  readonly declaredFor: (operations: readonly Operation[]) => Code;
}

/** The type parameters of a contract: what layers add to the context and, with security, who callers are. */
export function genericsOf(
  contract: Contract,
  secured: boolean,
  file: GeneratedFile,
  securityFile: string,
): Generics {
  const context = file.runtimeType("ServerContext");
  if (!secured) {
    return {
      declared: code`<Cx extends ${context} = ${context}>`,
      bounds: code`<Cx extends ${context}>`,
      passed: code`<Cx>`,
      declaredFor: (operations) => {
        const cx = operations.length === 0 ? code`_Cx` : code`Cx`;
        return code`<${cx} extends ${context} = ${context}>`;
      },
    };
  }
  const principals = file.from(securityFile, `${contract.api.name}Principals`, "type");
  return {
    declared: code`<\n  Cx extends ${context} = ${context},\n  P extends ${principals} = ${principals},\n>`,
    bounds: code`<Cx extends ${context}, P extends ${principals}>`,
    passed: code`<Cx, P>`,
    declaredFor: (operations) => {
      const cx = operations.length === 0 ? code`_Cx` : code`Cx`;
      const isSecured = operations.some((op) => op.security.some((one) => one.schemes.length > 0));
      const p = isSecured ? code`P` : code`_P`;
      return code`<\n  ${cx} extends ${context} = ${context},\n  ${p} extends ${principals} = ${principals},\n>`;
    },
  };
}

/**
 * Declares the interface that handlers implement.
 *
 * @param base the interface that it extends, which has the other operations of the group.
 */
export function declareService(
  name: string,
  docs: Docs | undefined,
  operations: readonly Operation[],
  contract: Contract,
  schemes: readonly SecurityScheme[],
  generics: Generics,
  file: GeneratedFile,
  base?: Code,
): void {
  const printer = new TypePrinter(file, contract.types);
  const methods = operations.map((op) => {
    const types = typesOf(contract, op);
    const request = file.from("types", types.request, "type");
    const context = negotiated(op, contextType(op, schemes, file), file);
    const head = call(identifier(op.name), [code`req: ${request}`, code`cx: ${context}`]);
    const result = code`${file.runtimeType("Awaitable")}<${resultType(op, contract, printer)}>`;
    return code`${operationComment(op, false)}${head}: ${result};`;
  });
  const comment = docComment([docs?.description === undefined ? undefined : commentText(docs.description)]);
  const body = methods.length === 0 ? code`{}` : code`{\n  ${methods}\n}`;
  const declared = base === undefined ? generics.declaredFor(operations) : generics.declared;
  const extended = base === undefined ? code`` : code` extends ${base}`;
  file.add(code`${comment}export interface ${identifier(name)}${declared}${extended} ${body}`);
}

/** The context of an operation whose caller may choose among several media types: it says which one that is. */
function negotiated(op: Operation, context: Code, file: GeneratedFile): Code {
  const offers = offersOf(op);
  if (offers.length < 2) return context;
  const types = offers.map((type) => literal(type));
  return code`${context} & ${file.runtimeType("Accepts")}<${join(types, " | ")}>`;
}

/** What a handler may return: a reply, or just the body of the only success. */
function resultType(op: Operation, contract: Contract, printer: TypePrinter): Code {
  const { bare, replyInit } = typesOf(contract, op);
  const reply = printer.file.from("types", replyInit, "type");
  if (bare === undefined) return reply;
  const body = bare.content === undefined ? code`void` : printer.print(bare.content.type, "replyWrite");
  return join([body, reply], " | ");
}
