const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const month = `(${months.join("|")})`;
const time = "(\\d{2}):(\\d{2}):(\\d{2})";
// The three forms of RFC 9110 §5.6.7, of which the first is the one that everybody sends.
const imfFixdate = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d{2}) ${month} (\\d{4}) ${time} GMT$`);
const rfc850 = new RegExp(
  `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d{2})-${month}-(\\d{2}) ${time} GMT$`,
);
const asctime = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} ([ \\d]\\d) ${time} (\\d{4})$`);

/**
 * Reads a date of a header field, in any of the three forms that HTTP has had.
 * @returns milliseconds since 1970; undefined when the text is no such date, or no day of the calendar
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 */
export function parseHttpDate(text: string): number | undefined {
  const usual = imfFixdate.exec(text);
  if (usual !== null) {
    const [, day, name, year, hour, minute, second] = usual;
    return utc(Number(year), name, day, hour, minute, second);
  }
  const ansi = asctime.exec(text);
  if (ansi !== null) {
    const [, name, day, hour, minute, second, year] = ansi;
    return utc(Number(year), name, day, hour, minute, second);
  }
  const old = rfc850.exec(text);
  if (old === null) return undefined;
  const [, day, name, year, hour, minute, second] = old;
  return utc(fullYear(Number(year)), name, day, hour, minute, second);
}

/**
 * Writes a date for a header field; parts of a second are left out.
 * @param milliseconds since 1970
 */
export function formatHttpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

/** Two digits that would lie more than 50 years ahead are of the century before. */
function fullYear(twoDigits: number): number {
  const now = new Date().getUTCFullYear();
  const year = now - (now % 100) + twoDigits;
  return year > now + 50 ? year - 100 : year;
}

function utc(
  year: number,
  name: string | undefined,
  day: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
): number | undefined {
  // A leap second is the next minute's first.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const index = months.indexOf(name ?? "");
  const date = new Date(0);
  date.setUTCFullYear(year, index, Number(day));
  if (date.getUTCMonth() !== index) return undefined;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
}
