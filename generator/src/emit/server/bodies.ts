import type { Content, Operation, TypeTable } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal, propertyKey } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import { mediaTypeOf, namesContentType } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { holdsBigint } from "../bigint.ts";
import { isPositional, PartsReader } from "../parts-read.ts";
import { itemCheck, itemReader, itemsHoldBigint, streamOf } from "../items.ts";
import { FormFields } from "../form-reader.ts";
import { call, record, unionLines } from "../layout.ts";
import { readsPlaces, shownBody } from "../request.ts";
import { bodyVariants, mediaTypeType } from "../types/operations.ts";
import { TypePrinter } from "../types/print.ts";
import { Conversions } from "../convert.ts";
import { CarrierPrinter } from "./carriers.ts";
import { PartHeadersReader } from "./part-headers.ts";

/** Prints how the body of a request is read and checked. */
export class BodyReader {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #conversions: Conversions;
  readonly #fields: FormFields;
  readonly #parts: PartsReader;
  readonly #headers: PartHeadersReader;
  readonly #carriers: CarrierPrinter;

  constructor(file: GeneratedFile, types: TypeTable, codec: Codec) {
    this.#file = file;
    this.#types = types;
    this.#codec = codec;
    this.#conversions = new Conversions(file, types, "request");
    this.#fields = new FormFields(types, this.#conversions, "request");
    this.#parts = new PartsReader(file, types, "request");
    this.#carriers = new CarrierPrinter(file, types, this.#parts);
    this.#headers = new PartHeadersReader(file, types, codec, this.#conversions);
  }

  /** Refuses other media types; nothing when the function of a body with several, or what reads the body first, does so. */
  negotiate(op: Operation): Code[] {
    const content = readsPlaces(op) ? undefined : single(op);
    return content === undefined ? [] : [code`x.consumes(${literal(content.mediaType)});`];
  }

  /** Reads the body as it came, and as a whole what several parts of the request object are made of. */
  prepare(op: Operation): Code[] {
    const raw = this.#raw(op);
    if (readsPlaces(op)) return [...raw, ...this.#carriers.of(op).statements];
    const content = single(op);
    const reader = content && this.#formReader(content);
    return reader === undefined ? raw : [...raw, code`const form = await ${reader};`];
  }

  #raw({ body }: Operation): Code[] {
    if (body?.raw === undefined) return [];
    const most = body.contents.map((content) => content.limit ?? Infinity).reduce((a, b) => Math.max(a, b));
    const options = Number.isFinite(most) ? code`{ limit: ${most} }` : code``;
    return [code`const raw = await x.${body.raw.as === "text" ? code`rawText` : code`rawBody`}(${options});`];
  }

  /** The properties of the request object that hold the body. */
  properties(op: Operation): Code[] {
    const raw = op.body?.raw;
    const came = raw === undefined ? [] : [code`${propertyKey(raw.property)}: raw,`];
    const body = shownBody(op);
    if (body === undefined) return came;
    const isRead = readsPlaces(op);
    if (namesContentType(body.contents)) {
      const read = isRead ? this.#carriers.of(op).variables : [];
      const args = [code`x`, ...read.map(({ name }) => name)];
      return [...came, code`...(await ${this.helperName(op)}(${join(args, ", ")})),`];
    }
    const own = body.contents.flatMap((content) => [
      code`body: ${this.#checked(content, this.#value(content, isRead), body.required)},`,
      ...this.#headers.member(content, code`form`, body.required).map((member) => code`${member},`),
    ]);
    return [...came, ...own];
  }

  /** The function that reads a body of several media types; `undefined` when there is no such body. */
  helper(op: Operation): Code | undefined {
    const body = shownBody(op);
    if (body === undefined || !namesContentType(body.contents)) return undefined;
    const isRead = readsPlaces(op);
    const read = isRead ? this.#carriers.of(op).variables : [];
    const cases = body.contents.map((content) => {
      const variable = content.format === "form" ? code`fields` : code`parts`;
      const whole = this.#formReader(content);
      const reader = isRead && whole !== undefined ? variable : whole && code`await ${whole}`;
      const form = reader === undefined ? code`` : code`const form = ${reader};\n`;
      const value = code`body: ${this.#checked(content, this.#value(content, isRead), true)}`;
      const result = code`${form}return ${record([
        code`contentType: ${this.#contentType(content, body.contents)}`,
        value,
        ...this.#headers.member(content, code`form`, true),
      ])};`;
      return reader === undefined
        ? code`case ${literal(content.mediaType)}:\n  ${result}`
        : code`case ${literal(content.mediaType)}: {\n  ${result}\n}`;
    });
    const types = join(
      body.contents.map((content) => literal(content.mediaType)),
      ", ",
    );
    const exchange = this.#file.runtimeType("Exchange");
    const [first] = body.contents;
    // The check of no value at all is what takes note of the missing body.
    const absent =
      body.required && first !== undefined
        ? record([
            code`contentType: ${literal(mediaTypeOf(first, body.contents))}`,
            code`body: ${this.#checked(first, code`undefined`, true)}`,
            ...this.#headers.member(first, code`undefined`, true),
          ])
        : code`{ contentType: undefined, body: undefined }`;
    const variants = bodyVariants(body, "requestRead", new TypePrinter(this.#file, this.#types));
    const line = unionLines(variants);
    const variantsLine = line.startsWith("\n") ? code`${line}\n` : join(variants, " | ");
    const parameters = [code`x: ${exchange}`, ...read.map(({ name, type }) => code`${name}: ${type()}`)];
    const head = call(code`async function ${this.helperName(op)}`, parameters);
    return code`${head}: Promise<${variantsLine}> {
  switch (${isRead ? code`mediaType` : code`x.consumes(${types})`}) {
    ${cases}
    default:
      return ${absent};
  }
}`;
  }

  /** What reads a form as a whole; `undefined` when the content is none. */
  #formReader(content: Content): Code | undefined {
    if (content.format === "form") return code`x.formBody(${this.#limit(content)})`;
    if (content.format !== "multipart") return undefined;
    if (isPositional(content, this.#types)) return undefined;
    const { table, options } = this.#parts.table(content);
    if (content.limit !== undefined) options.unshift(code`limit: ${content.limit}`);
    if (holdsBigint(content.type, this.#types))
      options.push(code`bigint: ${this.#file.runtime("exactNumbers")}`);
    const more = options.length === 0 ? [] : [record(options)];
    return call(this.#file.runtime("multipartBody"), [code`x`, table, ...more]);
  }

  /** The parts without names, as a list of unchecked values. */
  #positions(content: Content): Code {
    const [prefix, rest] = this.#parts.positions(content);
    const options = this.#limit(
      content,
      holdsBigint(content.type, this.#types) ? [code`bigint: ${this.#file.runtime("exactNumbers")}`] : [],
    );
    const more = options === "" ? [] : [options];
    const last = rest ?? (more.length > 0 ? code`undefined` : undefined);
    const args = [code`x`, prefix, ...(last === undefined ? [] : [last]), ...more];
    return code`await ${call(this.#file.runtime("partsBody"), args)}`;
  }

  /** The limit that the contract sets for a body. */
  #limit(content: Content, others: readonly Code[] = []): Code {
    const options = content.limit === undefined ? others : [...others, code`limit: ${content.limit}`];
    return options.length === 0 ? code`` : record(options);
  }

  helperName(op: Operation): Code {
    return identifier(`${op.name}Body`);
  }

  #contentType(content: Content, contents: readonly Content[]): Code {
    const mediaType = mediaTypeOf(content, contents);
    if (!mediaType.includes("*")) return literal(mediaType);
    return code`x.header("content-type") as ${mediaTypeType(mediaType)}`;
  }

  /** The items of a stream, which are checked while the handler reads them. */
  #items(content: Content, required: boolean): Code {
    const stream = streamOf(content);
    const read = this.#codec.read(this.#file, stream.items, "request");
    const options = this.#limit(
      content,
      itemsHoldBigint(stream, this.#types) ? [code`bigint: ${this.#file.runtime("exactNumbers")}`] : [],
    );
    return call(this.#file.runtime(required ? "itemsBody" : "optionalItemsBody"), [
      code`x`,
      stream.framing === "multipart"
        ? code`${this.#file.runtime("partReader")}(${this.#parts.rule(stream.items, content.itemEncoding)})`
        : itemReader(stream, this.#file),
      ...itemCheck(stream, this.#codec, this.#file, "request"),
      ...(read !== undefined || options !== "" ? [read ?? code`undefined`] : []),
      ...(options === "" ? [] : [options]),
    ]);
  }

  #checked(content: Content, value: Code, required: boolean): Code {
    if (content.format === "stream") return this.#items(content, required);
    if (content.format === "binary")
      return required
        ? code`x.body(${value}, ${this.#file.runtime("isBinary")}, ${this.#file.runtime("AnySchema")})`
        : value;
    const is = this.#codec.is(this.#file, content.type, "request");
    const schema = this.#codec.schema(this.#file, content.type, "request");
    const read = this.#codec.read(this.#file, content.type, "request");
    const args = read === undefined ? [value, is, schema] : [value, is, schema, read];
    return call(required ? code`x.body` : code`x.optionalBody`, args);
  }

  /** @param isRead whether the body has been read already */
  #value(content: Content, isRead: boolean): Code {
    switch (content.format) {
      case "json":
        if (isRead) return code`document`;
        return code`await x.jsonBody(${this.#limit(content, holdsBigint(content.type, this.#types) ? [code`bigint: ${this.#file.runtime("exactNumbers")}`] : [])})`;
      case "form":
        return code`form && ${this.#fields.object(content.type, content.encoding)}`;
      case "multipart":
        if (isPositional(content, this.#types)) return this.#positions(content);
        return code`form && ${this.#parts.values(content)}`;
      case "text": {
        const conversion = this.#conversions.scalar(content.type);
        const text = code`await x.textBody(${this.#limit(content)})`;
        return conversion === undefined ? text : conversion.call(text);
      }
      case "binary":
      case "stream":
      case "xml":
        return code`x.binaryBody(${this.#limit(content)})`;
    }
  }
}

/** The content of a body of one media type. */
function single(op: Operation): Content | undefined {
  const contents = shownBody(op)?.contents ?? [];
  return namesContentType(contents) ? undefined : contents[0];
}
