import type { PartHeader } from "../../http/multipart/part-header.ts";
import type { Exchange } from "../exchange.ts";
import { explain } from "../schema/explain.ts";
import type { Schema } from "../schema/schema.ts";
import { isDefect } from "../values/defect.ts";
import type { Fields } from "../values/delimited.ts";
import { headerFields, headerList } from "../values/header.ts";
import type { JoinedStyle } from "../values/joined.ts";
import { pointer } from "./form.ts";
import type { MultipartReader } from "./form.ts";

// Headers of parts (OpenAPI Encoding Object `headers`), in a module of its own: few contracts declare any.

/**
 * The typed headers of the part of a name. For a part that is not there it gives undefined, which the contract allows or
 * which is a fault already.
 *
 * @param read Reads and checks its fields.
 */
export function partHeaders<T>(
  x: Exchange,
  form: MultipartReader | undefined,
  name: string,
  read: (part: PartFields) => T,
): T {
  const header = form?.headers(name)?.[0];
  return (header && read(new PartFields(x, header, `/${pointer(name)}`))) as T;
}

/** The typed headers of each part of a name, in the order of the parts; see {@link partHeaders}. */
export function eachPartHeaders<T>(
  x: Exchange,
  form: MultipartReader | undefined,
  name: string,
  read: (part: PartFields) => T,
): T[] {
  const headers = form?.headers(name);
  return headers?.map((header, i) => read(new PartFields(x, header, `/${pointer(name)}/${i}`))) as T[];
}

/** The header fields of one part. What does not fit the contract is a fault of the request, at the place of the part. */
export class PartFields {
  private readonly x: Exchange;
  private readonly part: PartHeader;
  private readonly place: string;

  /** @param place JSON pointer of the part. */
  constructor(x: Exchange, part: PartHeader, place: string) {
    this.x = x;
    this.part = part;
    this.place = place;
  }

  /** A scalar. */
  header(name: string): string | undefined {
    return this.part.fields.get(name);
  }

  /** An array: `a,b`, or with the separator of the style. */
  list(name: string, style?: JoinedStyle): string[] | undefined {
    const raw = this.header(name);
    return raw === undefined ? undefined : headerList(raw, style);
  }

  /** An object; text that is none stays text, which its check refuses. */
  fields(name: string, explode: boolean): Fields | string | undefined {
    const raw = this.header(name);
    const fields = raw === undefined ? undefined : headerFields(raw, explode);
    return isDefect(fields) ? raw : fields;
  }

  /**
   * Checks a field that must be present.
   *
   * @param read Turns the wire value into the handler's; called only when the check said yes.
   */
  required<T>(name: string, value: unknown, is: (v: unknown) => v is T, schema: Schema): T;
  required<T, U>(
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
  ): U;
  required<T, U>(
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
  ): U {
    if (is(value)) return read === undefined ? (value as unknown as U) : read(value as T);
    this.refuse(name, value, schema);
    return undefined as U;
  }

  /** Checks a field that may be absent. */
  optional<T>(name: string, value: unknown, is: (v: unknown) => v is T, schema: Schema): T | undefined;
  optional<T, U>(
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
  ): U | undefined;
  optional<T, U>(
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
  ): U | undefined {
    return value === undefined ? undefined : this.required(name, value, is, schema, read as (v: T) => U);
  }

  private refuse(name: string, value: unknown, schema: Schema): void {
    const fault = (message: string, keyword?: string): void =>
      this.x.fault("body", undefined, this.place, `header ${name} ${message}`, keyword);
    if (value === undefined) {
      fault("is required", "required");
      return;
    }
    const flaws = explain(schema, value);
    for (const flaw of flaws) {
      fault(flaw.pointer === "" ? flaw.message : `at ${flaw.pointer} ${flaw.message}`, flaw.keyword);
    }
    if (flaws.length === 0) fault("does not fit its contract");
  }
}
