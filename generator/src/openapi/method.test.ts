import { describe, expect, test } from "vitest";
import { lowerYaml } from "./testing.ts";

const document = (item: string): string =>
  `openapi: 3.2.0\ninfo: { title: t, version: "1" }\npaths:\n  /a:\n${item}`;

describe("methods of OpenAPI 3.2", () => {
  test("query has a field, and any other token is sent as it is written", async () => {
    const { dump, findings } = await lowerYaml(
      document(
        "    query: {}\n    get: {}\n    additionalOperations:\n      LINK: { operationId: link }\n      Move: {}\n      M-SEARCH: {}\n",
      ),
    );
    expect(findings).toEqual([
      'info VG2133 api.yaml:9:7 servers on Node\'s HTTP parser refuse the method "Move" by themselves',
    ]);
    const lines = dump()
      .split("\n")
      .flatMap((line) => /^ {4}(\S+ \S+)/.exec(line)?.[1] ?? []);
    expect(lines).toEqual(["QUERY /a", "GET /a", "LINK /a", "Move /a", "M-SEARCH /a"]);
  });

  test.each([
    ["no token", "G T", "VG2122", '"G T" is not a legal method of HTTP'],
    ["a method with a field", "GET", "VG2123", 'the method "GET" has a field of its own'],
    ["query as an additional one", "QUERY", "VG2123", 'the method "QUERY" has a field of its own'],
    ["another case", "Get", "VG2124", '"Get" is another method than "GET": methods are case-sensitive'],
    [
      "a tunnel",
      "CONNECT",
      "VG2125",
      "requests of the method CONNECT ask for a tunnel and reach no operation",
    ],
  ])("%s", async (_what, method, code, message) => {
    const { findings } = await lowerYaml(document(`    additionalOperations:\n      "${method}": {}\n`));
    expect(findings.filter((f) => !f.startsWith("info"))).toEqual([
      `${code === "VG2124" ? "warning" : "error"} ${code} api.yaml:6:7 ${message}`,
    ]);
  });

  test("3.1 has neither", async () => {
    const { findings } = await lowerYaml(
      document("    query: {}\n    additionalOperations: { LINK: {} }\n").replace("3.2.0", "3.1.0"),
    );
    expect(findings).toEqual([
      'error VG2012 api.yaml:5:5 a path item has no field "query"',
      'error VG2012 api.yaml:6:5 a path item has no field "additionalOperations"',
    ]);
  });
});

describe("the whole query as one parameter", () => {
  const whole = (name: string): string =>
    `{ name: ${name}, in: querystring, content: { application/json: {} } }`;
  const part = "{ name: b, in: query, schema: {} }";

  test("it is read as a document of its media type", async () => {
    const { dump, findings } = await lowerYaml(document(`    get: { parameters: [${whole("q")}] }\n`));
    expect(findings).toEqual([]);
    expect(dump()).toContain("querystring q? application/json: unknown");
  });

  test.each([
    ["two in one list", `    get: { parameters: [${whole("q")}, ${whole("r")}] }\n`, "VG2120"],
    [
      "two in two lists",
      `    parameters: [${whole("q")}]\n    get: { parameters: [${whole("r")}] }\n`,
      "VG2120",
    ],
    ["beside a part in one list", `    get: { parameters: [${part}, ${whole("q")}] }\n`, "VG2121"],
    [
      "beside a part in two lists",
      `    parameters: [${part}]\n    get: { parameters: [${whole("q")}] }\n`,
      "VG2121",
    ],
  ])("%s", async (_what, item, code) => {
    const { findings } = await lowerYaml(document(item));
    expect(findings.map((f) => f.split(" ")[1])).toContain(code);
  });
});
