import { fold } from "../../expression/index.ts";
import type { Assertion } from "../../ir/assertion.ts";
import type { Expression } from "../../ir/expression.ts";
import type { TextSpan } from "../../source/span.ts";
import type { Keywords } from "./constraints.ts";
import { absentPasses, keywordsOf } from "./constraints.ts";
import type { Subject } from "./fields.ts";

/** What the rules of a field amount to. */
export interface Rules {
  /** Constraints of the field's type, which say all that the rules say that they stand for. */
  readonly constraints?: Keywords;
  /** Conditions on the object that the field is part of. */
  readonly assertions: readonly Assertion[];
}

/** A condition of a rule. */
export interface Condition {
  readonly test: Expression;
  /** As it was written. */
  readonly text: string;
  readonly message?: Expression;
  /** An absent field passes. */
  readonly skipsNil: boolean;
  readonly span: TextSpan;
}

/** Collects the conditions of a field: as constraints where these say the same, otherwise as assertions. */
export class RuleList {
  readonly #subject: Subject;
  readonly #constraints = new Map<string, number | string>();
  readonly #assertions: Assertion[] = [];

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  get rules(): Rules {
    const assertions = this.#assertions;
    return this.#constraints.size === 0
      ? { assertions }
      : { constraints: Object.fromEntries(this.#constraints), assertions };
  }

  /** @returns whether the condition depends on something. */
  add(condition: Condition): boolean {
    const test = fold(condition.test);
    const depends = test.kind !== "literal";
    const { keywords, exact } = keywordsOf(test, this.#subject);
    const skips = condition.skipsNil && this.#subject.mayBeNil;
    const entries = Object.entries(keywords);
    const isFree = entries.every(([key]) => !this.#constraints.has(key));
    if (
      exact &&
      isFree &&
      condition.message === undefined &&
      (skips || absentPasses(test, this.#subject.binding))
    ) {
      for (const [key, value] of entries) this.#constraints.set(key, value);
      return depends;
    }
    this.#assertions.push({
      test: skips ? this.#unlessNil(test) : test,
      at: this.#subject.expression.path,
      ...(condition.message && { message: fold(condition.message) }),
      text: condition.text,
      ...(entries.length > 0 && { implies: keywords }),
      span: condition.span,
    });
    return depends;
  }

  #unlessNil(test: Expression): Expression {
    const isNil: Expression = {
      kind: "binary",
      operator: "==",
      left: this.#subject.expression,
      right: { kind: "literal", value: null },
    };
    return { kind: "binary", operator: "||", left: isNil, right: test };
  }
}
