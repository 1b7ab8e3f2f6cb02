import { codes } from "../source/codes.ts";
import type { Diagnostic, Severity } from "../source/diagnostic.ts";
import type { JsonDiagnostic, JsonPlace } from "./report.ts";
import { toJson } from "./report.ts";

const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/**
 * The diagnostics of a run as SARIF 2.1.0, which code scanning services read. Lines and columns are from 1, the end is
 * exclusive, columns are UTF-16 units.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function toSarif(diagnostics: readonly Diagnostic[]): object {
  const results = toJson(diagnostics);
  const ids = [...new Set(results.map(({ code }) => code))].sort();
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "volo-gen",
            rules: ids.map((id) => ({
              id,
              shortDescription: { text: codes[id].title },
              defaultConfiguration: { level: levels[codes[id].severity] },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: results.map((one) => resultOf(one, ids)),
      },
    ],
  };
}

function resultOf(
  { code, severity, message, hint, related, ...place }: JsonDiagnostic,
  ids: readonly string[],
): object {
  return {
    ruleId: code,
    ruleIndex: ids.indexOf(code),
    level: levels[severity],
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: locationsOf(place),
    ...(related.length > 0 && {
      relatedLocations: related.flatMap(({ message: text, ...at }, id) =>
        locationsOf(at).map((location) => ({ id, ...location, message: { text } })),
      ),
    }),
  };
}

function locationsOf({ file, line, column, endLine, endColumn }: JsonPlace): object[] {
  if (file === undefined) return [];
  return [
    {
      physicalLocation: {
        artifactLocation: { uri: encodeURI(file) },
        region: { startLine: line, startColumn: column, endLine, endColumn },
      },
    },
  ];
}
