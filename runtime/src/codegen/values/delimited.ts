import { setOwn } from "../check/json.ts";
import { duplicate, malformed, unpaired } from "./defect.ts";
import type { Defect } from "./defect.ts";

/** Decodes one element; undefined when it is malformed. */
export type Decode = (raw: string) => string | undefined;

/** Text properties of a parameter that is an object. */
export type Fields = { [name: string]: string };

/** Splits raw text at a separator and decodes what lies between: an escaped separator is part of a value. */
export function splitList(raw: string, separator: string | RegExp, decode: Decode): string[] | Defect {
  if (raw === "") return [];
  return decodeAll(raw.split(separator), decode);
}

/** Decodes the elements of an exploded list; a single empty text is the empty list. */
export function decodeExploded(parts: readonly string[], decode: Decode): string[] | Defect {
  return parts.length === 1 && parts[0] === "" ? [] : decodeAll(parts, decode);
}

/** Decodes each element of a list. */
export function decodeAll(parts: readonly string[], decode: Decode): string[] | Defect {
  const items: string[] = [];
  for (const part of parts) {
    const item = decode(part);
    if (item === undefined) return malformed;
    items.push(item);
  }
  return items;
}

/** Reads `k,v,k2,v2`; a name that comes twice is a defect. */
export function splitPairs(raw: string, separator: string | RegExp, decode: Decode): Fields | Defect {
  const parts = splitList(raw, separator, decode);
  if (!Array.isArray(parts)) return parts;
  if (parts.length % 2 !== 0) return unpaired;
  const fields: Fields = {};
  for (let i = 0; i < parts.length; i += 2) {
    const name = parts[i] ?? "";
    if (Object.hasOwn(fields, name)) return duplicate;
    setOwn(fields, name, parts[i + 1]);
  }
  return fields;
}

/** Reads `k=v,k2=v2`; a name without "=" has the value "", one that comes twice is a defect. */
export function splitAssignments(raw: string, separator: string, decode: Decode): Fields | Defect {
  const fields: Fields = {};
  if (raw === "") return fields;
  for (const part of raw.split(separator)) {
    const equals = part.indexOf("=");
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    const value = decode(equals === -1 ? "" : part.slice(equals + 1));
    if (name === undefined || value === undefined) return malformed;
    if (Object.hasOwn(fields, name)) return duplicate;
    setOwn(fields, name, value);
  }
  return fields;
}
