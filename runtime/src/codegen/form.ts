import { JsonError, parseJson } from "../http/parse-json.ts";
import { setOwn } from "./check/json.ts";
import type { JsonObject } from "./check/json.ts";
import { isDefect, notJson } from "./values/defect.ts";
import type { Defect } from "./values/defect.ts";
import type { Fields } from "./values/delimited.ts";
import { isAmong, queryDeep, queryFields, queryList, queryScalar } from "./values/query.ts";
import { pairsOf } from "./values/query-scan.ts";
import type { DeepFields, QueryStyle } from "./values/query.ts";

/** Takes note of a field that cannot be read. */
export type FieldFault = (field: string, message: string) => void;

/**
 * The fields of a form, `a=1&b=2`. Each is read as its contract says, so nothing is guessed from the text; undefined is
 * an absent field, or an unreadable one, which is a fault already.
 */
export class FormReader {
  private readonly text: string;
  private readonly fault: FieldFault;

  constructor(text: string, fault: FieldFault) {
    this.text = text;
    this.fault = fault;
  }

  /** A scalar, decoded once; a second one of the same name is a fault. */
  value(name: string): string | undefined {
    return this.read(name, queryScalar(this.text, name));
  }

  /** An array. */
  list(name: string, style: QueryStyle, explode: boolean): string[] | undefined {
    return this.read(name, queryList(this.text, name, style, explode));
  }

  /** An object; see `Exchange.queryFields`. */
  fields(
    name: string,
    style: QueryStyle,
    explode: boolean,
    names?: readonly string[],
    except: readonly string[] = [],
  ): Fields | undefined {
    return this.read(name, queryFields(this.text, name, style, explode, names, except));
  }

  /**
   * Every field that is not named in `except`, where `name[` stands for all fields that begin so.
   *
   * @param read Reads one of them (default: its text, or its texts when there are several).
   */
  rest(except: readonly string[], read?: (name: string) => unknown): JsonObject {
    const fields: JsonObject = {};
    for (const name of pairsOf(this.text).keys()) {
      if (isAmong(name, except)) continue;
      setOwn(fields, name, read === undefined ? this.any(name) : read(name));
    }
    return fields;
  }

  /** A text, or the texts of a field that comes several times. */
  private any(name: string): string | string[] | undefined {
    const texts = this.list(name, "form", true);
    return texts?.length === 0 ? "" : texts?.length === 1 ? texts[0] : texts;
  }

  /** An object or an array written with brackets: `name[a][b]=1`; see `Exchange.queryDeep`. */
  deep(name: string, depth?: number): DeepFields | string[] | undefined {
    return this.read(name, queryDeep(this.text, name, depth));
  }

  /** A JSON document. */
  json(name: string): unknown {
    const text = this.value(name);
    if (text === undefined) return undefined;
    try {
      return parseJson(text);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      return this.read(name, notJson);
    }
  }

  private read<T>(name: string, value: T | Defect | undefined): T | undefined {
    if (!isDefect(value)) return value;
    this.fault(name, value.defect);
    return undefined;
  }
}
