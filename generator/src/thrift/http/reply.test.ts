import { describe, expect, test } from "vitest";
import type { ThriftOptions } from "../context.ts";
import { lowered, operationLines } from "./testing.ts";

/** The lines of the replies of one operation, and what was found. */
function replies(method: string, types = "", options: ThriftOptions = {}): string[] {
  const result = lowered(`${types}\nservice S { ${method} }`, options);
  return [...operationLines(result).filter((line) => !line.startsWith("alias")), ...result.found];
}

function result(fields: string, verb = "get", options: ThriftOptions = {}): string[] {
  return replies(`R a() (api.${verb}="/a")`, `struct BaseResp { 1: i32 c }\nstruct R { ${fields} }`, options);
}

describe("results", () => {
  test.each<[method: string, expected: string[]]>([
    [`void a() (api.get="/a")`, ["reply 204"]],
    [`oneway void a() (api.post="/a")`, ["reply 202"]],
    [`string a() (api.get="/a")`, ["reply 200", "  application/json json: string"]],
    [`binary a() (api.get="/a")`, ["reply 200", "  application/json json: base64"]],
    [`list<i32> a() (api.get="/a")`, ["reply 200", "  application/json json: array", "    items int32"]],
    [`string a() (api.head="/a")`, ["reply 200"]],
  ])("%s", (method, expected) => {
    expect(replies(method)).toEqual(expected);
  });

  test.each<[name: string, fields: string, expected: string[]]>([
    ["all of it is the body", `1: required i32 a`, ["reply 200", "  application/json json: → R"]],
    [
      "headers",
      `1: required i32 a, 2: required string h (api.header="X-H"), 3: optional list<i32> l (api.header="X-L")`,
      [
        "reply 200",
        "  header X-H: string",
        "  header X-L?: array",
        "    items int32",
        "  application/json json: object",
        "    .a: int32",
      ],
    ],
    [
      "cookies",
      `1: string a (api.cookie="a"), 2: optional string b (api.cookie="b; Max-Age=5 ;HttpOnly")`,
      ["reply 200", '  cookie a "Path=/": string', '  cookie b "Max-Age=5; HttpOnly"?: string'],
    ],
    [
      "a status",
      `1: required i32 a, 2: i32 code (api.http_code="")`,
      [
        "reply 200",
        "  application/json json: object",
        "    .a: int32",
        "reply 2XX",
        "  application/json json: object",
        "    .a: int32",
        "reply 3XX",
        "  application/json json: object",
        "    .a: int32",
      ],
    ],
    [
      "a status of its own",
      `1: i32 code = 204 (api.http_code=""), 2: required i32 a`,
      [
        "reply 204",
        "reply 2XX",
        "  application/json json: object",
        "    .a: int32",
        "reply 3XX",
        "  application/json json: object",
        "    .a: int32",
      ],
    ],
    ["bytes", `1: required binary b (api.raw_body="")`, ["reply 200", "  */* binary: binary"]],
    ["a text", `1: required string b (api.raw_body="")`, ["reply 200", "  */* text: string"]],
    ["nothing is left", `1: string h (api.none="true"), 255: BaseResp BaseResp`, ["reply 200"]],
    [
      "a source that replies have not",
      `1: required i32 a (api.query="q")`,
      [
        "reply 200",
        "  application/json json: → R",
        "2:31 warning VG3455 `a` belongs to a reply, where `api.query` means nothing: it is in the body",
      ],
    ],
  ])("%s", (_name, fields, expected) => {
    expect(result(fields)).toEqual(expected);
  });

  test.each([
    [`1: i32 code = 99 (api.http_code="")`, "2:26 error VG3258 `99` is not the status of a reply"],
    [`1: string code (api.http_code="")`, "2:28 error VG3263 `code` is a status: its type is a whole number"],
    [
      `1: string c (api.cookie="c; P\\nath=/")`,
      "2:25 error VG3264 `P\nath=/` is not an attribute of a cookie",
    ],
    [`1: string c (api.header="")`, undefined],
    [
      `1: binary b (api.raw_body=""), 2: i32 a`,
      "2:50 error VG3262 the reply is `b` as it is: `a` has no place in it",
    ],
  ])("%s", (fields, expected) => {
    const found = result(fields).filter((line) => /^\d/.test(line));
    expect(found).toEqual(expected === undefined ? [] : [expected]);
  });
});

describe("exceptions", () => {
  const types = `exception A { 1: string m } (api.http_code="404")\nexception B { 1: string m }\nexception C { 1: i32 n } (api.http_code="404")`;
  test("the status is that of the field, or of the exception, or 400", () => {
    expect(
      replies(`void a() throws (1: A a (api.http_code="410"), 2: B b, 3: C c) (api.get="/a")`, types),
    ).toEqual([
      "reply 204",
      "reply 400",
      "  throws B",
      "  application/json json: → B",
      "reply 404",
      "  throws C",
      "  application/json json: → C",
      "reply 410",
      "  throws A",
      "  application/json json: → A",
    ]);
  });
  test("those of one status are one reply", () => {
    expect(replies(`void a() throws (1: A a, 2: C c) (api.get="/a")`, types)).toEqual([
      "reply 204",
      "reply 404",
      "  throws A, C",
      "  application/json json: anyOf",
      "    | 0 → A",
      "    | 1 → C",
      "4:43 warning VG3454 `A` and `C` both have the status 404: clients tell them apart by what they hold",
    ]);
  });
  test.each(["abc", "200", "304", "600", "4xx", ""])("%j is no status of an exception", (status) => {
    const found = replies(`void a() throws (1: B b (api.http_code="${status}")) (api.get="/a")`, types);
    expect(found.at(-1)).toBe(`4:52 error VG3258 \`${status}\` is not the status of an exception`);
    expect(found[1]).toBe("reply 400");
  });
});

describe("streams of events", () => {
  const event = ["reply 200", "  text/event-stream stream: stream sse", "    items object"];
  test.each<[method: string, expected: string[]]>([
    [
      `R a() (api.get="/a", streaming.mode="server")`,
      [
        ...event,
        "      .id?: string",
        "      .event?: string",
        "      .data application/json: → R",
        "      .retry?: integer minimum=0",
      ],
    ],
    [`E a() (api.get="/a", agw.target="sse")`, [...event, "      .data: string", "      .id?: string"]],
    [`F a() (api.get="/a")`, [...event, "      .data: string"]],
    [`R a() (api.get="/a", streaming.mode="unary")`, ["reply 200", "  application/json json: → R"]],
  ])("%s", (method, expected) => {
    const types = `struct R { 1: required i32 a }\nstruct E { 1: required string data, 2: optional string id }\nstruct F { 1: required string data (agw.target="sse") }`;
    expect(replies(method, types)).toEqual(expected);
  });

  test.each([
    ["client", "an HTTP operation cannot stream in the mode `client`"],
    ["bidirectional", "an HTTP operation cannot stream in the mode `bidirectional`"],
    ["sever", "unknown streaming mode `sever`; did you mean `server`?"],
  ])("%s", (mode, message) => {
    expect(replies(`void a() (api.get="/a", streaming.mode="${mode}")`).at(-1)).toBe(
      `2:52 error VG3257 ${message}`,
    );
  });
});

test("what is hidden in JSON and only in requests is no part of a reply", () => {
  const result = lowered(
    `struct R { 1: optional string a, 2: string h (go.tag = 'json:"-"', api.query = "h") }\nservice S { R a() (api.get = "/a") }`,
  );
  expect(result.found).toEqual([]);
  expect(result.text).toContain("application/json json: → R");
  expect(result.text).not.toContain(".h");
});
