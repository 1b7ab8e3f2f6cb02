import type { ObjectType, Property, TupleType, Type } from "../../ir/index.ts";
import { travels, writeView } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, identifier, indent, join, literal, member } from "../code.ts";
import type { TypePrinter } from "../types/print.ts";
import type { Changes } from "./changes.ts";
import { flatten, isFreeForm, isShapeless, shaped } from "./flatten.ts";
import type { Place } from "./scope.ts";
import { inside, isInherited } from "./scope.ts";
import { TextBuilder } from "./text.ts";
import { unionBodyLines, unionExpression } from "./write-union.ts";
import type { Writers } from "./writers.ts";
import { scalarWriter } from "./writers.ts";

/** Prints functions that write values as JSON text: the declared properties, and of those nothing that is `undefined`. */
export class WritePrinter implements Writers {
  readonly printer: TypePrinter;
  readonly changes: Changes;

  constructor(printer: TypePrinter, changes: Changes) {
    this.printer = printer;
    this.changes = changes;
  }

  /** The statements of a function that writes `v`. */
  body(type: Type, place: Place): Code {
    if (type.kind === "union" && !isShapeless(type, place.scope.types)) {
      const lines = unionBodyLines(type, place, this);
      if (lines !== undefined) return lines;
    }
    if (type.kind === "tuple") return this.#tupleBody(type, place);
    const text = new TextBuilder(identifier("s"));
    this.#write(type, identifier("v"), place, text);
    return text.body();
  }

  expression(type: Type, value: Code, place: Place): Code | undefined {
    const { scope } = place;
    const { file } = scope;
    switch (type.kind) {
      case "nullable": {
        const inner = this.expression(type.inner, value, place);
        return inner && code`(${value} === null ? "null" : ${inner})`;
      }
      case "array":
        return code`${file.runtime(type.as === "set" ? "setList" : "list")}(${value}, ${this.writer(type.items, inside(place, "item"))})`;
      case "map":
        return code`${file.runtime(type.as === "map" ? "mapRecord" : "record")}(${value}, ${this.writer(type.values, inside(place, "value"))})`;
      case "object":
        if (!isFreeForm(type)) return undefined;
        return type.additional === "closed" ? code`"{}"` : code`${file.runtime("json")}(${value})`;
      case "intersection": {
        const members = shaped(type.members, scope.types);
        const [only] = members;
        if (members.length === 1 && only !== undefined) return this.expression(only, value, place);
        if (flatten(type, scope.types) !== undefined) return undefined;
        const inMemory = members.find((one) => this.changes.of(one, place.direction));
        const objects = members.some((one) => flatten(one, scope.types) !== undefined);
        if (inMemory !== undefined && !objects) {
          return code`${this.typedWriter(inMemory, inside(place, "part"))}(${value} as never)`;
        }
        const scalar = members.find((one) => scalarWriter(one) !== undefined);
        if (scalar !== undefined) return this.expression(scalar, value, place);
        const texts = members.map(
          (one, i) => code`${this.typedWriter(one, inside(place, `part ${i + 1}`))}(${value} as never)`,
        );
        return code`${file.runtime("joinObjects")}([${join(texts, ", ")}])`;
      }
      case "union":
        if (isShapeless(type, scope.types)) return code`${file.runtime("json")}(${value})`;
        return unionExpression(type, value, place, this);
      case "tuple":
        return code`${this.typedWriter(type, place)}(${value} as never)`;
      default:
        return code`${this.writer(type, place)}(${value})`;
    }
  }

  writer(type: Type, place: Place): Code {
    const { scope } = place;
    if (type.kind === "ref") return scope.of(type.target, "write", place.direction);
    const ready = scalarWriter(type);
    if (ready !== undefined) return scope.file.runtime(ready);
    const item = identifier("item");
    const text = new TextBuilder(identifier("s"));
    this.#write(type, item, place, text);
    const expression = text.asExpression();
    if (expression !== undefined) return code`(item) => ${expression}`;
    return code`(item) => {\n${indent(text.body())}\n}`;
  }

  typedWriter(type: Type, place: Place): Code {
    if (type.kind === "ref" || scalarWriter(type) !== undefined) return this.writer(type, place);
    const { scope } = place;
    return scope.helper("write", type, place, () => {
      const parameter = this.printer.print(type, writeView(place.direction));
      const body = this.body(type, place);
      const v = /\bv\b/.test(body) ? code`v` : code`_v`;
      return code`(${v}: ${parameter}): string {\n${indent(body)}\n}`;
    });
  }

  #write(type: Type, value: Code, place: Place, text: TextBuilder): void {
    const object = this.#asObject(type, place);
    if (object !== undefined) return this.#writeObject(object, value, place, text);
    if (type.kind === "intersection") {
      const [only, ...more] = shaped(type.members, place.scope.types);
      if (only !== undefined && more.length === 0) return this.#write(only, value, place, text);
    }
    const expression = this.expression(type, value, place);
    if (expression !== undefined) return text.expression(expression);
    if (type.kind !== "nullable") throw new Error(`no writer for ${type.kind}`);
    text.when(
      code`${value} === null`,
      (inner) => inner.text("null"),
      (inner) => this.#write(type.inner, value, place, inner),
    );
  }

  /** The properties of an object that is written in place. */
  #asObject(type: Type, place: Place): ObjectType | undefined {
    if (type.kind !== "object" && type.kind !== "intersection") return undefined;
    const object = flatten(type, place.scope.types);
    return object === undefined || isFreeForm(object) ? undefined : object;
  }

  #writeObject(type: ObjectType, value: Code, place: Place, text: TextBuilder): void {
    const written = type.properties.filter(
      (property) => travels(property, place.direction) && isWritten(property.type),
    );
    const extra: Property[] = (type.requiredExtra ?? []).map((name) => ({
      name,
      type: { kind: "unknown", span: type.span },
      required: true,
      span: type.span,
    }));
    const isGiven = (property: Property): boolean =>
      property.required || (property.given === "reply" && place.direction === "reply");
    const required = [...written.filter(isGiven), ...extra];
    const optional = written.filter((property) => !isGiven(property));
    const rest = this.#rest(type, value, place);
    if (required.length > 0) {
      required.forEach((property, i) => {
        if (i > 0) text.breakable();
        this.#writeProperty(property, value, i === 0 ? "{" : ",", place, text);
      });
      for (const property of optional) this.#writeOptional(property, value, place, text);
      if (rest !== undefined) text.expression(rest);
      text.text("}");
      return;
    }
    if (optional.length === 0) {
      if (rest === undefined) return text.text("{}");
      text.text("{");
      text.expression(code`${rest}.slice(1)`);
      text.text("}");
      return;
    }
    // Which property comes first, and so has no comma, is only known when the writer runs.
    const inner = text.separate();
    if (type.exactlyOne === true) {
      const names = join(
        type.properties.map(({ name }) => literal(name)),
        ", ",
      );
      inner.statement(code`${place.scope.file.runtime("assertExactlyOne")}(${value}, [${names}]);`);
    }
    for (const property of optional) this.#writeOptional(property, value, place, inner);
    if (rest !== undefined) inner.expression(rest);
    text.include(inner);
  }

  #writeOptional(property: Property, value: Code, place: Place, text: TextBuilder): void {
    const declared = code`${member(value, property.name)} !== undefined`;
    const present = isInherited(property.name)
      ? code`${place.scope.file.runtime("own")}(${value}, ${literal(property.name)}) !== undefined && ${declared}`
      : declared;
    text.when(present, (inner) => this.#writeProperty(property, value, ",", place, inner));
  }

  #writeProperty(property: Property, value: Code, before: string, place: Place, text: TextBuilder): void {
    text.text(`${before}${JSON.stringify(property.name)}:`);
    this.#write(property.type, member(value, property.name), inside(place, property.name), text);
  }

  /** Writes what is not declared by name, each property with a comma in front. */
  #rest(type: ObjectType, value: Code, place: Place): Code | undefined {
    const { scope } = place;
    const patterns = type.patterns ?? [];
    const { additional } = type;
    if (patterns.length === 0 && typeof additional !== "object") return undefined;
    const names = [...type.properties.map((property) => property.name), ...(type.requiredExtra ?? [])];
    const declared = scope.set(names, place, "Keys", "string");
    const fallback =
      typeof additional === "object" ? this.typedWriter(additional, inside(place, "rest")) : undefined;
    if (patterns.length === 0 && fallback !== undefined) {
      return code`${scope.file.runtime("others")}(${value}, ${declared}, ${fallback})`;
    }
    const lines = patterns.map((pattern, i) => {
      const at = inside(place, `pattern ${i + 1}`);
      const test = code`${scope.pattern(pattern.pattern, at)}.test(name)`;
      return code`if (${test}) return ${this.typedWriter(pattern.type, at)}(item);`;
    });
    lines.push(fallback === undefined ? code`return undefined;` : code`return ${fallback}(item);`);
    const body = indent(join(lines, "\n"));
    const name = scope.function(
      `write${place.hint}Rest`,
      code`(item: never, name: string): string | undefined {\n${body}\n}`,
    );
    return code`${scope.file.runtime("others")}(${value}, ${declared}, ${name})`;
  }

  #tupleBody(type: TupleType, place: Place): Code {
    const text = new TextBuilder(identifier("s"));
    const v = identifier("v");
    const min = type.constraints.minItems ?? 0;
    text.text("[");
    type.items.forEach((item, i) => {
      const at = inside(place, `item ${i}`);
      const write = (inner: TextBuilder): void => {
        if (i > 0) inner.text(",");
        this.#write(item, code`${v}[${i}]`, at, inner);
      };
      if (i < min) write(text);
      else text.when(code`${v}[${i}] !== undefined`, write);
    });
    if (type.rest.kind !== "never") {
      const writer = this.typedWriter(type.rest, inside(place, "rest"));
      const separator = type.items.length === 0 ? code`(s === "[" ? "" : ",")` : code`","`;
      text.statement(
        code`for (const item of v.slice(${type.items.length})) s += ${separator} + ${writer}(item as never);`,
      );
    }
    text.text("]");
    return text.body();
  }
}

/** Whether values of a type have a JSON form at all. */
function isWritten(type: Type): boolean {
  return type.kind !== "binary" && type.kind !== "never" && type.kind !== "stream";
}
