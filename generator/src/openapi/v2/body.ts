import type { Content, FieldEncoding, RequestBody } from "../../ir/operation.ts";
import type { ObjectType, Property, Type } from "../../ir/type.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import { getOwn } from "../../source/value.ts";
import { lowerMediaBody } from "../media-body.ts";
import type { Context } from "../context.ts";
import { docsOf, flag, quote, report, text } from "../context.ts";
import { formatOf } from "../media-type.ts";
import { lowerValue } from "./collection.ts";
import type { MediaType } from "./media-types.ts";
import { impliedType } from "./media-types.ts";
import type { Input } from "./parameter.ts";

const urlencoded = "application/x-www-form-urlencoded";
const multipart = "multipart/form-data";

/**
 * Lowers what an operation takes besides its parameters: one body, or the fields of a form.
 * @param consumes what the operation says about media types; `undefined` when it says nothing
 * @param span the operation
 */
export function lowerBody(
  cx: Context,
  inputs: readonly Input[],
  consumes: readonly MediaType[] | undefined,
  span: NodeSpan,
): RequestBody | undefined {
  const [body, ...others] = inputs.filter(({ place }) => place === "body");
  const fields = inputs.filter(({ place }) => place === "formData");
  for (const other of others) {
    report(cx, "VG2103", other.at, "an operation has one body", {
      ...(body && { related: [{ message: "the first body", span: body.at }] }),
      hint: "make one object of them, or a form of formData parameters",
    });
  }
  const [field] = fields;
  if (body !== undefined && field !== undefined) {
    report(cx, "VG2103", field.at, "a form and a body exclude each other", {
      related: [{ message: "the body", span: body.at }],
    });
  }
  if (body !== undefined) return lowerWhole(cx, body, consumes);
  return fields.length === 0 ? undefined : lowerForm(cx, fields, consumes, span);
}

function lowerWhole(
  cx: Context,
  { value, span, shared }: Input,
  consumes: readonly MediaType[] | undefined,
): RequestBody {
  const schema = getOwn(value, "schema");
  const at = childSpan(span, "schema");
  const docs = docsOf(value);
  const types = consumes ?? [impliedType("application/json", span)];
  return {
    required: flag(value, "required") === true,
    contents: types.map((media): Content => ({
      mediaType: media.full,
      ...lowerMediaBody(cx, media.essence, schema, at, media.span, "body"),
      encoding: [],
      span: media.span,
    })),
    ...(shared !== undefined && { shared }),
    ...(docs && { docs }),
    span,
  };
}

/** A field of a form: its property, how it is written, and whether it is a file. */
interface Field {
  readonly property: Property;
  readonly encoding: FieldEncoding;
  readonly isFile: boolean;
}

/** @see https://spec.openapis.org/oas/v2.0.html#parameter-object */
function lowerForm(
  cx: Context,
  inputs: readonly Input[],
  consumes: readonly MediaType[] | undefined,
  operation: NodeSpan,
): RequestBody {
  const fields = inputs.map((input) => lowerField(cx, input));
  const required = fields.some(({ property }) => property.required);
  const span = childSpan(operation, "parameters");
  const contents = formTypes(cx, inputs, consumes, operation).map((media): Content => {
    const type: ObjectType = {
      kind: "object",
      properties: fields.map(({ property }) => property),
      additional: "open",
      constraints: {},
      span,
    };
    const encoding = fields.filter(({ isFile }) => !isFile).map((field) => field.encoding);
    const format = media.essence === urlencoded ? "form" : "multipart";
    return { mediaType: media.full, format, type, encoding, span: media.span };
  });
  return { required, contents, span };
}

function lowerField(cx: Context, { name, value, span }: Input): Field {
  const isFile = text(value, "type") === "file";
  const { type, collection } = isFile
    ? { type: { kind: "binary", span } as Type, collection: "csv" as const }
    : lowerValue(cx, value, span);
  const docs = docsOf(value);
  const property: Property = {
    name,
    type,
    required: flag(value, "required") === true,
    ...(docs && { docs }),
    span,
  };
  const isList = text(value, "type") === "array";
  const encoding: FieldEncoding = {
    field: name,
    ...(isList && {
      style: collection === "csv" || collection === "multi" ? "form" : collection,
      explode: collection === "multi",
    }),
    headers: [],
  };
  return { property, encoding, isFile };
}

/** The media types of a form: those of `consumes` that are forms, and multipart where a file is sent. */
function formTypes(
  cx: Context,
  inputs: readonly Input[],
  consumes: readonly MediaType[] | undefined,
  operation: NodeSpan,
): readonly MediaType[] {
  const file = inputs.find(({ value }) => text(value, "type") === "file");
  const stated = (consumes ?? []).filter(
    ({ essence }) => essence === urlencoded || formatOf(essence) === "multipart",
  );
  if (stated.length === 0) {
    const assumed = file === undefined ? urlencoded : multipart;
    if (consumes !== undefined || file !== undefined) {
      const what = file === undefined ? "a form" : `the file ${quote(file.name)}`;
      report(
        cx,
        "VG2104",
        file?.at ?? inputs[0]?.at ?? operation,
        `${what} needs a media type of forms in "consumes"`,
        {
          hint: `add ${assumed}`,
          related: (consumes ?? [])
            .slice(0, 1)
            .map((media) => ({ message: "what is consumed", span: media.span })),
        },
      );
    }
    return [impliedType(assumed, operation)];
  }
  if (file === undefined) return stated;
  const parts = stated.filter(({ essence }) => essence !== urlencoded);
  const flat = stated.find(({ essence }) => essence === urlencoded);
  if (flat !== undefined) {
    report(
      cx,
      "VG2105",
      flat.span,
      `a urlencoded form cannot carry the file ${quote(file.name)}: it is not accepted`,
      {
        hint: `files are sent as ${multipart}`,
      },
    );
  }
  return parts.length > 0 ? parts : [impliedType(multipart, operation)];
}
