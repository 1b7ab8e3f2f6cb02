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
  // An object or a list at the end that is broken already hugs its brackets, and so does a single argument.
  const head = line.slice(0, line.indexOf("\n"));
  const hugs = items.slice(0, -1).every((item) => !item.includes("\n")) && /[{[]$/.test(head);
  if (isShort || (hugs && head.length + used <= room) || (items.length === 1 && used < room)) return line;
  return code`\n  ${items.map((item) => code`${item},`)}\n`;
}

/**
 * The members of a union: on one line, or with a member a line; `never` when there is none. Begins with the white space
 * that separates it.
 */
export function unionLines(members: readonly Code[]): Code {
  if (members.length === 0) return code` never`;
  const line = join(members, " | ");
  if (line.length <= room && !line.includes("\n")) return code` ${line}`;
  return code`\n  ${members.map((member) => code`| ${member}`)}`;
}

/** `= value`, without a trailing space when the value begins on the next line. */
export function assigned(value: Code): Code {
  return value.startsWith("\n") ? code`=${value}` : code`= ${value}`;
}

/** What is done for one exact status. */
export interface StatusCase {
  readonly status: number;
  /** The body, given how the status is called in it: by its number, or by the variable when several share the body. */
  readonly body: (status: Code) => Code;
}

/** The cases of a `switch` on a status; statuses that do the same share one body. */
export function statusCases(cases: readonly StatusCase[], variable: Code): Code[] {
  const groups = new Map<Code, StatusCase[]>();
  for (const one of cases) {
    const shared = one.body(variable);
    const group = groups.get(shared);
    if (group === undefined) groups.set(shared, [one]);
    else group.push(one);
  }
  return [...groups].map(([shared, group]) => {
    const labels = group.map(({ status }) => code`case ${status}:`);
    const [first] = group;
    const body = group.length > 1 || first === undefined ? shared : first.body(code`${first.status}`);
    return code`${labels}\n  ${body}`;
  });
}
