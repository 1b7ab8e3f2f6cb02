import type { Content, Header, Operation, ReplySpec, TypeTable } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, join, literal, member } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import { isCovered, mediaTypeOf, namesContentType } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { itemFrame, streamOf } from "../items.ts";
import { PartsWriter } from "../parts-write.ts";
import type { StatusCase } from "../layout.ts";
import { FormWriter, givenBy, jsonText, plainValue, scalarValue } from "../form-writer.ts";
import { call, statusCases } from "../layout.ts";
import { offersOf } from "../types/operations.ts";
import { TypePrinter } from "../types/print.ts";
import type { SharedEndpointParts } from "./shared.ts";

type SetCookie = NonNullable<Header["cookie"]>;

/** Prints how the replies of a handler are written. */
export class ReplyWriter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #printer: TypePrinter;
  readonly #form: FormWriter;
  readonly #parts: PartsWriter;
  readonly #shared: SharedEndpointParts | undefined;

  /** @param shared what endpoints have in common; without it, everything is printed in place. */
  constructor(file: GeneratedFile, types: TypeTable, codec: Codec, shared?: SharedEndpointParts) {
    this.#file = file;
    this.#shared = shared;
    this.#types = types;
    this.#codec = codec;
    this.#printer = new TypePrinter(file, types);
    this.#form = new FormWriter(file, types, codec, "reply");
    this.#parts = new PartsWriter(file, types, codec, "reply");
  }

  /** Refuses callers that accept none of the media types of success; nothing when any would do. */
  negotiate(op: Operation): Code[] {
    const offers = offersOf(op);
    if (offers.length === 0) return [];
    const list = join(
      offers.map((type) => literal(type)),
      ", ",
    );
    return offers.length === 1 ? [code`x.produces(${list});`] : [code`x.negotiate(${list});`];
  }

  /** The `switch` that ends an endpoint. */
  statements(op: Operation): Code {
    const exact: StatusCase[] = [];
    const last: Code[] = [];
    for (const reply of op.replies) {
      const { status } = reply;
      if (status.kind === "exact") {
        exact.push({ status: status.status, body: (shown) => this.#write(reply, shown) });
      } else if (status.kind === "range") {
        const inRange = code`${this.#file.runtime("inStatusRange")}(reply, ${status.hundred})`;
        last.push(code`if (${inRange}) {\n  ${this.#write(reply, code`reply.status`)}\n}`);
      } else last.push(this.#write(reply, code`reply.status`));
    }
    if (!op.replies.some((reply) => reply.status.kind === "default"))
      last.push(code`return x.undeclared(reply);`);
    if (exact.length === 0) return code`${last}`;
    const cases = statusCases(exact, code`reply.status`);
    return code`switch (reply.status) {\n  ${cases}\n  default:\n    ${last}\n}`;
  }

  /** How a reply without headers of its own is written. */
  body(reply: ReplySpec): Code {
    return this.#write({ ...reply, headers: [] }, code`reply.status`);
  }

  #write(reply: ReplySpec, status: Code): Code {
    return this.#shared?.reply(reply, this.#file) ?? this.write(reply, status);
  }

  /** The statements that write a reply of some status. */
  write(reply: ReplySpec, status: Code): Code {
    const lines = reply.headers.map((header) => this.#header(header));
    const [content] = reply.contents;
    if (content === undefined) lines.push(code`return x.empty(${status});`);
    else if (namesContentType(reply.contents)) lines.push(this.#byContentType(reply, status));
    else lines.push(this.#content(content, status, literal(mediaTypeOf(content, [content]))));
    return code`${lines}`;
  }

  #header(header: Header): Code {
    const given = givenBy(member(code`reply.headers`, header.property));
    const value = plainValue(header.type, given, header.required, this.#file, this.#types);
    if (header.cookie !== undefined) return this.#cookie(header, header.cookie, value);
    const name = literal(header.name.toLowerCase());
    if (header.content?.format === "json") {
      const headerJson = this.#file.runtime("headerJson");
      const text = (v: Code): Code => jsonText(header.type, v, this.#file, this.#codec, "reply");
      if (header.required) return code`x.set(${name}, ${headerJson}(${text(value)}));`;
      return code`x.setOptional(${name}, ${value}, (v) => ${headerJson}(${text(code`v`)}));`;
    }
    const isText = resolve(header.type, this.#types)?.kind === "string";
    if (header.required && isText) return code`x.set(${name}, ${value});`;
    if (header.style !== undefined) {
      const write = code`(v) => ${this.#file.runtime("headerItems")}(v, ${literal(header.style)})`;
      return code`x.setOptional(${name}, ${value}, ${write});`;
    }
    const explode = header.explode ? code`, true` : code``;
    const headerValue = this.#file.runtime("headerValue");
    if (header.required) return code`x.set(${name}, ${headerValue}(${value}${explode}));`;
    const write = explode === "" ? headerValue : code`(v) => ${headerValue}(v${explode})`;
    return code`x.setOptional(${name}, ${value}, ${write});`;
  }

  /** A cookie beside those of other headers. */
  #cookie({ type, required, content }: Header, { name, attributes }: SetCookie, value: Code): Code {
    const json =
      content?.format === "json" ? jsonText(type, value, this.#file, this.#codec, "reply") : undefined;
    const text =
      json === undefined
        ? scalarValue(type, givenBy(value), required, this.#file, this.#types)
        : required
          ? json
          : code`${value} === undefined ? undefined : ${json}`;
    return code`${call(code`x.setCookie`, [literal(name), text, literal(attributes)])};`;
  }

  /** A `switch` on the media type that the handler chose; what is left are bytes of one that stands for many. */
  #byContentType(reply: ReplySpec, status: Code): Code {
    const isOpen = (content: Content): boolean => mediaTypeOf(content, reply.contents).includes("*");
    const cases = reply.contents
      .filter((content) => !isOpen(content))
      .map((content) => {
        const mediaType = literal(mediaTypeOf(content, reply.contents));
        return code`case ${mediaType}:\n  ${this.#content(content, status, mediaType, this.#body(content, reply))}`;
      });
    const open = reply.contents.find(isOpen);
    const last =
      open === undefined
        ? code`return x.undeclared(reply);`
        : this.#content(open, status, code`reply.contentType`, this.#body(open, reply));
    if (cases.length === 0) return last;
    return code`switch (reply.contentType) {\n  ${cases}\n  default:\n    ${last}\n}`;
  }

  /** The body of a reply of several contents. */
  #body(content: Content, reply: ReplySpec): Code {
    if (!isCovered(content, reply.contents)) return code`reply.body`;
    return code`reply.body as ${this.#printer.printTight(content.type, "replyWrite")}`;
  }

  #content(content: Content, status: Code, mediaType: Code, body: Code = code`reply.body`): Code {
    switch (content.format) {
      case "binary":
        return code`return x.binary(${status}, ${mediaType}, ${body});`;
      case "text":
        return code`return x.text(${status}, ${mediaType}, ${this.#text(content, body)});`;
      case "stream": {
        const stream = streamOf(content);
        if (stream.framing === "multipart") {
          const parts = this.#parts.stream(content, stream, body);
          return code`return ${call(this.#file.runtime("partsReply"), [code`x`, status, parts])};`;
        }
        return code`return ${call(this.#file.runtime("itemsReply"), [
          code`x`,
          status,
          mediaType,
          body,
          itemFrame(stream, this.#file),
          this.#codec.write(this.#file, stream.items, "reply"),
          this.#codec.is(this.#file, stream.items, "reply"),
          this.#codec.schema(this.#file, stream.items, "reply"),
        ])};`;
      }
      case "form": {
        const text = this.#form.text(content.type, content.encoding, body);
        return code`return ${call(code`x.text`, [status, mediaType, text])};`;
      }
      case "multipart": {
        const parts = this.#parts.body(content, body === "reply.body" ? body : code`(${body})`);
        return code`return ${call(this.#file.runtime("partsReply"), [code`x`, status, parts])};`;
      }
      case "json":
      case "xml": {
        const write = this.#codec.write(this.#file, content.type, "reply");
        const is = this.#codec.is(this.#file, content.type, "reply");
        const schema = this.#codec.schema(this.#file, content.type, "reply");
        return code`return ${call(code`x.json`, [status, mediaType, body, write, is, schema])};`;
      }
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
