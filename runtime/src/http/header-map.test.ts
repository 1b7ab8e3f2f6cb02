import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addPendingHeaders, HeaderMap } from "./header-map.ts";
import { HttpError } from "./problem.ts";

test("of the fields that layers leave, the reply's own win, except where fields add up", () => {
  const own = new HeaderMap(["vary", "accept", "set-cookie", "a=1", "x", "own"]);
  const pending = new HeaderMap(["vary", "origin", "set-cookie", "b=2", "x", "layer", "y", "1", "y", "2"]);
  const added: [string, string][] = [];
  addPendingHeaders(own, pending, (name, value) => added.push([name, value]));
  expect(added).toEqual([
    ["vary", "origin"],
    ["set-cookie", "b=2"],
    ["y", "1"],
    ["y", "2"],
  ]);
  addPendingHeaders(own, undefined, () => expect.unreachable());
});

describe("HeaderMap", () => {
  test("names are compared without case, values are joined, order is kept", () => {
    const map = new HeaderMap(["Accept", "a", "x-b", "1"]).append("ACCEPT", "b");
    expect(map.get("accept")).toBe("a, b");
    expect(map.getAll("aCCept")).toEqual(["a", "b"]);
    expect(map.has("X-B")).toBe(true);
    expect(map.get("x-c")).toBeUndefined();
    expect([...map]).toEqual([
      ["accept", "a"],
      ["x-b", "1"],
      ["accept", "b"],
    ]);
    expect(map.toFlat()).toEqual(["accept", "a", "x-b", "1", "accept", "b"]);
    expect(map.size).toBe(3);
  });

  test("set replaces every value in the place of the first", () => {
    const map = new HeaderMap(["a", "1", "b", "2", "a", "3"]).set("A", "4").set("c", "5");
    expect(map.toFlat()).toEqual(["a", "4", "b", "2", "c", "5"]);
  });

  test("delete tells whether there was something", () => {
    const map = new HeaderMap(["a", "1", "b", "2", "a", "3"]);
    expect([map.delete("A"), map.delete("a")]).toEqual([true, false]);
    expect(map.toFlat()).toEqual(["b", "2"]);
  });

  test("cookies are joined by semicolons", () => {
    expect(new HeaderMap(["cookie", "a=1", "cookie", "b=2"]).get("cookie")).toBe("a=1; b=2");
  });

  test("the names of Object.prototype are names like any other", () => {
    const map = new HeaderMap(["__proto__", "x"]);
    expect(map.get("__proto__")).toBe("x");
    expect(map.get("constructor")).toBeUndefined();
  });

  test("a copy is independent", () => {
    const map = new HeaderMap(["a", "1"]);
    HeaderMap.from(map).set("a", "2");
    expect(map.get("a")).toBe("1");
    expect(HeaderMap.from({ A: "1" }).get("a")).toBe("1");
    expect(
      HeaderMap.from(
        new Headers([
          ["set-cookie", "a=1"],
          ["set-cookie", "b=2"],
        ]),
      ).getAll("set-cookie"),
    ).toEqual(["a=1", "b=2"]);
  });

  test.each([
    ["x", "a\r\nevil: 1"],
    ["x", "a\nb"],
    ["x", "a\0b"],
    ["x", "smile 😀"],
    ["x", "\u007f"],
    ["bad name", "a"],
    ["", "a"],
    ["x\r\ny", "a"],
    ["ü", "a"],
  ])("%j: %j is refused without telling the caller", (name, value) => {
    for (const attempt of [
      () => new HeaderMap([name, value]),
      () => new HeaderMap().set(name, value),
      () => new HeaderMap().append(name, value),
    ]) {
      expect(attempt).toThrow(HttpError);
      try {
        attempt();
      } catch (error) {
        expect(error).toMatchObject({ status: 500, problem: { title: "Internal Server Error" } });
        expect(JSON.stringify((error as HttpError).problem)).not.toContain("evil");
      }
    }
  });

  test("whatever is accepted fits in one line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        try {
          const [, stored] = new HeaderMap(["x", value]).toFlat();
          expect(stored).toMatch(/^[\t -~\u0080-\u00ff]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(HttpError);
        }
      }),
    );
  });
});
