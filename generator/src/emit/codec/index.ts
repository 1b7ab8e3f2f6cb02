import type { Api, Direction, NamedType, Type, TypeTable } from "../../ir/index.ts";
import { isBare } from "../../ir/bare.ts";
import { opposite } from "../../ir/outgoing.ts";
import { typeTable, Usage } from "../../ir/usage.ts";
import { readView, writeView } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, indent } from "../code.ts";
import { GeneratedFile } from "../file.ts";
import { isExported } from "../type-of.ts";
import { Changes } from "./changes.ts";
import { checkBody, checks, parameterOf } from "./check.ts";
import { barePredicate } from "./formats.ts";
import { PlainTypePrinter } from "./plain-printer.ts";
import { ReadPrinter } from "./read.ts";
import { ownSchema, schemaOf } from "./schema.ts";
import type { Place } from "./scope.ts";
import { codecName, Scope } from "./scope.ts";
import { WritePrinter } from "./write.ts";
import { scalarWriter } from "./writers.ts";

const directions: readonly Direction[] = ["reply", "request"];

/**
 * How other files call the functions of `codec`. They ask for types that the pass `hoist` has left: a reference, or a
 * bare scalar that the runtime covers.
 */
export interface Codec {
  /** The check of a type's wire value, `(v: unknown) => boolean`: a type guard unless there is a reader. */
  is(file: GeneratedFile, type: Type, direction: Direction): Code;
  /** The schema that explains the verdict of the check. */
  schema(file: GeneratedFile, type: Type, direction: Direction): Code;
  /** What makes the read view of a checked wire value, `(v: unknown) => T`; `undefined` when they are the same. */
  read(file: GeneratedFile, type: Type, direction: Direction): Code | undefined;
  /** The writer of a type's write view as JSON text, `(v: T) => string`. Parameters of a style have none. */
  write(file: GeneratedFile, type: Type, direction: Direction): Code;
}

/** A codec for requests that the API makes: what travels as a request there travels as a reply elsewhere. */
export function mirrorCodec(codec: Codec): Codec {
  return {
    is: (file, type, direction) => codec.is(file, type, opposite(direction)),
    schema: (file, type, direction) => codec.schema(file, type, opposite(direction)),
    read: (file, type, direction) => codec.read(file, type, opposite(direction)),
    write: (file, type, direction) => codec.write(file, type, opposite(direction)),
  };
}

/** The file `codec`. */
export class CodecFile implements Codec {
  /** The file itself, with a block for each named type: schema, check, reader, writer. */
  readonly file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #changes: Changes;

  constructor(api: Api) {
    this.#types = typeTable(api.types);
    const usage = new Usage(api, this.#types);
    this.#changes = new Changes(api, this.#types);
    const declared = [...this.#declared(api, usage)];
    this.file = new GeneratedFile("codec", declared);
    const scope = new Scope(this.file, this.#types, declared, checks);
    new CodecPrinter(scope, this.#changes, usage).print(api);
  }

  is(file: GeneratedFile, type: Type, direction: Direction): Code {
    const named = this.#named(type);
    if (named === undefined) return file.runtime(bareOf(type).is);
    return file.from("codec", codecName(named, "is", direction), "value");
  }

  schema(file: GeneratedFile, type: Type, direction: Direction): Code {
    const named = this.#named(type);
    if (named === undefined) return file.runtime(bareOf(type).schema);
    return file.from("codec", codecName(named, "Schema", direction), "value");
  }

  read(file: GeneratedFile, type: Type, direction: Direction): Code | undefined {
    const named = this.#named(type);
    if (named === undefined || !this.#changes.of(type, direction)) return undefined;
    return file.from("codec", codecName(named, "read", direction), "value");
  }

  write(file: GeneratedFile, type: Type, direction: Direction): Code {
    const named = this.#named(type);
    if (named === undefined) return file.runtime(scalarWriter(type) ?? "json");
    return file.from("codec", codecName(named, "write", direction), "value");
  }

  #named(type: Type): NamedType | undefined {
    return type.kind === "ref" ? this.#types.get(type.target) : undefined;
  }

  *#declared(api: Api, usage: Usage): Generator<string> {
    for (const named of api.types) {
      for (const direction of directions) {
        const use = usage.of(named.id, direction);
        if (use.decode) {
          yield codecName(named, "is", direction);
          yield codecName(named, "Schema", direction);
          if (this.#changes.of(named.type, direction)) yield codecName(named, "read", direction);
        }
        if (use.encode) yield codecName(named, "write", direction);
      }
    }
  }
}

function bareOf(type: Type): {
  readonly is: Parameters<GeneratedFile["runtime"]>[0];
  readonly schema: Parameters<GeneratedFile["runtime"]>[0];
} {
  const bare = isBare(type) ? barePredicate(type) : undefined;
  if (bare === undefined) throw new Error(`no codec for an inline ${type.kind}: the pass hoist names it`);
  return bare;
}

const legend: Code = code`// Of each type that travels: \`isPet\` decides whether a value is one, \`PetSchema\` explains why not, \`readPet\` makes what
// readers see of it, and \`writePet\` its JSON text.`;

/** Prints the blocks of the file, each function once however many directions share it. */
class CodecPrinter {
  readonly #scope: Scope;
  readonly #changes: Changes;
  readonly #usage: Usage;
  readonly #types: PlainTypePrinter;
  readonly #reads: ReadPrinter;
  readonly #writes: WritePrinter;
  readonly #done = new Set<string>();

  constructor(scope: Scope, changes: Changes, usage: Usage) {
    this.#scope = scope;
    this.#changes = changes;
    this.#usage = usage;
    this.#types = new PlainTypePrinter(scope.file, scope.types);
    this.#reads = new ReadPrinter(changes);
    this.#writes = new WritePrinter(this.#types, changes);
  }

  print(api: Api): void {
    if (api.types.length > 0) this.#scope.file.add(legend);
    this.#findRepeats(api);
    for (const named of api.types) {
      for (const direction of directions) this.#block(named, direction);
    }
  }

  #findRepeats(api: Api): void {
    const { repeats } = this.#scope;
    for (const named of api.types) {
      for (const direction of directions) {
        if (!this.#usage.of(named.id, direction).decode) continue;
        schemaOf(named.type, { scope: this.#scope, direction, hint: named.name });
        repeats.countParts(named.type, direction);
      }
    }
    repeats.finish();
  }

  #block(named: NamedType, direction: Direction): void {
    const use = this.#usage.of(named.id, direction);
    const { type } = named;
    const place: Place = { scope: this.#scope, direction, hint: nameOf(named, direction) };
    if (use.decode) {
      const schema = codecName(named, "Schema", direction);
      const is = codecName(named, "is", direction);
      const changed = this.#changes.of(type, direction);
      this.#once(schema, () => this.#schema(named, place, schema));
      this.#once(is, () => this.#check(named, place, is, changed));
      if (changed) this.#once(codecName(named, "read", direction), (name) => this.#read(named, place, name));
    }
    if (use.encode)
      this.#once(codecName(named, "write", direction), (name) => this.#write(named, place, name));
  }

  #once(name: Code, print: (name: Code) => void): void {
    if (this.#done.has(name)) return;
    this.#done.add(name);
    print(name);
  }

  #schema(named: NamedType, place: Place, name: Code): void {
    const schema = this.#scope.file.runtimeType("Schema");
    const value = ownSchema(named.type, place);
    this.#scope.file.add(code`export const ${name}: ${schema} = ${value};`);
  }

  #check(named: NamedType, place: Place, name: Code, changed: boolean): void {
    const body = checkBody(named.type, place);
    const v = parameterOf(body);
    const result = changed ? code`boolean` : code`${v} is ${this.#typeName(named, place, "read")}`;
    this.#scope.file.add(code`export function ${name}(${v}: unknown): ${result} {\n${indent(body)}\n}`);
  }

  #read(named: NamedType, place: Place, name: Code): void {
    const result = this.#typeName(named, place, "read");
    // A cast to a type that is written out would repeat it; the checker has established it either way.
    const cast = isExported(named) ? result : code`never`;
    const body = this.#reads.body(named.type, place, cast);
    this.#scope.file.add(code`export function ${name}(v: unknown): ${result} {\n${indent(body)}\n}`);
  }

  #write(named: NamedType, place: Place, name: Code): void {
    const body = this.#writes.body(named.type, place);
    const parameter = this.#typeName(named, place, "write");
    const v = /\bv\b/.test(body) ? code`v` : code`_v`;
    this.#scope.file.add(code`export function ${name}(${v}: ${parameter}): string {\n${indent(body)}\n}`);
  }

  #typeName(named: NamedType, place: Place, side: "read" | "write"): Code {
    const view = side === "read" ? readView(place.direction) : writeView(place.direction);
    return this.#types.print({ kind: "ref", target: named.id, span: named.span }, view);
  }
}

function nameOf(named: NamedType, direction: Direction): string {
  return named.views?.[readView(direction)] ?? named.name;
}
