import { HttpError } from "../../http/problem.ts";
import type { Fault } from "../../http/problem.ts";
import { explain } from "../schema/explain.ts";
import type { Schema } from "../schema/schema.ts";

/** Everything that is wrong with one request. */
export class Faults {
  private readonly list: Fault[] = [];

  add(
    source: Fault["in"],
    name: string | undefined,
    pointer: string,
    message: string,
    keyword: string | undefined,
  ): void {
    this.list.push({
      in: source,
      ...(name !== undefined && { name }),
      pointer,
      message,
      ...(keyword !== undefined && keyword !== "" && { keyword }),
    });
  }

  get count(): number {
    return this.list.length;
  }

  /** Whether something is wrong with a part of a value, or with all of it. */
  has(source: Fault["in"], name: string | undefined, pointer: string): boolean {
    return this.list.some(
      (fault) =>
        fault.in === source &&
        fault.name === name &&
        (isBelow(fault.pointer, pointer) || isBelow(pointer, fault.pointer)),
    );
  }

  /**
   * Explains why a value, to which its check said no, does not fit.
   *
   * @param at JSON pointer of the value, where it is a part of what has the name
   */
  refuse(source: Fault["in"], name: string | undefined, value: unknown, schema: Schema, at = ""): void {
    // Unreadable values and fields have had their fault from the reader.
    const known = this.list.filter(
      (fault) => fault.in === source && fault.name === name && isBelow(fault.pointer, at),
    );
    if (value === undefined) {
      if (known.length === 0) this.add(source, name, at, "is required", "required");
      return;
    }
    const flaws = explain(schema, value, at);
    for (const flaw of flaws) {
      if (known.some((fault) => fault.pointer === flaw.pointer)) continue;
      this.add(source, name, flaw.pointer, flaw.message, flaw.keyword);
    }
    if (flaws.length === 0) this.add(source, name, at, "does not fit its contract", undefined);
  }

  /** The error that lists them all. */
  error(): HttpError {
    return new HttpError(400, { detail: "The request does not fit its contract.", errors: this.list });
  }
}

function isBelow(pointer: string, at: string): boolean {
  return at === "" || pointer === at || pointer.startsWith(`${at}/`);
}
