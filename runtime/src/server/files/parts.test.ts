import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRange } from "./byte-range.ts";
import { contentTypeOf } from "./content-types.ts";
import { attachmentDisposition } from "./disposition.ts";

describe("ranges", () => {
  test.each<[string, number, [number, number] | "unsatisfiable" | undefined]>([
    ["bytes=0-0", 10, [0, 1]],
    ["bytes=0-9", 10, [0, 10]],
    ["bytes=2-4", 10, [2, 5]],
    ["bytes=0-", 10, [0, 10]],
    ["bytes=9-", 10, [9, 10]],
    ["bytes=-3", 10, [7, 10]],
    ["bytes=-10", 10, [0, 10]],
    ["bytes=5-99", 10, [5, 10]],
    ["bytes=-99", 10, [0, 10]],
    ["bytes=5-99999999999999999999999", 10, [5, 10]],
    ["Bytes= 2-4 ", 10, [2, 5]],
    // Nothing is there.
    ["bytes=10-", 10, "unsatisfiable"],
    ["bytes=10-20", 10, "unsatisfiable"],
    ["bytes=99999999999999999999999-", 10, "unsatisfiable"],
    ["bytes=-0", 10, "unsatisfiable"],
    ["bytes=0-", 0, "unsatisfiable"],
    ["bytes=-5", 0, undefined],
    // Ignored.
    ["bytes=4-2", 10, undefined],
    ["bytes=-", 10, undefined],
    ["bytes=", 10, undefined],
    ["bytes", 10, undefined],
    ["bytes=a-b", 10, undefined],
    ["bytes=1", 10, undefined],
    ["bytes=--1", 10, undefined],
    ["bytes=+1-2", 10, undefined],
    ["bytes=1-2x", 10, undefined],
    ["bytes=0x1-2", 10, undefined],
    ["bytes =1-2", 10, undefined],
    ["lines=1-2", 10, undefined],
    ["bytes=0-0,2-2", 10, undefined],
    ["bytes=0-0, -1", 10, undefined],
    ["", 10, undefined],
  ])("%j of %i bytes", (field, size, expected) => {
    const range = parseRange(field, size);
    expect(typeof range === "object" ? [range.start, range.end] : range).toEqual(expected);
  });

  test("a range is never empty and never beyond the file", () => {
    const digits = fc.oneof(fc.constant(""), fc.nat(20).map(String));
    fc.assert(
      fc.property(digits, digits, fc.nat(15), (first, last, size) => {
        const range = parseRange(`bytes=${first}-${last}`, size);
        if (typeof range !== "object") return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThan(range.start);
        expect(range.end).toBeLessThanOrEqual(size);
      }),
    );
  });
});

describe("names of attachments", () => {
  test.each([
    ["a.pdf", 'attachment; filename="a.pdf"'],
    ["my report.pdf", 'attachment; filename="my report.pdf"'],
    ["Übersicht.pdf", "attachment; filename=\"_bersicht.pdf\"; filename*=UTF-8''%C3%9Cbersicht.pdf"],
    ["€ rates.txt", "attachment; filename=\"_ rates.txt\"; filename*=UTF-8''%E2%82%AC%20rates.txt"],
    ["😀.png", "attachment; filename=\"_.png\"; filename*=UTF-8''%F0%9F%98%80.png"],
    ['a"b.txt', "attachment; filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt"],
    ["50%41.txt", "attachment; filename=\"50_41.txt\"; filename*=UTF-8''50%2541.txt"],
    ["é(1)'*.txt", "attachment; filename=\"_(1)'*.txt\"; filename*=UTF-8''%C3%A9%281%29%27%2A.txt"],
    // What could choose a folder, end the field or break the encoding is left out.
    ["../../etc/passwd", 'attachment; filename="passwd"'],
    ["C:\\temp\\x.txt", 'attachment; filename="x.txt"'],
    ["a\r\nset-cookie: b", 'attachment; filename="aset-cookie: b"'],
    ["a\ud800b", "attachment; filename=\"a_b\"; filename*=UTF-8''a%EF%BF%BDb"],
    ["", "attachment"],
    ["/", "attachment"],
  ])("%j", (name, field) => {
    expect(attachmentDisposition(name)).toBe(field);
  });

  test("any name is one field of ASCII, and is read back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const field = attachmentDisposition(name);
        expect(field).toMatch(/^[ -~]*$/);
        const [, plain, extended] =
          /^attachment(?:; filename="([^"\\]*)"(?:; filename\*=UTF-8''([A-Za-z0-9!#$&+\-.^_`|~%]+))?)?$/.exec(
            field,
          ) ?? [];
        const read = extended === undefined ? (plain ?? "") : decodeURIComponent(extended);
        // oxlint-disable-next-line no-control-regex
        expect(
          name
            .toWellFormed()
            .replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "")
            .endsWith(read),
        ).toBe(true);
        expect(read).not.toMatch(/[/\\]/);
      }),
    );
  });
});

describe("media types", () => {
  const own = new Map([
    ["html", "text/x-own"],
    ["foo", "application/x-foo"],
  ]);
  test.each([
    ["a.html", "text/html; charset=utf-8", "text/x-own"],
    ["a.HTML", "text/html; charset=utf-8", "text/x-own"],
    ["a.min.js", "text/javascript; charset=utf-8", "text/javascript; charset=utf-8"],
    ["a.json", "application/json", "application/json"],
    ["a.foo", "application/octet-stream", "application/x-foo"],
    ["a", "application/octet-stream", "application/octet-stream"],
    ["a.", "application/octet-stream", "application/octet-stream"],
    ["html", "application/octet-stream", "application/octet-stream"],
    ["a.constructor", "application/octet-stream", "application/octet-stream"],
    ["a.__proto__", "application/octet-stream", "application/octet-stream"],
  ])("of %s", (name, usual, overridden) => {
    expect([contentTypeOf(name, undefined), contentTypeOf(name, own)]).toEqual([usual, overridden]);
  });
});
