// A key is of one part, or a tenant and a system; a value is of printable ASCII without comma and equals sign and has no space at
// its end.
const member =
  /^(?:[a-z][a-z\d_\-*/]{0,255}|[a-z\d][a-z\d_\-*/]{0,240}@[a-z][a-z\d_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

const mostMembers = 32;
const mostCharacters = 512;
const largeMember = 128;

/**
 * Reads a field `tracestate` and makes it fit to be passed on: at most 512 characters, for which members of more than 128 give
 * way first and those at the end, which are the oldest, after them.
 * @param value several fields come joined by a comma
 * @returns "" when there is nothing to pass on: no field, one that is invalid, or more than 32 members
 * @see https://www.w3.org/TR/trace-context-1/#tracestate-header
 */
export function parseTraceState(value: string | undefined): string {
  if (value === undefined) return "";
  // Members may be empty, and have spaces around them.
  const members = value
    .split(",")
    .map((text) => text.replace(/^[ \t]+|[ \t]+$/g, ""))
    .filter((text) => text !== "");
  if (members.length > mostMembers || !members.every((text) => member.test(text))) return "";
  return fit(withoutRepeats(members)).join(",");
}

/** Of members with the same key the first one is the newest. */
function withoutRepeats(members: readonly string[]): string[] {
  const keys = new Set<string>();
  return members.filter((text) => {
    const key = text.slice(0, text.indexOf("="));
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  });
}

function fit(members: readonly string[]): readonly string[] {
  if (lengthOf(members) <= mostCharacters) return members;
  const kept = [...members];
  for (let i = kept.length - 1; i >= 0 && lengthOf(kept) > mostCharacters; i--) {
    if ((kept[i]?.length ?? 0) > largeMember) kept.splice(i, 1);
  }
  while (lengthOf(kept) > mostCharacters) kept.pop();
  return kept;
}

function lengthOf(members: readonly string[]): number {
  return members.reduce((sum, text) => sum + text.length + 1, -1);
}
