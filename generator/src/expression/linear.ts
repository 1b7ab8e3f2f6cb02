/** What a part of an expression may do to a matcher that backtracks. */
interface Choices {
  /** In how many ways it can match at one place, repetitions without bound left out. */
  ways: number;
  /** Repetitions without bound. */
  loops: number;
}

/** One alternative that is being read. */
interface Level {
  readonly current: Choices;
  readonly total: Choices;
}

/** Ways that are tried at each place of a text at most, so that a long text still costs little. */
const WAYS = 64;
/** The same where the text is looked at from its start only. */
const WAYS_ONCE = 100_000;

const atom =
  /\\(?:[pPu]\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[A-Za-z]|.)|\[(?:\\.|[^\]\\])*\]|[^()|]/suy;
const quantifier = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y;

/**
 * Whether it is plain from an expression that a matcher which backtracks takes time in proportion to the text: nothing
 * that repeats holds a choice, and there is no second repetition without bound. Most patterns of contracts are of this
 * kind; the others are left to an analysis that costs a thousand times as much.
 *
 * @param source an expression that compiles with the flag `u`.
 */
export function isPlainlyLinear(source: string): boolean {
  const levels: Level[] = [];
  let level: Level = open();
  let last: Choices | undefined;
  for (let at = 0; at < source.length;) {
    const c = source[at]!;
    if (c === "(") {
      const kind = /^\((?:\?(?:<[^=!][^>]*>|:)|(?!\?))/.exec(source.slice(at, at + 200));
      // Looking around and flags are left to the analysis.
      if (kind === null) return false;
      levels.push(level);
      level = open();
      at += kind[0].length;
      continue;
    }
    if (c === "|") {
      close(level);
      at++;
      continue;
    }
    if (c === ")") {
      close(level);
      last = level.total;
      level = levels.pop() ?? open();
      at++;
    } else {
      atom.lastIndex = at;
      const text = atom.exec(source)?.[0];
      // What comes back to a group is left to the analysis.
      if (text === undefined || /^\\[1-9k]/.test(text)) return false;
      last = { ways: 1, loops: 0 };
      at += text.length;
    }
    quantifier.lastIndex = at;
    const found = quantifier.exec(source);
    if (found !== null) {
      at += found[0].length;
      const repeated = repeat(last, found);
      if (repeated === undefined) return false;
      last = repeated;
    }
    level.current.ways *= last.ways;
    level.current.loops += last.loops;
    if (level.current.ways > WAYS_ONCE) return false;
  }
  close(level);
  const { ways, loops } = level.total;
  return isAnchored(source)
    ? (loops === 0 && ways <= WAYS_ONCE) || (loops === 1 && ways <= WAYS)
    : loops === 0 && ways <= WAYS;
}

function open(): Level {
  return { current: { ways: 1, loops: 0 }, total: { ways: 0, loops: 0 } };
}

/** The end of an alternative. */
function close({ current, total }: Level): void {
  total.ways += current.ways;
  total.loops += current.loops;
  current.ways = 1;
  current.loops = 0;
}

/** `undefined` for what is not plain. */
function repeat({ ways, loops }: Choices, [sign, low, range, high]: RegExpExecArray): Choices | undefined {
  if (sign.startsWith("?")) return { ways: ways + 1, loops };
  const isEndless = /^[*+]/.test(sign) || (range !== undefined && high === "");
  if (isEndless) return ways > 1 || loops > 0 ? undefined : { ways: 1, loops: 1 };
  const min = Number(low);
  const max = range === undefined ? min : Number(high);
  if (loops > 0 && max > 1) return undefined;
  const all = ways ** max * (max - min + 1);
  return Number.isFinite(all) ? { ways: Math.max(1, all), loops } : undefined;
}

/** Whether the expression can match at the start of a text only. */
function isAnchored(source: string): boolean {
  return source.startsWith("^") && !/[|]/.test(source.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\([^()]*\)/gsu, ""));
}
