import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  equalStrong,
  equalWeak,
  evaluateConditions,
  isEntityTag,
  parseEntityTags,
  rangeApplies,
  weakened,
} from "./conditional.ts";
import type { ConditionOutcome, Validators } from "./conditional.ts";
import { HeaderMap } from "./header-map.ts";
import { formatHttpDate, parseHttpDate } from "./http-date.ts";

type Fields = Readonly<Record<string, string>>;

const changed = Date.UTC(2024, 0, 2, 3, 4, 5);
const same = "Tue, 02 Jan 2024 03:04:05 GMT";
const before = "Tue, 02 Jan 2024 03:04:04 GMT";
const after = "Tue, 02 Jan 2024 03:04:06 GMT";

const strong: Validators = { etag: '"a"', lastModified: changed };
const weak: Validators = { etag: 'W/"a"', lastModified: changed + 999 };
const dated: Validators = { lastModified: new Date(changed) };
const tagged: Validators = { etag: '"a"' };
const absent = undefined;

const [go, unmodified, failed]: ConditionOutcome[] = ["proceed", "not-modified", "precondition-failed"];

describe("conditions", () => {
  test.each<[string, string, Validators | undefined, Fields, ConditionOutcome | undefined]>([
    ["no condition", "GET", strong, {}, go],
    // §13.1.1
    ["If-Match names it", "PUT", strong, { "if-match": '"b", "a"' }, go],
    ["If-Match names another", "PUT", strong, { "if-match": '"b"' }, failed],
    ["If-Match of a GET names another", "GET", strong, { "if-match": '"b"' }, failed],
    ["If-Match with a weak tag", "PUT", strong, { "if-match": 'W/"a"' }, failed],
    ["If-Match where the current tag is weak", "PUT", weak, { "if-match": 'W/"a"' }, failed],
    ["If-Match: *", "PUT", strong, { "if-match": "*" }, go],
    ["If-Match: * and nothing there", "PUT", absent, { "if-match": "*" }, failed],
    ["If-Match with a tag and nothing there", "PUT", absent, { "if-match": '"a"' }, failed],
    ["If-Match where no tag is known", "PUT", dated, { "if-match": '"a"' }, failed],
    ["If-Match without quotes", "PUT", strong, { "if-match": "a" }, failed],
    ["an empty If-Match", "PUT", strong, { "if-match": "" }, failed],
    // §13.1.4
    ["If-Unmodified-Since the change", "PUT", strong, { "if-unmodified-since": same }, go],
    ["If-Unmodified-Since before the change", "PUT", strong, { "if-unmodified-since": before }, failed],
    ["If-Unmodified-Since, parts of a second", "PUT", weak, { "if-unmodified-since": same }, go],
    ["If-Unmodified-Since that is no date", "PUT", strong, { "if-unmodified-since": "yesterday" }, go],
    ["If-Unmodified-Since without a date", "PUT", tagged, { "if-unmodified-since": before }, go],
    ["If-Match replaces it", "PUT", strong, { "if-match": '"a"', "if-unmodified-since": before }, go],
    // §13.1.2
    ["If-None-Match names it", "GET", strong, { "if-none-match": '"a"' }, unmodified],
    ["If-None-Match of HEAD", "HEAD", strong, { "if-none-match": '"a"' }, unmodified],
    ["If-None-Match of PUT", "PUT", strong, { "if-none-match": '"a"' }, failed],
    ["If-None-Match compares weakly", "GET", strong, { "if-none-match": 'W/"a"' }, unmodified],
    ["If-None-Match compares weakly, too", "GET", weak, { "if-none-match": '"a"' }, unmodified],
    ["If-None-Match names another", "GET", strong, { "if-none-match": '"b",W/"c"' }, go],
    ["If-None-Match: *", "GET", strong, { "if-none-match": "*" }, unmodified],
    ["If-None-Match: * of PUT", "PUT", dated, { "if-none-match": " * " }, failed],
    ["If-None-Match: * and nothing there", "PUT", absent, { "if-none-match": "*" }, go],
    ["If-None-Match where no tag is known", "GET", dated, { "if-none-match": '"a"' }, go],
    // §13.1.3
    ["If-Modified-Since the change", "GET", strong, { "if-modified-since": same }, unmodified],
    ["If-Modified-Since after the change", "HEAD", strong, { "if-modified-since": after }, unmodified],
    ["If-Modified-Since before the change", "GET", strong, { "if-modified-since": before }, go],
    ["If-Modified-Since, parts of a second", "GET", weak, { "if-modified-since": same }, unmodified],
    ["If-Modified-Since of POST", "POST", strong, { "if-modified-since": after }, go],
    ["If-Modified-Since that is no date", "GET", strong, { "if-modified-since": "2030-01-01" }, go],
    ["If-Modified-Since twice", "GET", strong, { "if-modified-since": `${after}, ${after}` }, go],
    ["If-None-Match replaces it", "GET", strong, { "if-none-match": '"b"', "if-modified-since": after }, go],
    // §13.2
    ["412 goes before 304", "GET", strong, { "if-match": '"b"', "if-none-match": '"a"' }, failed],
    ["both hold", "GET", strong, { "if-match": '"a"', "if-none-match": '"a"' }, unmodified],
    [
      "dates of both kinds",
      "GET",
      strong,
      { "if-unmodified-since": same, "if-modified-since": same },
      unmodified,
    ],
    ["OPTIONS", "OPTIONS", strong, { "if-match": '"b"', "if-none-match": '"a"' }, go],
    ["nonsense for a date", "GET", { lastModified: Number.NaN }, { "if-modified-since": after }, go],
  ])("%s: %s", (_name, method, current, fields, outcome) => {
    expect(evaluateConditions(method, HeaderMap.from(fields), current)).toBe(outcome);
  });
});

describe("If-Range", () => {
  test.each<[string, Validators, string | undefined, boolean]>([
    ["absent", strong, undefined, true],
    ["the strong tag", strong, '"a"', true],
    ["another tag", strong, '"b"', false],
    ["a weak tag", strong, 'W/"a"', false],
    ["a weak tag of now", weak, 'W/"a"', false],
    ["a list", strong, '"a", "b"', false],
    ["the date", dated, same, true],
    ["a later date", dated, after, false],
    ["an earlier date", dated, before, false],
    ["a tag where there is none", dated, '"a"', false],
    ["a date where there is none", tagged, same, false],
    ["nonsense", strong, "a", false],
  ])("%s", (_name, current, value, applies) => {
    const headers = HeaderMap.from(value === undefined ? {} : { "if-range": value });
    expect(rangeApplies(headers, current)).toBe(applies);
  });
});

describe("entity tags", () => {
  test.each<[string, string[]]>([
    ['"a"', ['"a"']],
    ['""', ['""']],
    ['W/"a"', ['W/"a"']],
    ['"a","b" ,\t"c"', ['"a"', '"b"', '"c"']],
    [', ,"a",,', ['"a"']],
    ['"a,b"', ['"a,b"']],
    ['"a\\"', ['"a\\"']],
    ['"\u00e9"', ['"\u00e9"']],
    ["a", []],
    ['w/"a"', []],
    ['W/ "a"', []],
    ['"a', []],
    ['"a b"', []],
    ['"a""b"', []],
    ['"a" b, "c"', ['"c"']],
    ['a, "b"', ['"b"']],
    ['*, "b"', ['"b"']],
    ["", []],
  ])("the list %j", (list, tags) => {
    expect(parseEntityTags(list)).toEqual(tags);
    expect(isEntityTag(list)).toBe(tags.length === 1 && tags[0] === list);
  });

  // RFC 9110 §8.8.3.2, the table.
  test.each([
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', '"1"', true, true],
  ])("%s and %s", (one, other, strongly, weakly) => {
    expect([equalStrong(one, other), equalStrong(other, one)]).toEqual([strongly, strongly]);
    expect([equalWeak(one, other), equalWeak(other, one)]).toEqual([weakly, weakly]);
    expect(equalWeak(weakened(one), one)).toBe(true);
    expect(equalStrong(weakened(one), weakened(one))).toBe(false);
  });

  test("any list of tags is read back", () => {
    const opaque = fc.string({ unit: fc.constantFrom("!", "#", ",", "*", "\\", "/", "W", "a", "~") });
    const etag = fc.tuple(fc.boolean(), opaque).map(([isWeak, text]) => `${isWeak ? "W/" : ""}"${text}"`);
    const separator = fc.constantFrom(",", ", ", " ,", ",,", "\t,\t");
    fc.assert(
      fc.property(fc.array(etag), separator, (tags, between) => {
        expect(parseEntityTags(tags.join(between))).toEqual(tags);
      }),
    );
  });

  test("hostile lists are read in linear time", () => {
    const costOf = (text: string): number => {
      const start = performance.now();
      for (let i = 0; i < 20; i++) parseEntityTags(text);
      return performance.now() - start;
    };
    for (const part of [",", " ", '"', '"a" ', '"a"', "W/", 'a,"']) {
      costOf(part.repeat(4_000));
      // A quadratic reader would need a hundred times as long for ten times as much.
      expect(costOf(part.repeat(40_000))).toBeLessThan(40 * costOf(part.repeat(4_000)) + 50);
    }
  });
});

describe("dates", () => {
  test.each<[string, number | undefined]>([
    ["Sun, 06 Nov 1994 08:49:37 GMT", Date.UTC(1994, 10, 6, 8, 49, 37)],
    ["Sunday, 06-Nov-94 08:49:37 GMT", Date.UTC(1994, 10, 6, 8, 49, 37)],
    ["Sun Nov  6 08:49:37 1994", Date.UTC(1994, 10, 6, 8, 49, 37)],
    ["Wed, 16 Nov 1994 08:49:37 GMT", Date.UTC(1994, 10, 16, 8, 49, 37)],
    ["Wed Nov 16 08:49:37 1994", Date.UTC(1994, 10, 16, 8, 49, 37)],
    ["Thu, 29 Feb 2024 00:00:00 GMT", Date.UTC(2024, 1, 29)],
    ["Sat, 31 Dec 2016 23:59:60 GMT", Date.UTC(2017, 0, 1)],
    ["Sat, 01 Jan 0099 00:00:00 GMT", new Date(0).setUTCFullYear(99, 0, 1)],
    ["Wed, 29 Feb 2023 00:00:00 GMT", undefined],
    ["Wed, 00 Mar 2023 00:00:00 GMT", undefined],
    ["Wed, 01 Mar 2023 24:00:00 GMT", undefined],
    ["Wed, 01 Mar 2023 00:60:00 GMT", undefined],
    ["Sun, 6 Nov 1994 08:49:37 GMT", undefined],
    ["Sun, 06 Nov 1994 08:49:37 UTC", undefined],
    ["Sun, 06 Nov 1994 08:49:37 +0000", undefined],
    ["1994-11-06T08:49:37Z", undefined],
    ["0", undefined],
    ["", undefined],
  ])("%s", (text, milliseconds) => {
    expect(parseHttpDate(text)).toBe(milliseconds);
  });

  test("two digits of a year lie at most 50 years ahead", () => {
    const now = new Date().getUTCFullYear();
    const yearOf = (year: number): number | undefined => {
      const text = `Sunday, 06-Nov-${String(year % 100).padStart(2, "0")} 08:49:37 GMT`;
      const date = parseHttpDate(text);
      return date === undefined ? undefined : new Date(date).getUTCFullYear();
    };
    for (const year of [now - 49, now - 1, now, now + 1, now + 50]) expect(yearOf(year)).toBe(year);
  });

  test("what is written is read back, without parts of a second", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (milliseconds) => {
        expect(parseHttpDate(formatHttpDate(milliseconds))).toBe(milliseconds - (milliseconds % 1000));
      }),
    );
  });
});
