import type { Content, Header, NamedType, Operation, ReplySpec, TypeTable } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import { holdsBigint } from "../bigint.ts";
import type { Code } from "../code.ts";
import { code, join, literal, propertyKey } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import { mediaTypeOf, namesContentType } from "../contract.ts";
import { Conversions } from "../convert.ts";
import { exceptionClass } from "../exceptions.ts";
import type { GeneratedFile } from "../file.ts";
import { isPositional, PartsReader } from "../parts-read.ts";
import { itemCheck, itemReader, itemsHoldBigint, streamOf } from "../items.ts";
import { FormFields } from "../form-reader.ts";
import type { HeaderSource } from "../header-reader.ts";
import { HeaderReader } from "../header-reader.ts";
import type { StatusCase } from "../layout.ts";
import { call, record, statusCases } from "../layout.ts";
import { mediaTypeType, statusesOf } from "../types/operations.ts";
import { TypePrinter } from "../types/print.ts";
import type { SharedReplies } from "./shared.ts";

/** Prints how a reply is read as its contract says. */
export class ReplyReader {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #conversions: Conversions;
  readonly #printer: TypePrinter;
  readonly #fields: FormFields;
  readonly #parts: PartsReader;
  readonly #header: HeaderReader;
  readonly #source: HeaderSource = {
    scalar: (name) => code`res.header(${name})`,
    list: (name, style) => call(this.#file.runtime("replyHeaderList"), [code`res`, name, ...style]),
    fields: (name, explode) => call(this.#file.runtime("replyHeaderFields"), [code`res`, name, explode]),
  };
  readonly #shared: SharedReplies | undefined;

  /** @param shared what operations have in common; without it, everything is printed in place. */
  constructor(file: GeneratedFile, types: TypeTable, codec: Codec, shared?: SharedReplies) {
    this.#file = file;
    this.#shared = shared;
    this.#types = types;
    this.#codec = codec;
    this.#conversions = new Conversions(file, types, "reply");
    this.#printer = new TypePrinter(file, types);
    this.#fields = new FormFields(types, this.#conversions, "reply");
    this.#parts = new PartsReader(file, types, "reply");
    this.#header = new HeaderReader(file, types, this.#conversions);
  }

  /** The `switch` that makes a reply of what came. */
  statements(op: Operation): Code {
    const exact: StatusCase[] = [];
    const last: Code[] = [];
    for (const reply of op.replies) {
      const { status } = reply;
      if (status.kind === "exact")
        exact.push({ status: status.status, body: (shown) => this.#read(reply, shown) });
      else {
        const read = this.#read(reply, code`res.status as ${statusesOf(op, status, this.#file)}`);
        if (status.kind === "default") last.push(read);
        else last.push(code`if (Math.floor(res.status / 100) === ${status.hundred}) {\n  ${read}\n}`);
      }
    }
    if (!op.replies.some((reply) => reply.status.kind === "default"))
      last.push(code`return res.undeclared();`);
    if (exact.length === 0) return code`${last}`;
    const cases = statusCases(exact, code`res.status`);
    return code`switch (res.status) {\n  ${cases}\n  default:\n    ${last}\n}`;
  }

  #read(reply: ReplySpec, status: Code): Code {
    return this.#shared?.read(reply, status, this.#file) ?? this.read(reply, status);
  }

  /** The statements that read a reply of some status. */
  read(reply: ReplySpec, status: Code): Code {
    const headers = this.#headers(reply.headers);
    const [content] = reply.contents;
    const exceptions = (reply.exceptions ?? []).flatMap((id) => this.#types.get(id) ?? []);
    if (content !== undefined && exceptions.length > 0 && !namesContentType(reply.contents))
      return this.#exception(exceptions, content, status, headers);
    if (content === undefined) return this.#reply(status, code`await res.empty()`, headers, undefined);
    if (!namesContentType(reply.contents))
      return this.#reply(status, this.#body(content), headers, undefined);
    const [last, ...others] = reply.contents.toReversed();
    if (last === undefined) return code`return res.undeclared();`;
    const read = (one: Content): Code =>
      this.#reply(status, this.#body(one), headers, this.#contentType(one, reply.contents));
    const declared = join(
      reply.contents.map((one) => literal(one.mediaType)),
      ", ",
    );
    const chosen = code`await res.contentType(${declared})`;
    if (others.length === 0) return code`${chosen};\n${read(last)}`;
    const cases = others.toReversed().map((one) => code`case ${literal(one.mediaType)}:\n  ${read(one)}`);
    return code`switch (${chosen}) {\n  ${cases}\n  default:\n    ${read(last)}\n}`;
  }

  /** What stands for an exception, or for one of several, which the checks tell apart. */
  #exception(
    exceptions: readonly NamedType[],
    content: Content,
    status: Code,
    headers: Code | undefined,
  ): Code {
    const [only, ...others] = exceptions;
    const init = headers === undefined ? [] : [record([code`headers: ${headers}`])];
    const reply = (...what: readonly Code[]): Code =>
      code`return ${call(this.#file.runtime("exceptionReply"), [status, ...what, ...init])};`;
    if (only !== undefined && others.length === 0)
      return reply(exceptionClass(only, this.#file), this.#body(content));
    const rows = exceptions.map((named) => {
      const is = this.#codec.is(this.#file, { kind: "ref", target: named.id, span: named.span }, "reply");
      return code`[${exceptionClass(named, this.#file)}, ${is}]`;
    });
    const check = this.#check(content.type, holdsBigint(content.type, this.#types));
    const chosen = call(this.#file.runtime("exceptionOf"), [
      code`res`,
      code`[${join(rows, ", ")}]`,
      ...check,
    ]);
    return reply(code`...(await ${chosen})`);
  }

  /** `return reply(200, …)` with as much as there is. */
  #reply(status: Code, body: Code, headers: Code | undefined, contentType: Code | undefined): Code {
    const init = [
      ...(headers === undefined ? [] : [code`headers: ${headers}`]),
      ...(contentType === undefined ? [] : [code`contentType: ${contentType}`]),
    ];
    const args = init.length === 0 ? [status, body] : [status, body, record(init)];
    return code`return ${call(this.#file.runtime("reply"), args)};`;
  }

  #contentType(content: Content, contents: readonly Content[]): Code {
    const mediaType = mediaTypeOf(content, contents);
    if (!mediaType.includes("*")) return literal(mediaType);
    return code`res.header("content-type") as ${mediaTypeType(mediaType)}`;
  }

  #body(content: Content): Code {
    switch (content.format) {
      case "binary":
        return code`${this.#file.runtime("replyBinary")}(res)`;
      case "text": {
        const text = code`await res.text()`;
        const type = this.#printer.print(content.type, "replyRead");
        if (type === "string") return text;
        const bytes = resolve(content.type, this.#types);
        if (bytes?.kind === "bytes") {
          return code`${this.#file.runtime(bytes.encoding === "base64" ? "fromBase64" : "fromBase64Url")}(${text})`;
        }
        return code`(${this.#conversions.scalar(content.type)?.call(text) ?? text}) as ${type}`;
      }
      case "stream": {
        const stream = streamOf(content);
        const read = this.#codec.read(this.#file, stream.items, "reply");
        const bigint = itemsHoldBigint(stream, this.#types);
        return call(this.#file.runtime("replyItems"), [
          code`res`,
          stream.framing === "multipart"
            ? code`${this.#file.runtime("partReader")}(${this.#parts.rule(stream.items, content.itemEncoding)})`
            : itemReader(stream, this.#file),
          ...itemCheck(stream, this.#codec, this.#file, "reply"),
          ...(read !== undefined || bigint ? [read ?? code`undefined`] : []),
          ...(bigint ? [code`true`] : []),
        ]);
      }
      case "form": {
        const fields = this.#fields.object(content.type, content.encoding);
        const read = code`(form) => ${fields.startsWith("{") ? code`(${fields})` : fields}`;
        const check = this.#check(content.type, false);
        return code`await ${call(this.#file.runtime("replyForm"), [code`res`, read, ...check])}`;
      }
      case "multipart":
        return this.#multipart(content);
      case "json":
      case "xml":
        return code`await ${call(code`res.json`, this.#check(content.type, holdsBigint(content.type, this.#types)))}`;
    }
  }

  #multipart(content: Content): Code {
    const check = this.#check(content.type, false);
    if (isPositional(content, this.#types)) {
      const [prefix, rest] = this.#parts.positions(content);
      const args = [code`res`, prefix, rest ?? code`undefined`, ...check];
      return code`await ${call(this.#file.runtime("replyParts"), args)}`;
    }
    const { table, options } = this.#parts.table(content);
    if (holdsBigint(content.type, this.#types))
      options.push(code`bigint: ${this.#file.runtime("exactNumbers")}`);
    const values = this.#parts.values(content);
    const read = code`(form) => ${values.startsWith("{") ? code`(${values})` : values}`;
    const args = [code`res`, table, record(options), read, ...check];
    return code`await ${call(this.#file.runtime("replyMultipart"), args)}`;
  }

  #check(type: Content["type"], bigint: boolean): Code[] {
    const is = this.#codec.is(this.#file, type, "reply");
    const schema = this.#codec.schema(this.#file, type, "reply");
    const read = this.#codec.read(this.#file, type, "reply");
    if (bigint) return [is, schema, read ?? code`undefined`, this.#file.runtime("exactNumbers")];
    return read === undefined ? [is, schema] : [is, schema, read];
  }

  /** The value of a cookie in place of that of a header. */
  #cookies(name: string): HeaderSource {
    const text = code`${this.#file.runtime("replyCookie")}(res, ${literal(name)})`;
    return { scalar: () => text, list: () => text, fields: () => text };
  }

  #headers(headers: readonly Header[]): Code | undefined {
    if (headers.length === 0) return undefined;
    const rows = headers.map((header) => {
      const name = literal(header.name.toLowerCase());
      const check = this.#check(header.type, false);
      const isGiven = header.required && header.cookie === undefined;
      const method = isGiven ? code`required` : code`optional`;
      const source = header.cookie === undefined ? this.#source : this.#cookies(header.cookie.name);
      const read = call(code`res.${method}`, [name, this.#header.value(header, source), ...check]);
      return code`${propertyKey(header.property)}: await ${read}`;
    });
    return record(rows);
  }
}
