import type { Content, Header, ReplySpec, StatusPattern } from "../../ir/operation.ts";
import type { Type } from "../../ir/type.ts";
import type { TextSpan } from "../../source/span.ts";
import type { FieldBinding, FieldPlace } from "../annotations/field.ts";
import { bindField } from "../annotations/field.ts";
import type { TypeNode } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { DeclaredMethod } from "../program.ts";
import { underlying } from "../program.ts";
import { lowerType } from "../types/type.ts";
import { isRpcContext } from "./base.ts";
import { fieldsObject, jsonContent, rawContent } from "./body.ts";
import { eventsOf } from "./events.ts";
import { lowerCookie, lowerHeader } from "./header.ts";
import { TakenPlaces } from "./names.ts";
import { derives } from "./own-names.ts";
import { isBase } from "./shape.ts";

/** Statuses whose replies end with their header (RFC 9110 §6.4.1, §15.3.6). */
const bare: readonly number[] = [204, 205, 304];

/**
 * The replies that a method gives when it does not throw: one, or one of the status that it has by default and those of
 * any other that the handler chooses.
 *
 * @param streamed the result is what each event of a stream holds.
 */
export function lowerReplies(
  cx: ThriftContext,
  { method, service }: DeclaredMethod,
  verb: string,
  streamed: boolean,
): readonly ReplySpec[] {
  const { result, oneway, name } = method;
  if (result === undefined) return [plain(oneway ? 202 : 204, name.span)];
  const { contents, headers, status } = lowerResult(cx, result, service.module, name.text, streamed);
  const reply = (pattern: StatusPattern): ReplySpec => {
    const isBare = verb === "HEAD" || (pattern.kind === "exact" && bare.includes(pattern.status));
    return { status: pattern, contents: isBare ? [] : contents, headers, span: result.span };
  };
  const exact = reply({ kind: "exact", status: status ?? 200 });
  if (status === undefined) return [exact];
  // A handler chooses among successes and redirections: failures are exceptions, or problems that nobody declares.
  return [exact, ...[2, 3].map((hundred) => reply({ kind: "range", hundred }))];
}

function plain(status: number, span: TextSpan): ReplySpec {
  return { status: { kind: "exact", status }, contents: [], headers: [], span };
}

interface LoweredResult {
  readonly contents: readonly Content[];
  readonly headers: readonly Header[];
  /** The status unless the handler chooses one; `undefined`: the handler has no choice. */
  readonly status: number | undefined;
}

function lowerResult(
  cx: ThriftContext,
  node: TypeNode,
  module: DeclaredMethod["service"]["module"],
  name: string,
  streamed: boolean,
): LoweredResult {
  const { span } = node;
  const type = cx.program.resolve(node, module);
  const under = underlying(type);
  const whole = lowerType(cx, type);
  if (under.kind !== "struct" || under.struct.definition.kind !== "struct") {
    const content = streamed ? eventsOf(cx, whole, [], span) : jsonContent(whole, span);
    return { contents: [content], headers: [], status: undefined };
  }
  const { definition, module: home } = under.struct;
  const bindings = definition.fields
    .map((field) => bindField(cx, field, home))
    .filter((binding) => !binding.skipped && !isUnseen(binding) && !isRpcContext(cx, binding));
  const split = sort(cx, bindings);
  const { body, headers, raw, status } = split;
  const isWhole = body.length === bindings.length && !derives(definition.name.text, name);
  const fields = body.map((binding) => ({ binding, name: binding.bodyName }));
  const object = (): Type => (isWhole ? whole : fieldsObject(cx, fields, span, "reply"));
  const events = body.filter(({ sse }) => sse);
  const contents =
    raw !== undefined
      ? [rawContent(cx, raw, raw.field.name.span)]
      : body.length === 0 && definition.fields.length > 0
        ? []
        : streamed || events.length > 0
          ? [eventsOf(cx, object(), events.length > 0 ? events : body, span)]
          : [jsonContent(object(), span)];
  return { contents, headers, status };
}

interface Sorted {
  readonly body: readonly FieldBinding[];
  readonly headers: readonly Header[];
  readonly raw: FieldBinding | undefined;
  readonly status: number | undefined;
}

/** Where the fields of a result are. */
function sort(cx: ThriftContext, bindings: readonly FieldBinding[]): Sorted {
  const body: FieldBinding[] = [];
  const headers: Header[] = [];
  const raws: FieldBinding[] = [];
  let status: number | undefined;
  const taken = new TakenPlaces(cx);
  for (const binding of bindings) {
    const place = replyPlace(cx, binding);
    if (place !== undefined && place.source !== "body") taken.claim([place]);
    switch (place?.source) {
      case "header": {
        const header = lowerHeader(cx, binding, place);
        if (header !== undefined) headers.push(header);
        break;
      }
      case "cookie": {
        const cookie = lowerCookie(cx, binding, place);
        if (cookie !== undefined) headers.push(cookie);
        break;
      }
      case "raw_body":
        raws.push(binding);
        break;
      case "http_code":
        status = defaultStatus(cx, binding, place.span);
        break;
      default:
        body.push(binding);
    }
  }
  const [raw] = raws;
  const [other] = body;
  if (raw !== undefined && other !== undefined) {
    const message = `the reply is \`${raw.field.name.text}\` as it is: \`${other.field.name.text}\` has no place in it`;
    cx.diagnostics.add("VG3262", message, {
      span: other.field.name.span,
      related: [{ message: "the body of the reply", span: raw.field.name.span }],
    });
  }
  return { body, headers, raw, status };
}

const replySources = ["http_code", "header", "cookie", "body", "raw_body"] as const;

/** Whether a field is no property in JSON, and in no other place of a reply. */
function isUnseen({ hiddenInJson, places }: FieldBinding): boolean {
  return hiddenInJson && !places.some(({ source }) => replySources.some((one) => one === source));
}

/** The place of a field in a reply; `undefined`: its body. */
function replyPlace(cx: ThriftContext, { places, field }: FieldBinding): FieldPlace | undefined {
  const wanted = cx.options.compat === "kitex" ? places.slice(-1) : places;
  for (const source of replySources) {
    const found = wanted.find((place) => place.source === source);
    if (found !== undefined) return found;
  }
  const [stray] = wanted;
  if (stray !== undefined) {
    const key = `api.${stray.source}`;
    const message = `\`${field.name.text}\` belongs to a reply, where \`${key}\` means nothing: it is in the body`;
    cx.diagnostics.add("VG3455", message, { span: stray.span });
  }
  return undefined;
}

/** The status of a body that is returned bare: the default of the field, or 200. */
function defaultStatus(cx: ThriftContext, { field, module, type }: FieldBinding, span: TextSpan): number {
  const isNumber = isBase(type, "byte", "i8", "i16", "i32", "i64");
  const kind = underlying(type).kind;
  if (!isNumber && kind !== "enum" && kind !== "missing") {
    cx.diagnostics.add("VG3263", `\`${field.name.text}\` is a status: its type is a whole number`, { span });
    return 200;
  }
  const value = cx.program.defaultOf(field, module);
  if (value === undefined) return 200;
  const status = typeof value === "number" || typeof value === "bigint" ? Number(value) : NaN;
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  cx.diagnostics.add("VG3258", `\`${status}\` is not the status of a reply`, {
    span: field.value?.span ?? span,
    hint: "statuses are whole numbers from 200 to 599",
  });
  return 200;
}
