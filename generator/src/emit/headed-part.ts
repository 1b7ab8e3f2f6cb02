import type { Content, Header, TypeTable } from "../ir/index.ts";
import { fieldForm } from "./form-field.ts";
import { isUnion } from "./form-writer.ts";
import { fieldsOfType } from "./shape.ts";

/** A named part of a request whose headers the contract describes. */
export interface HeadedPart {
  /** Of the part, and of the property that holds its headers. */
  readonly name: string;
  readonly headers: readonly Header[];
  /** Whether every body has the part. */
  readonly present: boolean;
  /** Whether there may be several of the name, each with headers of its own. */
  readonly each: boolean;
  /** Whether a part cannot be sent without any header. */
  readonly required: boolean;
}

/** The parts of a content of a request that have headers; empty for nearly every contract. */
export function headedParts(content: Content, types: TypeTable): readonly HeadedPart[] {
  if (content.format !== "multipart" || content.encoding.every(({ headers }) => headers.length === 0))
    return [];
  const { properties } = fieldsOfType(content.type, types, "request");
  return properties.flatMap(({ name, type, required }): HeadedPart[] => {
    const headers = content.encoding.find(({ field }) => field === name)?.headers ?? [];
    if (headers.length === 0) return [];
    const form = fieldForm(content, name, type, types);
    return [
      {
        name,
        headers,
        present: required && !isUnion(content.type, types),
        each: form.as === "list" || ((form.as === "file" || form.as === "json") && form.each),
        required: headers.some((header) => header.required),
      },
    ];
  });
}

/** Whether whoever gives a body must give headers of its parts, too. */
export function needsHeaders(parts: readonly HeadedPart[]): boolean {
  return parts.some(({ present, required }) => present && required);
}
