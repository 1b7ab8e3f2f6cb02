import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { negotiate, splitList } from "./accept.ts";
import { essenceOf, isJson, isUtf8, mediaTypeMatches, parseMediaType } from "./media-type.ts";

describe("parseMediaType", () => {
  test.each<[string, string, [string, string][]]>([
    ["application/json", "application/json", []],
    ["APPLICATION/Json", "application/json", []],
    [" text/plain ", "text/plain", []],
    ["text/plain;charset=UTF-8", "text/plain", [["charset", "UTF-8"]]],
    ["text/plain\t; Charset=utf-8 ;", "text/plain", [["charset", "utf-8"]]],
    ['a/b; x="y; z=\\"1\\""', "a/b", [["x", 'y; z="1"']]],
    [
      "application/vnd.pet+json; v=1; w=2",
      "application/vnd.pet+json",
      [
        ["v", "1"],
        ["w", "2"],
      ],
    ],
    ["*/*;q=0.1", "*/*", [["q", "0.1"]]],
  ])("%j", (text, essence, parameters) => {
    const parsed = parseMediaType(text);
    expect(parsed && essenceOf(parsed)).toBe(essence);
    expect([...(parsed?.parameters ?? [])]).toEqual(parameters);
  });

  test.each([
    "",
    ";",
    "application",
    "application/",
    "/json",
    "application/json, text/plain",
    "application/json text/plain",
    "application /json",
    "application/json; charset",
    "application/json; charset=",
    "application/json; =utf-8",
    "application/json; a=1; A=2",
    'a/b; x="y',
    "a/b; x=y z",
    "a/b\u000b; x=y",
    "äpplication/json",
  ])("%j is none", (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });

  test("what is parsed is read the same again", () => {
    const token = fc.stringMatching(/^[a-z0-9.+-]+$/);
    fc.assert(
      fc.property(
        token,
        token,
        fc.dictionary(
          token,
          fc.string({ unit: fc.constantFrom("a", " ", ";", '"', "\\", "=", ",", "/", "é") }),
        ),
        (type, subtype, parameters) => {
          const quoted = Object.entries(parameters).map(
            ([name, value]) => `; ${name}="${value.replace(/["\\]/g, "\\$&")}"`,
          );
          const parsed = parseMediaType(`${type}/${subtype}${quoted.join("")}`);
          expect(parsed).toMatchObject({ type, subtype });
          expect(Object.fromEntries(parsed?.parameters ?? [])).toEqual({ ...parameters });
        },
      ),
    );
  });
});

describe("matching", () => {
  test.each([
    ["application/json", "application/json", true],
    ["application/json", "application/jsonx", false],
    ["application/*", "application/json", true],
    ["application/*", "text/json", false],
    ["*/*", "x/y", true],
    ["*/json", "application/json", false],
    ["application/*+json", "application/vnd.a+json", true],
    ["application/*+json", "application/json", false],
    ["application/*+json", "application/+json", false],
    ["application/json", "application/vnd.a+json", false],
    ["application/json; charset=utf-8", "application/json", true],
    ["text/x; v=1", "text/x; v=1; w=2", true],
    ["text/x; v=1", "text/x", false],
  ])("%s takes %s: %s", (range, type, expected) => {
    const [r, t] = [parseMediaType(range), parseMediaType(type)];
    expect(r && t && mediaTypeMatches(r, t)).toBe(expected);
  });

  test.each([
    ["application/json", true],
    ["text/json", true],
    ["application/problem+json", true],
    ["application/json5", false],
    ["image/json", false],
    ["text/plain", false],
  ])("%s is JSON: %s", (text, expected) => {
    const parsed = parseMediaType(text);
    expect(parsed && isJson(parsed)).toBe(expected);
  });

  test.each([
    ["utf-8", true],
    ["UTF8", true],
    ["us-ascii", true],
    ["utf-7", false],
    ["utf-16", false],
    ["latin1", false],
  ])("charset %s can be read: %s", (charset, expected) => {
    const parsed = parseMediaType(`text/plain; charset=${charset}`);
    expect(parsed && isUtf8(parsed)).toBe(expected);
  });
});

describe("negotiate", () => {
  const [json, xml, text] = ["application/json", "application/xml", "text/plain; charset=utf-8"];
  test.each<[string | undefined, string | undefined]>([
    [undefined, json],
    ["", json],
    ["*/*", json],
    ["application/*", json],
    ["application/xml", xml],
    ["text/*", text],
    ["image/png", undefined],
    ["application/json;q=0.5, application/xml", xml],
    ["application/json;q=0.5, application/xml;q=0.5", json],
    ["*/*;q=0.1, application/xml", xml],
    ["application/json;q=0, */*", xml],
    ["application/*;q=0, */*;q=0.2", text],
    ["*/*;q=0", undefined],
    ["text/html, application/xhtml+xml, */*;q=0.8", json],
    // What cannot be read does not hide the rest.
    ["nonsense, application/xml", xml],
    ["application/json;q=2, application/xml", xml],
    ['text/plain;x="a,b", application/xml;q=0.3', xml],
  ])("%j takes %j", (accept, expected) => {
    expect(negotiate(accept, [json, xml, text])).toBe(expected);
  });

  test.each([
    ["a, b ,,c", ["a", "b", "c"]],
    ['a;x="1,2",b', ['a;x="1,2"', "b"]],
    ['a;x="\\",",b', ['a;x="\\","', "b"]],
    ['a;x="open,b', ['a;x="open,b']],
    ["", []],
  ])("the list %j", (list, elements) => {
    expect(splitList(list)).toEqual(elements);
  });
});
