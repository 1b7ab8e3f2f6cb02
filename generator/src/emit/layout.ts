import type { Code } from "./code.ts";
import { code, join } from "./code.ts";

/** Columns that a piece of code may take before it is broken; what stands around it needs the rest of the line. */
const room = 100;

/** `fn(a, b)` on one line, or with an argument a line when that would be long. */
export function call(fn: Code, args: readonly Code[]): Code {
  return code`${fn}(${list(args, fn.length)})`;
}

/** `{ a: 1, b: 2 }` on one line, or with a property a line when that would be long. */
export function record(properties: readonly Code[]): Code {
  const line = join(properties, ", ");
  if (properties.length > 0 && line.length <= room && !line.includes("\n")) return code`{ ${line} }`;
  return code`{${list(properties, room)}}`;
}

/** Elements between brackets that are already there. */
function list(items: readonly Code[], used: number): Code {
  if (items.length === 0) return code``;
  const line = join(items, ", ");
  const isShort = line.length + used <= room && !line.includes("\n");
  // A single argument that is broken already hugs its brackets.
  if (isShort || (items.length === 1 && used < room)) return line;
  return code`\n  ${items.map((item) => code`${item},`)}\n`;
}

/** The members of a union: on one line, or with a member a line. Begins with the white space that separates it. */
export function unionLines(members: readonly Code[]): Code {
  const line = join(members, " | ");
  if (line.length <= room && !line.includes("\n")) return code` ${line}`;
  return code`\n  ${members.map((member) => code`| ${member}`)}`;
}
