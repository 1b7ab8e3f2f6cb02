import { essenceOf } from "../http/media-type.ts";
import { HttpError } from "../http/problem.ts";
import type { Fault } from "../http/problem.ts";
import { decodeQueryValue, splitQuery } from "../http/query.ts";
import type { HttpRequest } from "../http/request.ts";
import { demandType, readText } from "./body.ts";
import type { BodyOptions } from "./body.ts";
import { checkLimits } from "./check-limits.ts";
import type { Extractor } from "./extractor.ts";
import { faulty, pointerTo, readFields } from "./fields.ts";
import type { FieldOptions, FieldsOf, FieldTable } from "./fields.ts";
import { addText } from "./query-object.ts";

const formType = "application/x-www-form-urlencoded";

/**
 * An `application/x-www-form-urlencoded` body, its fields decoded: 415 for another type, 413 when it is too large, 400 when it
 * is not UTF-8, has a malformed escape or more than 1000 fields.
 */
export function formBody(options?: BodyOptions): Extractor<URLSearchParams> {
  checkLimits({ limit: options?.limit });
  return async (req) => {
    const fields = new URLSearchParams();
    for (const [name, value] of await readForm(req, options)) fields.append(name, value);
    return fields;
  };
}

/**
 * An `application/x-www-form-urlencoded` body as an object: {@link formBody}, whose fields are read as
 * {@link queryObject} reads parameters. 400 names every field that is wrong, with a JSON pointer.
 */
export function formObject<const F extends FieldTable>(
  table: F,
  options?: BodyOptions & FieldOptions,
): Extractor<FieldsOf<F>> {
  checkLimits({ limit: options?.limit });
  return async (req) => {
    const texts = new Map<string, string[]>();
    for (const [name, value] of await readForm(req, options)) addText(texts, name, value);
    const faults: Fault[] = [];
    const values = readFields(
      table,
      texts,
      options,
      (name, message, pointer = "") =>
        void faults.push({ in: "body", pointer: pointerTo(name) + pointer, message }),
    );
    if (faults.length > 0) throw faulty(faults);
    return values as FieldsOf<F>;
  };
}

async function readForm(
  req: HttpRequest,
  options: BodyOptions | undefined,
): Promise<[name: string, value: string][]> {
  demandType(req, formType, (mediaType) => essenceOf(mediaType) === formType);
  return splitQuery(await readText(req, options)).map((pair) => {
    const [name, value] = [decodeQueryValue(pair.name), decodeQueryValue(pair.value)];
    if (name === undefined || value === undefined) {
      throw new HttpError(400, "The body has a malformed escape.");
    }
    return [name, value];
  });
}
