import { describe, expect, test } from "vitest";
import { frame } from "./frame.ts";
import { locate } from "./locate.ts";
import type { SourceFile } from "./source-file.ts";
import { childSpan, keySpan, rootSpan } from "./span.ts";

const yaml: SourceFile = {
  name: "a.yaml",
  path: "/a.yaml",
  format: "yaml",
  text: "info:\n  title: T\n\tpaths:\n",
};
const json: SourceFile = {
  name: "a.json",
  path: "/a.json",
  format: "json",
  text: '{\n  "info": {\n\t"title": "T", "list": [1, {"a": 2}]\n  }\n}',
};

const place = (span: Parameters<typeof locate>[0]): string => {
  const { line, column, endLine, endColumn } = locate(span);
  return `${line}:${column}-${endLine}:${endColumn}`;
};

describe("locate", () => {
  const info = childSpan(rootSpan(json), "info");
  test.each([
    ["the root", rootSpan(json), "1:1-1:2"],
    ["a collection by its key", info, "2:3-2:9"],
    ["a scalar by its value", childSpan(info, "title"), "3:11-3:14"],
    ["a key, when the key is meant", keySpan(info, "title"), "3:2-3:9"],
    ["an element", childSpan(childSpan(info, "list"), 0), "3:25-3:26"],
    ["an element that is a collection", childSpan(childSpan(info, "list"), 1), "3:28-3:29"],
    ["what is missing, by its nearest ancestor", childSpan(info, "version"), "2:3-2:9"],
  ])("%s", (_what, span, expected) => {
    expect(place(span)).toBe(expected);
  });
});

describe("frame", () => {
  test("marks the place, with tabs as spaces", () => {
    expect(frame(locate(keySpan(childSpan(rootSpan(json), "info"), "title")), { context: 1 })).toBe(
      [
        '  2 |   "info": {',
        '> 3 |   "title": "T", "list": [1, {"a": 2}]',
        "    |   ^^^^^^^",
        "  4 |   }",
      ].join("\n"),
    );
  });

  test("clips long lines around the place", () => {
    const text = `{"a": "${"x".repeat(300)}", "b": 1, "c": "${"y".repeat(300)}"}`;
    const lines = frame(locate(childSpan(rootSpan({ ...json, text }), "b")), { width: 40 }).split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]!.length).toBeLessThan(50);
    const caret = lines[1]!.indexOf("^");
    expect(lines[0]![caret]).toBe("1");
  });

  test("looks only at the surroundings of the place, however long the line is", () => {
    const item = `{"a":1},`;
    const text = `[${item.repeat(400_000)}{"b":2}]`;
    const span = childSpan(childSpan(rootSpan({ ...json, text }), 400_000), "b");
    const begin = performance.now();
    for (let i = 0; i < 100; i++) frame(locate(span));
    const lines = frame(locate(span), { width: 40 }).split("\n");
    expect(lines[0]).toContain(`{"b":2}]`);
    expect(lines[1]!.indexOf("^")).toBe(lines[0]!.indexOf("2}]"));
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  test("control characters and text direction marks cannot disturb a terminal", () => {
    const file = { ...yaml, text: 'a: "\u001b[31m\u202e"\n' };
    expect(frame({ file, line: 1, column: 1, endLine: 1, endColumn: 2 })).not.toMatch(/[\u001b\u202e]/);
  });
});
