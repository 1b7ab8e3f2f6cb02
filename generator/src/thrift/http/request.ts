import type { Assertion } from "../../ir/assertion.ts";
import type { Parameter, RequestBody } from "../../ir/operation.ts";
import type { Type } from "../../ir/type.ts";
import type { FieldBinding, FieldPlace } from "../annotations/field.ts";
import { bindField } from "../annotations/field.ts";
import type { Field } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { DeclaredMethod } from "../program.ts";
import { underlying } from "../program.ts";
import { lowerType } from "../types/type.ts";
import { isRpcContext } from "./base.ts";
import type { BodyField } from "./body.ts";
import { fieldsObject, formContents, hiddenContents, jsonContent, rawBeside, rawContent } from "./body.ts";
import { TakenPlaces } from "./names.ts";
import { derives } from "./own-names.ts";
import { lowerParameter, lowerTarget } from "./parameter.ts";
import { withPath } from "./path-parameters.ts";
import type { Call } from "./places.ts";
import { requestPlaces } from "./places.ts";
import { placeRules } from "./rules.ts";
import { lowerWhole } from "./whole.ts";

/** What of an operation comes from its requests. */
export interface LoweredRequest {
  readonly parameters: readonly Parameter[];
  readonly body?: RequestBody;
  /** What must hold between its parts. */
  readonly assertions?: readonly Assertion[];
}

/** A field, the places where it is, and what it is as a parameter. */
export interface Part {
  readonly binding: FieldBinding;
  readonly places: readonly FieldPlace[];
  readonly parameter: Parameter | undefined;
}

/** Takes a request apart: fields of the argument's struct become parameters and properties of the body. */
export function lowerRequest(
  cx: ThriftContext,
  { method, service }: DeclaredMethod,
  call: Call,
): LoweredRequest {
  const [argument, second] = method.parameters;
  const name = method.name.text;
  if (second !== undefined) {
    const message = `\`${name}\` has more than one argument: an HTTP request is one struct`;
    cx.diagnostics.add("VG3255", message, { span: second.span });
  }
  if (argument === undefined) return { parameters: withPath(cx, [], call, undefined) };
  const binding = bindField(cx, argument, service.module);
  const read = lowerArgument(cx, binding, call, name);
  return { ...read, parameters: withPath(cx, read.parameters, call, binding) };
}

function lowerArgument(cx: ThriftContext, binding: FieldBinding, call: Call, name: string): LoweredRequest {
  const { field: argument, type, places } = binding;
  const under = underlying(type);
  if (under.kind === "missing") return { parameters: [] };
  if (under.kind !== "struct") {
    return places.length > 0 ? gather(cx, [binding], argument, call) : lowerWhole(cx, binding, call);
  }
  const { definition, module } = under.struct;
  if (definition.kind !== "struct") return lowerWhole(cx, binding, call);
  const bindings = definition.fields
    .map((field) => bindField(cx, field, module))
    .filter((one) => !one.skipped && !isRpcContext(cx, one));
  // What is left out of every message is no part of the named type either.
  const isWhole = !derives(definition.name.text, name);
  return gather(cx, bindings, argument, call, isWhole ? lowerType(cx, type) : undefined);
}

/**
 * Puts fields where they belong.
 *
 * @param whole the type of the body when all of them are in it.
 */
function gather(
  cx: ThriftContext,
  bindings: readonly FieldBinding[],
  argument: Field,
  call: Call,
  whole?: Type,
): LoweredRequest {
  const taken = new TakenPlaces(cx);
  const parts = bindings.map((binding): Part => {
    const places = requestPlaces(cx, binding, call);
    const parameter = lowerTarget(binding, places) ?? lowerParameter(cx, binding, places, call);
    const inBody = parameter === undefined;
    taken.claim(places.filter(({ source }) => !inBody || (source !== "body" && source !== "form")));
    return { binding, places, parameter };
  });
  const body = lowerBody(cx, parts, argument, whole);
  const { parameters, assertions } = placeRules(cx, parts);
  return { parameters, ...(body && { body }), ...(assertions.length > 0 && { assertions }) };
}

function lowerBody(
  cx: ThriftContext,
  parts: readonly Part[],
  { span, name, type }: Field,
  whole: Type | undefined,
): RequestBody | undefined {
  const at = (source: FieldPlace["source"]): readonly BodyField[] =>
    parts.flatMap(({ binding, places, parameter }) => {
      const place = parameter === undefined ? places.find((one) => one.source === source) : undefined;
      return place === undefined ? [] : [{ binding, name: place.name }];
    });
  const json = at("body");
  const form = at("form");
  const rawParts = parts.filter(({ parameter, places }) => parameter === undefined && isRaw(places));
  const [raw] = rawParts;
  const same = (fields: readonly BodyField[]): Type | undefined =>
    fields.length === parts.length && fields.every((one) => one.name === one.binding.bodyName)
      ? whole
      : undefined;
  // Two objects of one request are told apart by where they stand, unless they hold the same.
  const isBoth = json.length === form.length && json.every((one, i) => form[i]?.name === one.name);
  const formSpan = isBoth ? span : name.span;
  const contents = [
    ...(json.length > 0 ? [jsonContent(same(json) ?? fieldsObject(cx, json, span, "request"), span)] : []),
    ...formContents(cx, form, same(form), formSpan),
  ];
  const hidden = new Set(
    contents.length > 0
      ? []
      : parts.flatMap(({ parameter }) => (parameter?.places ?? []).map(({ source }) => source)),
  );
  const beneath = hiddenContents(hidden, type.span);
  if (raw !== undefined && contents.length === 0 && beneath.length === 0) {
    const required = raw.binding.requiredness === "required";
    const { docs } = raw.binding;
    return {
      required,
      contents: [rawContent(cx, raw.binding, raw.binding.field.name.span)],
      ...(docs && { docs }),
      span,
    };
  }
  if (contents.length === 0 && beneath.length === 0) return undefined;
  const beside = raw && rawBeside(cx, raw.binding, raw.binding.field.name.span);
  return {
    required: contents.length > 0,
    ...(contents.length > 0 ? { contents } : { contents: beneath, hidden: true as const }),
    ...(beside && { raw: beside }),
    span,
  };
}

function isRaw(places: readonly FieldPlace[]): boolean {
  return places.length > 0 && places.every(({ source }) => source === "raw_body");
}
