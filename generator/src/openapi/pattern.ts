/** The outcome of reading a `pattern`. */
export type PatternResult =
  | { readonly ok: true; readonly source: string; readonly repaired: boolean }
  | { readonly ok: false; readonly reason: string };

function compiles(source: string): string | undefined {
  try {
    new RegExp(source, "u");
    return undefined;
  } catch (error) {
    // V8 says: Invalid regular expression: /…/u: Unterminated group.
    return (error instanceof Error ? error.message : String(error)).replace(
      /^Invalid regular expression: .*: /s,
      "",
    );
  }
}

/** Characters that `\` may escape with the flag `u`, outside and inside a class. */
const escapableOutside = /[\^$\\.*+?()[\]{}|/dDwWsSbBfnrtv0-9cxukpP]/;
const escapableInside = /[\^$\\.*+?()[\]{}|/dDwWsSbfnrtv0-9cxupP-]/;

/** Removes escapes that mean nothing without the flag `u` and are errors with it, e.g. `\_` or `\-` outside a class. */
function dropNeedlessEscapes(source: string): string {
  let out = "";
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === "\\" && i + 1 < source.length) {
      const next = source[++i]!;
      out += (inClass ? escapableInside : escapableOutside).test(next) ? c + next : next;
      continue;
    }
    if (c === "[" && !inClass) inClass = true;
    else if (c === "]" && inClass) inClass = false;
    out += c;
  }
  return out;
}

/** Escapes braces and brackets that stand for themselves: without the flag `u` they may, with it they may not. */
function escapeLoneBraces(source: string): string {
  let out = "";
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === "\\") {
      // `\p{…}`, `\u{…}` and `\k<…>` keep their braces.
      const escape = /^\\(?:[pPu]\{[^}]*\}|.)/s.exec(source.slice(i))![0];
      out += escape;
      i += escape.length - 1;
      continue;
    }
    if (inClass) {
      if (c === "]") inClass = false;
      out += c;
      continue;
    }
    if (c === "[") inClass = true;
    else if (c === "{") {
      const quantifier = /^\{\d+(?:,\d*)?\}/.exec(source.slice(i))?.[0];
      if (quantifier !== undefined && out !== "" && !/[(|]$/.test(out)) {
        out += quantifier;
        i += quantifier.length - 1;
      } else out += "\\{";
      continue;
    } else if (c === "}" || c === "]") {
      out += "\\" + c;
      continue;
    }
    out += c;
  }
  return out;
}

/**
 * Reads a pattern as an ECMA-262 expression with the flag `u`, which JSON Schema recommends and generated code uses.
 * What older dialects tolerate is rewritten without changing its meaning.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
 */
export function readPattern(pattern: string): PatternResult {
  const fault = compiles(pattern);
  if (fault === undefined) return { ok: true, source: pattern, repaired: false };
  let legal = true;
  try {
    new RegExp(pattern);
  } catch {
    legal = false;
  }
  // What is an error in every dialect of ECMA-262 has no meaning to preserve.
  if (legal) {
    const lighter = dropNeedlessEscapes(pattern);
    for (const candidate of [lighter, escapeLoneBraces(lighter)]) {
      if (compiles(candidate) === undefined) return { ok: true, source: candidate, repaired: true };
    }
  }
  return { ok: false, reason: fault };
}

/** What a foreign construct in a pattern is called, as a hint. */
export function patternHint(pattern: string): string | undefined {
  if (/\(\?[imsx]+[):]/.test(pattern))
    return "inline flags such as (?i) do not exist here: spell out both cases, e.g. [aA]";
  if (/\\[AZz]/.test(pattern)) return "\\A and \\Z do not exist here: write ^ and $";
  if (/\(\?P</.test(pattern)) return "a named group is written (?<name>…)";
  if (/\[\[:/.test(pattern))
    return "POSIX classes such as [[:alpha:]] do not exist here: write \\p{L} or a range";
  if (/\(\?>|[*+?}]\+/.test(pattern)) return "possessive quantifiers and atomic groups do not exist here";
  if (/^\/.*\/[a-z]*$/.test(pattern)) return "write the expression without the slashes around it";
  return undefined;
}
