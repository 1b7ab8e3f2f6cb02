import type { Content, Operation, RequestBody, TypeTable } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, cut, identifier, literal, member } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import { isInherited } from "../codec/scope.ts";
import { isAlike, isCovered, mediaTypeOf, namesContentType } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import type { HeadedPart } from "../headed-part.ts";
import { headedParts, needsHeaders } from "../headed-part.ts";
import { itemFrame, streamOf } from "../items.ts";
import { call } from "../layout.ts";
import { shownBody } from "../request.ts";
import { FormWriter } from "../form-writer.ts";
import { isMultipart, PartsWriter } from "../parts-write.ts";
import { partHeadersLine } from "../types/part-headers.ts";
import { TypePrinter } from "../types/print.ts";

/** How a body goes into the description of a call. */
export interface WrittenBody {
  /** Statements before the call. */
  readonly before: readonly Code[];
  /** Properties of the description. */
  readonly properties: readonly Code[];
}

/** Prints how the body of a request is written. */
export class BodyWriter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #taken: ReadonlySet<string>;
  readonly #printer: TypePrinter;
  readonly #form: FormWriter;
  readonly #parts: PartsWriter;

  /** @param taken names of functions, which a helper must not take. */
  constructor(file: GeneratedFile, types: TypeTable, codec: Codec, taken: ReadonlySet<string>) {
    this.#file = file;
    this.#types = types;
    this.#codec = codec;
    this.#taken = taken;
    this.#printer = new TypePrinter(file, types);
    this.#form = new FormWriter(file, types, codec, "request");
    this.#parts = new PartsWriter(file, types, codec, "request");
  }

  write(op: Operation): WrittenBody {
    const body = shownBody(op);
    if (body === undefined) return { before: [], properties: [] };
    if (namesContentType(body.contents)) {
      return { before: [], properties: [code`...${this.#helperName(op)}(req),`] };
    }
    const [content] = body.contents;
    return content === undefined ? { before: [], properties: [] } : this.#single(content, body);
  }

  /** The function that writes a body of several media types; `undefined` when there is no such body. */
  helper(op: Operation, request: Code): Code | undefined {
    const body = shownBody(op);
    if (body === undefined || !namesContentType(body.contents)) return undefined;
    const cases: Code[] = [];
    let last = code`return {};`;
    // Callers may leave the choice of the first one to the contract.
    const [first] = body.contents;
    const chosen = isAlike(body.contents) ? first : undefined;
    if (chosen !== undefined) {
      const value = this.#value(chosen, true);
      last = isMultipart(chosen)
        ? code`return ${value};`
        : code`return { body: ${value}, contentType: ${literal(chosen.mediaType)} };`;
    }
    for (const content of body.contents.filter((one) => one !== chosen)) {
      const mediaType = mediaTypeOf(content, body.contents);
      const value = this.#value(content, true, isCovered(content, body.contents));
      if (mediaType.includes("*")) {
        last = code`return { body: ${value}, contentType: req.contentType };`;
      } else if (isMultipart(content)) {
        cases.push(code`case ${literal(mediaType)}:\n  return ${value};`);
      } else {
        cases.push(
          code`case ${literal(mediaType)}:\n  return { body: ${value}, contentType: req.contentType };`,
        );
      }
    }
    const spec = code`Pick<${this.#file.runtimeType("CallSpec")}, "body" | "contentType">`;
    const head = code`function ${this.#helperName(op)}(req: ${request}): ${spec}`;
    const open = body.contents.some((content) => mediaTypeOf(content, body.contents).includes("*"));
    const absent =
      chosen === undefined || body.required ? code`` : code`if (req.body === undefined) return {};\n  `;
    if (open && !body.required) cases.push(code`case undefined:\n  return {};`);
    if (cases.length === 0) return code`${head} {\n  ${last}\n}`;
    return code`${head} {\n  ${absent}switch (req.contentType) {\n    ${cases}\n    default:\n      ${last}\n  }\n}`;
  }

  #helperName(op: Operation): Code {
    const name = `${op.name}Body`;
    return identifier(this.#taken.has(name) ? `${name}_` : name);
  }

  #single(content: Content, body: RequestBody): WrittenBody {
    const value = this.#value(content, body.required);
    const given = (written: Code): Code =>
      body.required ? written : code`req.body === undefined ? undefined : ${written}`;
    if (isMultipart(content)) {
      return {
        before: [code`const form = ${given(value)};`],
        properties: body.required
          ? [code`body: form.body,`, code`contentType: form.contentType,`]
          : [code`body: form?.body,`, code`contentType: form?.contentType,`],
      };
    }
    const mediaType = literal(mediaTypeOf(content, [content]));
    return {
      before: [],
      properties: [code`body: ${given(value)},`, code`contentType: ${given(mediaType)},`],
    };
  }

  /** What gives the headers of a part: the member of the request, which may be left out where none are required. */
  #headers(content: Content, required: boolean, cast: boolean): (part: HeadedPart) => Code {
    const isGiven = required && needsHeaders(headedParts(content, this.#types));
    const line = cast ? partHeadersLine(content, "requestWrite", this.#printer) : undefined;
    const owner = line === undefined ? code`req` : code`(req as { ${line} })`;
    return ({ name }) => {
      const access = cut(member(code`_`, name), 1);
      const all = code`${owner}.partHeaders`;
      const maybe = access.startsWith("[") ? code`${all}?.${access}` : code`${all}?${access}`;
      const value = isGiven ? code`${all}${access}` : maybe;
      if (!isInherited(name)) return value;
      const holder = isGiven ? all : code`${all} ?? {}`;
      return code`Object.hasOwn(${holder}, ${literal(name)}) ? ${value} : undefined`;
    };
  }

  #value(content: Content, required: boolean, cast = false): Code {
    const type = (): Code => this.#printer.print(content.type, "requestWrite");
    const body = (): Code => (cast ? code`req.body as ${type()}` : code`req.body`);
    switch (content.format) {
      case "form":
        return this.#form.text(content.type, content.encoding, body());
      case "multipart":
        return this.#parts.body(
          content,
          cast ? code`(${body()})` : code`req.body`,
          this.#headers(content, required, cast),
        );
      case "text":
        return this.#text(content, body());
      case "stream": {
        const stream = streamOf(content);
        if (stream.framing === "multipart") return this.#parts.stream(content, stream, body());
        const write = this.#codec.write(this.#file, stream.items, "request");
        return call(this.#file.runtime("itemsStream"), [body(), itemFrame(stream, this.#file), write]);
      }
      case "binary":
      case "xml":
        return code`${this.#file.runtime("binary")}(${body()})`;
      case "json":
        return code`${this.#codec.write(this.#file, content.type, "request")}(${body()})`;
    }
  }

  #text(content: Content, body: Code): Code {
    const type = resolve(content.type, this.#types);
    if (type?.kind === "bytes") {
      return code`${this.#file.runtime(type.encoding === "base64" ? "toBase64" : "toBase64Url")}(${body})`;
    }
    return type?.kind === "string" ? body : code`String(${body})`;
  }
}
