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

/**
 * Removes escapes of punctuation that mean nothing without the flag `u` and are errors with it, e.g. `\_` or `\-` outside
 * a class. Letters stay: `\A`, `\h` or `\Q` mean something in the dialect that their author had in mind.
 */
function dropNeedlessEscapes(source: string): string {
  let out = "";
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === "\\" && i + 1 < source.length) {
      const next = source[++i]!;
      const needed = inClass ? /[\^$\\.*+?()[\]{}|/\p{L}\p{N}-]/u : /[\^$\\.*+?()[\]{}|/\p{L}\p{N}]/u;
      out += needed.test(next) ? c + next : next;
      continue;
    }
    if (c === "[" && !inClass) inClass = true;
    else if (c === "]" && inClass) inClass = false;
    out += c;
  }
  return out;
}

/** Escapes hyphens beside a class such as `\w`, where they cannot mean a range: `[\w-.]`. */
function escapeLoneHyphens(source: string): string {
  return source.replace(/\[(?:\\.|[^\]\\])*\]/gsu, (set) =>
    set.replace(
      /(\\[dDwWsS])-(?!\])|(?<!\[\^?)(?<!\\)-(?=\\[dDwWsS])/gu,
      (_all, escape?: string) => `${escape ?? ""}\\-`,
    ),
  );
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
 * What other dialects write that means something else in this one, with what to write instead. These are refused even
 * where they happen to be expressions of ECMA-262, because nobody means what they say there.
 */
const foreign: readonly (readonly [construct: RegExp, reason: string, hint: string])[] = [
  [
    /\(\?(?=[imsxUun-])[imsxUun]*(?:-[imsxUun]*)?[:)]/u,
    "Invalid group",
    "inline flags such as (?i) do not exist here: spell out both cases, e.g. [aA]",
  ],
  [/\(\?P[<=>]/u, "Invalid group", "a named group is written (?<name>…) and referred to by \\k<name>"],
  [/\(\?#/u, "Invalid group", "comments such as (?#…) do not exist here"],
  [
    /\(\?>|(?<!\\)[*+?]\+|(?<!\\u)\{\d+(?:,\d*)?\}\+/u,
    "Nothing to repeat",
    "possessive quantifiers and atomic groups do not exist here",
  ],
  [/\\[AZzG]/u, "Invalid escape", "\\A, \\Z, \\z and \\G do not exist here: write ^ and $"],
  [/\\[hH]/u, "Invalid escape", "\\h does not exist here: write [ \\t]"],
  [
    /\\[RXKC]/u,
    "Invalid escape",
    "\\R, \\X, \\K and \\C do not exist here: write what they stand for, e.g. \\r?\\n",
  ],
  [/\\[QE]/u, "Invalid escape", "\\Q…\\E does not exist here: escape each character"],
  [/\\[ae]/u, "Invalid escape", "\\a and \\e do not exist here: write \\x07 or \\x1B"],
  [/\\x\{/u, "Invalid escape", "a character by its number is written \\u{…}"],
  [/\\[pP](?!\{)/u, "Invalid property name", "a property is written in braces, e.g. \\p{L}"],
  [/\\[pP]\{\^/u, "Invalid property name", "what lacks a property is written \\P{…}"],
];

/** The same inside brackets. */
const foreignSets: typeof foreign = [
  [
    /\[\[?[:.=][^\]]*[:.=]\]/u,
    "Invalid character class",
    "POSIX classes such as [[:alpha:]] do not exist here: write \\p{L} or a range",
  ],
  [/^\[\^?\][^\]]*\]/u, "Invalid character class", 'a "]" in brackets is written \\]'],
];

/** A quantifier without a lower bound: here the braces would stand for themselves. */
const openQuantifier = /(?<!\\)\{,\d+\}/u;

/** The construct of another dialect in a pattern, if there is one. */
function foreignConstruct(pattern: string): { readonly reason: string; readonly hint: string } | undefined {
  const sets: string[] = [];
  // Pairs of backslashes stand for one that escapes nothing.
  const plain = pattern.replaceAll("\\\\", "__");
  const outside = plain.replace(
    /(?<!\\)\[(?:\^?\](?=[^[]*\]))?(?:\\.|\[[:.=][^\]]*\]|[^\]\\])*\]/gsu,
    (set) => {
      sets.push(set);
      return "[]";
    },
  );
  for (const [construct, reason, hint] of foreign) if (construct.test(outside)) return { reason, hint };
  for (const [construct, reason, hint] of foreignSets) {
    if (sets.some((set) => construct.test(set))) return { reason, hint };
  }
  for (const set of sets) {
    if (/\\[AZzGQEhHRXKae]/u.test(set)) {
      return { reason: "Invalid escape", hint: "letters that stand for nothing here must not be escaped" };
    }
  }
  if (openQuantifier.test(outside)) {
    return { reason: "Incomplete quantifier", hint: "a quantifier needs its lower bound: {0,…}" };
  }
  const names = [...outside.matchAll(/\(\?<([^=!>][^>]*)>/gu)].map(([, name]) => name);
  if (new Set(names).size < names.length) {
    return { reason: "Duplicate capture group name", hint: "give every group a name of its own" };
  }
  return undefined;
}

/**
 * Reads a pattern as an ECMA-262 expression with the flag `u`, which JSON Schema recommends and generated code uses: one
 * of ES2018, which every runtime knows. What older dialects tolerate is rewritten where there is no doubt about its
 * meaning.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
 */
export function readPattern(pattern: string): PatternResult {
  const strange = foreignConstruct(pattern);
  if (strange !== undefined) return { ok: false, reason: strange.reason };
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
    const hyphens = escapeLoneHyphens(lighter);
    for (const candidate of [lighter, hyphens, escapeLoneBraces(hyphens)]) {
      if (compiles(candidate) === undefined) return { ok: true, source: candidate, repaired: true };
    }
  }
  return { ok: false, reason: fault };
}

/** What a foreign construct in a pattern is called, as a hint. */
export function patternHint(pattern: string): string | undefined {
  const strange = foreignConstruct(pattern);
  if (strange !== undefined) return strange.hint;
  if (/^\/.*\/[a-z]*$/.test(pattern)) return "write the expression without the slashes around it";
  return undefined;
}
