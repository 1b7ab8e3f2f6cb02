import type { ObjectType, Type, UnionType } from "../../ir/index.ts";
import { defaultOf, travels } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, identifier, indent, indexed, join, literal } from "../code.ts";
import type { Changes } from "./changes.ts";
import { alternative, cases } from "./check-union.ts";
import { all } from "./expression.ts";
import { flatten } from "./flatten.ts";
import type { Place } from "./scope.ts";
import { keyReader } from "./number-text.ts";
import { field, inside, isInherited, memberPlace } from "./scope.ts";

/**
 * Prints what decoding does after a check has accepted a value: it fills in defaults and makes bytes and large whole
 * numbers of their wire forms, in place, since the value comes from a JSON parser and nobody else holds it.
 */
export class ReadPrinter {
  readonly #changes: Changes;

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  /** The statements of a function that decodes `v`, or its parts, and returns it as `result`. */
  body(type: Type, place: Place, result: Code): Code {
    const returned = result === code`unknown` ? code`v` : code`v as ${result}`;
    const object = this.#asObject(type, place);
    if (object !== undefined)
      return join([...this.#objectLines(object, place), code`return ${returned};`], "\n");
    if (type.kind === "union")
      return join([...this.#unionLines(type, place, result), code`return ${returned};`], "\n");
    if (type.kind === "intersection") return this.#intersectionBody(type.members, place, returned, result);
    const expression = this.expression(type, identifier("v"), place) ?? code`v`;
    return returnAs(expression, result);
  }

  /** The decoded value of an expression; `undefined` when decoding changes nothing. */
  expression(type: Type, value: Code, place: Place): Code | undefined {
    if (!this.#changes.of(type, place.direction)) return undefined;
    const { scope } = place;
    switch (type.kind) {
      case "bytes": {
        const from = scope.file.runtime(type.encoding === "base64" ? "fromBase64" : "fromBase64Url");
        return code`${from}(${value} as string)`;
      }
      case "integer":
        if (type.as === "number") return code`Number(${value})`;
        return type.as === "bigint" ? code`${scope.file.runtime("toBig")}(${value})` : code`String(${value})`;
      case "number":
        return code`Number(${value})`;
      case "literal":
        return code`${scope.file.runtime("toBig")}(${value})`;
      case "ref":
        return code`${scope.of(type.target, "read", place.direction)}(${value})`;
      case "nullable":
        return code`${value} === null ? null : ${this.expression(type.inner, value, place) ?? value}`;
      case "array":
        if (type.as === "set") {
          const items = this.#changes.of(type.items, place.direction)
            ? code`, ${this.#reader(type.items, inside(place, "item"))}`
            : code``;
          return code`${scope.file.runtime("toSet")}(${value}${items})`;
        }
        return code`${scope.file.runtime("eachItem")}(${value}, ${this.#reader(type.items, inside(place, "item"))})`;
      case "map":
        if (type.as === "map") {
          const key = keyReader(type.keys, inside(place, "key"));
          const item = this.#changes.of(type.values, place.direction)
            ? code`, ${this.#reader(type.values, inside(place, "value"))}`
            : code``;
          return code`${scope.file.runtime("toMap")}(${value}, ${key ?? code`undefined`}${item})`;
        }
        return code`${scope.file.runtime("eachValue")}(${value}, ${this.#reader(type.values, inside(place, "value"))})`;
      case "tuple":
      case "object":
      case "union":
      case "intersection":
        return code`${this.#helper(type, place)}(${value})`;
      default:
        return undefined;
    }
  }

  /** A function that decodes its argument. */
  #reader(type: Type, place: Place): Code {
    if (type.kind === "ref") return place.scope.of(type.target, "read", place.direction);
    const item = identifier("item");
    return code`(item) => ${this.expression(type, item, place) ?? item}`;
  }

  #helper(type: Type, place: Place): Code {
    return place.scope.helper("read", type, place, () => {
      const body =
        type.kind === "tuple"
          ? this.#tupleBody(type.items, type.rest, place)
          : this.body(type, place, code`unknown`);
      return code`(v: unknown): unknown {\n${indent(body)}\n}`;
    });
  }

  #asObject(type: Type, place: Place): ObjectType | undefined {
    return type.kind === "object" || type.kind === "intersection"
      ? flatten(type, place.scope.types)
      : undefined;
  }

  #objectLines(type: ObjectType, place: Place): readonly Code[] {
    const { scope, direction } = place;
    const lines: Code[] = [];
    const o = identifier("o");
    for (const property of type.properties) {
      const at = field(o, property.name, scope);
      if (!travels(property, direction)) {
        if (direction === "request")
          lines.push(code`if (${at} !== undefined) delete ${indexed(o, property.name)};`);
        continue;
      }
      const set = (value: Code): Code =>
        isInherited(property.name)
          ? code`${scope.file.runtime("setOwn")}(o, ${literal(property.name)}, ${value})`
          : code`${indexed(o, property.name)} = ${value}`;
      const fallback = property.required ? undefined : defaultOf(property.type, scope.types);
      const nullable = property.nullIsAbsent === true && !property.required;
      const absent = nullable ? code`${at} === undefined || ${at} === null` : code`${at} === undefined`;
      if (fallback !== undefined) lines.push(code`if (${absent}) ${set(literal(fallback))};`);
      else if (nullable) lines.push(code`if (${at} === null) delete ${indexed(o, property.name)};`);
      const decoded = this.expression(property.type, at, inside(place, property.name));
      if (decoded === undefined) continue;
      const always = property.required || fallback !== undefined;
      lines.push(always ? code`${set(decoded)};` : code`if (${at} !== undefined) ${set(decoded)};`);
    }
    lines.push(...this.#restLines(type, place));
    const record = scope.file.runtimeType("JsonObject");
    return lines.length === 0 ? [] : [code`const o = v as ${record};`, ...lines];
  }

  /** Decodes what is not declared by name. */
  #restLines(type: ObjectType, place: Place): readonly Code[] {
    const { scope } = place;
    const item = code`o[key]`;
    const branches: Code[] = [];
    (type.patterns ?? []).forEach((pattern, i) => {
      const at = inside(place, `pattern ${i + 1}`);
      const decoded = this.expression(pattern.type, item, at);
      if (decoded === undefined) return;
      const set = scope.file.runtime("setOwn");
      branches.push(code`if (${scope.pattern(pattern.pattern, at)}.test(key)) ${set}(o, key, ${decoded});`);
    });
    if (typeof type.additional === "object") {
      const decoded = this.expression(type.additional, item, inside(place, "rest"));
      if (decoded !== undefined) {
        const names = type.properties.map((property) => property.name);
        const known = (type.patterns ?? []).map(
          (pattern, i) =>
            code`!${scope.pattern(pattern.pattern, inside(place, `pattern ${i + 1}`))}.test(key)`,
        );
        if (names.length > 0) known.unshift(code`!${scope.set(names, place, "Keys", "string")}.has(key)`);
        const condition = known.length === 0 ? code`` : code`if (${all(known)}) `;
        branches.push(code`${condition}${scope.file.runtime("setOwn")}(o, key, ${decoded});`);
      }
    }
    return branches.length === 0 ? [] : [code`for (const key of Object.keys(o)) {\n  ${branches}\n}`];
  }

  /**
   * Objects are decoded at once, so that no property of theirs is decoded twice, and then what stands beside them. Of
   * members that are no objects only one decodes: after it the value is no wire value any more.
   */
  #intersectionBody(members: readonly Type[], place: Place, returned: Code, result: Code): Code {
    const { types } = place.scope;
    const objects = members.filter((member) => flatten(member, types) !== undefined);
    const others = members
      .filter((member) => !objects.includes(member))
      .map((member, i) => this.expression(member, identifier("v"), memberPlace(place, i)))
      .filter((one) => one !== undefined);
    const [first] = objects;
    if (first === undefined) {
      return returnAs(others[0] ?? code`v`, result);
    }
    const whole = flatten({ kind: "intersection", members: objects, span: first.span }, types);
    const lines = whole === undefined ? [] : this.#objectLines(whole, place);
    return join([...lines, ...others.map((one) => code`${one};`), code`return ${returned};`], "\n");
  }

  #tupleBody(items: readonly Type[], rest: Type, place: Place): Code {
    const lines = [code`const items = v as unknown[];`];
    items.forEach((item, i) => {
      const decoded = this.expression(item, code`items[${i}]`, inside(place, `item ${i}`));
      if (decoded !== undefined) lines.push(code`if (items.length > ${i}) items[${i}] = ${decoded};`);
    });
    if (this.#changes.of(rest, place.direction)) {
      const each = place.scope.file.runtime("eachItem");
      lines.push(code`${each}(items, ${this.#reader(rest, inside(place, "rest"))}, ${items.length});`);
    }
    return join([...lines, code`return items;`], "\n");
  }

  /** One line a member that changes, and one for each before it that may accept the same values. */
  #unionLines(type: UnionType, place: Place, result: Code): readonly Code[] {
    const v = identifier("v");
    const returned = (value: Code): Code =>
      result === code`unknown` ? code`return ${value};` : code`return ${value} as ${result};`;
    const decoded = type.members.map((member, i) => this.expression(member, v, memberPlace(place, i)));
    const dispatch = cases(type, place);
    if (dispatch !== undefined) {
      const lines: Code[] = [];
      for (const { member, values } of dispatch.members) {
        const labels = values.map((value) => code`case ${literal(value)}:`);
        lines.push(code`${join(labels, "\n")}\n  ${returned(decoded[member] ?? v)}`);
      }
      const fallback = dispatch.fallback === undefined ? undefined : decoded[dispatch.fallback];
      if (fallback !== undefined) lines.push(code`default:\n  ${returned(fallback)}`);
      const record = place.scope.file.runtimeType("JsonObject");
      const tag = field(identifier("o"), dispatch.property, place.scope);
      return [code`const o = v as ${record};`, code`switch (${tag}) {\n${indent(join(lines, "\n"))}\n}`];
    }
    const exclusive = type.mode === "one" || type.strategy?.by === "jsonType";
    const last = decoded.findLastIndex((one) => one !== undefined);
    return type.members.slice(0, last + 1).flatMap((member, i) => {
      const one = decoded[i];
      if (one === undefined && exclusive) return [];
      return [code`if (${all(alternative(member, v, memberPlace(place, i)))}) ${returned(one ?? v)}`];
    });
  }
}

function returnAs(value: Code, result: Code): Code {
  if (result === code`unknown`) return code`return ${value};`;
  return value.includes(" ? ") ? code`return (${value}) as ${result};` : code`return ${value} as ${result};`;
}
