import { describe, expect, test } from "vitest";
import type { PathPart } from "../../ir/operation.ts";
import { locate } from "../../source/locate.ts";
import type { SourceFile } from "../../source/source-file.ts";
import type { Literal } from "../ast.ts";
import { parsePath } from "./path.ts";

/** A literal in a file, in quotes, after two spaces. */
function literal(raw: string, text = raw): Literal {
  const file: SourceFile = { name: "a.thrift", path: "/a.thrift", text: `  "${raw}"`, format: "thrift" };
  return { text, raw, span: { kind: "text", file, start: 2, end: raw.length + 4 } };
}

const letters: Readonly<Record<PathPart["kind"], string>> = { literal: "", parameter: ":", rest: "*" };

function read(text: string): string {
  const parsed = parsePath(literal(text));
  if ("fault" in parsed) return `${locate(parsed.span).column} ${parsed.fault}`;
  const { path, slashless } = parsed;
  const segments = path.segments.map((parts) =>
    parts.map((one) => letters[one.kind] + (one.kind === "literal" ? one.text : one.name)).join("+"),
  );
  return `${slashless ? "(slash) " : ""}${path.text} = ${segments.join(" | ")}`;
}

describe("what a route means", () => {
  test.each([
    ["/", "/ = "],
    ["/a", "/a = a"],
    ["/a/", "/a/ = a | "],
    ["//a", "//a =  | a"],
    ["a/b", "(slash) /a/b = a | b"],
    [":id", "(slash) /{id} = :id"],
    ["/:id", "/{id} = :id"],
    ["/u/:id/x", "/u/{id}/x = u | :id | x"],
    ["/v:version/x", "/v{version}/x = v+:version | x"],
    ["/:name.json", "/{name.json} = :name.json"],
    ["/{name}.json", "/{name}.json = :name+.json"],
    ["/v{version}-beta", "/v{version}-beta = v+:version+-beta"],
    ["/*rest", "/{*rest} = *rest"],
    ["/files/*path", "/files/{*path} = files | *path"],
    ["/files/v*path", "/files/v{*path} = files | v+*path"],
    ["/files/{*path}", "/files/{*path} = files | *path"],
    ["/{a}/:b", "/{a}/{b} = :a | :b"],
    ["/a%20b", "/a%20b = a%20b"],
    ["/宠物/:名", "/宠物/{名} = 宠物 | :名"],
    ["/:__proto__/:constructor", "/{__proto__}/{constructor} = :__proto__ | :constructor"],
    ["/a'b`c$/:d`", "/a'b`c$/{d`} = a'b`c$ | :d`"],
    ["/a...b/.well-known", "/a...b/.well-known = a...b | .well-known"],
  ])("%s", (route, expected) => {
    expect(read(route)).toBe(expected);
  });
});

describe("what is no route, and where it is wrong", () => {
  test.each([
    ["", "3 a route must not be empty"],
    [" ", "4 a route must not be empty"],
    ["/:", "5 a parameter of a path must have a name"],
    ["/*", "5 a parameter of a path must have a name"],
    ["/{}", "5 a parameter of a path must have a name"],
    ["/{*}", "5 a parameter of a path must have a name"],
    ["/a/:b:c", "7 only one parameter fits in the segment `:b:c`"],
    ["/:a-{b}", "5 only one parameter fits in the segment `:a-{b}`"],
    ["/{a}{b}", "8 only one parameter fits in the segment `{a}{b}`"],
    ["/{a}-*b", "9 only one parameter fits in the segment `{a}-*b`"],
    ["/{id:[0-9]+}", "5 only one parameter fits in the segment `{id:[0-9]+}`"],
    ["/*a/b", "5 `*a` takes the rest of the path: nothing may follow it"],
    ["/{*a}.txt", "5 `{*a}` takes the rest of the path: nothing may follow it"],
    ["/:a/b/:a", "10 the path parameter `a` occurs twice"],
    ["/a{b", "6 `{` has no counterpart"],
    ["/a}b", "6 `}` has no counterpart"],
    ["/{a/b}", "5 `{` has no counterpart"],
    ["/a?b=:c", "6 a query or a fragment takes no part in routing"],
    ["/a#b", "6 a query or a fragment takes no part in routing"],
    ["/a b", "6 a route holds no space and no control character: write it percent-encoded"],
    ["/a\u0000", "6 a route holds no space and no control character: write it percent-encoded"],
    ["/a\\b", "6 a route holds no `\\`, which clients turn into `/`"],
    ["/a%2", "6 `%` is followed by two hexadecimal digits; write `%25` for itself"],
    ["/a%zz", "6 `%` is followed by two hexadecimal digits; write `%25` for itself"],
    ["/a/../b", "7 the segment `..` never arrives: clients resolve it first"],
    ["/a/%2E%2e", "7 the segment `%2E%2e` never arrives: clients resolve it first"],
    ["http://a/b", "8 a parameter of a path must have a name"],
  ])("%j", (route, expected) => {
    expect(read(route)).toBe(expected);
  });
});

test("a parameter is shown where it was written, or with the whole literal after escapes", () => {
  const spans = (given: Literal): string[] => {
    const parsed = parsePath(given);
    if ("fault" in parsed) return [parsed.fault];
    return parsed.path.segments.flat().flatMap((one) => {
      if (one.kind === "literal") return [];
      const { column, endColumn } = locate(one.span);
      return `${one.name} ${column}-${endColumn}`;
    });
  };
  expect(spans(literal("/u/:id/*rest"))).toEqual(["id 7-10", "rest 11-16"]);
  expect(spans(literal("/\\'/:id", "/'/:id"))).toEqual(["id 3-12"]);
});

test("long routes take no longer than they must", () => {
  const segment = "/:a".repeat(20_000).replaceAll(/:a/g, (_, at: number) => `:a${at}`);
  const start = performance.now();
  expect(read(segment)).toContain(":a1 |");
  expect(read("/" + "{".repeat(100_000))).toContain("no counterpart");
  expect(performance.now() - start).toBeLessThan(2000);
});
