import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "./testing.ts";

const words =
  "struct union exception enum service typedef const include namespace extends throws void oneway required optional list set map i32 string slist senum cpp_type xsd_attrs a B c.d 1 -2 0x3 1.5 1. { } ( ) [ ] < > , ; : = * & \"x\" 'y' \" ' \\ // # /* */ /** @ é".split(
    " ",
  );
const soup = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(" ", "\n", "", "\r\n")), { maxLength: 60 })
  .map((pieces) => pieces.flat().join(""));

const sample = `/** File. */
include "b.thrift"
namespace go a.b (x = "y")

// A.
struct A { // behind
  1: required map<string, list<i64>> a = {"x": [1, 2]} (api.query = "a", b),
  2: optional b.C c; # c
}
enum E { X = 1, Y (z = '1') }
service S extends b.T {
  A f(1: A request) throws (1: b.Error e) (api.get = "/f/:id")
  oneway void g()
}
const string D = 'it\\'s "x"\\d'
typedef set<i32> F
`;

/** Every span in a tree, and that each object is met within a depth. */
function checkSpans(node: unknown, length: number): void {
  if (Array.isArray(node)) {
    for (const item of node) checkSpans(item, length);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  if ("start" in node && "end" in node) {
    const { start, end } = node;
    const inside = Number(start) >= 0 && Number(start) <= Number(end) && Number(end) <= length;
    if (!inside) throw new Error(`the span ${String(start)} to ${String(end)} is not within ${length}`);
    return;
  }
  for (const [key, value] of Object.entries(node)) if (key !== "file") checkSpans(value, length);
}

/** The places of the findings, and those in the order of the text; a span out of the text throws. */
function places(text: string): { readonly found: readonly string[]; readonly sorted: readonly string[] } {
  const { document, findings } = parse(text);
  checkSpans(document, text.length);
  const lines = text.split(/\r\n|\n|\r/);
  const found = findings.map((finding) => /^(\d+):(\d+) VG/.exec(finding)?.slice(1).map(Number) ?? [0, 0]);
  for (const [line = 0, column = 0] of found) {
    // The end of a line may be two characters.
    const inside = line > 0 && line <= lines.length && column <= (lines[line - 1]?.length ?? 0) + 2;
    if (!inside) throw new Error(`${line}:${column} is not within the text`);
  }
  const sorted = found.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  return { found: found.map(String), sorted: sorted.map(String) };
}

function check(text: string): boolean {
  const { found, sorted } = places(text);
  return found.join(" ") === sorted.join(" ");
}

describe("whatever the text, spans lie within it and findings are in its order", () => {
  test("tokens in any order", () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(check(text)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test("any characters", () => {
    const text = fc.string({ unit: "binary", maxLength: 80 });
    fc.assert(
      fc.property(text, (any) => {
        expect(check(any)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("a file with pieces removed, doubled or replaced", () => {
    const at = fc.nat({ max: sample.length });
    const changes = fc.array(fc.tuple(at, fc.nat({ max: 12 }), fc.constantFrom("", ...words)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(changes, (list) => {
        let text = sample;
        for (const [start, length, put] of list)
          text = text.slice(0, start) + put + text.slice(start + length);
        expect(check(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("a file that ends at any place", () => {
    for (let end = 0; end <= sample.length; end++) expect(check(sample.slice(0, end))).toBe(true);
  });

  test("the file itself has nothing wrong but its escape", () => {
    expect(parse(sample).findings).toEqual([
      "15:28 VG3010 `\\d` is no escape and is kept as it is; write `\\\\d`",
    ]);
  });
});
