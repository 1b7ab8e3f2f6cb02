import type { BinaryOperator, Expression, Type, TypeTable, ValuePath } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal } from "../code.ts";
import type { RuntimeSymbol } from "../runtime-symbols.ts";
import type { Operand } from "./operand.ts";
import { elementsOf, kindOf, propertyOf, shapeOf, strengths, within } from "./operand.ts";

/** Where a condition is printed. */
export interface ExpressionPlace {
  readonly types: TypeTable;
  runtime(name: RuntimeSymbol): Code;
  /** The name of a regular expression with the flag `u`. */
  pattern(source: string): Code;
  /** A value of the contract and its type; the code is a variable or a property. */
  value(path: ValuePath): { readonly code: Code; readonly type: Type | undefined };
}

/** The variables of the loops around. */
interface Loop {
  readonly depth: number;
  readonly keys: Type | undefined;
  readonly values: Type | undefined;
  /** The key of a list is a number. */
  readonly isList: boolean;
  readonly used: Set<"key" | "value" | "size">;
}

const loopNames = { value: "item", key: "key", size: "total" } as const;
const loopOrder = ["value", "key", "size"] as const;

/** Prints conditions as code that gives what they mean: without an interpreter, with operators where types allow it. */
export class ExpressionPrinter {
  readonly #place: ExpressionPlace;
  readonly #loops: Loop[] = [];

  constructor(place: ExpressionPlace) {
    this.#place = place;
  }

  /** Whether the value passes; a condition that gives nothing lets it. */
  passes(test: Expression): Code {
    const operand = this.print(test);
    if (operand.literal === null) return code`true`;
    switch (operand.kind) {
      case "number":
      case "text":
      case "boolean":
        return this.#truth(operand).code;
      default:
        return this.#call("passes", [operand]).code;
    }
  }

  /** The text of a message. */
  message(expression: Expression): Code {
    const operand = this.print(expression);
    if (operand.kind === "text") return operand.code;
    return code`${this.#place.runtime("sprintf")}("%v", ${this.#general(operand)})`;
  }

  print(expression: Expression): Operand {
    switch (expression.kind) {
      case "literal":
        return literalOperand(expression.value);
      case "value":
        return this.#value(expression);
      case "variable":
        return this.#variable(expression.name);
      case "index":
        return this.#index(expression.of, expression.key);
      case "unary":
        return this.#unary(expression.operator, this.print(expression.operand));
      case "binary":
        return this.#binary(expression.operator, this.print(expression.left), this.print(expression.right));
      case "call":
        return this.#function(expression);
    }
  }

  #value({ path, otherwise }: Expression & { readonly kind: "value" }): Operand {
    const { code: value, type } = this.#place.value(path);
    if (otherwise === undefined) return this.#typed(value, type, strengths.atom);
    return this.#typed(code`${value} ?? ${literal(otherwise)}`, type, strengths["??"]);
  }

  /** A value of the contract, as conditions see it. */
  #typed(value: Code, type: Type | undefined, strength: number): Operand {
    const { types } = this.#place;
    if (type !== undefined && shapeOf(type, types)?.kind === "bytes") {
      return {
        code: code`${this.#place.runtime("bytesOf")}(${value})`,
        kind: "any",
        strength: strengths.atom,
        type,
      };
    }
    return { code: value, strength, type, ...kindOf(type, types) };
  }

  #variable(name: "key" | "value" | "size"): Operand {
    const loop = this.#loops.at(-1);
    if (loop === undefined) return literalOperand(null);
    loop.used.add(name);
    const variable = identifier(loopName(name, loop.depth));
    if (name === "size" || (name === "key" && loop.isList)) {
      return { code: variable, kind: name === "size" ? "number" : "numeric", strength: strengths.atom };
    }
    if (name === "value") return this.#typed(variable, loop.values, strengths.atom);
    const { kind } = kindOf(loop.keys, this.#place.types);
    // Keys are texts on the wire, whatever they stand for.
    if (kind === "numeric") return { code: variable, kind, converts: true, strength: strengths.atom };
    return { code: variable, kind: loop.keys === undefined ? "textual" : "any", strength: strengths.atom };
  }

  #index(of: Expression, key: Expression): Operand {
    const whole = this.print(of);
    const at = this.print(key);
    const { types } = this.#place;
    const type =
      typeof at.literal === "string"
        ? propertyOf(whole.type, at.literal, types)
        : elementsOf(whole.type, types).values;
    const item = this.#call("element", [whole, at]);
    return this.#typed(item.code, type, strengths.atom);
  }

  #unary(operator: "!" | "+" | "-", operand: Operand): Operand {
    if (operator === "+") return operand;
    if (operator === "!") {
      const truth = this.#truth(operand);
      return { code: code`!${within(truth, strengths.unary)}`, kind: "boolean", strength: strengths.unary };
    }
    if (operand.kind !== "number") return this.#call("negated", [operand]);
    return { code: code`-${within(operand, strengths.atom)}`, kind: "number", strength: strengths.unary };
  }

  #binary(operator: BinaryOperator, left: Operand, right: Operand): Operand {
    switch (operator) {
      case "&&":
      case "||": {
        const strength = strengths[operator];
        // Mixed with the other one, an operand has parentheses even where it needs none.
        const [a, b] = [this.#truth(left), this.#truth(right)].map((one) =>
          one.strength < strengths["=="] && one.strength !== strength ? code`(${one.code})` : one.code,
        );
        if (a === undefined || b === undefined) throw new Error("an operator has two operands");
        return { code: join([a, b], operator === "&&" ? " && " : " || "), kind: "boolean", strength };
      }
      case "==":
        return this.#equal(left, right, false);
      case "!=":
        return this.#equal(left, right, true);
      case "<":
      case "<=":
      case ">":
      case ">=": {
        if (!isNumber(left) || !isNumber(right)) {
          const values = join([this.#general(left), literal(operator), this.#general(right)], ", ");
          return this.#result("compare", values, "boolean");
        }
        const sides = [this.#number(left, strengths["+"]), this.#number(right, strengths["+"])] as const;
        return {
          code: code`${sides[0]} ${symbols[operator]} ${sides[1]}`,
          kind: "boolean",
          strength: strengths["<"],
        };
      }
      case "+":
        if (left.kind !== "number") {
          const sum = this.#call("sum", [left, right]);
          return left.kind === "text" ? { ...sum, kind: "textual" } : sum;
        }
        return this.#arithmetic(left, operator, right, strengths["+"]);
      case "-":
        return this.#arithmetic(left, operator, right, strengths["+"]);
      case "*":
        return this.#arithmetic(left, operator, right, strengths["*"]);
      case "/":
        return this.#result("quotient", join([this.#amount(left), this.#amount(right)], ", "), "number");
      case "%":
        return this.#result("remainder", join([this.#amount(left), this.#amount(right)], ", "), "number");
    }
  }

  #arithmetic(left: Operand, operator: "+" | "-" | "*", right: Operand, strength: number): Operand {
    const a = left.kind === "number" ? within(left, strength) : this.#amount(left);
    const b = right.kind === "number" ? within(right, strength + 1) : this.#amount(right);
    return { code: code`${a} ${symbols[operator]} ${b}`, kind: "number", strength };
  }

  /** A number in arithmetic, where what is none counts as 0. */
  #amount(operand: Operand): Code {
    if (operand.kind === "number") return operand.code;
    return code`${this.#place.runtime("amount")}(${this.#general(operand)})`;
  }

  #equal(left: Operand, right: Operand, negated: boolean): Operand {
    const nothing = left.literal === null ? right : right.literal === null ? left : undefined;
    if (nothing !== undefined && nothing.literal === undefined) {
      if (isCertain(nothing)) return literalOperand(negated);
      const sign = negated ? symbols["!="] : symbols["=="];
      return {
        code: code`${within(nothing, strengths["<"])} ${sign} null`,
        kind: "boolean",
        strength: strengths["=="],
      };
    }
    const sides = this.#same(left, right);
    if (sides !== undefined) {
      const sign = negated ? symbols["!=="] : symbols["==="];
      return { code: code`${sides[0]} ${sign} ${sides[1]}`, kind: "boolean", strength: strengths["=="] };
    }
    const equal = { ...this.#call("equals", [left, right]), kind: "boolean" as const };
    return negated ? this.#unary("!", equal) : equal;
  }

  /** Both operands where they are of one kind and not both of them may be absent. */
  #same(left: Operand, right: Operand): readonly [Code, Code] | undefined {
    const isLiteral = left.literal !== undefined && right.literal !== undefined;
    // The compiler knows that two literals differ, and says so.
    if (isLiteral || (!isCertain(left) && !isCertain(right))) return undefined;
    if (isNumber(left) && isNumber(right))
      return [this.#number(left, strengths["<"]), this.#number(right, strengths["<"])];
    if (isText(left) && isText(right)) return [within(left, strengths["<"]), within(right, strengths["<"])];
    return undefined;
  }

  /** As a number; NaN, which compares to nothing, where it is absent. */
  #number(operand: Operand, strength: number): Code {
    if (operand.kind === "number") return within(operand, strength);
    return code`${this.#place.runtime("numeric")}(${operand.code})`;
  }

  #truth(operand: Operand): Operand {
    switch (operand.kind) {
      case "boolean":
        return operand;
      case "number":
      case "text":
        if (operand.literal !== undefined)
          return literalOperand(operand.literal !== 0 && operand.literal !== "");
        return {
          code: code`${within(operand, strengths["<"])} !== ${operand.kind === "number" ? code`0` : code`""`}`,
          kind: "boolean",
          strength: strengths["=="],
        };
      default:
        return { ...this.#call("truthy", [operand]), kind: "boolean" };
    }
  }

  /** As the functions of the runtime take it. */
  #general(operand: Operand): Code {
    return operand.converts === true
      ? code`${this.#place.runtime("numberOf")}(${operand.code})`
      : operand.code;
  }

  #call(name: RuntimeSymbol, operands: readonly Operand[]): Operand {
    return this.#result(
      name,
      join(
        operands.map((one) => this.#general(one)),
        ", ",
      ),
      "any",
    );
  }

  #result(name: RuntimeSymbol, values: Code, kind: Operand["kind"]): Operand {
    return { code: code`${this.#place.runtime(name)}(${values})`, kind, strength: strengths.atom };
  }

  #function(expression: Expression & { readonly kind: "call" }): Operand {
    const [first, second, third] = expression.arguments;
    if (first === undefined) return literalOperand(null);
    const is = (name: RuntimeSymbol, ...values: readonly Expression[]): Operand => ({
      ...this.#call(
        name,
        values.map((one) => this.print(one)),
      ),
      kind: "boolean",
    });
    switch (expression.function) {
      case "len":
        return { ...this.#call("size", [this.print(first)]), kind: "number" };
      case "mblen":
        return { ...this.#call("characters", [this.print(first)]), kind: "number" };
      case "regexp": {
        const negated = third?.kind === "literal" && third.value === true;
        if (first.kind !== "literal" || typeof first.value !== "string" || second === undefined) {
          throw new Error("the pattern of a condition is a literal");
        }
        const text = this.#general(this.print(second));
        const values = join([this.#place.pattern(first.value), text], ", ");
        return this.#result(negated ? "lacks" : "found", values, "boolean");
      }
      case "sprintf":
        return {
          ...this.#call(
            "sprintf",
            expression.arguments.map((one) => this.print(one)),
          ),
          kind: "text",
        };
      case "range":
        return second === undefined ? literalOperand(true) : this.#range(first, second);
      case "in":
        return is("among", ...expression.arguments);
      case "email":
        return is("isMailAddress", first);
      case "phone": {
        const text = is("isString", first);
        return second === undefined ? text : this.#binary("&&", text, is("isString", second));
      }
      case "startsWith":
        return is("startsWith", first, second ?? nothing);
      case "endsWith":
        return is("endsWith", first, second ?? nothing);
      case "contains":
        return is("holds", first, second ?? nothing);
    }
  }

  #range(list: Expression, condition: Expression): Operand {
    const of = this.print(list);
    const { keys, values } = elementsOf(of.type, this.#place.types);
    const shape = of.type && shapeOf(of.type, this.#place.types);
    const loop: Loop = {
      depth: this.#loops.length + 1,
      keys,
      values: shape?.kind === "bytes" ? undefined : values,
      isList: shape?.kind === "array" || shape?.kind === "bytes",
      used: new Set(),
    };
    this.#loops.push(loop);
    const holds = this.#truth(this.print(condition)).code;
    this.#loops.pop();
    const last = Math.max(...loopOrder.map((name, i) => (loop.used.has(name) ? i : -1)));
    const parameters = loopOrder
      .slice(0, last + 1)
      .map((name) => identifier(`${loop.used.has(name) ? "" : "_"}${loopName(name, loop.depth)}`));
    const check = code`(${join(parameters, ", ")}) => ${holds}`;
    return this.#result("all", join([this.#general(of), check], ", "), "boolean");
  }
}

const nothing: Expression = { kind: "literal", value: null };

const symbols = {
  "<": code`<`,
  "<=": code`<=`,
  ">": code`>`,
  ">=": code`>=`,
  "+": code`+`,
  "-": code`-`,
  "*": code`*`,
  "==": code`==`,
  "!=": code`!=`,
  "===": code`===`,
  "!==": code`!==`,
} as const;

function loopName(name: "key" | "value" | "size", depth: number): string {
  return depth === 1 ? loopNames[name] : `${loopNames[name]}${depth}`;
}

function literalOperand(value: string | number | boolean | null): Operand {
  const kind =
    typeof value === "number"
      ? "number"
      : typeof value === "string"
        ? "text"
        : value === null
          ? "any"
          : "boolean";
  const negative = typeof value === "number" && (value < 0 || Object.is(value, -0));
  return {
    code: literal(value),
    kind,
    literal: value,
    strength: negative ? strengths.unary : strengths.atom,
  };
}

function isNumber(operand: Operand): boolean {
  return operand.kind === "number" || operand.kind === "numeric";
}

function isText(operand: Operand): boolean {
  return operand.kind === "text" || operand.kind === "textual";
}

/** Whether there is a value in any case. */
function isCertain(operand: Operand): boolean {
  return operand.kind === "number" || operand.kind === "text" || operand.kind === "boolean";
}
