/** Number of Unicode code points, which is what JSON Schema counts (2020-12 validation §6.3.1). */
export function codePoints(s: string): number {
  let count = s.length;
  for (let i = 0; i < s.length - 1; i++) {
    if ((s.charCodeAt(i) & 0xfc00) === 0xd800 && (s.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}

/**
 * Whether a string has between `min` and `max` code points. A string of n UTF-16 units has between n/2 and n of them, so
 * most strings are decided without being read.
 */
export function lengthIn(s: string, min: number, max: number): boolean {
  return minLength(s, min) && maxLength(s, max);
}

/** Whether a string has at least `min` code points. */
export function minLength(s: string, min: number): boolean {
  return s.length >= 2 * min - 1 || (s.length >= min && codePoints(s) >= min);
}

/** Whether a string has at most `max` code points. */
export function maxLength(s: string, max: number): boolean {
  return s.length <= max || (s.length <= 2 * max && codePoints(s) <= max);
}

/** Whether a pattern is found in a string; the pattern must have neither the flag `g` nor `y`, which remember where they were. */
export function matches(pattern: RegExp, s: string): boolean {
  return pattern.test(s);
}
