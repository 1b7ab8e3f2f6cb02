// Characters and sets of them, as patterns of RE2 know them.

/** Code points from the first to the last. */
export type Range = readonly [number, number];

export const last = 0x10ffff;
export const digit: readonly Range[] = [[0x30, 0x39]];
export const word: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
export const blank: readonly Range[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];

export const posix: ReadonlyMap<string, readonly Range[]> = new Map([
  [
    "alnum",
    [
      [0x30, 0x39],
      [0x41, 0x5a],
      [0x61, 0x7a],
    ],
  ],
  [
    "alpha",
    [
      [0x41, 0x5a],
      [0x61, 0x7a],
    ],
  ],
  ["ascii", [[0, 0x7f]]],
  [
    "blank",
    [
      [0x09, 0x09],
      [0x20, 0x20],
    ],
  ],
  [
    "cntrl",
    [
      [0, 0x1f],
      [0x7f, 0x7f],
    ],
  ],
  ["digit", digit],
  ["graph", [[0x21, 0x7e]]],
  ["lower", [[0x61, 0x7a]]],
  ["print", [[0x20, 0x7e]]],
  [
    "punct",
    [
      [0x21, 0x2f],
      [0x3a, 0x40],
      [0x5b, 0x60],
      [0x7b, 0x7e],
    ],
  ],
  [
    "space",
    [
      [0x09, 0x0d],
      [0x20, 0x20],
    ],
  ],
  ["upper", [[0x41, 0x5a]]],
  ["word", word],
  [
    "xdigit",
    [
      [0x30, 0x39],
      [0x41, 0x46],
      [0x61, 0x66],
    ],
  ],
]);

export const controls: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["f", 12],
  ["t", 9],
  ["n", 10],
  ["r", 13],
  ["v", 11],
]);

export function code(char: string): number {
  return char.codePointAt(0) ?? 0;
}

/** A character that means itself, inside of brackets and outside. */
export function escaped(value: number): string {
  if (value < 0x20 || (value >= 0x7f && value < 0xa0)) return `\\x${value.toString(16).padStart(2, "0")}`;
  if (value > 0xffff || (value >= 0xd800 && value <= 0xdfff)) return `\\u{${value.toString(16)}}`;
  const char = String.fromCodePoint(value);
  return /[\^$\\.*+?()[\]{}|/-]/u.test(char) ? (char === "-" ? "\\x2d" : `\\${char}`) : char;
}

/** From this many characters on, a range is not looked through for their other case. */
const manyChars = 2000;

export function otherCases(low: number, high: number): Range[] {
  const found: Range[] = [];
  if (high - low > manyChars) return found;
  const add = (value: number): void => {
    const previous = found.at(-1);
    if (previous !== undefined && previous[1] + 1 === value) found[found.length - 1] = [previous[0], value];
    else if (!(value >= low && value <= high)) found.push([value, value]);
  };
  for (let value = low; value <= high; value++) {
    const char = String.fromCodePoint(value);
    for (const other of [char.toLowerCase(), char.toUpperCase(), rare.get(char.toLowerCase()) ?? char]) {
      const single = other.codePointAt(0);
      if (other !== char && single !== undefined && String.fromCodePoint(single) === other) add(single);
    }
  }
  return found;
}

/** Letters that have a third form. */
const rare: ReadonlyMap<string, string> = new Map([
  ["k", "\u212a"],
  ["s", "\u017f"],
  ["\u00e5", "\u212b"],
]);
