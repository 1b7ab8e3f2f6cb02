import { expect, test } from "vitest";
import type { Api, Operation, PathPart } from "../ir/index.ts";
import { Diagnostics } from "../source/diagnostic.ts";
import { childSpan, pointerOf, rootSpan } from "../source/span.ts";
import { routes } from "./routes.ts";

const root = rootSpan({ name: "api.yaml", path: "/api.yaml", text: "", format: "yaml" });

function operation(method: string, text: string): Operation {
  const span = childSpan(childSpan(root, text), method.toLowerCase());
  const segments = text
    .slice(1)
    .split("/")
    .map((segment) =>
      [...segment.matchAll(/\{\*(.+?)\}|\{(.+?)\}|[^{}]+/g)].map(([all, rest, name]): PathPart => {
        if (rest !== undefined) return { kind: "rest", name: rest, span: childSpan(root, text) };
        if (name !== undefined) return { kind: "parameter", name, span: childSpan(root, text) };
        return { kind: "literal", text: all };
      }),
    );
  return {
    hint: `${method} ${text}`,
    name: "",
    method,
    path: { text, segments },
    parameters: [],
    replies: [],
    security: [],
    span,
  };
}

function findings(paths: readonly string[], lenient = false): string[] {
  const diagnostics = new Diagnostics(lenient);
  const operations = paths.map((path) => {
    const [method = "", text = ""] = path.split(" ");
    return operation(method, text);
  });
  routes({ groups: [{ hint: "", name: "", operations, span: root }] } as unknown as Api, diagnostics);
  return diagnostics.list.map(({ code, severity, span, related }) => {
    const place = (one: typeof span): string => (one?.kind === "node" ? pointerOf(one) : "");
    return `${severity} ${code} ${place(span)} ${related.map((other) => place(other.span)).join()}`;
  });
}

test.each<[string, string[], string[]]>([
  ["different paths", ["GET /a", "GET /b", "POST /a", "GET /a/{x}", "POST /a/{x}", "GET /{x}/a"], []],
  ["text around parameters", ["GET /{a}.json", "GET /{a}.xml", "GET /{a}", "GET /{*a}"], []],
  ["the same method and path", ["GET /a", "GET /a"], ["error VG4001 /~1a/get /~1a/get"]],
  ["the same path percent-encoded", ["GET /a-b", "GET /a%2Db"], ["error VG4001 /~1a%2Db/get /~1a-b/get"]],
  ["encoded braces are no parameter", ["GET /a/{x}", "GET /a/%7B%7D"], []],
  ["an encoded slash is no slash", ["GET /a/b", "GET /a%2Fb"], []],
  ["other names of parameters", ["GET /a/{x}", "POST /a/{y}"], ["error VG4002 /~1a~1{y} /~1a~1{x}"]],
  ["each path is told once", ["GET /{x}", "POST /{y}", "PUT /{y}"], ["error VG4002 /~1{y} /~1{x}"]],
  [
    "both faults at once",
    ["GET /{x}", "GET /{y}", "GET /b", "GET /b"],
    ["error VG4001 /~1{y}/get /~1{x}/get", "error VG4001 /~1b/get /~1b/get"],
  ],
])("what two routes could answer is told with the places of both: %s", (_, paths, expected) => {
  expect(findings(paths)).toEqual(expected);
});

test("aliases are routes like others", () => {
  const diagnostics = new Diagnostics();
  const aliased = (method: string, text: string, ...aliases: string[]): Operation => ({
    ...operation(method, text),
    aliases: aliases.map((alias) => {
      const [other = "", path = ""] = alias.split(" ");
      return operation(other, path);
    }),
  });
  const operations = [aliased("GET", "/a", "POST /b"), aliased("GET", "/c", "POST /b", "GET /a", "PUT /a")];
  routes({ groups: [{ hint: "", name: "", operations, span: root }] } as unknown as Api, diagnostics);
  expect(diagnostics.list.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'VG4001 "POST /b" is already served by the operation "GET /a"',
    'VG4001 "GET /a" is already served by the operation "GET /a"',
  ]);
});

test("contract languages may name the parameters of a path as they like", () => {
  const diagnostics = new Diagnostics();
  const operations = [operation("GET", "/a/{x}"), operation("POST", "/a/{y}"), operation("GET", "/a/{z}")];
  const api = { groups: [{ hint: "", name: "", operations, span: root }] } as unknown as Api;
  routes(api, diagnostics, { distinctTemplates: false });
  expect(diagnostics.list.map(({ code }) => code)).toEqual(["VG4001"]);
});

test("other names of parameters are only a warning for contracts that one does not own", () => {
  expect(findings(["GET /a/{x}", "POST /a/{y}"], true)).toEqual(["warning VG4002 /~1a~1{y} /~1a~1{x}"]);
  expect(findings(["GET /a", "GET /a"], true)).toEqual(["error VG4001 /~1a/get /~1a/get"]);
});
