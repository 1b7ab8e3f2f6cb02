import { expect, test } from "vitest";
import { Diagnostics } from "../source/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import { childSpan, rootSpan } from "../source/span.ts";
import { toSarif } from "./sarif.ts";

test("findings are results of SARIF 2.1.0 with their places, rules and related places", () => {
  const file: SourceFile = {
    name: "my api.yaml",
    path: "/my api.yaml",
    text: "a: 1\nb: 2\n",
    format: "yaml",
  };
  const root = rootSpan(file);
  const diagnostics = new Diagnostics();
  diagnostics.add("VG2044", "second", {
    span: childSpan(root, "b"),
    hint: "what to do",
    related: [{ message: "first", span: childSpan(root, "a") }],
  });
  diagnostics.add("VG5006", "no place");
  diagnostics.add("VG2048", "a warning", { span: childSpan(root, "a") });
  diagnostics.add("VG2042", "a note", { span: childSpan(root, "a") });
  const region = (line: number): object => ({
    physicalLocation: {
      artifactLocation: { uri: "my%20api.yaml" },
      region: { startLine: line, startColumn: 4, endLine: line, endColumn: 5 },
    },
  });
  const sarif = toSarif(diagnostics.list);
  expect(sarif).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "volo-gen" } },
        columnKind: "utf16CodeUnits",
        results: [
          { ruleId: "VG5006", level: "error", message: { text: "no place" }, locations: [] },
          { ruleId: "VG2048", level: "warning", locations: [region(1)] },
          { ruleId: "VG2042", level: "note", locations: [region(1)] },
          {
            ruleId: "VG2044",
            level: "error",
            message: { text: "second\nwhat to do" },
            locations: [region(2)],
            relatedLocations: [{ id: 0, ...region(1), message: { text: "first" } }],
          },
        ],
      },
    ],
  });
  const [run] = (sarif as { runs: { tool: { driver: { rules: { id: string }[] } }; results: object[] }[] })
    .runs;
  const rules = run!.tool.driver.rules.map(({ id }) => id);
  expect(rules).toEqual(["VG2042", "VG2044", "VG2048", "VG5006"]);
  for (const result of run!.results as { ruleId: string; ruleIndex: number }[]) {
    expect(rules[result.ruleIndex]).toBe(result.ruleId);
  }
});
