/** Two decimal digits at `i`, or NaN. */
function two(s: string, i: number): number {
  const tens = s.charCodeAt(i) - 48;
  const ones = s.charCodeAt(i + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Whether `s` begins with a day that the calendar has: no rollover. */
function beginsWithDate(s: string): boolean {
  const year = two(s, 0) * 100 + two(s, 2);
  const month = two(s, 5);
  const day = two(s, 8);
  return (
    s.charCodeAt(4) === 45 &&
    s.charCodeAt(7) === 45 &&
    year >= 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month)
  );
}

const notATime = Number.NaN;

/**
 * Reads `hh:mm:ss[.f](Z|±hh:mm)` from `i` to the end. Gives NaN when it is no time, -1 when it is an ordinary one, and for
 * a leap second how many days UTC lies from the local date: 0, or 1 for a day behind, 2 for a day ahead.
 */
function readTime(s: string, i: number): number {
  const hour = two(s, i);
  const minute = two(s, i + 3);
  const second = two(s, i + 6);
  if (s.charCodeAt(i + 2) !== 58 || s.charCodeAt(i + 5) !== 58) return notATime;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return notATime;
  let at = i + 8;
  if (s.charCodeAt(at) === 46) {
    const start = ++at;
    while (s.charCodeAt(at) >= 48 && s.charCodeAt(at) <= 57) at++;
    if (at === start) return notATime;
  }
  let offset = 0;
  const zone = s.charCodeAt(at);
  if (zone === 90 || zone === 122) {
    if (s.length !== at + 1) return notATime;
  } else {
    const hours = two(s, at + 1);
    const minutes = two(s, at + 4);
    if ((zone !== 43 && zone !== 45) || s.charCodeAt(at + 3) !== 58 || s.length !== at + 6) return notATime;
    if (!(hours <= 23 && minutes <= 59)) return notATime;
    offset = (hours * 60 + minutes) * (zone === 43 ? 1 : -1);
  }
  if (second < 60) return -1;
  const utc = hour * 60 + minute - offset;
  if ((utc + 1440) % 1440 !== 1439) return notATime;
  return utc < 0 ? 1 : utc >= 1440 ? 2 : 0;
}

/** Whether a string is an RFC 3339 `full-date`, e.g. `2024-02-29`; days that the calendar lacks are refused. */
export function isDate(v: unknown): v is string {
  return typeof v === "string" && v.length === 10 && beginsWithDate(v);
}

/**
 * Whether a string is an RFC 3339 `full-time` with its offset, e.g. `08:30:06.5Z`. Second 60 is accepted only where a leap
 * second can be: at 23:59 UTC (§5.7).
 */
export function isTime(v: unknown): v is string {
  return typeof v === "string" && readTime(v, 0) >= -1;
}

/**
 * Whether a string is an RFC 3339 `date-time`, e.g. `1985-04-12T23:20:50.52Z`. `T` and `Z` may be lower case, a space
 * instead of `T` is refused. Second 60 is accepted only at 23:59 UTC on the last day of a month (§5.7).
 */
export function isDateTime(v: unknown): v is string {
  if (typeof v !== "string" || !beginsWithDate(v)) return false;
  const separator = v.charCodeAt(10);
  if (separator !== 84 && separator !== 116) return false;
  const leap = readTime(v, 11);
  if (leap === -1) return true;
  const last = daysIn(two(v, 0) * 100 + two(v, 2), two(v, 5));
  const day = two(v, 8);
  return leap === 0 ? day === last : leap === 1 ? day === 1 : leap === 2 && day + 1 === last;
}

const duration =
  /^P(?!$)(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/;

/**
 * Whether a string is a duration as RFC 3339 appendix A writes it, e.g. `P3DT4H`: no fractions, and no unit left out in
 * the middle (`P1Y2D` is written `P1Y0M2D`).
 */
export function isDuration(v: unknown): v is string {
  return typeof v === "string" && duration.test(v);
}
