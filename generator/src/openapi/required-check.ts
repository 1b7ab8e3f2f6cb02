import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { hasInPlace } from "./accepted.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";

/** What else an object may hold. */
interface Others {
  /** Undeclared properties are refused. */
  readonly closed: boolean;
  /** They are described, or may be described by a schema beside this one. */
  readonly silent: boolean;
}

/**
 * Reports required names that the schema does not declare: where undeclared properties are refused, no object can have
 * them. Gives the names that go on being required.
 */
export function checkRequired(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  names: readonly string[],
  { closed, silent }: Others,
): string[] {
  const list = getOwn(schema, "required");
  const declared = getOwn(schema, "properties");
  if (names.length === 0 || !isArray(list)) return [...names];
  const known = isObject(declared) ? Object.keys(declared) : [];
  // Schemas beside this one may declare it.
  const shared = hasInPlace(schema);
  const hint = (name: string): string | undefined =>
    didYouMean(
      name,
      known.filter((other) => !list.includes(other)),
    );
  return names.filter((name) => {
    const at = childSpan(childSpan(span, "required"), list.indexOf(name));
    if (closed && (getOwn(schema, "additionalProperties") === false || !shared)) {
      report(
        cx,
        "VG2225",
        at,
        `the property ${quote(name)} is required, but not declared, and undeclared properties are refused`,
        { hint: hint(name) },
      );
      return false;
    }
    if (!silent && !shared && known.length > 0) {
      report(cx, "VG2224", at, `the required property ${quote(name)} is not declared: it may be any value`, {
        hint: hint(name),
      });
    }
    return true;
  });
}
