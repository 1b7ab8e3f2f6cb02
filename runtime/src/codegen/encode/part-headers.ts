import { EncodeError } from "../write.ts";
import type { MultipartPart } from "./multipart.ts";

// Headers of parts (OpenAPI Encoding Object `headers`), in a module of its own: few contracts declare any.

/** Writes the header fields of a part. */
type WriteFields<H> = (given: H) => NonNullable<MultipartPart["headers"]>;

/**
 * A part with the headers that its contract declares.
 *
 * @param given What the caller gave for its headers.
 * @param required Whether the contract requires any of them.
 * @throws {EncodeError} when they are required and not given, or given for a part that is not there
 */
export function headedPart<H>(
  part: MultipartPart,
  given: H | undefined,
  write: WriteFields<H>,
  required = false,
): MultipartPart {
  const { name = "", value } = part;
  if (given !== undefined) {
    if (value === undefined) throw new EncodeError(`the part ${name}, whose headers are given`, value);
    return { ...part, headers: write(given) };
  }
  if (required && value !== undefined) throw new EncodeError(`the headers of the part ${name}`, given);
  return part;
}

/**
 * Parts of one name, each with its headers; see {@link headedPart}.
 *
 * @param given The headers, in the order of the values.
 */
export function headedParts<V, H>(
  values: readonly V[] | undefined,
  part: (value: V) => MultipartPart,
  given: readonly H[] | undefined,
  write: WriteFields<H>,
  required = false,
): MultipartPart[] {
  const count = values?.length ?? 0;
  if (given !== undefined && given.length > count)
    throw new EncodeError("a part, whose headers are given", undefined);
  return (values ?? []).map((value, i) => headedPart(part(value), given?.[i], write, required));
}
