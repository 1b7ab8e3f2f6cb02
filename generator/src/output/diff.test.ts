import { expect, test } from "vitest";
import { hunk } from "./diff.ts";

const lines = (...text: string[]): string => text.join("\n") + "\n";

test.each([
  [
    "a changed line",
    lines("a", "b", "c", "d", "e"),
    lines("a", "b", "X", "d", "e"),
    "@@ -1 +1 @@\n a\n b\n-c\n+X\n d\n e",
  ],
  ["an added line", lines("a", "b"), lines("a", "b", "c"), "@@ -1 +1 @@\n a\n b\n+c"],
  ["a removed line", lines("a", "b", "c"), lines("b", "c"), "@@ -1 +1 @@\n-a\n b\n c"],
  ["a repeated line", lines("a", "a"), lines("a", "a", "a"), "@@ -1 +1 @@\n a\n a\n+a"],
  ["everything", lines("a"), lines("b"), "@@ -1 +1 @@\n-a\n+b"],
  ["from nothing", "", lines("b"), "@@ -1 +1 @@\n+b"],
])("%s", (_, before, after, expected) => {
  expect(hunk(before, after)).toBe(expected);
});

test("a long difference is cut", () => {
  const many = Array.from({ length: 30 }, (_, i) => String(i));
  const text = hunk(lines("a", "b", "c", "z"), lines("a", "b", "c", ...many, "z"));
  expect(text.split("\n")).toEqual([
    "@@ -2 +2 @@",
    " b",
    " c",
    ..."01234567".split("").map((n) => `+${n}`),
    "+… 22 more lines",
    " z",
  ]);
});
