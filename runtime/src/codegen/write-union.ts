// Writers of values that several types of a contract describe: alternatives (`anyOf`, `oneOf`) that only checks tell
// apart, and combinations (`allOf`) that have no single list of properties.

import type { Check } from "./check/collection.ts";
import { EncodeError, str } from "./write.ts";

/**
 * A member of a union: its check and its writer. The check is one of wire values: `true` marks a member whose values are
 * others in memory (bytes, large whole numbers), so that only its text can be checked.
 */
export type Member = readonly [is: Check, write: (v: never) => string, inMemory?: true];

/** Writes a value with the first member that accepts it. */
export function writeOne(v: unknown, members: readonly Member[]): string {
  for (const member of members) {
    const text = attempt(v, member);
    if (text !== undefined) return text;
  }
  throw new EncodeError("any alternative of the contract", v);
}

/** Writes a value with every member that accepts it: an object gets the declared properties of all of them. */
export function writeAny(v: unknown, members: readonly Member[]): string {
  const texts = members.map((member) => attempt(v, member)).filter((text) => text !== undefined);
  if (texts.length === 0) throw new EncodeError("any alternative of the contract", v);
  return joinObjects(texts);
}

function attempt(v: unknown, [is, write, inMemory]: Member): string | undefined {
  if (inMemory !== true) return is(v) ? write(v as never) : undefined;
  try {
    const text = write(v as never);
    return is(JSON.parse(text)) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Joins JSON objects into one; of properties with the same name the first stays. Other texts are not joined: the first wins. */
export function joinObjects(texts: readonly string[]): string {
  const [first = ""] = texts;
  if (texts.length < 2 || texts.some((text) => !text.startsWith("{"))) return first;
  const members = new Map<string, string>();
  for (const text of texts) {
    for (const member of membersOf(text)) {
      const name = member.slice(0, endOfString(member, 0));
      if (!members.has(name)) members.set(name, member);
    }
  }
  return `{${[...members.values()].join(",")}}`;
}

/**
 * Writes what an object holds beyond its declared properties, each property with a comma in front.
 *
 * @param write Gives `undefined` for a property that must not be written.
 */
export function others(
  v: object,
  declared: ReadonlySet<string>,
  write: (value: never, name: string) => string | undefined,
): string {
  let text = "";
  for (const name of Object.keys(v)) {
    const value = (v as { readonly [name: string]: unknown })[name];
    if (declared.has(name) || value === undefined) continue;
    const written = write(value as never, name);
    if (written !== undefined) text += `,${str(name)}:${written}`;
  }
  return text;
}

/** The members of the text of a JSON object, each as `"name":value`; the text has no white space between tokens. */
function membersOf(text: string): string[] {
  const members: string[] = [];
  let start = 1;
  let depth = 0;
  for (let i = 1; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = endOfString(text, i) - 1;
    else if (char === "{" || char === "[") depth++;
    else if ((char === "," && depth === 0) || i === text.length - 1) {
      if (i > start) members.push(text.slice(start, i));
      start = i + 1;
    } else if (char === "}" || char === "]") depth--;
  }
  return members;
}

/** The index after the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
  return i + 1;
}
