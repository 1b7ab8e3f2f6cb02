import type { ParameterStyle } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { acceptedTypes } from "./accepted.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";
import { jsonTypes } from "./json-types.ts";

const compound = jsonTypes.array | jsonTypes.object;

/**
 * Reports lists and objects inside a list or object, for which no style but deepObject has a form.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
export function checkNesting(cx: Context, style: ParameterStyle, schema: JsonData, at: NodeSpan): void {
  if (style !== "deepObject") new Nesting(cx, style, parameter).check(schema, at);
}

/** The same of a field of a form, or of the parts of one name, whose Encoding Object states a style. */
export function checkFieldNesting(cx: Context, style: ParameterStyle, schema: JsonData, at: NodeSpan): void {
  if (style !== "deepObject") new Nesting(cx, style, field).check(schema, at);
}

/** How nesting is reported of what has a style. */
interface Carrier {
  readonly code: "VG2160" | "VG2193";
  readonly hint: string;
}

const parameter: Carrier = {
  code: "VG2160",
  hint: 'describe the parameter by "content", e.g. as application/json, or use the style "deepObject"',
};

const field: Carrier = {
  code: "VG2193",
  hint: 'describe the field by "contentType" alone, e.g. as application/json',
};

class Nesting {
  readonly #cx: Context;
  readonly #style: ParameterStyle;
  readonly #carrier: Carrier;
  readonly #seen = new Set<JsonData>();

  constructor(cx: Context, style: ParameterStyle, carrier: Carrier) {
    this.#cx = cx;
    this.#style = style;
    this.#carrier = carrier;
  }

  check(schema: JsonData, at: NodeSpan): void {
    const node = this.#cx.references.follow(schema, at);
    if (node === undefined || !isObject(node.value) || this.#seen.has(node.value)) return;
    const { value, span } = node;
    this.#seen.add(value);
    this.#part(getOwn(value, "items"), childSpan(span, "items"));
    this.#part(getOwn(value, "additionalProperties"), childSpan(span, "additionalProperties"));
    const properties = getOwn(value, "properties");
    const base = childSpan(span, "properties");
    if (isObject(properties))
      for (const name of Object.keys(properties)) this.#part(properties[name], childSpan(base, name), name);
    for (const key of ["prefixItems", "allOf", "anyOf", "oneOf"]) {
      const list = getOwn(value, key);
      if (!isArray(list)) continue;
      const listAt = childSpan(span, key);
      list.forEach((one, i) => {
        if (key === "prefixItems") this.#part(one, childSpan(listAt, i));
        else this.check(one, childSpan(listAt, i));
      });
    }
  }

  /** A part of a list or object: reported when it can be nothing but a list or an object. */
  #part(schema: JsonData | undefined, at: NodeSpan, name?: string): void {
    if (schema === undefined || !isObject(schema)) return;
    const accepted = acceptedTypes(this.#cx, schema, at) & ~jsonTypes.null;
    if (accepted === 0 || (accepted & ~compound) !== 0) return;
    const [many, one] =
      accepted === jsonTypes.array
        ? ["lists", "a list"]
        : accepted === jsonTypes.object
          ? ["objects", "an object"]
          : ["lists or objects", "a list or an object"];
    const what = name === undefined ? `the items are ${many}` : `the property ${quote(name)} is ${one}`;
    const { code, hint } = this.#carrier;
    const message = `${what}, for which the style "${this.#style}" has no form inside of another`;
    report(this.#cx, code, at, message, { hint });
  }
}
