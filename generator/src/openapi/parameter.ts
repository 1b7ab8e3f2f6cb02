import type { JsonValue } from "../ir/json.ts";
import type { Parameter, ParameterSource, ParameterStyle } from "../ir/operation.ts";
import type { Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { acceptedTypes } from "./accepted.ts";
import { jsonTypes } from "./json-types.ts";
import { collectExamples } from "./examples.ts";
import { lowerContent } from "./content.ts";
import type { Context } from "./context.ts";
import { docsOf, flag, quote, report, text } from "./context.ts";
import { sharedName } from "./components.ts";
import { authorName } from "./volo/names.ts";
import { lowerSchema } from "./schema.ts";
import { checkNesting } from "./nesting.ts";
import { isToken } from "./token.ts";
import { placesOf } from "./volo/request.ts";

interface StyleRow {
  readonly default: ParameterStyle;
  readonly styles: readonly ParameterStyle[];
}

/** What the field `in` may say. */
type StatedSource = Exclude<ParameterSource, "url">;

/** @see https://spec.openapis.org/oas/v3.1.1.html#style-values */
const styles: Readonly<Record<StatedSource, StyleRow>> = {
  path: { default: "simple", styles: ["simple", "label", "matrix"] },
  query: { default: "form", styles: ["form", "spaceDelimited", "pipeDelimited", "deepObject"] },
  header: { default: "simple", styles: ["simple"] },
  // OpenAPI 3.2: the validation of the document refuses both in older versions.
  querystring: { default: "form", styles: [] },
  cookie: { default: "form", styles: ["form", "cookie"] },
};

/** Header parameters that the specification says to ignore: other fields of a document describe them. */
const ignoredHeaders: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** Identity of a parameter in an operation; header names have no case. */
export function parameterKey(parameter: Parameter): string {
  const name = parameter.source === "header" ? parameter.name.toLowerCase() : parameter.name;
  return `${parameter.source} ${name}`;
}

/**
 * Lowers a list of parameters, of an operation or of its path item.
 * @see https://spec.openapis.org/oas/v3.1.1.html#parameter-object
 */
export function lowerParameters(cx: Context, list: JsonData | undefined, span: NodeSpan): Parameter[] {
  if (!isArray(list)) return [];
  const found = new Map<string, Parameter>();
  list.forEach((item, i) => {
    const parameter = lowerParameter(cx, item, childSpan(span, i));
    if (parameter === undefined) return;
    const key = parameterKey(parameter);
    const first = found.get(key);
    if (first !== undefined) {
      report(
        cx,
        "VG2023",
        childSpan(span, i),
        `the ${parameter.source} parameter ${quote(parameter.name)} is declared twice`,
        {
          related: [{ message: "the first declaration", span: first.span }],
        },
      );
    } else found.set(key, parameter);
  });
  const all = [...found.values()];
  checkQuerystring(cx, all);
  return all;
}

/**
 * Reports a second parameter of the whole query, and parameters of the query beside one.
 * @see https://spec.openapis.org/oas/v3.2.0.html#parameter-locations
 */
export function checkQuerystring(cx: Context, parameters: readonly Parameter[]): void {
  const [whole, second] = parameters.filter((p) => p.source === "querystring");
  if (whole === undefined) return;
  const related = [{ message: "it takes the whole query", span: whole.span }];
  if (second !== undefined) {
    report(
      cx,
      "VG2120",
      second.span as NodeSpan,
      `${quote(whole.name)} and ${quote(second.name)} both take the whole query`,
      { related, hint: "describe the query by one of them" },
    );
  }
  const part = parameters.find((p) => p.source === "query");
  if (part === undefined) return;
  report(
    cx,
    "VG2121",
    part.span as NodeSpan,
    `the query parameter ${quote(part.name)} cannot stand beside ${quote(whole.name)}, which is in "querystring"`,
    { related, hint: `describe it in the schema of ${quote(whole.name)}` },
  );
}

function isSource(value: string | undefined): value is StatedSource {
  return value !== undefined && Object.hasOwn(styles, value);
}

function lowerParameter(cx: Context, item: JsonData, at: NodeSpan): Parameter | undefined {
  const node = cx.references.follow(item, at);
  if (node === undefined || !isObject(node.value)) return undefined;
  const { value, span } = node;
  const name = text(value, "name");
  const source = text(value, "in");
  // Reported by the validation of the document.
  if (name === undefined || !isSource(source)) return undefined;
  if (source === "header" && ignoredHeaders.has(name.toLowerCase())) {
    report(cx, "VG2026", at, `the header parameter ${quote(name)} is ignored, as the specification demands`, {
      hint:
        name.toLowerCase() === "authorization"
          ? "describe it by a security scheme"
          : "it follows from the media types of bodies and responses",
    });
    return undefined;
  }
  if ((source === "header" || source === "cookie") && !isToken(name)) {
    report(
      cx,
      "VG2025",
      childSpan(span, "name"),
      `${quote(name)} is not a legal name of a ${source === "header" ? "header" : "cookie"}`,
    );
    return undefined;
  }
  let required = flag(value, "required") === true;
  if (source === "path" && !required) {
    report(cx, "VG2029", span, `the path parameter ${quote(name)} must be marked as required`, {
      hint: "add required: true",
    });
    required = true;
  }
  const shared = sharedName(item, cx, at);
  const docs = docsOf(value);
  const { type, encoding } = lowerValue(cx, value, span, source);
  const fallback = type.default ?? referencedDefault(cx, value, span);
  const alias = authorName(cx, value, span);
  const parameter: Parameter & { default?: JsonValue } = {
    source,
    name,
    ...(alias !== undefined && { alias }),
    property: "",
    required,
    encoding,
    ...placesOf(cx, value, span),
    ...(shared !== undefined && { shared }),
    allowEmpty: source === "query" && flag(value, "allowEmptyValue") === true,
    type,
    ...(fallback !== undefined && { default: fallback }),
    ...(docs && { docs }),
    span,
  };
  if (fallback !== undefined) {
    cx.defaults.push({ owner: parameter, type, span: childSpan(childSpan(span, "schema"), "default") });
  }
  collectExamples(cx, value, type, span);
  return parameter;
}

/** The default of the schema behind a reference: the parameter takes it over. */
function referencedDefault(cx: Context, parameter: JsonObject, span: NodeSpan): JsonValue | undefined {
  const schema = getOwn(parameter, "schema");
  if (schema === undefined) return undefined;
  const node = cx.references.follow(schema, childSpan(span, "schema"));
  return node !== undefined && node.value !== schema && isObject(node.value)
    ? getOwn(node.value, "default")
    : undefined;
}

function lowerValue(
  cx: Context,
  value: JsonObject,
  span: NodeSpan,
  source: StatedSource,
): Pick<Parameter, "type" | "encoding"> {
  const content = getOwn(value, "content");
  if (isObject(content)) {
    const first = lowerContent(cx, content, childSpan(span, "content"), "parameter")[0];
    if (first !== undefined) {
      const format = first.format === "json" || first.format === "form" ? first.format : "text";
      const { mediaType, encoding: fields, type } = first;
      return { type, encoding: { kind: "content", mediaType, format, fields } };
    }
  }
  const schema = getOwn(value, "schema");
  const at = childSpan(span, "schema");
  const type: Type =
    schema === undefined ? { kind: "string", constraints: {}, span } : lowerSchema(cx, schema, at);
  const row = styles[source];
  const stated = text(value, "style") as ParameterStyle | undefined;
  const style = stated !== undefined && row.styles.includes(stated) ? stated : row.default;
  const used = checkStyle(cx, style, row.default, schema, at, childSpan(span, "style"));
  const how = checkExplode(cx, used, flag(value, "explode"), schema, at, childSpan(span, "explode"));
  if (schema !== undefined) checkNesting(cx, how.style, schema, at);
  return { type, encoding: { kind: "style", ...how, allowReserved: flag(value, "allowReserved") === true } };
}

/** Reports a style that only arrays and objects have, and gives the style to go on with. */
function checkStyle(
  cx: Context,
  style: ParameterStyle,
  fallback: ParameterStyle,
  schema: JsonData | undefined,
  at: NodeSpan,
  span: NodeSpan,
): ParameterStyle {
  if (schema === undefined) return style;
  const accepted = acceptedTypes(cx, schema, at);
  if (style === "deepObject" && (accepted & jsonTypes.object) === 0) {
    report(cx, "VG2030", span, 'the style "deepObject" exists for objects only', {
      hint: 'arrays are written with style "form"',
    });
    return (accepted & jsonTypes.array) === 0 ? fallback : style;
  }
  const delimited = style === "spaceDelimited" || style === "pipeDelimited";
  if (delimited && (accepted & (jsonTypes.object | jsonTypes.array)) === 0) {
    report(cx, "VG2030", span, `the style "${style}" exists for arrays and objects only`);
    return fallback;
  }
  return style;
}

/**
 * Reports what the table of the specification marks as not applicable, and gives the style to go on with.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-examples
 */
function checkExplode(
  cx: Context,
  style: ParameterStyle,
  stated: boolean | undefined,
  schema: JsonData | undefined,
  at: NodeSpan,
  span: NodeSpan,
): { style: ParameterStyle; explode: boolean } {
  if (style === "deepObject") {
    if (stated === false) report(cx, "VG2163", span, 'the style "deepObject" is not defined without explode');
    return { style, explode: true };
  }
  if (stated !== true || (style !== "spaceDelimited" && style !== "pipeDelimited"))
    return { style, explode: stated ?? (style === "form" || style === "cookie") };
  const accepted = schema === undefined ? 0 : acceptedTypes(cx, schema, at);
  if ((accepted & (jsonTypes.array | jsonTypes.object)) !== 0) {
    report(cx, "VG2163", span, `the style "${style}" is not defined with explode`, {
      hint: 'exploded values are of the style "form"',
    });
  }
  return { style: "form", explode: true };
}
