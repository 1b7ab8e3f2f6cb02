import type { FieldBinding } from "../annotations/field.ts";
import { parseGoTag } from "../annotations/go-tag.ts";
import { annotationsOf } from "../program.ts";
import type { Literal } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { Rules } from "./condition.ts";
import { RuleList } from "./condition.ts";
import { ownSubject } from "./fields.ts";
import { addRule } from "./vd.ts";
import { VtReader } from "./vt.ts";

export type { Rules } from "./condition.ts";

const known = new WeakMap<FieldBinding, Rules>();

/**
 * What the rules of a field (`api.vd`, `vd` in `go.tag`, `vt.*`) amount to; read once. Assertions are about the object that
 * the field is part of, by keys in JSON, and fail at the field.
 */
export function rulesOf(cx: ThriftContext, binding: FieldBinding): Rules {
  let rules = known.get(binding);
  if (rules === undefined) known.set(binding, (rules = readRules(cx, binding)));
  return rules;
}

function readRules(cx: ThriftContext, binding: FieldBinding): Rules {
  const own = ownSubject(cx, binding);
  const rules = new RuleList(own);
  for (const written of writtenRules(binding)) addRule(cx, binding, own, written, rules);
  new VtReader(cx, binding, own).addTo(rules);
  return rules.rules;
}

export { absentPasses } from "./constraints.ts";

interface Written {
  readonly text: string;
  readonly literal: Literal;
  /** The text is all that the literal holds. */
  readonly isWhole: boolean;
}

/** A tag has the last word, as it does about names. */
function writtenRules({ field, type }: FieldBinding): readonly Written[] {
  const annotations = [...field.annotations, ...annotationsOf(type)];
  const rules: Written[] = [];
  let tagged: Written | undefined;
  for (const { key, value } of annotations) {
    if (value === undefined) continue;
    const name = key.text.toLowerCase();
    if (name === "api.vd") rules.push({ text: value.text, literal: value, isWhole: true });
    if (name !== "go.tag") continue;
    const entry = parseGoTag(value.text).tags.find((tag) => tag.key === "vd");
    if (entry !== undefined) tagged = { text: entry.value, literal: value, isWhole: false };
  }
  return tagged === undefined ? rules : [tagged];
}
