import type { Content, Operation, TypeTable } from "../../ir/index.ts";
import { holdsBigint } from "../bigint.ts";
import type { Code } from "../code.ts";
import { code, join, literal, propertyKey } from "../code.ts";
import type { GeneratedFile } from "../file.ts";
import { call, record } from "../layout.ts";
import type { PartsReader } from "../parts-read.ts";
import { formPlaces, shownBody } from "../request.ts";

/** What of a body is read before anything is made of it, because several things are. */
export interface Carriers {
  /** Statements that read it. */
  readonly statements: readonly Code[];
  /** The variables that they declare, which the function of a body of several media types is given. */
  readonly variables: readonly Variable[];
}

interface Variable {
  readonly name: Code;
  /** A function, because printing it imports it. */
  readonly type: () => Code;
}

/** Prints how a body is read once for the parameters that may stand in it and for what handlers see of it. */
export class CarrierPrinter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #parts: PartsReader;

  constructor(file: GeneratedFile, types: TypeTable, parts: PartsReader) {
    this.#file = file;
    this.#types = types;
    this.#parts = parts;
  }

  /** The variables `document`, of JSON, and `form`; with several media types `mediaType` tells which one it is. */
  of(op: Operation): Carriers {
    const contents = op.body?.contents ?? [];
    const hidden = shownBody(op) === undefined;
    const wants = (source: "form" | "body"): boolean =>
      !hidden || op.parameters.some(({ places }) => places?.some((place) => place.source === source));
    const wanted = contents.filter(({ format }) => wants(format === "json" ? "body" : "form"));
    if (wanted.length === 0) return { statements: [], variables: [] };
    const [only, ...others] = wanted;
    const statements: Code[] = [];
    const variables: Variable[] = [];
    const plain = only !== undefined && others.length === 0 && !hidden;
    const listed = join(
      wanted.map((content) => literal(content.mediaType)),
      ", ",
    );
    if (plain) statements.push(code`x.consumes(${listed});`);
    else {
      statements.push(code`const mediaType = x.${hidden ? code`carries` : code`consumes`}(${listed});`);
      variables.push({ name: code`mediaType`, type: () => code`string | undefined` });
    }
    const add = (
      name: Code,
      type: () => Code,
      format: Content["format"],
      read: (content: Content) => Code,
    ): boolean => {
      const own = wanted.filter((content) => content.format === format);
      const [first] = own;
      if (first === undefined) return false;
      const is = own.map(({ mediaType }) => code`mediaType === ${literal(mediaType)}`);
      const value = read(first);
      statements.push(
        plain
          ? code`const ${name} = ${value};`
          : code`const ${name} = ${join(is, " || ")} ? ${value} : undefined;`,
      );
      variables.push({ name, type });
      return true;
    };
    add(
      code`document`,
      () => code`unknown`,
      "json",
      (content) => this.#json(op, content),
    );
    const reader = (name: "FormReader" | "MultipartReader") => (): Code =>
      code`${this.#file.runtimeType(name)} | undefined`;
    const fields = add(
      code`fields`,
      reader("FormReader"),
      "form",
      (one) => code`await x.formBody(${limit(one)})`,
    );
    const parts = add(code`parts`, reader("MultipartReader"), "multipart", (one) => this.#multipart(op, one));
    if (!plain && formPlaces(op).length === 0) return { statements, variables };
    if (fields && parts) statements.push(code`const form = fields ?? parts;`);
    else if (fields || parts) statements.push(code`const form = ${fields ? code`fields` : code`parts`};`);
    return { statements, variables };
  }

  #json(op: Operation, content: Content): Code {
    const inBody = op.parameters.filter(({ places }) => places?.some(({ source }) => source === "body"));
    const exact = [content, ...inBody].some(({ type }) => holdsBigint(type, this.#types));
    const more = exact ? [code`bigint: ${this.#file.runtime("exactNumbers")}`] : [];
    return code`await x.jsonBody(${limit(content, more)})`;
  }

  #multipart(op: Operation, content: Content): Code {
    const names = formPlaces(op);
    const { table, options } =
      shownBody(op) === undefined ? placesTable(names) : this.#parts.table(content, names);
    if (content.limit !== undefined) options.unshift(code`limit: ${content.limit}`);
    if ([content, ...op.parameters].some(({ type }) => holdsBigint(type, this.#types)))
      options.push(code`bigint: ${this.#file.runtime("exactNumbers")}`);
    const more = options.length === 0 ? [] : [record(options)];
    return code`await ${call(this.#file.runtime("multipartBody"), [code`x`, table, ...more])}`;
  }
}

/** The rules of parts of which nobody sees more than these. */
function placesTable(names: readonly string[]): { table: Code; options: Code[] } {
  return { table: record(names.map((name) => code`${propertyKey(name)}: {}`)), options: [] };
}

/** The options of a reader of a whole body; nothing when there are none. */
function limit(content: Content, more: readonly Code[] = []): Code {
  const options = [...(content.limit === undefined ? [] : [code`limit: ${content.limit}`]), ...more];
  return options.length === 0 ? code`` : record(options);
}
