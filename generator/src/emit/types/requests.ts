import type { Operation, Parameter, Type, View } from "../../ir/index.ts";
import { isReadView } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, commentText, docComment, identifier, join, literal, propertyKey } from "../code.ts";
import { namesContentType } from "../contract.ts";
import { headedParts } from "../headed-part.ts";
import { assigned } from "../layout.ts";
import { typeComment } from "./docs.ts";
import { isGiven, isNeeded, shownBody } from "../request.ts";
import { alikeBody, bodyVariants, stemOf, writerComment } from "./operations.ts";
import { orUndefined, partHeadersMember } from "./part-headers.ts";
import type { TypePrinter } from "./print.ts";
import { variantLines } from "./print.ts";

/**
 * Declares what operations take: one flat object with the parameters as properties, and the body. In a large contract,
 * parameters that its author has defined once are interfaces which requests extend.
 */
export class RequestTypes {
  readonly #printer: TypePrinter;
  readonly #declared = new Set<string>();

  constructor(printer: TypePrinter) {
    this.#printer = printer;
  }

  /** Declares the request of an operation as its reader sees it, and as its writer gives it when that differs. */
  declare(op: Operation): readonly [request: string, requestInit: string] {
    const { file } = this.#printer;
    const request = `${stemOf(op)}Request`;
    const init = `${stemOf(op)}RequestInit`;
    const written = this.#undocumented(() => this.#declaration(op, init, "requestWrite"));
    const same = written === this.#undocumented(() => this.#declaration(op, init, "requestRead"));
    for (const parameter of op.parameters) if (this.#isInherited(parameter)) this.#declareShared(parameter);
    file.add(this.#declaration(op, request, "requestRead"));
    if (same) return [request, request];
    const comment = writerComment(request, code`callers give it: what has a default may be left out`);
    if (this.#differsInDefaults(op)) {
      const defaulted = op.parameters.filter(hasDefault).map(({ property }) => literal(property));
      const type = code`${file.runtimeType("Init")}<${identifier(request)}, ${join(defaulted, " | ")}>`;
      file.add(code`${comment}export type ${identifier(init)} = ${type};`);
    } else file.add(code`${comment}${written}`);
    return [request, init];
  }

  #declaration(op: Operation, name: string, view: View): Code {
    const inherited = op.parameters.filter(
      (parameter) => this.#isInherited(parameter) && (isReadView(view) || !hasDefault(parameter)),
    );
    const bases = inherited.flatMap(({ declared }) => (declared === undefined ? [] : [identifier(declared)]));
    const members = op.parameters
      .filter((parameter) => !inherited.includes(parameter))
      .filter((parameter) => isReadView(view) || isGiven(op, parameter))
      .map((parameter) => this.#member(op, parameter, view));
    const raw = isReadView(view) ? op.body?.raw : undefined;
    if (raw !== undefined) {
      const comment = this.#printer.documented
        ? typeComment(raw.docs, undefined, [code`The body as it came.`])
        : code``;
      const type = raw.as === "text" ? code`string` : code`Uint8Array`;
      members.push(code`${comment}${propertyKey(raw.property)}: ${type};`);
    }
    const body = shownBody(op);
    const alike = body?.required === true ? alikeBody(body, view, this.#printer) : undefined;
    if (alike !== undefined) {
      const comment = this.#printer.documented ? typeComment(body?.docs, undefined) : code``;
      members.push(code`${alike.contentType};`, code`${comment}${alike.body};`);
    } else if (body !== undefined && namesContentType(body.contents)) {
      const variants = bodyVariants(body, view, this.#printer);
      const own = members.length === 0 ? [] : [code`{\n  ${members}\n}`];
      const parts = [...bases, ...own];
      const choice = parts.length === 0 ? variantLines(variants) : code`(${variantLines(variants)}\n)`;
      return code`export type ${identifier(name)} ${assigned(join([...parts, choice], " & "))};`;
    }
    const [content] = body?.contents ?? [];
    if (alike === undefined && body !== undefined && content !== undefined) {
      const comment = this.#printer.documented ? typeComment(body.docs, undefined) : code``;
      const type = this.#printer.print(content.type, view);
      members.push(
        body.required ? code`${comment}body: ${type};` : code`${comment}body?: ${type} | undefined;`,
      );
      const headers = partHeadersMember(content, body.required, view, this.#printer);
      if (headers !== undefined) {
        const words = this.#printer.documented ? docComment([code`Headers of parts of the body.`]) : code``;
        const rows = headers.type.map((row) => code`${row};`);
        members.push(code`${words}${headers.key}: {\n  ${rows}\n}${orUndefined(headers.key)};`);
      }
    }
    const head = code`export interface ${identifier(name)}`;
    const block = members.length === 0 ? code`{}` : code`{\n  ${members}\n}`;
    if (bases.length > 0) {
      const list = join(bases, ", ");
      const line =
        head.length + list.length < 90 ? code`${head} extends ${list}` : code`${head}\n  extends ${list}`;
      return join([line, block], " ");
    }
    return members.length === 0
      ? code`export type ${identifier(name)} = Record<string, never>;`
      : code`${head} ${block}`;
  }

  /** Whether requests take a parameter from the interface of its definition: readers and writers must see one type. */
  #isInherited(parameter: Parameter): boolean {
    return parameter.declared !== undefined && this.#isOneType(parameter.type);
  }

  #declareShared(parameter: Parameter): void {
    const { declared } = parameter;
    if (declared === undefined || this.#declared.has(declared)) return;
    this.#declared.add(declared);
    const member = this.#member(undefined, parameter, "requestRead");
    this.#printer.file.add(code`export interface ${identifier(declared)} {\n  ${member}\n}`);
  }

  /** Whether a writer sees what a reader does, except that what has a default may be left out. */
  #differsInDefaults(op: Operation): boolean {
    const contents = shownBody(op)?.contents ?? [];
    if (namesContentType(contents) || op.body?.raw !== undefined) return false;
    if (op.parameters.some((one) => !isGiven(op, one) || (isNeeded(op, one) && !one.required))) return false;
    if (contents.some((content) => headedParts(content, this.#printer.types).length > 0)) return false;
    return [...op.parameters, ...contents].every(({ type }) => this.#isOneType(type));
  }

  #isOneType(type: Type): boolean {
    return this.#undocumented(
      () => this.#printer.print(type, "requestRead") === this.#printer.print(type, "requestWrite"),
    );
  }

  #member(op: Operation | undefined, parameter: Parameter, view: View): Code {
    const type = this.#printer.inPlace(parameter.type);
    const { default: fallback } = parameter;
    const documented = fallback === undefined ? type : { ...type, default: fallback };
    const comment = this.#printer.documented
      ? typeComment(parameter.docs, documented, [sourceWords(parameter)])
      : code``;
    const needed = op !== undefined && isNeeded(op, parameter);
    const present = parameter.required || (isReadView(view) ? hasDefault(parameter) : needed);
    const text = this.#printer.print(parameter.type, view);
    const member = present ? code`: ${text}` : code`?: ${text} | undefined`;
    return code`${comment}${propertyKey(parameter.property)}${member};`;
  }

  #undocumented<T>(print: () => T): T {
    return this.#printer.undocumented(print);
  }
}

/** Whether a caller may leave out a parameter that its reader sees all the same. */
function hasDefault(parameter: Parameter): boolean {
  return !parameter.required && parameter.default !== undefined;
}

function sourceWords(parameter: Parameter): Code {
  const name = commentText(parameter.name);
  switch (parameter.source) {
    case "path":
      return code`Path parameter \`${name}\`.`;
    case "query":
      return code`Query parameter \`${name}\`.`;
    case "querystring":
      return code`The whole query string.`;
    case "header":
      return code`Header \`${name}\`.`;
    case "cookie":
      return code`Cookie \`${name}\`.`;
    case "url":
      return code`Path and query of the request, as they came.`;
  }
}
