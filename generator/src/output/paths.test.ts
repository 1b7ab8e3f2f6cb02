import { expect, test } from "vitest";
import { isSafePath } from "./paths.ts";

test.each(["types.ts", "server/pets.ts", "openapi.json", "a/b/c/d.ts", "$1.ts", "-a.ts", "console.ts"])(
  "%j stays inside its folder",
  (path) => {
    expect(isSafePath(path)).toBe(true);
  },
);

test.each([
  "",
  "..",
  "../types.ts",
  "server/../../types.ts",
  "/etc/passwd",
  "server//pets.ts",
  "server/",
  ".",
  "./types.ts",
  ".ssh",
  ".volo-gen.json",
  "a\\b.ts",
  "..\\b.ts",
  "C:x.ts",
  "a\0.ts",
  "a\n.ts",
  "a b.ts",
  "con.ts",
  "server/AUX",
  "com1.ts",
  "types.",
  "é.ts",
  "%2e%2e/x.ts",
  `${"a".repeat(201)}`,
  `${"a/".repeat(250)}b`,
])("%j is refused", (path) => {
  expect(isSafePath(path)).toBe(false);
});
