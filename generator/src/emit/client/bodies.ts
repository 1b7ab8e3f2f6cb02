import type { Content, Operation, RequestBody, Type, TypeTable } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import { isCovered, mediaTypeOf, namesContentType } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { itemFrame, streamOf } from "../items.ts";
import { call } from "../layout.ts";
import { fieldForm, partTypes } from "../form-field.ts";
import { FormWriter, jsonText, jsonValue, propertyOf, scalarValue } from "../form-writer.ts";
import { fieldsOfType, itemsOf } from "../shape.ts";
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

  /** @param taken names of functions, which a helper must not take. */
  constructor(file: GeneratedFile, types: TypeTable, codec: Codec, taken: ReadonlySet<string>) {
    this.#file = file;
    this.#types = types;
    this.#codec = codec;
    this.#taken = taken;
    this.#printer = new TypePrinter(file, types);
    this.#form = new FormWriter(file, types, codec, "request");
  }

  write(op: Operation): WrittenBody {
    const { body } = op;
    if (body === undefined) return { before: [], properties: [] };
    if (namesContentType(body.contents)) {
      return { before: [], properties: [code`...${this.#helperName(op)}(req),`] };
    }
    const [content] = body.contents;
    return content === undefined ? { before: [], properties: [] } : this.#single(content, body);
  }

  /** The function that writes a body of several media types; `undefined` when there is no such body. */
  helper(op: Operation, request: Code): Code | undefined {
    const { body } = op;
    if (body === undefined || !namesContentType(body.contents)) return undefined;
    const cases: Code[] = [];
    let last = code`return {};`;
    for (const content of body.contents) {
      const mediaType = mediaTypeOf(content, body.contents);
      const value = this.#value(content, isCovered(content, body.contents));
      if (mediaType.includes("*")) {
        last = code`return { body: ${value}, contentType: req.contentType };`;
      } else if (content.format === "multipart") {
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
    if (open && !body.required) cases.push(code`case undefined:\n  return {};`);
    if (cases.length === 0) return code`${head} {\n  ${last}\n}`;
    return code`${head} {\n  switch (req.contentType) {\n    ${cases}\n    default:\n      ${last}\n  }\n}`;
  }

  #helperName(op: Operation): Code {
    const name = `${op.name}Body`;
    return identifier(this.#taken.has(name) ? `${name}_` : name);
  }

  #single(content: Content, body: RequestBody): WrittenBody {
    const value = this.#value(content);
    const given = (written: Code): Code =>
      body.required ? written : code`req.body === undefined ? undefined : ${written}`;
    if (content.format === "multipart") {
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

  #value(content: Content, cast = false): Code {
    const type = (): Code => this.#printer.print(content.type, "requestWrite");
    const body = (): Code => (cast ? code`req.body as ${type()}` : code`req.body`);
    switch (content.format) {
      case "form":
        return this.#form.text(content.type, content.encoding, body());
      case "multipart":
        return this.#multipart(content);
      case "text":
        return this.#text(content, body());
      case "stream": {
        const stream = streamOf(content);
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

  #multipart(content: Content): Code {
    const { properties } = fieldsOfType(content.type, this.#types, "request");
    const parts = properties.map((property) => this.#part(content, property.name, property.type));
    const usual = content.mediaType === "multipart/form-data";
    const mediaType = usual ? code`` : code`, ${literal(content.mediaType)}`;
    return code`${this.#file.runtime("multipart")}([\n  ${parts}\n]${mediaType})`;
  }

  #part(content: Content, name: string, type: Type): Code {
    const form = fieldForm(content, name, type, this.#types);
    const typeText = (): Code => this.#printer.printTight(type, "requestWrite");
    const given = propertyOf(content.type, code`req.body`, name, this.#file, this.#types, typeText);
    const { value } = given;
    const encoding = content.encoding.find((field) => field.field === name);
    const usual = form.as === "json" ? ["application/json"] : undefined;
    const allowed = partTypes(encoding, type, this.#types) ?? usual;
    const list = allowed?.map((text) => literal(text));
    const rules = list === undefined ? code`` : code`, types: [${join(list, ", ")}]`;
    const one = (item: Code): Code => code`{ name: ${literal(name)}, value: ${item}${rules} }`;
    const each = (item: Code): Code => code`...(${value} ?? []).map((item) => (${one(item)})),`;
    switch (form.as) {
      case "text": {
        const text = code`${value} === undefined ? undefined : String(${value})`;
        const isBytes = resolve(type, this.#types)?.kind === "bytes";
        const scalar = isBytes ? scalarValue(type, given, false, this.#file, this.#types) : text;
        return code`${one(this.#isText(type) ? value : scalar)},`;
      }
      case "file":
        return form.each ? each(code`item`) : code`${one(value)},`;
      case "json":
        return form.each
          ? each(jsonText(itemsOf(type, this.#types), code`item`, this.#file, this.#codec, "request"))
          : code`${one(jsonValue(type, given, false, this.#file, this.#codec, "request"))},`;
      case "joined":
        return code`${one(code`${this.#file.runtime("joinItems")}(${value}, ${literal(form.style)})`)},`;
      case "list":
        return each(code`String(item)`);
      case "fields":
        return code`${one(jsonValue(type, given, false, this.#file, this.#codec, "request"))},`;
    }
  }

  #isText(type: Type): boolean {
    const target = resolve(type, this.#types);
    return (
      target?.kind === "string" ||
      (target?.kind === "enum" && target.members.every((m) => typeof m.value === "string"))
    );
  }
}
