import { expect, test } from "vitest";
import { formatManifest, hashOf, owns, parseManifest } from "./manifest.ts";

test("the text is sorted, the same for the same files, and read back", () => {
  const files = new Map([
    ["server/pets.ts", hashOf("b")],
    ["client.ts", hashOf("a")],
  ]);
  const manifest = { files, pending: new Map() };
  const text = formatManifest(manifest);
  expect(text).toBe(`{
  "generator": "volo-gen",
  "files": {
    "client.ts": "ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs",
    "server/pets.ts": "PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0"
  }
}
`);
  expect(parseManifest(text)).toEqual(manifest);
  expect(formatManifest({ files: new Map([...files].reverse()), pending: new Map() })).toBe(text);
});

test("a file is ours with the text of the last run, or of one that was killed", () => {
  const manifest = {
    files: new Map([["a.ts", hashOf("old\n")]]),
    pending: new Map([["a.ts", hashOf("new\n")]]),
  };
  expect(owns(manifest, "a.ts", "old\n")).toBe(true);
  expect(owns(manifest, "a.ts", "new\n")).toBe(true);
  expect(owns(manifest, "a.ts", "old\r\n")).toBe(true);
  expect(owns(manifest, "a.ts", "mine\n")).toBe(false);
  expect(owns(manifest, "b.ts", "old\n")).toBe(false);
});

test.each([
  "",
  "{",
  "[]",
  "null",
  "{}",
  '{"generator":"other","files":{}}',
  '{"generator":"volo-gen"}',
  '{"generator":"volo-gen","files":[]}',
  '{"generator":"volo-gen","files":{"a.ts":1}}',
  '{"generator":"volo-gen","files":{"../../.bashrc":"x"}}',
  '{"generator":"volo-gen","files":{"/etc/passwd":"x"}}',
  '{"generator":"volo-gen","files":{},"pending":{"../x":"x"}}',
])("%s is damage", (text) => {
  expect(parseManifest(text)).toBeUndefined();
});
